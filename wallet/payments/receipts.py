"""Receipts anybody can check: the reference with four characters that only we can make."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from wallet import ledger
from wallet.customers import queries
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import ReceiptNotFound
from wallet.ledger.models import operations, transfers
from wallet.money import Money
from wallet.payments.quotes import Quotes
from wallet.references import ALPHABET
from wallet.security.vault import Vault

CODE = re.compile(r"([0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4})-([0-9A-HJKMNP-TV-Z]{4})")
CHECK_LENGTH = 4
PURPOSE = "receipt"
ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
"""Crockford: what people misread counts as what was meant."""

ENDED_UNPAID = frozenset({"released", "expired"})
"""How a hold ends of which nothing was spent."""


@dataclass(frozen=True, slots=True)
class CheckedReceipt:
    """What a genuine receipt says. `shown_name`: a merchant's public name. `given_back`: refunded or reversed of it.

    `held`: the money is set aside, has not arrived, and may still be called back.
    """

    reference: str
    kind: str
    pays: Money
    gets: Money
    payer: Customer
    payee: Customer | None
    shown_name: str | None
    paid_at: datetime
    given_back: Money
    held: bool = False


class Receipts:
    """Makes and checks the codes of receipts."""

    def __init__(self, database: Database, vault: Vault, quotes: Quotes) -> None:
        self._database, self._vault, self._quotes = database, vault, quotes

    def code(self, reference: str) -> str:
        """`K7Q2-M9XF-3TZA` becomes `K7Q2-M9XF-3TZA-8H4K`."""
        digest = int(self._vault.fingerprint(reference, PURPOSE), 16)
        check = "".join(ALPHABET[digest >> 5 * index & 31] for index in range(CHECK_LENGTH))
        return f"{reference}-{check}"

    def is_code(self, text: str) -> bool:
        """Whether this looks like the code of a receipt."""
        return CODE.fullmatch(_normal(text)) is not None

    async def check(self, text: str) -> CheckedReceipt:
        """What was paid under this code. Raises `ReceiptNotFound` for one that is not ours, or that nobody paid."""
        matched = CODE.fullmatch(_normal(text))
        if matched is None or self.code(matched[1]) != matched[0]:
            raise ReceiptNotFound
        reference = matched[1]
        return await self._database.read(lambda connection: self._checked(connection, reference))

    def _checked(self, connection: Connection, reference: str) -> CheckedReceipt:
        columns = operations.c
        row = connection.execute(select(operations).where(columns.reference == reference)).one_or_none()
        if row is None or row.customer_id is None:
            raise ReceiptNotFound
        quote = self._quotes.find_any(connection, reference)
        if quote is None:
            raise ReceiptNotFound
        payer = queries.by_id(connection, self._vault, row.customer_id)
        hold = ledger.hold_status(connection, row.id)
        given = quote.pays if hold in ENDED_UNPAID else _given_back(connection, row.id, quote.pays)
        shown_name = quote.details.get("shown_name")
        return CheckedReceipt(
            reference=reference,
            kind=quote.kind,
            pays=quote.pays,
            gets=quote.gets,
            payer=payer,
            payee=quote.payee,
            shown_name=None if shown_name is None else str(shown_name),
            paid_at=row.created_at,
            given_back=given,
            held=hold == "open",
        )


def _given_back(connection: Connection, operation_id: int, pays: Money) -> Money:
    rows = connection.execute(
        select(transfers.c.amount)
        .join(operations, operations.c.id == transfers.c.operation_id)
        .where(
            operations.c.reverses_id == operation_id,
            transfers.c.purpose == "amount",
            transfers.c.currency == pays.currency.code,
        )
    )
    return Money(sum(rows.scalars()), pays.currency)


def _normal(text: str) -> str:
    return text.strip().upper().replace(" ", "").translate(ALIKE)
