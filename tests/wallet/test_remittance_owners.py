"""Money abroad and whose it is: nobody else finds it, recipients are kept once, and a closed wallet forgets them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from tests.conftest import ManualClock
from tests.factories import PIN, Wallet, balance, fund, money, prove_pin_if_asked, registration
from tests.wallet.remittance_tools import DE_IBAN, MARK, Abroad, abroad
from wallet.customers.profile import Profiles
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import (
    MoneyLeft,
    QuoteNotFound,
    RecipientNotFound,
    RemittanceNotFound,
    RemittanceUnderWay,
)
from wallet.remittance.models import DELIVERED, RETURNED, WAITING, remittance_events
from wallet.remittance.recipients import KEPT_MAX
from wallet.remittance.service import Wish
from wallet.security.vault import Vault


@pytest.fixture
def sending(database: Database, vault: Vault, wallet: Wallet) -> Abroad:
    return abroad(database, vault, wallet)


async def test_nobody_else_finds_recipients_or_remittances(
    sending: Abroad, database: Database, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 200_00)
    quote = await sending.quote(payer.id)
    await sending.pay(quote)
    found = await sending.remittances.get(payer.id, quote.reference)
    for asked in (
        sending.remittances.get(payee.id, quote.reference),
        sending.remittances.by_id(payee.id, found.id),
        sending.remittances.cancel(payee.id, quote.reference),
        sending.remittances.get(payer.id, "none"),
    ):
        with pytest.raises(RemittanceNotFound):
            await asked
    assert quote.subject_id is not None
    for other in (
        sending.remittances.recipients.get(payee.id, quote.subject_id),
        sending.remittances.quote(payee.id, Wish("DE", "CNY", money(1_00)), quote.subject_id, "family"),
    ):
        with pytest.raises(RecipientNotFound):
            await other
    with pytest.raises(QuoteNotFound):
        await sending.checkout.pay(payee.id, quote.reference, PIN)
    await sending.remittances.recipients.forget(payee.id, quote.subject_id)
    assert await sending.recipient(payer.id) == quote.subject_id


@pytest.mark.slow
async def test_recipients_are_kept_once_and_the_oldest_give_way(
    sending: Abroad, database: Database, payer: Customer, clock: ManualClock
) -> None:
    recipients = sending.remittances.recipients
    first = await sending.recipient(payer.id)
    assert await sending.recipient(payer.id, account=DE_IBAN.replace(" ", "").lower()) == first
    second = await recipients.add(payer.id, "DE", "iban", DE_IBAN, "Otto Weber")
    assert [item.id for item in await recipients.of_country(payer.id, "DE")] == [second.id, first]
    assert await recipients.of_country(payer.id, "FR") == []
    for number in range(KEPT_MAX - 1):
        clock.advance(timedelta(seconds=1))
        await recipients.add(payer.id, "HK", "account", f"004 {number:06}", "Anna Weber")
    with pytest.raises(RecipientNotFound):
        await recipients.get(payer.id, first)
    assert (await recipients.get(payer.id, second.id)).name == "Otto Weber"
    await fund(database, payer.id, 200_00)
    quote = await sending.quote(payer.id)
    assert quote.subject_id is not None
    await recipients.forget(payer.id, quote.subject_id)
    with pytest.raises(RecipientNotFound):
        await sending.pay(quote)
    with pytest.raises(RecipientNotFound):
        await sending.checkout.renew(payer.id, quote.reference)
    assert await balance(database, payer.id) == 200_00


async def test_a_wallet_with_money_under_way_is_not_closed_and_then_forgets(
    sending: Abroad, wallet: Wallet, database: Database, vault: Vault
) -> None:
    owner = await wallet.customers.register(registration())
    await fund(database, owner.id, 120_30)
    remittance_id = await sending.sent(owner.id)
    profiles = Profiles(database, vault)
    await prove_pin_if_asked(wallet, owner, "erase")
    with pytest.raises(RemittanceUnderWay):
        await profiles.erase(owner)
    await sending.desk.take(remittance_id, MARK)
    await sending.desk.sent(remittance_id, MARK)
    with pytest.raises(RemittanceUnderWay):
        await profiles.erase(owner)
    await sending.desk.delivered(remittance_id, MARK)
    await profiles.erase(owner)
    kept = await sending.remittances.by_id(owner.id, remittance_id)
    assert (kept.status, kept.recipient, kept.account) == (DELIVERED, "", "")
    assert await sending.remittances.recipients.of_country(owner.id, "DE") == []


@pytest.mark.slow
async def test_a_wallet_is_not_closed_with_what_came_back(
    sending: Abroad, wallet: Wallet, database: Database, vault: Vault, payer: Customer
) -> None:
    await fund(database, payer.id, 120_30)
    remittance_id = await sending.sent(payer.id)
    await sending.desk.give_back(remittance_id, "other", MARK)
    await prove_pin_if_asked(wallet, payer, "erase")
    with pytest.raises(MoneyLeft):
        await Profiles(database, vault).erase(payer)
    assert (await sending.remittances.by_id(payer.id, remittance_id)).status == RETURNED


@pytest.mark.slow
async def test_steps_are_never_changed(sending: Abroad, database: Database, payer: Customer) -> None:
    await fund(database, payer.id, 200_00)
    await sending.sent(payer.id)
    for statement in ("UPDATE remittance_events SET state = 'sent'", "DELETE FROM remittance_events"):
        with pytest.raises(Exception, match="append-only"):
            await database.write(lambda work, said=statement: work.connection.execute(text(said)).rowcount)
    states = await database.read(
        lambda connection: connection.execute(select(remittance_events.c.state)).scalars().all()
    )
    assert states == [WAITING]
