"""Point in time: balances, statements and trial balances at any moment, whatever the clock did, at a bounded cost."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import NamedTuple

import pytest
from sqlalchemy import Connection

from tests.conftest import ManualClock
from tests.factories import fund, money
from wallet import ledger
from wallet.clock import MICROSECOND
from wallet.customers.queries import Customer
from wallet.database import Database, UnitOfWork
from wallet.errors import AccountNotFound
from wallet.ledger import AccountKind, NewHold, NewOperation, NewTransfer
from wallet.ledger.statements import Statement, TrialBalanceLine

SPANS = [timedelta(0)] * 6 + [MICROSECOND, timedelta(seconds=9), timedelta(days=1), -MICROSECOND, timedelta(seconds=-7)]
"""How the clock goes on between two operations: it often stands still, and at times it is set back."""

OPERATIONS = 60


class Line(NamedTuple):
    """An entry as the test itself has reckoned it."""

    account_id: int
    sequence: int
    reference: str
    change: int
    balance_after: int
    created_at: datetime


class Book:
    """What the ledger was told, written down a second time in the plainest way."""

    def __init__(self, kinds: dict[int, tuple[str, AccountKind]]) -> None:
        self.kinds = kinds
        self.lines: dict[int, list[Line]] = {account_id: [] for account_id in kinds}
        self.set_back = 0

    def write(self, reference: str, now: datetime, items: Iterable[NewTransfer]) -> datetime:
        """Note the entries of an operation; returns the moment it must have been booked at."""
        sides = [side for item in items for side in (item.debit_account_id, item.credit_account_id)]
        moment = max([now, *(self.lines[side][-1].created_at for side in sides if self.lines[side])])
        self.set_back += moment > now
        for item in items:
            for account_id, change in ((item.debit_account_id, -item.amount), (item.credit_account_id, item.amount)):
                sequence, balance = len(self.lines[account_id]) + 1, self.balance(account_id) + change
                self.lines[account_id].append(Line(account_id, sequence, reference, change, balance, moment))
        return moment

    def balance(self, account_id: int) -> int:
        """What the account has now."""
        return sum(line.change for line in self.lines[account_id])

    def moments(self) -> list[datetime]:
        """Just before, at and just after every entry, in order."""
        found = {line.created_at for lines in self.lines.values() for line in lines}
        return sorted({moment + span for moment in found for span in (-MICROSECOND, timedelta(0), MICROSECOND)})

    def trial(self, moment: datetime) -> list[TrialBalanceLine]:
        """By currency and kind, what the accounts that had an entry by then held."""
        counts: Counter[tuple[str, str]] = Counter()
        sums: Counter[tuple[str, str]] = Counter()
        for account_id, lines in self.lines.items():
            past = [line.change for line in lines if line.created_at <= moment]
            counts[self.kinds[account_id]] += bool(past)
            sums[self.kinds[account_id]] += sum(past)
        return [TrialBalanceLine(code, kind, counts[code, kind], sums[code, kind]) for code, kind in sorted(+counts)]


@pytest.fixture(params=[1, 2])
async def book(
    request: pytest.FixtureRequest, database: Database, clock: ManualClock, payer: Customer, payee: Customer
) -> Book:
    """Random operations of two customers in two currencies, with a clock that stands still and goes back."""
    chance = random.Random(request.param)

    def write_history(work: UnitOfWork) -> Book:
        written = Book(open_accounts(work, payer.id, payee.id))
        for number in range(OPERATIONS):
            clock.advance(chance.choice(SPANS))
            items = random_transfers(chance, written, chance.choice(["CNY", "USD"]))
            command = NewOperation("test", f"operation {number}", items, note=f"note {number}")
            # A unit of work for each, as the clock tells another hour for each; one commit for all is quicker.
            posted = ledger.post(UnitOfWork(work.connection, clock.now()), command)
            assert posted.created_at == written.write(command.reference, clock.now(), items)
        return written

    return await database.write(write_history)


def open_accounts(work: UnitOfWork, *customer_ids: int) -> dict[int, tuple[str, AccountKind]]:
    """All accounts that the random history uses, and one of each currency that it never does."""
    found = {}
    for code in ("CNY", "USD"):
        for kind in (AccountKind.PLAY_MONEY, AccountKind.FEES, AccountKind.ROUNDING):
            found[ledger.system_account(work, kind, code, 1)] = (code, kind)
        for customer_id in customer_ids:
            found[ledger.customer_account(work, customer_id, code)] = (code, AccountKind.CUSTOMER)
    return found


def random_transfers(chance: random.Random, book: Book, code: str) -> tuple[NewTransfer, ...]:
    """A top-up, or a payment with a fee when the payer has enough: then two entries of one account in one operation."""
    house, fees, _, *people = [account_id for account_id, (found, _) in book.kinds.items() if found == code]
    payer, payee = chance.sample(people, 2)
    if book.balance(payer) < 20 or chance.random() < 0.3:
        return (NewTransfer(house, payer, chance.randint(20, 90), code),)
    amount = NewTransfer(payer, payee, chance.randint(1, 19), code)
    return (amount, NewTransfer(payer, fees, 1, code, "fee")) if chance.random() < 0.4 else (amount,)


async def test_the_random_history_has_what_makes_it_hard(database: Database, book: Book) -> None:
    assert book.set_back >= 8
    ties = [one.created_at == next_.created_at for lines in book.lines.values() for one, next_ in pairwise(lines)]
    assert sum(ties) >= 50
    together = Counter((line.account_id, line.reference) for lines in book.lines.values() for line in lines)
    assert max(together.values()) == 2


async def test_a_balance_at_any_moment_is_the_sum_of_the_entries_up_to_it(database: Database, book: Book) -> None:
    def compare(connection: Connection) -> None:
        for account_id, lines in book.lines.items():
            for moment in book.moments():
                told = ledger.balance_at(connection, account_id, moment)
                assert told.minor == sum(line.change for line in lines if line.created_at <= moment)
                assert told.currency.code == book.kinds[account_id][0]

    await database.read(compare)


def all_pages(connection: Connection, account_id: int, since: datetime, until: datetime, size: int) -> list[Statement]:
    """Every page of a statement, by its cursor."""
    pages = [ledger.statement(connection, account_id, since, until, size=size)]
    while (after := pages[-1].after) is not None:
        pages.append(ledger.statement(connection, account_id, since, until, after=after, size=size))
    return pages


def check_statement(
    connection: Connection, lines: list[Line], account_id: int, since: datetime, until: datetime, size: int
) -> None:
    """The pages together are the period's entries, and each page's balances explain its lines."""
    pages = all_pages(connection, account_id, since, until, size)
    expected = [line for line in lines if since <= line.created_at < until]
    shown = [line for page in pages for line in page.lines]
    assert [
        Line(account_id, line.sequence, line.reference, line.change.minor, line.balance_after.minor, line.created_at)
        for line in shown
    ] == expected
    assert all((line.kind, line.note) == ("test", line.reference.replace("operation", "note")) for line in shown)
    assert [len(page.lines) for page in pages[:-1]] == [size] * (len(pages) - 1)
    assert len(pages) == max(1, -(-len(expected) // size))
    assert pages[0].opening.minor == sum(line.change for line in lines if line.created_at < since)
    assert pages[-1].closing.minor == sum(line.change for line in lines if line.created_at < until)
    assert all(one.closing == following.opening for one, following in pairwise(pages))
    for page in pages:
        assert page.opening.minor + sum(line.change.minor for line in page.lines) == page.closing.minor


async def test_the_pages_of_a_statement_are_the_entries_of_its_period(database: Database, book: Book) -> None:
    chance = random.Random(9)

    def compare(connection: Connection) -> None:
        borders = book.moments()
        for account_id, lines in book.lines.items():
            for size in (1, 2, 3, 5, 1000):
                since, until = sorted(chance.choices(borders, k=2))
                check_statement(connection, lines, account_id, since, until, size)
            check_statement(connection, lines, account_id, borders[0], borders[-1], 4)

    await database.read(compare)


async def test_a_period_takes_its_first_moment_in_and_leaves_its_last_out(database: Database, book: Book) -> None:
    account_id, lines = max(book.lines.items(), key=lambda item: len(item[1]))
    moments = sorted({line.created_at for line in lines})
    first, second = moments[3], moments[4]
    page = await database.read(lambda connection: ledger.statement(connection, account_id, first, second))
    assert {line.created_at for line in page.lines} == {first}
    later = moments[-1] + timedelta(days=9)
    for since, until in ((first, first), (first + MICROSECOND, second), (moments[-1] + MICROSECOND, later)):
        empty = await database.read(partial(ledger.statement, account_id=account_id, since=since, until=until))
        assert (len(empty.lines), empty.after) == (0, None)
        assert empty.opening == empty.closing
        assert empty.opening.minor == sum(line.change for line in lines if line.created_at < since)


async def test_a_cursor_at_the_end_or_beyond_it_shows_an_empty_page(database: Database, book: Book) -> None:
    account_id, lines = max(book.lines.items(), key=lambda item: len(item[1]))
    since, until = lines[5].created_at, lines[-1].created_at
    last = sum(line.created_at < until for line in lines)
    for after in (last, last + 1, 10**9):
        page = await database.read(
            partial(ledger.statement, account_id=account_id, since=since, until=until, after=after)
        )
        assert (len(page.lines), page.after) == (0, None)
        assert page.opening.minor == page.closing.minor == lines[last - 1].balance_after


async def test_a_page_has_one_line_at_least(database: Database, book: Book) -> None:
    account_id, lines = max(book.lines.items(), key=lambda item: len(item[1]))
    since, until = lines[0].created_at, lines[-1].created_at + MICROSECOND
    for asked, given in ((-5, 1), (0, 1), (1, 1), (7, 7)):
        ask = partial(ledger.statement, account_id=account_id, since=since, until=until, size=asked)
        page = await database.read(ask)
        assert len(page.lines) == page.after == given < len(lines)


async def test_the_trial_balance_of_any_moment_is_zero_and_the_sum_of_its_accounts(
    database: Database, book: Book
) -> None:
    def compare(connection: Connection) -> None:
        for moment in random.Random(5).sample(book.moments(), 40):
            lines = ledger.trial_balance(connection, moment)
            assert lines == book.trial(moment)
            for code in ("CNY", "USD"):
                assert sum(line.minor for line in lines if line.currency == code) == 0
            summed: Counter[tuple[str, str]] = Counter()
            for account_id, kind in book.kinds.items():
                summed[kind] += ledger.balance_at(connection, account_id, moment).minor
            told = {(line.currency, line.kind): line.minor for line in lines if line.minor}
            assert told == {kind: minor for kind, minor in summed.items() if minor}

    await database.read(compare)


async def test_the_trial_balance_now_is_the_one_of_the_last_moment(database: Database, book: Book) -> None:
    first, *_, last = book.moments()
    now = await database.read(ledger.trial_balance)
    assert now == book.trial(last) == await database.read(lambda connection: ledger.trial_balance(connection, last))
    assert AccountKind.ROUNDING not in {line.kind for line in now}
    assert await database.read(lambda connection: ledger.trial_balance(connection, first)) == []


async def test_held_money_is_still_in_the_balance(database: Database, payer: Customer, clock: ManualClock) -> None:
    posted = await fund(database, payer.id, 90)
    account_id = await database.write(lambda work: ledger.customer_account(work, payer.id, "CNY"))
    clock.advance(timedelta(hours=1))
    await database.write(lambda work: ledger.place_hold(work, NewHold(account_id, 60, "CNY"), "HOLD"))
    page = await database.read(
        lambda connection: ledger.statement(connection, account_id, posted.created_at, clock.now() + MICROSECOND)
    )
    assert [line.reference for line in page.lines] == [posted.reference]
    now = await database.read(lambda connection: ledger.balance_at(connection, account_id, clock.now()))
    assert now == page.closing == money(90)


@pytest.mark.parametrize("ask", [ledger.balance_at, partial(ledger.statement, until=datetime.max.replace(tzinfo=UTC))])
async def test_an_unknown_account_is_not_found(
    database: Database, clock: ManualClock, ask: Callable[[Connection, int, datetime], object]
) -> None:
    with pytest.raises(AccountNotFound) as refusal:
        await database.read(lambda connection: ask(connection, 404, clock.now()))
    assert refusal.value.fields == {"account_id": 404}
