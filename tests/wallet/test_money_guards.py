"""Ways around the guards of money that are closed: each was open once."""

from __future__ import annotations

import asyncio
import io
import struct
import time
from datetime import timedelta
from fractions import Fraction
from functools import partial
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select

from tests.conftest import ManualClock
from tests.factories import Wallet, balance, fund, money
from tests.wallet.asked import Asked, asked
from tests.wallet.claim_link_tools import open_desk, token_of
from tests.wallet.remittance_tools import DE_IBAN, GB_IBAN, MARK, abroad
from tests.wallet.shops import open_shop, sell
from tests.wallet.waiting_acts import HOUR, careful, confirm, run_job, waiting
from wallet.claim_links.links import OPEN_FOR
from wallet.claim_links.models import claim_links
from wallet.claim_links.returning import return_due
from wallet.customers.queries import Customer
from wallet.database import Database, UnitOfWork
from wallet.errors import (
    ClaimLinkLocked,
    ClaimPasswordWrong,
    LogoUnreadable,
    PayeeNotActive,
    RatesUnavailable,
    RecipientNotFound,
    RemittanceNotInState,
    RequestNeedsTransfer,
    TooManyAskedOfOne,
)
from wallet.exchange.book import BANK_FEED, CRYPTO_FEED, Feed, FeedState, Market
from wallet.exchange.rates import FixedCrypto, RateTable
from wallet.ledger import release_hold
from wallet.merchants.logos import clean_logo
from wallet.merchants.refunds import Refunds
from wallet.payments import duress
from wallet.payments import waiting as waiting_module
from wallet.payments.waiting import LATER, WaitingTransfers
from wallet.remittance.models import remittance_recipients
from wallet.remittance.service import Wish
from wallet.requests.asking import A_DAY_OF_ONE_MAX
from wallet.security.freezing import Freezing
from wallet.security.sessions import put_settings
from wallet.security.vault import Vault

__all__ = ["asked", "careful", "waiting"]

pytestmark = pytest.mark.slow
GUESSES_MAX = 120
"""In fourteen days, of ten thousand."""


async def test_a_card_pays_whom_it_named_though_ids_are_given_anew(
    wallet: Wallet, database: Database, vault: Vault, payer: Customer
) -> None:
    await fund(database, payer.id, 1_000_00)
    tools = abroad(database, vault, wallet)
    recipients = tools.remittances.recipients
    first = await recipients.add(payer.id, "DE", "iban", DE_IBAN, "Anna Weber")
    quote = await tools.remittances.quote(payer.id, Wish("DE", "CNY", money(100_00)), first.id, "family")
    await recipients.forget(payer.id, first.id)
    await recipients.add(payer.id, "GB", "iban", GB_IBAN, "Evil Bob")
    with pytest.raises(RecipientNotFound):
        await tools.pay(quote)
    assert await balance(database, payer.id) == 1_000_00


async def test_a_recipient_added_twice_at_once_is_one(
    wallet: Wallet, database: Database, vault: Vault, payer: Customer
) -> None:
    recipients = abroad(database, vault, wallet).remittances.recipients
    made = await asyncio.gather(*(recipients.add(payer.id, "DE", "iban", DE_IBAN, "Anna Weber") for _ in range(8)))
    assert len({recipient.id for recipient in made}) == 1
    count = select(func.count()).select_from(remittance_recipients)
    assert await database.read(lambda connection: connection.execute(count).scalar()) == 1


async def test_nobody_is_shown_where_to_pay_a_frozen_customers_money(
    wallet: Wallet, database: Database, vault: Vault, payer: Customer
) -> None:
    await fund(database, payer.id, 1_000_00)
    tools = abroad(database, vault, wallet)
    remittance_id = await tools.sent(payer.id)
    await tools.desk.take(remittance_id, MARK)
    await Freezing(database).freeze_own(payer.id, payer.telegram_user_id)
    with pytest.raises(RemittanceNotInState) as refusal:
        await tools.desk.show(remittance_id, MARK)
    assert refusal.value.fields == {"status": "payer-frozen"}


async def test_a_freeze_under_duress_does_not_show_in_a_refund(
    wallet: Wallet, database: Database, vault: Vault, payer: Customer, payee: Customer
) -> None:
    await open_shop(database, vault, payee)
    sale = await sell(database, payer.id, payee.id, 20_00)
    await database.write(lambda work: duress.freeze(work, payee.id))
    new = await Refunds(database, vault, wallet.pins).check(payee.id, sale.operation_id, money(5_00), "sold out")
    assert new.amount == money(5_00)


async def test_a_request_does_not_get_around_the_wait_before_a_first_payment(
    asked: Asked, wallet: Wallet, database: Database
) -> None:
    await database.write(lambda work: put_settings(work, asked.ming.id, cool_off_seconds=86_400))
    assert (await wallet.transfers.quote(asked.ming.id, asked.ann.id, money(1_00))).kind == LATER
    with pytest.raises(RequestNeedsTransfer):
        await asked.pay(await asked.ask(90_00))
    assert await balance(database, asked.ann.id) == 0


async def test_asking_and_cancelling_has_an_end(asked: Asked, clock: ManualClock) -> None:
    for _ in range(A_DAY_OF_ONE_MAX):
        await asked.requests.cancel(asked.ann.id, (await asked.ask(1_00)).id)
    with pytest.raises(TooManyAskedOfOne):
        await asked.ask(1_00)
    clock.advance(timedelta(days=1))
    await asked.ask(1_00)


async def test_who_took_a_link_is_nobody_who_was_paid(
    wallet: Wallet, database: Database, vault: Vault, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 100_00)
    async with open_desk(wallet, database, vault) as desk:
        await desk.claims.take(payee.id, token_of(await desk.make(payer, 1_00)))
    quote = await wallet.transfers.quote(payer.id, payee.id, money(50_00))
    assert quote.details["warnings"] == "first-payment"


async def test_four_digits_outlast_a_links_fourteen_days(
    wallet: Wallet, database: Database, vault: Vault, payer: Customer, payee: Customer, clock: ManualClock
) -> None:
    await fund(database, payer.id, 100_00)
    async with open_desk(wallet, database, vault) as desk:
        link = await desk.make(payer, 30_00, password="4711")
        token, ends, guesses, waits = token_of(link), clock.now() + OPEN_FOR, 0, []
        while clock.now() < ends:
            try:
                await desk.claims.prove(payee.id, token, f"{guesses:04d}")
            except ClaimPasswordWrong:
                guesses += 1
            except ClaimLinkLocked as refusal:
                guesses += 1
                waits.append(int(str(refusal.fields["retry_after_seconds"])))
                clock.advance(timedelta(seconds=waits[-1]))
                if clock.now() >= ends:
                    break
    assert waits[:4] == [900, 1_800, 3_600, 7_200]
    assert max(waits) == 86_400
    assert guesses < GUESSES_MAX


async def test_a_price_that_nobody_confirms_any_more_is_none(clock: ManualClock) -> None:
    """Also when the job that asks does not run."""
    now = clock.now()
    source = FixedCrypto(Fraction(1), clock)
    feeds = {
        BANK_FEED: Feed(BANK_FEED, source, age_max=timedelta(days=6)),
        CRYPTO_FEED: Feed(CRYPTO_FEED, source, silent_max=timedelta(hours=1)),
    }
    bank = FeedState(RateTable("EUR", {"USD": Fraction(11, 10)}, now, "ecb"), now, None)
    table = RateTable("USD", {"USDT": Fraction(1)}, now - timedelta(days=30), "crypto")
    fresh, silent = (FeedState(table, now - age, None) for age in (timedelta(minutes=59), timedelta(minutes=61)))
    assert Market(now, {BANK_FEED: bank, CRYPTO_FEED: fresh}, feeds, False).rate("USDT", "USD").rate == 1
    with pytest.raises(RatesUnavailable) as refusal:
        Market(now, {BANK_FEED: bank, CRYPTO_FEED: silent}, feeds, False).rate("USDT", "USD")
    assert refusal.value.fields == {"reason": "offline"}


async def test_a_logo_of_twenty_thousand_scans_is_refused_at_once() -> None:
    written = io.BytesIO()
    Image.effect_noise((1_000, 1_000), 80).convert("RGB").save(written, "JPEG", progressive=True, quality=5)
    data = written.getvalue()
    place = data.rfind(b"\xff\xda")
    scan = data[place : place + 2 + struct.unpack(">H", data[place + 2 : place + 4])[0]]
    begun = time.process_time()
    with pytest.raises(LogoUnreadable):
        await clean_logo(data[:-2] + scan * 20_000 + b"\xff\xd9")
    assert time.process_time() - begun < 1


async def test_one_bad_row_holds_up_nobody_behind_it(
    wallet: Wallet,
    database: Database,
    vault: Vault,
    waiting: WaitingTransfers,
    careful: Customer,
    payee: Customer,
    clock: ManualClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Holds that ended by other means, and a transfer that is refused for a while."""
    ended, refused, sound = [await confirm(wallet, careful, payee, minor) for minor in (1_00, 2_00, 3_00)]
    async with open_desk(wallet, database, vault) as desk:
        links = [await desk.make(careful, 10_00) for _ in range(2)]
        holds = select(claim_links.c.hold_id).where(claim_links.c.id == links[0].id)
        hold_id = await database.read(lambda connection: connection.execute(holds).scalar_one())
        for number, hold in enumerate((ended, hold_id)):
            reference = f"BY-OPERATOR-{number}"
            await database.write(partial(release, hold_id=hold, reference=reference, owner_id=careful.id))
        clock.advance(HOUR)
        send = waiting_module._send

        def sent(work: UnitOfWork, row: Any) -> None:
            if row.hold_id == refused:
                raise PayeeNotActive
            send(work, row)

        monkeypatch.setattr(waiting_module, "_send", sent)
        await run_job(database)
        assert [(await waiting.get(careful.id, hold)).status for hold in (ended, refused, sound)] == [
            "returned",
            "waiting",
            "sent",
        ]
        monkeypatch.undo()
        clock.advance(HOUR)
        await run_job(database)
        assert (await waiting.get(careful.id, refused)).status == "sent"
        clock.advance(OPEN_FOR)
        assert await database.write(return_due) == 2
        assert [(await desk.links.get(careful.id, link.id)).status for link in links] == ["returned", "returned"]


def release(work: UnitOfWork, *, hold_id: int, reference: str, owner_id: int) -> None:
    """By hand, past the service that placed the hold."""
    release_hold(work, hold_id, reference, customer_id=owner_id)
