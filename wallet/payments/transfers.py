"""Transfers between customers: the quote with its warnings, and what paying it does."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from wallet.customers import queries
from wallet.database import Database
from wallet.money import Money
from wallet.payments.commands import TransferCommand
from wallet.payments.notes import clean_note
from wallet.payments.payees import cool_off_seconds, former_payee_id, note_paid
from wallet.payments.plans import Plan
from wallet.payments.quotes import NewQuote, Quote, Quotes
from wallet.payments.rules import TRANSFER, payable, transfer_plan
from wallet.payments.waiting import BY_NAME, COOL_OFF, FORMER, LATER, later_plan
from wallet.security.service import was_paid
from wallet.security.vault import Vault

FIRST_PAYMENT, NAME_MOVED = "first-payment", "name-moved"
WARNINGS = "warnings"


class Transfers:
    """Quotes of the kinds `transfer` and `transfer-later`, and their settlement.

    A first payment to somebody, or one to a @name that meant somebody else before, carries a warning; when the
    customer chose so, it waits before it is sent.
    """

    def __init__(self, database: Database, vault: Vault, quotes: Quotes) -> None:
        self._database, self._vault, self._quotes = database, vault, quotes

    async def quote(
        self, payer_id: int, payee_id: int, amount: Money, note: str = "", *, by_name: bool = False
    ) -> Quote:
        """`by_name`: the customer typed the payee's @name.

        Raises `SameAccount`, `PayeeNotActive`, `NoteTooLong`, `InsufficientFunds`, `LimitReached`.
        """
        return await self._quotes.make(await self._new(payer_id, payee_id, amount, note, by_name=by_name))

    def plan(self, connection: Connection, quote: Quote) -> Plan:
        """Amount and fee leave the payer, or are set aside; the payee hears of it when it is sent."""
        if quote.payee is None:
            raise ValueError("a transfer has a payee")
        if quote.kind == LATER:
            return later_plan(quote)
        payer_id, payee_id, by_name = quote.customer_id, quote.payee.id, bool(quote.details.get(BY_NAME))
        command = TransferCommand(quote.reference, payer_id, payee_id, quote.pays, quote.note)
        plan = transfer_plan(command, quote.fee)
        return replace(plan, guard=lambda work: note_paid(work, payer_id, payee_id, by_name=by_name))

    async def renewed(self, quote: Quote) -> NewQuote:
        """The same amount to the same payee, with the warnings of now."""
        if quote.payee is None:
            raise ValueError("a transfer has a payee")
        by_name = bool(quote.details.get(BY_NAME))
        return await self._new(quote.customer_id, quote.payee.id, quote.pays, quote.note, by_name=by_name)

    async def _new(self, payer_id: int, payee_id: int, amount: Money, note: str, *, by_name: bool) -> NewQuote:
        cleaned = clean_note(note)

        def look(connection: Connection) -> NewQuote:
            payable(queries.by_id(connection, self._vault, payee_id), payer_id)
            level = queries.by_id(connection, self._vault, payer_id).identity_level
            fee = self._quotes.fees.fee(TRANSFER, amount, level)
            details = _details(connection, payer_id, payee_id, by_name=by_name)
            kind = LATER if COOL_OFF in details else TRANSFER
            return NewQuote(kind, payer_id, amount, fee, amount, payee_id=payee_id, note=cleaned, details=details)

        return await self._database.read(look)


def _details(connection: Connection, payer_id: int, payee_id: int, *, by_name: bool) -> dict[str, str | int | None]:
    """What the card warns of, and how long the transfer then waits."""
    details: dict[str, str | int | None] = {BY_NAME: 1} if by_name else {}
    warnings = []
    former_id = former_payee_id(connection, payer_id, payee_id) if by_name else None
    if former_id is not None:
        warnings.append(NAME_MOVED)
        details[FORMER] = former_id
    if not was_paid(connection, payer_id, payee_id):
        warnings.append(FIRST_PAYMENT)
    seconds = cool_off_seconds(connection, payer_id) if warnings else 0
    if seconds:
        warnings.append(f"wait-{seconds}")
        details[COOL_OFF] = seconds
    return details | {WARNINGS: ",".join(warnings)} if warnings else details
