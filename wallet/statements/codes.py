"""Codes of statements: a keyed hash of owner, days, figures and lines, by which anybody can ask whether one is ours."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, insert, select

from wallet.customers import queries
from wallet.customers.queries import Customer
from wallet.database import Database, UnitOfWork
from wallet.errors import StatementNotFound
from wallet.money import Money, currency
from wallet.references import ALPHABET
from wallet.security.vault import Vault
from wallet.statements.model import Outline, Section
from wallet.statements.models import statements

PURPOSE = "statement"
GROUPS, GROUP_LENGTH = 5, 4
ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){4}")
SIGNED = ("customer_id", "first", "last", "made_at", "figures", "lines_hash")


@dataclass(frozen=True, slots=True)
class Figures:
    """One currency of a statement: opening + paid_in - paid_out = closing."""

    opening: Money
    paid_in: Money
    paid_out: Money
    closing: Money
    count: int


@dataclass(frozen=True, slots=True)
class CheckedStatement:
    """What a genuine statement says."""

    owner: Customer
    first: date
    last: date
    made_at: datetime
    figures: Sequence[Figures]


class Codes:
    """Gives statements their codes, and knows them again."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault

    async def give(self, plan: Outline, lines_hash: str) -> str:
        """The code of this statement, which is known from now on."""
        row: dict[str, object] = {
            "customer_id": plan.customer.id,
            "first": plan.period.first.isoformat(),
            "last": plan.period.last.isoformat(),
            "made_at": plan.made_at,
            "figures": _packed([figures_of(section) for section in plan.sections]),
            "lines_hash": lines_hash,
        }
        code = self._code(row)

        def keep(work: UnitOfWork) -> None:
            known = select(statements.c.code).where(statements.c.code == code)
            if work.connection.execute(known).first() is None:
                work.connection.execute(insert(statements).values(code=code, **row))

        await self._database.write(keep)
        return code

    def is_code(self, text: str) -> bool:
        """Whether this looks like the code of a statement."""
        return CODE.fullmatch(_normal(text)) is not None

    async def check(self, text: str) -> CheckedStatement:
        """What the statement with this code says. Raises `StatementNotFound` when it is not ours."""
        code = _normal(text)
        if CODE.fullmatch(code) is None:
            raise StatementNotFound
        return await self._database.read(lambda connection: self._checked(connection, code))

    def _checked(self, connection: Connection, code: str) -> CheckedStatement:
        found = connection.execute(select(statements).where(statements.c.code == code)).mappings().one_or_none()
        row = {} if found is None else {str(name): value for name, value in found.items()}
        if not row or not hmac.compare_digest(self._code(row), code):
            raise StatementNotFound
        return CheckedStatement(
            owner=queries.by_id(connection, self._vault, row["customer_id"]),
            first=date.fromisoformat(row["first"]),
            last=date.fromisoformat(row["last"]),
            made_at=row["made_at"],
            figures=_unpacked(row["figures"]),
        )

    def _code(self, row: Mapping[str, object]) -> str:
        digest = int(self._vault.fingerprint("\0".join(str(row[name]) for name in SIGNED), PURPOSE), 16)
        letters = "".join(ALPHABET[digest >> 5 * place & 31] for place in range(GROUPS * GROUP_LENGTH))
        return "-".join(letters[start : start + GROUP_LENGTH] for start in range(0, len(letters), GROUP_LENGTH))


def figures_of(section: Section) -> Figures:
    """The figures of one section."""
    return Figures(section.opening, section.paid_in, section.paid_out, section.closing, section.count)


def _packed(figures: Sequence[Figures]) -> str:
    rows = {
        item.closing.currency.code: [
            item.opening.minor,
            item.paid_in.minor,
            item.paid_out.minor,
            item.closing.minor,
            item.count,
        ]
        for item in figures
    }
    return json.dumps(rows, separators=(",", ":"))


def _unpacked(text: str) -> list[Figures]:
    found = []
    for code, (*minors, count) in json.loads(text).items():
        opening, paid_in, paid_out, closing = (Money(minor, currency(code)) for minor in minors)
        found.append(Figures(opening, paid_in, paid_out, closing, count))
    return found


def _normal(text: str) -> str:
    return text.strip().upper().replace(" ", "").translate(ALIKE)
