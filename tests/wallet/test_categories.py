"""Categories of one's own, rules, and what is chosen by hand: who decides, what is refused, and whose it is."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest
from sqlalchemy import Connection, func, select

from tests import factories
from tests.wallet.test_records_projection import given_back, sums_agree
from wallet.categories.giving import Giving
from wallet.categories.matching import holds
from wallet.categories.rules import RULES_MAX, Rules, apply_piece
from wallet.categories.service import OWN_MAX, Categories, codes_below, forget_person
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import (
    CategoriesTooMany,
    CategoryNameInvalid,
    CategoryNameTaken,
    CategoryNotFound,
    NotSpending,
    OperationNotFound,
    PayeeNotFound,
    RuleNotFound,
    RulesTooMany,
    RuleWordInvalid,
    SplitInvalid,
)
from wallet.money import CURRENCIES, Money
from wallet.records.choosing import BY_HAND, BY_KIND, BY_PAYEE, BY_RULE, Payment, choose
from wallet.records.models import records
from wallet.records.parts import Part, parts_of

TOO_LONG = "x" * 25


async def paid(database: Database, payer: Customer, payee: Customer, minor: int = 1_000, note: str = "") -> int:
    return (await factories.pay(database, payer.id, payee.id, minor, note=note)).operation_id


async def foreseen(database: Database, payer: Customer, payee: Customer, words: str = "") -> tuple[str, str]:
    payment = Payment(payer.id, "transfer", payee.id, words)
    return await database.read(lambda connection: choose(connection, payment))


@pytest.mark.parametrize(
    ("words", "word", "held"),
    [
        ("rent for may", "rent", True),
        ("for my parents", "rent", False),
        ("parents' rent", "rent", True),
        ("五月房租", "房租", True),
        ("房租May", "may", True),
        ("coffee & tea", "coffee & tea", True),
        ("steak and tea", "tea", True),
        ("", "tea", False),
    ],
)
def test_words_are_held_whole(words: str, word: str, held: bool) -> None:
    assert holds(words.casefold(), word) is held


@pytest.mark.slow
async def test_own_categories_stand_in_the_tree(database: Database, payer: Customer, payee: Customer) -> None:
    categories = Categories(database)
    pets = await categories.add(payer.id, "  Pets ", None)
    snacks = await categories.add(payer.id, "零食", "food")
    tree = await categories.tree(payer.id)
    assert tree.top()[-1] == pets.code
    assert tree.below("food")[-1] == snacks.code
    for name in ("pets", "零食"):
        with pytest.raises(CategoryNameTaken):
            await categories.add(payer.id, name, None)
    for name in ("", " \u200b ", TOO_LONG, "y" * 500):
        with pytest.raises(CategoryNameInvalid):
            await categories.add(payer.id, name, None)
    with pytest.raises(CategoryNotFound):
        await categories.add(payer.id, "Deep", "food-coffee")
    assert (await categories.rename(payer.id, pets.id, "PETS")).name == "PETS"
    await categories.archive(payer.id, snacks.id)
    assert snacks.code not in (await categories.tree(payer.id)).below("food")
    assert await categories.name_of(payer.id, snacks.code) == "零食"
    assert await categories.name_of(payee.id, snacks.code) is None

    def below(connection: Connection) -> tuple[frozenset[str], ...]:
        return codes_below(connection, payer.id, "food"), codes_below(connection, payee.id, "food")

    mine, others = await database.read(below)
    assert mine == others | {snacks.code}
    assert {"food", "food-coffee"} <= others


@pytest.mark.slow
async def test_nobody_elses_category_rule_or_record(database: Database, payer: Customer, payee: Customer) -> None:
    categories, rules, giving = Categories(database), Rules(database), Giving(database)
    pets = await categories.add(payer.id, "Pets", None)
    await factories.fund(database, payer.id)
    operation = await paid(database, payer, payee)
    funded = await factories.fund(database, payee.id)
    rule = await rules.for_payee(payer.id, payee.id, pets.code)
    for refused in (categories.get(payee.id, pets.id), categories.rename(payee.id, pets.id, "A"),
                    categories.archive(payee.id, pets.id), rules.for_word(payee.id, "abc", pets.code),
                    rules.for_word(payer.id, "abc", "own-x"), giving.give(payer.id, operation, "none")):  # fmt: skip
        with pytest.raises(CategoryNotFound):
            await refused
    for refused_rule in (rules.get(payee.id, rule.id), rules.delete(payee.id, rule.id),
                         rules.apply_back(payee.id, rule.id), rules.count_back(payee.id, rule.id)):  # fmt: skip
        with pytest.raises(RuleNotFound):
            await refused_rule
    with pytest.raises(OperationNotFound):
        await giving.give(payer.id, funded.operation_id, "food")
    with pytest.raises(NotSpending):
        await giving.give(payee.id, operation, "food")
    stranger = await factories.fund(database, payee.id)
    assert stranger.operation_id
    with pytest.raises(PayeeNotFound):
        await rules.for_payee(payer.id, 999_999, "food")


async def test_a_rule_beats_what_was_chosen_before(database: Database, payer: Customer, payee: Customer) -> None:
    rules, giving = Rules(database), Giving(database)
    await factories.fund(database, payer.id)
    assert await foreseen(database, payer, payee) == ("people", BY_KIND)
    operation = await paid(database, payer, payee)
    await giving.give(payer.id, operation, "food-coffee")
    assert await foreseen(database, payer, payee) == ("food-coffee", BY_PAYEE)
    word = await rules.for_word(payer.id, "Rent", "home-rent")
    assert await foreseen(database, payer, payee, "rent may") == ("home-rent", BY_RULE)
    longer = await rules.for_word(payer.id, "rent may", "travel")
    assert await foreseen(database, payer, payee, "rent may") == ("travel", BY_RULE)
    mine = await rules.for_payee(payer.id, payee.id, "health")
    assert await foreseen(database, payer, payee, "rent may") == ("health", BY_RULE)
    again = await rules.for_payee(payer.id, payee.id, "fun")
    assert again.id == mine.id
    assert [rule.id for rule in await rules.mine(payer.id)] == [word.id, longer.id, mine.id]
    second = await paid(database, payer, payee)
    spent = await giving.get(payer.id, second)
    assert (spent.parts, spent.chosen_by) == ((Part("fun", 1_000),), BY_RULE)
    await rules.delete(payer.id, mine.id)
    assert await foreseen(database, payer, payee) == ("food-coffee", BY_PAYEE)


@pytest.mark.slow
async def test_a_split_and_an_archived_one_are_no_example(database: Database, payer: Customer, payee: Customer) -> None:
    categories, giving = Categories(database), Giving(database)
    await factories.fund(database, payer.id)
    pets = await categories.add(payer.id, "Pets", None)
    first, second = [await paid(database, payer, payee) for _ in range(2)]
    await giving.give(payer.id, first, pets.code)
    shares = [("food", Money(400, CURRENCIES["CNY"])), ("fun", Money(600, CURRENCIES["CNY"]))]
    await giving.split(payer.id, second, shares)
    assert await foreseen(database, payer, payee) == (pets.code, BY_PAYEE)
    await Rules(database).for_word(payer.id, "kibble", pets.code)
    await categories.archive(payer.id, pets.id)
    assert await foreseen(database, payer, payee, "kibble") == ("people", BY_KIND)
    assert (await giving.get(payer.id, first)).parts == (Part(pets.code, 1_000),)
    with pytest.raises(SplitInvalid):
        await giving.split(payer.id, second, [("food", Money(1_000, CURRENCIES["USD"]))])
    assert await database.read(sums_agree)


async def test_older_records_follow_unless_chosen_by_hand(database: Database, payer: Customer, payee: Customer) -> None:
    rules, giving = Rules(database), Giving(database)
    await factories.fund(database, payer.id)
    old = [await paid(database, payer, payee, note=note) for note in ("rent", "parents", "rent", "cat", "rent")]
    await giving.give(payer.id, old[2], "fun")
    back = await database.write(lambda work: given_back(work, old[0], payer.id, payee.id, 300))
    rule = await rules.for_word(payer.id, "rent", "home-rent")
    assert await rules.count_back(payer.id, rule.id) == 2
    assert await rules.apply_back(payer.id, rule.id) == 2
    assert await rules.apply_back(payer.id, rule.id) == 0

    def chosen(connection: Connection) -> list[tuple[str, str]]:
        query = select(records).where(records.c.customer_id == payer.id, records.c.operation_id.in_(old))
        rows = connection.execute(query.order_by(records.c.operation_id)).all()
        return [(row.category, row.chosen_by) for row in rows]

    assert await database.read(chosen) == [
        ("home-rent", BY_RULE), ("people", BY_KIND), ("fun", BY_HAND), ("people", BY_KIND), ("home-rent", BY_RULE),
    ]  # fmt: skip
    parts = await database.read(lambda connection: parts_of(connection, payer.id, back.operation_id))
    assert parts == (Part("home-rent", -300),)
    assert await database.read(sums_agree)
    spent = await giving.get(payer.id, back.operation_id)
    assert spent.operation_id == old[0]


@pytest.mark.slow
async def test_rivals_leave_one_choice(database: Database, payer: Customer, payee: Customer) -> None:
    """Choices, a rule put to work and a refund at once: somebody is last, and the sums are those of the last."""
    rules, giving = Rules(database), Giving(database)
    await factories.fund(database, payer.id)
    operations = [await paid(database, payer, payee, 100) for _ in range(4)]
    rule = await rules.for_payee(payer.id, payee.id, "health")
    await asyncio.gather(
        *(giving.give(payer.id, operation, code) for operation in operations for code in ("food", "fun")),
        *(rules.apply_back(payer.id, rule.id) for _ in range(3)),
        database.write(lambda work: given_back(work, operations[0], payer.id, payee.id, 30)),
        *(rules.for_word(payer.id, "rent", code) for code in ("home", "home-rent")),
    )
    await giving.get(payer.id, operations[0])
    assert await database.read(sums_agree)
    spent = [await giving.get(payer.id, operation) for operation in operations]
    assert {item.chosen_by for item in spent} == {BY_HAND}
    assert len(await rules.mine(payer.id)) == 2


@pytest.mark.slow
async def test_pieces_end_where_the_next_begins(database: Database, payer: Customer, payee: Customer) -> None:
    rules = Rules(database)
    await factories.fund(database, payer.id)
    for _ in range(5):
        await paid(database, payer, payee, 100)
    rule = await rules.for_payee(payer.id, payee.id, "food")
    sizes, after = [], 0
    while True:
        next_one = partial(apply_piece, customer_id=payer.id, rule_id=rule.id, after=after, size=2)
        piece = await database.write(next_one)
        sizes.append(piece.changed)
        if piece.after is None:
            break
        after = piece.after
    assert sizes == [2, 2, 1]
    assert await database.read(sums_agree)


@pytest.mark.slow
async def test_there_is_an_end_to_everything(database: Database, payer: Customer) -> None:
    categories, rules = Categories(database), Rules(database)
    for number in range(OWN_MAX):
        await categories.add(payer.id, f"Mine {number}", None)
    with pytest.raises(CategoriesTooMany):
        await categories.add(payer.id, "Another", None)
    for number in range(RULES_MAX):
        await rules.for_word(payer.id, f"word {number}", "food")
    with pytest.raises(RulesTooMany):
        await rules.for_word(payer.id, "another", "food")
    await rules.for_word(payer.id, "WORD 0", "fun")
    for text in ("", "a", "x" * 41, "x" * 500):
        with pytest.raises(RuleWordInvalid):
            await rules.for_word(payer.id, text, "food")


@pytest.mark.slow
async def test_a_closed_wallet_keeps_no_words(database: Database, payer: Customer) -> None:
    categories, rules = Categories(database), Rules(database)
    pets = await categories.add(payer.id, "Pets", None)
    await rules.for_word(payer.id, "kibble", pets.code)
    await database.write(lambda work: forget_person(work, payer.id))
    assert await rules.mine(payer.id) == []
    assert await categories.names(payer.id) == {pets.id: ""}
    assert await database.read(lambda connection: connection.execute(select(func.count(records.c.day))).scalar()) == 0
