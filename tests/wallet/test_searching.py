"""Records are found by any filter and by all of them together, page by page, and never somebody else's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.conftest import ManualClock
from tests.factories import customer, fund, pay
from wallet.customers.queries import Customer
from wallet.database import Database, UnitOfWork
from wallet.errors import DayInvalid, SearchTextInvalid
from wallet.records.annotating import Annotating
from wallet.records.parts import Part, lock_book, set_parts
from wallet.records.searching import IN, OUT, Filter, Kind, Searching, clean_text, days_of, parse_days
from wallet.security.vault import Vault


async def found(searching: Searching, owner: Customer, wanted: Filter) -> list[int]:
    """Ids of all that matches, gone through two by two."""
    ids: list[int] = []
    older_than = None
    while True:
        page = await searching.page(owner.id, wanted, older_than, 2)
        ids += [record.operation_id for record in page.records]
        older_than = page.older_than
        if older_than is None:
            assert await searching.count(owner.id, wanted, 100) == len(ids)
            return ids


@pytest.mark.slow
async def test_filters_combine(
    database: Database, vault: Vault, clock: ManualClock, payer: Customer, payee: Customer
) -> None:
    bob = await customer(database, vault, name="Bob Li")
    yuan = (await fund(database, payer.id, 100_00)).operation_id
    dollars = (await fund(database, payer.id, 50_00, "USD")).operation_id
    lunch = (await pay(database, payer.id, payee.id, 10_00, note="Lunch 100%_sure")).operation_id
    clock.advance(timedelta(days=40))
    gift = (await pay(database, payer.id, bob.id, 5_00, currency="USD", note="Geschenk für ẞob")).operation_id
    back = (await pay(database, payee.id, payer.id, 1_00, note="lunch change")).operation_id
    searching = Searching(database, vault)

    async def ids(**fields: object) -> list[int]:
        return await found(searching, payer, replace(Filter(), **fields))  # type: ignore[arg-type]

    assert await ids() == [back, gift, lunch, dollars, yuan]
    assert await ids(first=date(2025, 3, 2)) == [back, gift]
    assert await ids(first=date(2025, 3, 1), last=date(2025, 3, 1)) == [lunch, dollars, yuan]
    assert await ids(currency="USD") == [gift, dollars]
    assert await ids(currency="EUR") == []
    assert await ids(category="people") == [gift, lunch]
    assert await ids(counterparty_id=payee.id) == [back, lunch]
    assert await ids(kind="transfer") == [back, gift, lunch]
    assert await ids(kind="transfer", direction=IN) == [back]
    assert await ids(direction=OUT) == [gift, lunch]
    assert await ids(text="LUNCH") == [back, lunch]
    assert await ids(text="lunch change") == [back]
    assert await ids(text="100%_s") == [lunch]
    assert await ids(text="0%s") == []
    assert await ids(text="FÜR ßob") == [gift]
    assert await ids(text="lunch", direction=OUT, counterparty_id=payee.id, currency="CNY", category="people") == [
        lunch
    ]
    assert await ids(text="lunch", currency="USD") == []
    assert await found(searching, bob, Filter()) == [gift]
    assert await searching.kinds(payer.id) == [Kind("top-up", IN), Kind("transfer", IN), Kind("transfer", OUT)]
    assert [person.customer_id for person in await searching.people(payer.id)] == [payee.id, bob.id]
    assert [person.customer_id for person in await searching.people(payer.id, skip=1)] == [bob.id]
    assert await searching.person(bob.id, payee.id) is None


async def test_a_top_category_has_those_below_it_and_notes_are_searched(
    database: Database, vault: Vault, payer: Customer, payee: Customer
) -> None:
    await fund(database, payer.id, 100_00)
    first = (await pay(database, payer.id, payee.id, 10_00)).operation_id
    other = (await pay(database, payer.id, payee.id, 10_00)).operation_id
    searching, annotating = Searching(database, vault), Annotating(database)
    await searching.page(payer.id, Filter())

    def split(work: UnitOfWork) -> None:
        lock_book(work, payer.id)
        set_parts(work, payer.id, first, (Part("fun", 4_00), Part("food-coffee", 6_00)), "hand")

    await database.write(split)
    for code, ids in (("food", [first]), ("food-coffee", [first]), ("fun", [first]), ("people", [other])):
        assert await found(searching, payer, Filter(category=code)) == ids
        assert await found(searching, payee, Filter(category=code)) == []
    await annotating.set_note(payer.id, first, "Geburtstag")
    await annotating.set_tags(payer.id, first, ("Trip",))
    assert await found(searching, payer, Filter(text="GEBURT #trip")) == [first]
    await annotating.set_note(payer.id, first, "Ostern")
    assert await found(searching, payer, Filter(text="geburt")) == []
    assert await found(searching, payer, Filter(text="ostern")) == [first]
    assert await found(searching, payee, Filter(text="ostern")) == []


def test_periods() -> None:
    today = date(2028, 3, 1)
    assert days_of("month", today) == (today, today)
    assert days_of("last-month", today) == (date(2028, 2, 1), date(2028, 2, 29))
    assert days_of("days-90", today) == (date(2027, 12, 3), today)
    assert days_of("year", today) == (date(2028, 1, 1), today)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2027-05-01", ("2027-05-01", "2027-05-01")),
        ("2027-05-01 2027-05-20", ("2027-05-01", "2027-05-20")),
        ("2027/5/20 - 2027/5/1", ("2027-05-01", "2027-05-20")),
        ("20270501-20270520", ("2027-05-01", "2027-05-20")),
        ("2027-05-01 to 2027-05-20", ("2027-05-01", "2027-05-20")),
        ("2027\u5e745\u67081\u65e5\u81f32027\u5e745\u670820\u65e5", ("2027-05-01", "2027-05-20")),
    ],
)
def test_typed_days(text: str, days: tuple[str, str]) -> None:
    assert tuple(day.isoformat() for day in parse_days(text)) == days


@pytest.mark.parametrize(
    "text", ["", "May", "2027-02-30", "2027-05-01 or 2027-05-20", "x 2027-05-01", "2027-05-01 " * 3]
)
def test_days_that_are_none(text: str) -> None:
    with pytest.raises(DayInvalid):
        parse_days(text)


def test_what_is_searched_for() -> None:
    assert clean_text("  Lucky \n Mart\u200b\x00 ") == "Lucky Mart"
    for text in ("", " \u200b ", "x" * 61, "a " * 9, "y" * 10_000):
        with pytest.raises(SearchTextInvalid):
            clean_text(text)
