"""A customer's own categories beside the common tree: made, renamed, archived, named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from wallet.categories.models import NAME_LENGTH_MAX, category_rules, own_categories
from wallet.customers.service import one_line
from wallet.database import Database, UnitOfWork
from wallet.errors import (
    CategoriesTooMany,
    CategoryNameInvalid,
    CategoryNameTaken,
    CategoryNotFound,
    NoteTooLong,
)
from wallet.payments.notes import clean_note
from wallet.records.categories import CODES, OWN_PREFIX, TREE
from wallet.records.parts import lock_book

OWN_MAX = 50


@dataclass(frozen=True, slots=True)
class OwnCategory:
    """One that the customer made. `parent` is a top category's code or None."""

    id: int
    parent: str | None
    name: str
    archived: bool

    @property
    def code(self) -> str:
        """As records and rules write it."""
        return own_code(self.id)


@dataclass(frozen=True, slots=True)
class Tree:
    """The common tree with the customer's own categories in it; archived ones are only in `names`."""

    own: tuple[OwnCategory, ...]
    names: Mapping[int, str]

    def top(self) -> tuple[str, ...]:
        """Codes that stand at the top, own ones last."""
        return (*TREE, *(item.code for item in self.own if item.parent is None))

    def below(self, code: str) -> tuple[str, ...]:
        """Codes below a top category, own ones last."""
        return (*TREE.get(code, ()), *(item.code for item in self.own if item.parent == code))


class Categories:
    """Every method looks a category up with its owner and raises `CategoryNotFound` for anybody else's."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def tree(self, customer_id: int) -> Tree:
        """All that can be chosen, and the names of all that ever could."""
        return await self._database.read(lambda connection: tree(connection, customer_id))

    async def names(self, customer_id: int) -> dict[int, str]:
        """The names of the customer's own categories by id, archived ones too."""
        return await self._database.read(lambda connection: own_names(connection, customer_id))

    async def name_of(self, customer_id: int, code: str) -> str | None:
        """The name of an own category; None for one of the common tree, and for one that isn't the customer's."""
        own_id = own_id_of(code)
        return None if own_id is None else (await self.names(customer_id)).get(own_id)

    async def get(self, customer_id: int, own_id: int) -> OwnCategory:
        """One that is not archived."""
        return await self._database.read(lambda connection: _get(connection, customer_id, own_id))

    async def add(self, customer_id: int, name: str, parent: str | None) -> OwnCategory:
        """Raises `CategoryNameInvalid`, `CategoryNameTaken`, `CategoriesTooMany`, `CategoryNotFound` (the parent)."""
        cleaned = clean_name(name)
        if parent is not None and parent not in TREE:
            raise CategoryNotFound
        return await self._database.write(lambda work: _add(work, customer_id, cleaned, parent))

    async def rename(self, customer_id: int, own_id: int, name: str) -> OwnCategory:
        """Raises `CategoryNameInvalid`, `CategoryNameTaken`."""
        cleaned = clean_name(name)
        return await self._database.write(lambda work: _rename(work, customer_id, own_id, cleaned))

    async def archive(self, customer_id: int, own_id: int) -> None:
        """Offer it no more, and end its rules; records keep it."""
        await self._database.write(lambda work: _archive(work, customer_id, own_id))


def own_code(own_id: int) -> str:
    """The code of an own category."""
    return f"{OWN_PREFIX}{own_id}"


def own_id_of(code: str) -> int | None:
    """The id in the code of an own category; None for any other code."""
    digits = code.removeprefix(OWN_PREFIX)
    return int(digits) if code.startswith(OWN_PREFIX) and digits.isdecimal() and len(digits) <= 18 else None


def codes_below(connection: Connection, customer_id: int, code: str) -> frozenset[str]:
    """A category with all that stands below it, archived own ones too; of one with nothing below it itself alone."""
    columns = own_categories.c
    query = select(columns.id).where(columns.customer_id == customer_id, columns.parent == code)
    own = connection.execute(query).scalars() if code in TREE else ()
    return frozenset({code, *TREE.get(code, ()), *(own_code(own_id) for own_id in own)})


def tree(connection: Connection, customer_id: int) -> Tree:
    """The common tree with the customer's own categories in it."""
    columns = own_categories.c
    rows = connection.execute(
        select(own_categories).where(columns.customer_id == customer_id).order_by(columns.id)
    ).all()
    own = tuple(OwnCategory(row.id, row.parent, row.name, archived=False) for row in rows if row.archived_at is None)
    return Tree(own, {row.id: row.name for row in rows})


def own_names(connection: Connection, customer_id: int) -> dict[int, str]:
    """The names of the customer's own categories by id, archived ones too."""
    columns = own_categories.c
    rows = connection.execute(select(columns.id, columns.name).where(columns.customer_id == customer_id))
    return {row.id: row.name for row in rows}


def check_choosable(connection: Connection, customer_id: int, code: str) -> None:
    """Raises `CategoryNotFound` unless it is one of the common tree or an own one that is not archived."""
    own_id = own_id_of(code)
    if own_id is not None:
        _get(connection, customer_id, own_id)
    elif code not in CODES:
        raise CategoryNotFound


def clean_name(text: str) -> str:
    """Raises `CategoryNameInvalid` when nothing is left, or too much."""
    try:
        name = " ".join(clean_note(one_line(text)[0]).split())
    except NoteTooLong:
        raise CategoryNameInvalid(length_max=NAME_LENGTH_MAX) from None
    if not 0 < len(name) <= NAME_LENGTH_MAX:
        raise CategoryNameInvalid(length_max=NAME_LENGTH_MAX)
    return name


def forget_person(work: UnitOfWork, customer_id: int) -> None:
    """Before a wallet is closed: own words go, and so do rules."""
    work.connection.execute(delete(category_rules).where(category_rules.c.customer_id == customer_id))
    columns = own_categories.c
    work.connection.execute(
        update(own_categories).where(columns.customer_id == customer_id).values(name="", archived_at=work.now)
    )


def _get(connection: Connection, customer_id: int, own_id: int) -> OwnCategory:
    columns = own_categories.c
    mine = (columns.id == own_id, columns.customer_id == customer_id, columns.archived_at.is_(None))
    row = connection.execute(select(own_categories).where(*mine)).one_or_none()
    if row is None:
        raise CategoryNotFound
    return OwnCategory(row.id, row.parent, row.name, archived=False)


def _check_name(connection: Connection, customer_id: int, name: str, but: int | None = None) -> None:
    taken = {item.name.casefold() for item in tree(connection, customer_id).own if item.id != but}
    if name.casefold() in taken:
        raise CategoryNameTaken(text=name)


def _add(work: UnitOfWork, customer_id: int, name: str, parent: str | None) -> OwnCategory:
    lock_book(work, customer_id)
    if len(tree(work.connection, customer_id).own) >= OWN_MAX:
        raise CategoriesTooMany(count_max=OWN_MAX)
    _check_name(work.connection, customer_id, name)
    values = {"customer_id": customer_id, "parent": parent, "name": name, "created_at": work.now}
    adding = insert(own_categories).values(values).returning(own_categories.c.id)
    return OwnCategory(work.connection.execute(adding).scalar_one(), parent, name, archived=False)


def _rename(work: UnitOfWork, customer_id: int, own_id: int, name: str) -> OwnCategory:
    lock_book(work, customer_id)
    _get(work.connection, customer_id, own_id)
    _check_name(work.connection, customer_id, name, but=own_id)
    work.connection.execute(update(own_categories).where(own_categories.c.id == own_id).values(name=name))
    return _get(work.connection, customer_id, own_id)


def _archive(work: UnitOfWork, customer_id: int, own_id: int) -> None:
    lock_book(work, customer_id)
    _get(work.connection, customer_id, own_id)
    rules = category_rules.c
    work.connection.execute(
        delete(category_rules).where(rules.customer_id == customer_id, rules.category == own_code(own_id))
    )
    work.connection.execute(update(own_categories).where(own_categories.c.id == own_id).values(archived_at=work.now))
