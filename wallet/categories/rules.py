"""Rules: kept for a payee or a word, and put to work on what was recorded before them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection, delete, select
from sqlalchemy.engine import Row

from wallet.categories.matching import Rule, winner
from wallet.categories.models import WORD_LENGTH_MAX, WORD_LENGTH_MIN, category_rules
from wallet.categories.service import check_choosable
from wallet.customers.service import one_line
from wallet.database import Database, UnitOfWork, insert_with_conflict
from wallet.errors import NoteTooLong, PayeeNotFound, RuleNotFound, RulesTooMany, RuleWordInvalid
from wallet.payments.notes import clean_note
from wallet.records.choosing import BY_KIND, BY_PAYEE, BY_RULE, BY_SHOP, rules_of
from wallet.records.models import records
from wallet.records.parts import lock_book, move_whole
from wallet.records.projecting import Book

RULES_MAX = 100
PIECE = 200
LOOKED_AT_MAX = 1_000
"""So many records one look goes through: a rule whose words are everywhere and decide nothing holds nobody up."""
NOT_BY_HAND = (BY_KIND, BY_SHOP, BY_RULE, BY_PAYEE)


@dataclass(frozen=True, slots=True)
class Piece:
    """What one transaction did: records changed, and where the next begins (None when all is done)."""

    changed: int
    after: int | None


class Rules:
    """Every method looks a rule up with its owner and raises `RuleNotFound` for anybody else's."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._book = Book(database)

    async def mine(self, customer_id: int) -> list[Rule]:
        """All rules, the newest last."""
        rules = await self._database.read(lambda connection: rules_of(connection, customer_id))
        return sorted(rules, key=lambda rule: rule.id)

    async def get(self, customer_id: int, rule_id: int) -> Rule:
        """One rule."""
        return await self._database.read(lambda connection: _get(connection, customer_id, rule_id))

    async def last_with(self, customer_id: int, payee_id: int) -> int:
        """The newest operation with a payee, which knows what they are called. Raises `PayeeNotFound`."""
        return await self._database.read(lambda connection: _last_with(connection, customer_id, payee_id))

    async def for_payee(self, customer_id: int, payee_id: int, category: str) -> Rule:
        """From now on this category for somebody the customer dealt with.

        Raises `CategoryNotFound`, `RulesTooMany`, `PayeeNotFound` for anybody they never dealt with.
        """
        await self._book.refresh(customer_id)
        return await self._database.write(lambda work: _keep(work, customer_id, payee_id, None, category))

    async def for_word(self, customer_id: int, text: str, category: str) -> Rule:
        """From now on this category for what holds these words. Raises `RuleWordInvalid`, `RulesTooMany`."""
        word = clean_word(text)
        await self._book.refresh(customer_id)
        return await self._database.write(lambda work: _keep(work, customer_id, None, word, category))

    async def delete(self, customer_id: int, rule_id: int) -> None:
        """Records keep what the rule gave them."""
        await self._database.write(lambda work: _delete(work, customer_id, rule_id))

    async def count_back(self, customer_id: int, rule_id: int) -> int:
        """How many records `apply_back` would change."""
        await self._book.refresh(customer_id)
        return await self._database.read(lambda connection: _count(connection, customer_id, rule_id))

    async def apply_back(self, customer_id: int, rule_id: int) -> int:
        """Give the category to what was recorded before and not chosen by hand; returns how many records.

        A piece is a transaction of its own; cut short, it may be asked for again. Refunds follow their payments.
        """
        await self._book.refresh(customer_id)
        changed, after = 0, 0
        while True:
            piece = await self._database.write(
                partial(apply_piece, customer_id=customer_id, rule_id=rule_id, after=after)
            )
            changed += piece.changed
            if piece.after is None:
                return changed
            after = piece.after


def clean_word(text: str) -> str:
    """A word as rules keep it. Raises `RuleWordInvalid`."""
    try:
        word = " ".join(clean_note(one_line(text)[0]).casefold().split())
    except NoteTooLong:
        word = ""
    if not WORD_LENGTH_MIN <= len(word) <= WORD_LENGTH_MAX:
        raise RuleWordInvalid(length_min=WORD_LENGTH_MIN, length_max=WORD_LENGTH_MAX)
    return word


def apply_piece(work: UnitOfWork, customer_id: int, rule_id: int, after: int, size: int = PIECE) -> Piece:
    """Change up to `size` records after an operation's id, under the book's lock."""
    lock_book(work, customer_id)
    rule, rules = _get(work.connection, customer_id, rule_id), rules_of(work.connection, customer_id)
    looked = 0
    changed: list[int] = []
    for row in _candidates(work.connection, customer_id, rule, after, LOOKED_AT_MAX):
        looked, after = looked + 1, row.operation_id
        if winner(rules, row.counterparty_id, row.words) == rule:
            changed.append(row.operation_id)
            if len(changed) == size:
                break
    if changed:
        move_whole(work, customer_id, changed, rule.category, BY_RULE)
    more = len(changed) == size or looked == LOOKED_AT_MAX
    return Piece(len(changed), after if more else None)


def _candidates(
    connection: Connection, customer_id: int, rule: Rule, after: int, size: int
) -> Sequence[Row[int, int | None, str]]:
    """Spending that may be the rule's: not chosen by hand, of another category now, with its payee or its word."""
    columns = records.c
    query = select(columns.operation_id, columns.counterparty_id, columns.words).where(
        columns.customer_id == customer_id,
        columns.operation_id > after,
        columns.chosen_by.in_(NOT_BY_HAND),
        columns.category != rule.category,
    )
    if rule.payee_id is not None:
        query = query.where(columns.counterparty_id == rule.payee_id)
    else:
        query = query.where(columns.words.contains(rule.word, autoescape=True))
    return connection.execute(query.order_by(columns.operation_id).limit(size)).all()


def _all_candidates(connection: Connection, customer_id: int, rule: Rule) -> Iterator[Row[int, int | None, str]]:
    after = 0
    while rows := _candidates(connection, customer_id, rule, after, LOOKED_AT_MAX):
        yield from rows
        after = rows[-1].operation_id


def _count(connection: Connection, customer_id: int, rule_id: int) -> int:
    rule, rules = _get(connection, customer_id, rule_id), rules_of(connection, customer_id)
    rows = _all_candidates(connection, customer_id, rule)
    return sum(winner(rules, row.counterparty_id, row.words) == rule for row in rows)


def _get(connection: Connection, customer_id: int, rule_id: int) -> Rule:
    columns = category_rules.c
    query = select(category_rules).where(columns.id == rule_id, columns.customer_id == customer_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise RuleNotFound
    return Rule(row.id, row.payee_id, row.word, row.category)


def _keep(work: UnitOfWork, customer_id: int, payee_id: int | None, word: str | None, category: str) -> Rule:
    """In place of the one for the same payee or word, if there is one."""
    lock_book(work, customer_id)
    check_choosable(work.connection, customer_id, category)
    if payee_id is not None:
        _last_with(work.connection, customer_id, payee_id)
    known = [rule for rule in rules_of(work.connection, customer_id) if (rule.payee_id, rule.word) != (payee_id, word)]
    if len(known) >= RULES_MAX:
        raise RulesTooMany(count_max=RULES_MAX)
    columns = category_rules.c
    values = {"customer_id": customer_id, "payee_id": payee_id, "word": word, "category": category}
    adding = insert_with_conflict(work, category_rules).values(values | {"created_at": work.now})
    same = [columns.customer_id, columns.word if payee_id is None else columns.payee_id]
    replacing = adding.on_conflict_do_update(
        index_elements=same, set_={"category": category, "created_at": work.now}
    ).returning(columns.id)
    return Rule(work.connection.execute(replacing).scalar_one(), payee_id, word, category)


def _last_with(connection: Connection, customer_id: int, payee_id: int) -> int:
    columns = records.c
    mine = select(columns.operation_id).where(columns.customer_id == customer_id, columns.counterparty_id == payee_id)
    found: int | None = connection.execute(mine.order_by(columns.operation_id.desc()).limit(1)).scalar()
    if found is None:
        raise PayeeNotFound
    return found


def _delete(work: UnitOfWork, customer_id: int, rule_id: int) -> None:
    lock_book(work, customer_id)
    _get(work.connection, customer_id, rule_id)
    work.connection.execute(delete(category_rules).where(category_rules.c.id == rule_id))
