"""Statements of a customer: equal to the ledger, day by day where they are, and no cell computes."""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, select, update

from tests import factories
from tests.conftest import ManualClock
from tests.factories import Wallet, money
from tests.wallet.statement_tools import made, plain_words, rows_of, sheets_of
from wallet import ledger
from wallet.budgets.periods import Period
from wallet.customers.models import customers
from wallet.customers.queries import Customer
from wallet.database import Database, UnitOfWork
from wallet.errors import StatementDaysInvalid, StatementNotFound, StatementTooLong, StatementUnderWay
from wallet.ledger.models import accounts
from wallet.ledger.statements import StatementLine
from wallet.money import Money, total
from wallet.security.vault import Vault
from wallet.statements import collecting, service
from wallet.statements.model import check_days, moments
from wallet.statements.models import statements as table
from wallet.statements.service import Format, Made, Statements

CODES = ("CNY", "USD", "JPY")


@pytest.fixture
def statements(database: Database, vault: Vault) -> Statements:
    return Statements(database, vault)


async def lives(database: Database, clock: ManualClock, two: Sequence[Customer], acts: int, seed: int) -> None:
    """Money comes, goes and comes back, in three currencies, over some days."""
    dice = random.Random(seed)
    for code in CODES:
        for customer in two:
            await factories.fund(database, customer.id, dice.randrange(1, 10**6), code)
    for _ in range(acts):
        clock.advance(timedelta(minutes=dice.randrange(1, 600)))
        code, (payer, payee) = dice.choice(CODES), dice.sample(list(two), 2)
        left = await factories.balance(database, payer.id, code)
        if left > 1 and dice.random() < 0.8:
            minor = dice.randrange(1, left)
            await factories.pay(database, payer.id, payee.id, minor, currency=code, note=dice.choice(["", "=1+1", "a"]))
        else:
            await factories.fund(database, payer.id, dice.randrange(1, 10**5), code)


async def agrees(database: Database, statement: Made, owner: Customer, period: Period) -> None:
    """By a second way: the ledger's balances before and after, and the ledger's own pages of entries between."""
    since, until = moments(period, owner.zone)
    rows, instant = rows_of(statement.content), timedelta(microseconds=1)
    for figures in statement.figures:
        unit = figures.closing.currency
        before, after, lines = await database.read(partial(by_ledger, owner.id, unit.code, since - instant, until))
        assert (figures.opening, figures.closing, figures.count) == (before, after, len(lines))
        assert figures.paid_in == total([line.change for line in lines if line.change.minor > 0], unit)
        assert figures.opening + figures.paid_in - figures.paid_out == figures.closing
        mine = [row for row in rows if row["currency"] == unit.code]
        assert (mine[0]["balance"], mine[-1]["balance"]) == (before.digits(), after.digits())
        told = [(row["change"], row["balance"], row["reference"]) for row in mine[1:-1]]
        assert told == [(line.change.digits(), line.balance_after.digits(), line.reference) for line in lines]
    assert statement.count == sum(figures.count for figures in statement.figures)
    assert len(rows) == statement.count + 2 * len(statement.figures)


def by_ledger(
    owner_id: int, code: str, before: datetime, until: datetime, connection: Connection
) -> tuple[Money, Money, list[StatementLine]]:
    """Balances and entries as the ledger gives them."""
    mine = (accounts.c.customer_id == owner_id, accounts.c.currency == code)
    account = connection.execute(select(accounts.c.id).where(*mine)).scalar_one()
    since, instant = before + timedelta(microseconds=1), timedelta(microseconds=1)
    lines: list[StatementLine] = []
    after: int | None = 0
    while after is not None:
        page = ledger.statement(connection, account, since, until, after=after, size=7)
        lines += page.lines
        after = page.after
    balances = [ledger.balance_at(connection, account, moment) for moment in (before, until - instant)]
    return balances[0], balances[1], lines


@pytest.mark.parametrize(
    ("seed", "acts", "page"),
    [(1, 40, 9), *(pytest.param(seed, 300, 50, marks=pytest.mark.slow) for seed in range(2, 6))],
)
async def test_statements_equal_the_ledger(
    database: Database, clock: ManualClock, statements: Statements, payer: Customer, payee: Customer,
    monkeypatch: pytest.MonkeyPatch, seed: int, acts: int, page: int,
) -> None:  # fmt: skip
    """Over random lives, for every way to cut them into days; pages are so small that there are many."""
    monkeypatch.setattr(collecting, "_LINES", collecting._LINES.limit(page))
    await lives(database, clock, (payer, payee), acts, seed)
    today = clock.now().astimezone(payer.zone).date()
    dice = random.Random(seed)
    for owner in (payer, payee):
        closing = []
        for first, last in [(date(2025, 3, 1), today), *halves(dice, date(2025, 3, 1), today)]:
            statement = await made(statements, owner, first, last)
            await agrees(database, statement, owner, Period(first, last))
            closing.append({item.closing.currency.code: item.closing.minor for item in statement.figures})
        assert closing[0] == closing[2] == {code: await factories.balance(database, owner.id, code) for code in CODES}


def halves(dice: random.Random, first: date, last: date) -> list[tuple[date, date]]:
    """The days cut in two; the second half goes on where the first one ended."""
    cut = first + timedelta(days=dice.randrange((last - first).days))
    return [(first, cut), (cut + timedelta(days=1), last)]


@pytest.mark.parametrize(
    ("zone", "day", "since", "until"),
    [
        ("Asia/Shanghai", "2025-03-01", "2025-02-28T16:00", "2025-03-01T16:00"),
        ("Europe/Berlin", "2025-03-30", "2025-03-29T23:00", "2025-03-30T22:00"),
        ("Europe/Berlin", "2025-10-26", "2025-10-25T22:00", "2025-10-26T23:00"),
        ("America/Havana", "2025-03-09", "2025-03-09T05:00", "2025-03-10T04:00"),
        ("America/Havana", "2025-11-02", "2025-11-02T04:00", "2025-11-03T05:00"),
        ("Australia/Lord_Howe", "2025-04-06", "2025-04-05T13:00", "2025-04-06T13:30"),
        ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00", "2011-12-30T10:00"),
    ],
)
def test_a_day_is_as_long_as_it_is_there(zone: str, day: str, since: str, until: str) -> None:
    """Also a day without a midnight, one with two of them, and the one that Samoa left out."""
    one = Period(date.fromisoformat(day), date.fromisoformat(day))
    asked = (datetime.fromisoformat(since).replace(tzinfo=UTC), datetime.fromisoformat(until).replace(tzinfo=UTC))
    assert moments(one, ZoneInfo(zone)) == asked


@pytest.mark.slow
async def test_a_payment_belongs_to_the_day_of_its_owner(
    database: Database, vault: Vault, wallet: Wallet, clock: ManualClock, statements: Statements, payer: Customer
) -> None:
    """On the evening before clocks are put forward and after the day that has 23 hours."""
    moved = update(customers).where(customers.c.id == payer.id).values(time_zone="Europe/Berlin")
    await database.write(lambda work: work.connection.execute(moved) and None)
    owner = await wallet.customers.recognise(payer.telegram_user_id, payer.username)
    assert owner is not None
    for moment in ("2025-03-29T22:59:59.999999", "2025-03-29T23:00", "2025-03-30T21:59:59.999999", "2025-03-30T22:00"):
        clock.advance(datetime.fromisoformat(moment).replace(tzinfo=UTC) - clock.now())
        await factories.fund(database, owner.id, 1)
    counts = [(await made(statements, owner, day, day)).count for day in (date(2025, 3, 29 + i) for i in range(3))]
    assert counts == [1, 2, 1]


async def test_nothing_in_a_file_computes(
    database: Database, statements: Statements, clock: ManualClock, payer: Customer, payee: Customer
) -> None:
    """A note that begins as a formula is shown as it was written; amounts are numbers where those are exact."""
    await factories.fund(database, payer.id, 10**15)
    notes = ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\uff1d1", "https://evil.example", "12.50", "<b>&"]
    for note in notes:
        await factories.pay(database, payer.id, payee.id, 12_34, note=note)
    day = clock.now().astimezone(payee.zone).date()
    table = await made(statements, payee, day, day)
    assert table.content.startswith(b"\xef\xbb\xbf")
    rows = rows_of(table.content)[1:-1]
    assert [row["note"] for row in rows] == [*(f"'{note}" for note in notes[:5]), *notes[5:]]
    assert {row["change"] for row in rows} == {"12.34"}
    book = sheets_of((await made(statements, payee, day, day, Format.XLSX)).content)
    assert [row["D"] for row in book["CNY"] if "E" in row][1:] == [("inlineStr", note) for note in notes]
    assert {row["F"] for row in book["CNY"] if "E" in row and row["F"][0] == "n"} == {("n", "12.34")}
    book = sheets_of((await made(statements, payer, day, day, Format.XLSX)).content)
    assert [row["F"] for row in book["CNY"] if "E" in row][1:3] == [
        ("inlineStr", "10,000,000,000,000.00"),
        ("n", "-12.34"),
    ]


def test_days_that_are_no_statement() -> None:
    today = date(2025, 3, 1)
    assert check_days(date(2025, 2, 1), date(2025, 3, 31), today) == Period(date(2025, 2, 1), today)
    assert check_days(date(2024, 3, 1), today, today).days == 366
    for first, last, reason in (
        (date(2025, 3, 2), date(2025, 3, 9), "future"),
        (date(2025, 2, 2), date(2025, 2, 1), "order"),
        (date(2024, 2, 29), today, "long"),
    ):
        with pytest.raises(StatementDaysInvalid) as refused:
            check_days(first, last, today)
        assert refused.value.fields["reason"] == reason


@pytest.mark.slow
async def test_a_code_is_known_and_none_that_was_changed(
    database: Database, statements: Statements, clock: ManualClock, payer: Customer
) -> None:
    """The code is no secret, but nobody makes one: neither by changing a row nor by putting one in."""
    await factories.fund(database, payer.id, 55_00)
    day = clock.now().astimezone(payer.zone).date()
    paper = await made(statements, payer, day, day, Format.PDF)
    for typed in (paper.code, f" {paper.code.lower()} ", paper.code.replace("0", "o").replace("1", "l")):
        assert statements.is_code(typed)
        told = await statements.check(typed)
        assert (told.owner.id, told.first, told.last, told.made_at) == (payer.id, day, day, clock.now())
        assert told.figures == paper.figures == [service.Figures(money(0), money(55_00), money(0), money(55_00), 1)]
    other = "2" if paper.code[-1] != "2" else "3"
    for wrong in (paper.code[:-1] + other, "AAAA-BBBB-CCCC-DDDD-EEEE", "K7Q2-M9XF-3TZA-8H4K", ""):
        with pytest.raises(StatementNotFound):
            await statements.check(wrong)
    changes: list[dict[str, object]] = [
        {"figures": '{"CNY":[0,990000,0,990000,1]}'},
        {"first": "2024-01-01"},
        {"lines_hash": "0" * 64},
    ]
    for change in changes:
        before = await changed(database, paper.code, change)
        with pytest.raises(StatementNotFound):
            await statements.check(paper.code)
        await changed(database, paper.code, before)
    assert (await statements.check(paper.code)).owner.id == payer.id


async def changed(database: Database, code: str, change: dict[str, object]) -> dict[str, object]:
    """Put other values into a statement's row; returns those that stood there."""

    def work(unit: UnitOfWork) -> dict[str, object]:
        row = unit.connection.execute(select(table).where(table.c.code == code)).mappings().one()
        unit.connection.execute(update(table).where(table.c.code == code).values(change))
        return {name: row[name] for name in change}

    return await database.write(work)


@pytest.mark.slow
async def test_one_at_a_time_and_not_too_long(
    database: Database, statements: Statements, clock: ManualClock, payer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        await factories.fund(database, payer.id, 1_00)
    day = clock.now().astimezone(payer.zone).date()
    both = await asyncio.gather(*(made(statements, payer, day, day) for _ in range(2)), return_exceptions=True)
    assert [type(item) for item in both] == [Made, StatementUnderWay]
    monkeypatch.setattr(service, "LINES_MAX", dict.fromkeys(Format, 2))
    with pytest.raises(StatementTooLong) as refused:
        await made(statements, payer, day, day, Format.PDF)
    assert refused.value.fields == {"count_max": 2}
    monkeypatch.undo()
    assert (await made(statements, payer, day, day)).count == 3


@pytest.mark.slow
async def test_a_line_that_is_missing_is_not_passed_over(
    database: Database, statements: Statements, clock: ManualClock, payer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the reason, a statement that does not add up is not given out."""
    for _ in range(3):
        await factories.fund(database, payer.id, 1_00)
    day = clock.now().astimezone(payer.zone).date()
    read = collecting.Pages.page
    monkeypatch.setattr(collecting.Pages, "page", lambda *given: read(*given)[1:])
    with pytest.raises(RuntimeError, match="breaks at entry"):
        await made(statements, payer, day, day)
    monkeypatch.setattr(collecting.Pages, "page", lambda *given: read(*given)[:-1])
    with pytest.raises(RuntimeError, match="does not add up"):
        await made(statements, payer, day, day)


@pytest.mark.slow
@pytest.mark.parametrize("kind", list(Format))
async def test_nothing_is_left_behind(
    database: Database, statements: Statements, clock: ManualClock, payer: Customer, kind: Format,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Neither by a file that was made nor by one that was given up halfway."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    await factories.fund(database, payer.id, 1_00)
    day = clock.now().astimezone(payer.zone).date()
    assert (await made(statements, payer, day, day, kind)).content
    assert left_in(folder) == []

    async def gives_up(done: int, of: int) -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await statements.make(payer, Period(day, day), kind, plain_words(), gives_up)
    assert left_in(folder) == []
    assert (await made(statements, payer, day, day, kind)).count == 1


def left_in(folder: Path) -> list[Path]:
    """What somebody forgot there."""
    return list(folder.iterdir())
