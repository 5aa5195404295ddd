"""Limits hold to the last minor unit: in races, at midnight, in every currency, and whatever is repeated."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import func, select, text, update

from tests import factories
from tests.conftest import ManualClock
from tests.factories import PIN, Wallet, balance, fund, money, prove_pin_if_asked, wait_until_one_waits_for
from wallet import ledger
from wallet.customers.models import customers
from wallet.customers.profile import PROFILE_PURPOSE, Profiles
from wallet.customers.queries import Customer
from wallet.database import Database, UnitOfWork
from wallet.errors import LimitReached
from wallet.ledger import Door, NewOperation, NewTransfer
from wallet.ledger.audit import audit
from wallet.limits.levels import DEFAULT_LEVELS, Level, parse_levels
from wallet.limits.models import limit_usage
from wallet.limits.service import Limits, forget_old
from wallet.limits.valuation import BankRates
from wallet.money import CURRENCIES, Currency, Money
from wallet.payments.service import TransferCommand
from wallet.references import new_reference
from wallet.security.vault import Vault

SMALL = (Level(60, 100, 150), Level(600, 1000, 1500))
RATES = BankRates()
SECOND, ONE_DAY = timedelta(seconds=1), timedelta(days=1)


class OneForOne:
    """Every currency's minor unit counts as one."""

    def value(self, amount: Money) -> int:
        return amount.minor

    def amount(self, value_minor: int, kind: Currency) -> Money:
        return Money(value_minor, kind)


async def spend(database: Database, limits: Limits, who: Customer, minor: int, code: str = "CNY") -> None:
    kind, value = CURRENCIES[code], limits.value(money(minor, code))
    await database.write(lambda work: limits.count(work, who.id, value, kind))


async def refusal(
    database: Database, limits: Limits, who: Customer, minor: int, code: str = "CNY"
) -> dict[str, object]:
    with pytest.raises(LimitReached) as refused:
        await spend(database, limits, who, minor, code)
    return dict(refused.value.fields)


async def raise_level(database: Database, who: Customer, level: int) -> None:
    change = update(customers).where(customers.c.id == who.id).values(identity_level=level)
    await database.write(lambda work: work.connection.execute(change).rowcount)


async def test_fifty_parallel_payments_fill_the_limit_exactly(
    database: Database, database_url: str, payer: Customer, payee: Customer
) -> None:
    """Two processes, two currencies: not even the payer's accounts keep the payments apart."""
    limits, other = Limits(database, OneForOne()), Database.open(database_url, ManualClock())
    doors = {"CNY": Door(database), "USD": Door(other)}
    sides: dict[str, tuple[int, int]] = {}
    for code in doors:
        await fund(database, payer.id, 20_000_00, code)
        await fund(database, payee.id, 1, code)
        mine, theirs = [
            await database.write(partial(ledger.customer_account, customer_id=one.id, currency_code=code))
            for one in (payer, payee)
        ]
        sides[code] = (mine, theirs)

    async def pay(code: str) -> bool:
        item = NewTransfer(*sides[code], 400_00, code)
        operation = NewOperation("test", new_reference(), (item,), payer.id)
        try:
            await doors[code].post(operation, guard=lambda work: limits.count(work, payer.id, 400_00, CURRENCIES[code]))
        except LimitReached:
            return False
        return True

    passed = await asyncio.gather(*(pay(code) for code in ("CNY", "USD") * 25))
    await other.close()
    assert sum(passed) == 25
    moved = [20_000_00 - await balance(database, payer.id, code) for code in doors]
    assert sum(moved) == DEFAULT_LEVELS[0].day_minor_max
    used = select(limit_usage.c.period, limit_usage.c.used_minor).where(limit_usage.c.customer_id == payer.id)
    rows = await database.read(lambda connection: connection.execute(used).all())
    assert {row.period: row.used_minor for row in rows} == {"day": 10_000_00, "month": 10_000_00}
    assert (await database.read(audit)).faults == ()


@pytest.mark.parametrize(
    ("zone", "midnight"),
    [
        ("Asia/Shanghai", datetime(2025, 3, 30, 16, tzinfo=UTC)),
        ("America/New_York", datetime(2025, 3, 31, 4, tzinfo=UTC)),
    ],
)
async def test_days_and_months_begin_at_the_customers_midnight(
    database: Database, wallet: Wallet, clock: ManualClock, zone: str, midnight: datetime
) -> None:
    who = await wallet.customers.register(factories.registration(time_zone=zone))
    limits = Limits(database, RATES, SMALL)
    clock.advance(midnight - clock.now() - SECOND)
    await spend(database, limits, who, 60)
    await spend(database, limits, who, 40)
    assert (await refusal(database, limits, who, 1))["limit"] == "day"
    clock.advance(SECOND)
    await spend(database, limits, who, 50)
    last = await refusal(database, limits, who, 1)
    assert (last["limit"], last["left_minor"], last["max_minor"]) == ("month", 0, 150)
    clock.advance(ONE_DAY - SECOND)
    assert (await refusal(database, limits, who, 1))["limit"] == "month"
    clock.advance(SECOND)
    await spend(database, limits, who, 60)
    assert [item.left.minor for item in (await limits.left(who.id)).limits] == [60, 40, 90]


async def test_another_time_zone_opens_no_fresh_limit(
    database: Database, wallet: Wallet, vault: Vault, payer: Customer, clock: ManualClock
) -> None:
    """Shanghai's last of March is Auckland's first of April."""
    profiles, limits = Profiles(database, vault), Limits(database, RATES, SMALL)

    async def left_after_move(zone: str) -> list[int]:
        await prove_pin_if_asked(wallet, payer, PROFILE_PURPOSE)
        await profiles.set_time_zone(payer, zone)
        return [item.left.minor for item in (await limits.left(payer.id)).limits]

    clock.advance(datetime(2025, 3, 31, 12, tzinfo=UTC) - clock.now())
    await spend(database, limits, payer, 60)
    await spend(database, limits, payer, 30)
    assert await left_after_move("Pacific/Auckland") == [60, 10, 60]
    await spend(database, limits, payer, 10)
    assert (await refusal(database, limits, payer, 1))["limit"] == "day"
    assert await left_after_move("Asia/Shanghai") == [60, 0, 50]
    assert (await refusal(database, limits, payer, 1))["limit"] == "day"
    await left_after_move("Pacific/Auckland")
    clock.advance(ONE_DAY)
    await spend(database, limits, payer, 1)
    assert await left_after_move("Asia/Shanghai") == [60, 0, 49]


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
async def test_a_payment_on_its_way_is_counted_in_the_new_time_zone_too(
    database: Database, wallet: Wallet, vault: Vault, payer: Customer
) -> None:
    limits = Limits(database, RATES, SMALL)
    account_id = await database.write(lambda work: ledger.customer_account(work, payer.id, "CNY"))
    await prove_pin_if_asked(wallet, payer, PROFILE_PURPOSE)

    def pay(work: UnitOfWork) -> None:
        work.connection.execute(text(f"SELECT 1 FROM accounts WHERE id = {account_id} FOR NO KEY UPDATE"))
        limits.count(work, payer.id, 60, CURRENCIES["CNY"])
        wait_until_one_waits_for(work)

    await asyncio.gather(database.write(pay), Profiles(database, vault).set_time_zone(payer, "Pacific/Auckland"))
    assert [item.left.minor for item in (await limits.left(payer.id)).limits] == [60, 40, 90]


async def test_usage_is_forgotten_after_400_days(database: Database, payer: Customer, clock: ManualClock) -> None:
    limits = Limits(database, RATES, SMALL)
    await spend(database, limits, payer, 60)
    clock.advance(400 * ONE_DAY)
    assert await database.write(forget_old) == 0
    clock.advance(ONE_DAY)
    await spend(database, limits, payer, 60)
    assert [await database.write(forget_old) for _ in range(2)] == [2, 0]


async def test_a_raised_level_raises_the_limits_at_once(database: Database, payer: Customer) -> None:
    limits = Limits(database, RATES, SMALL)
    await spend(database, limits, payer, 60)
    assert await refusal(database, limits, payer, 61) == {
        "limit": "operation", "currency": "CNY", "left_minor": 60, "max_minor": 60, "level": 0,
    }  # fmt: skip
    assert (await refusal(database, limits, payer, 41))["left_minor"] == 40
    await raise_level(database, payer, 1)
    await spend(database, limits, payer, 600)
    usage = await limits.left(payer.id)
    assert (usage.level, [(item.limit, item.maximum.minor, item.left.minor) for item in usage.limits]) == (
        1,
        [("operation", 600, 600), ("day", 1000, 340), ("month", 1500, 840)],
    )
    await raise_level(database, payer, 0)
    assert [item.left.minor for item in (await limits.left(payer.id)).limits] == [60, 0, 0]


async def test_a_repeated_payment_is_neither_counted_again_nor_refused(
    wallet: Wallet, database: Database, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 20_000_00)
    commands = [TransferCommand(f"R{number}", payer.id, payee.id, money(5_000_00)) for number in range(3)]
    for command in commands[:2]:
        await wallet.payments.transfer(command, PIN)
    with pytest.raises(LimitReached) as quoted:
        await wallet.payments.quote_transfer(payer.id, payee.id, money(1))
    with pytest.raises(LimitReached) as refused:
        await wallet.payments.transfer(commands[2], PIN)
    assert (quoted.value.fields["left_minor"], refused.value.fields["left_minor"]) == (0, 0)
    assert (await wallet.payments.transfer(commands[0], PIN)).repeated
    assert (await balance(database, payer.id), await balance(database, payee.id)) == (10_000_00, 10_000_00)
    used = select(func.max(limit_usage.c.used_minor))
    assert await database.read(lambda connection: connection.execute(used).scalar()) == 10_000_00


async def test_other_currencies_count_by_their_value(database: Database, payer: Customer) -> None:
    limits = Limits(database, RATES)
    for code, kind in CURRENCIES.items():
        most = RATES.amount(5_000_00, kind)
        assert RATES.value(most) <= 5_000_00 < RATES.value(Money(most.minor + 1, kind)), code
    assert RATES.amount(5_000_00, CURRENCIES["USDT"]).minor // 10**4 == RATES.amount(5_000_00, CURRENCIES["USD"]).minor
    yen = RATES.amount(5_000_00, CURRENCIES["JPY"]).minor
    told = await refusal(database, limits, payer, yen + 1, "JPY")
    assert (told["limit"], told["currency"], told["max_minor"]) == ("operation", "JPY", yen)
    await spend(database, limits, payer, yen, "JPY")
    await spend(database, limits, payer, 4_999_00)
    left = (await refusal(database, limits, payer, yen, "JPY"))["left_minor"]
    assert left == RATES.amount(10_000_00 - 4_999_00 - RATES.value(money(yen, "JPY")), CURRENCIES["JPY"]).minor


def test_the_setting_is_read_strictly() -> None:
    assert parse_levels("5000/10000/50000, 50000/100000/500000,200000/500000/2000000") == DEFAULT_LEVELS
    for setting in (
        "", "1/2/3", "1/2/3,1/2/3", "2/1/3,2/2/3,2/2/3", "0/1/2,1/1/2,1/1/2", "1/2/3,1/2/3,1/1/3", "1/2/3,1/2/3,1/2/-3",
        "1/2/3,1/2/3,1/2/10000000000001",
    ):  # fmt: skip
        with pytest.raises(ValueError, match="operation/day/month"):
            parse_levels(setting)
