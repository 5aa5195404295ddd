"""Rate alerts: told once when the rate is reached, and only to who set them."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import func, select

from tests.conftest import ManualClock
from tests.factories import prove_pin_if_asked
from tests.wallet.exchange_desk import BOTH, Desk, desk
from wallet import outbox
from wallet.customers.profile import Profiles
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import AlertNotFound, AlertsTooMany, SameCurrency, TargetRateInvalid
from wallet.exchange import alerts as alerts_module
from wallet.exchange.alerts import ALERTS_MAX, KEPT_TOLD_FOR, forget_old, parse_target
from wallet.exchange.models import rate_alerts
from wallet.security.vault import Vault

__all__ = ["desk"]


async def add(desk: Desk, owner: Customer, text: str) -> int:
    return (await desk.alerts.add(owner.id, "EUR", "CNY", text)).id


async def told(database: Database, owner: Customer) -> int:
    mine = select(func.count()).select_from(outbox.outbox).where(outbox.outbox.c.lane == f"rates/{owner.id}")
    return await database.read(lambda connection: connection.execute(mine).scalar_one())


@BOTH
async def test_an_alert_is_told_once(desk: Desk, database: Database, payer: Customer, clock: ManualClock) -> None:
    above, below = await add(desk, payer, "8.1"), await add(desk, payer, "7.5")
    assert [alert.above for alert in await desk.alerts.waiting(payer.id)] == [True, False]
    assert await desk.alerts.check() == 0
    desk.bank.move(Fraction(103, 100))
    await asyncio.gather(desk.alerts.follow(), desk.alerts.follow())
    assert (await desk.alerts.check(), await told(database, payer)) == (0, 1)
    reached = await desk.alerts.get(payer.id, above)
    assert reached.told_rate == Fraction(79, 10) * Fraction(103, 100)
    desk.bank.move(Fraction(92, 100))
    await desk.alerts.follow()
    assert (await told(database, payer), await desk.alerts.waiting(payer.id)) == (2, [])
    clock.advance(KEPT_TOLD_FOR + timedelta(seconds=1))
    assert await database.write(forget_old) == 2
    with pytest.raises(AlertNotFound):
        await desk.alerts.get(payer.id, below)


@BOTH
async def test_two_that_find_an_alert_reached_tell_it_once(desk: Desk, database: Database, payer: Customer) -> None:
    """Both have read it before either of them writes."""
    alert = await desk.alerts.add(payer.id, "EUR", "CNY", "8.1")
    tells = [database.write(alerts_module._telling([(alert, Fraction(9))])) for _ in range(2)]
    assert (sorted(await asyncio.gather(*tells)), await told(database, payer)) == ([0, 1], 1)


@BOTH
async def test_alerts_belong_to_who_set_them(desk: Desk, payer: Customer, payee: Customer) -> None:
    alert_id = await add(desk, payer, "8.1")
    for act in (desk.alerts.get, desk.alerts.remove):
        with pytest.raises(AlertNotFound):
            await act(payee.id, alert_id)
    await desk.alerts.remove(payer.id, alert_id)
    with pytest.raises(AlertNotFound):
        await desk.alerts.remove(payer.id, alert_id)


@BOTH
async def test_ten_alerts_are_the_most_and_go_with_the_wallet(
    desk: Desk, database: Database, payer: Customer, vault: Vault
) -> None:
    tries = [add(desk, payer, f"8.{index:02}") for index in range(ALERTS_MAX + 3)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(result, AlertsTooMany) for result in results) == 3
    assert len(await desk.alerts.waiting(payer.id)) == ALERTS_MAX
    await prove_pin_if_asked(desk.wallet, payer, "erase")
    await Profiles(database, vault).erase(payer)
    left = select(func.count()).select_from(rate_alerts)
    assert await database.read(lambda connection: connection.execute(left).scalar_one()) == 0


@BOTH
async def test_alerts_are_checked_page_by_page_and_not_while_closed(
    desk: Desk, database: Database, payer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts_module, "CHECKED_AT_ONCE_MAX", 2)
    for index in range(5):
        await add(desk, payer, f"8.{index:02}")
    table, desk.bank.table = desk.bank.table, None
    await desk.alerts.follow()
    assert await told(database, payer) == 0
    desk.bank.table = table
    desk.bank.move(Fraction(105, 100))
    await desk.alerts.follow()
    assert await told(database, payer) == 5


@BOTH
async def test_an_alert_waits_for_another_rate(desk: Desk, payer: Customer) -> None:
    with pytest.raises(TargetRateInvalid):
        await add(desk, payer, "7.9")
    with pytest.raises(SameCurrency):
        await desk.alerts.add(payer.id, "CNY", "CNY", "2")
    with pytest.raises(SameCurrency):
        await desk.alerts.add(payer.id, "CNY", "XXX", "2")


def test_a_typed_rate_is_read_strictly() -> None:
    assert [parse_target(text) for text in ("7.25", " 7 ", "７．２５", "0.00000001")] == [
        Fraction(29, 4),
        Fraction(7),
        Fraction(29, 4),
        Fraction(1, 10**8),
    ]
    for text in ("", "0", "0.0", "-1", "7,25", "1e3", "07", "7.", ".5", "7.25 CNY", "NaN", "1" * 10, "9" * 500, "٣"):
        with pytest.raises(TargetRateInvalid):
            parse_target(text)
