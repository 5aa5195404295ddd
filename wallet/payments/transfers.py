"""Transfers between customers: the quote, and what paying it does."""

from __future__ import annotations

from sqlalchemy import Connection

from wallet.customers import queries
from wallet.database import Database
from wallet.errors import NoteTooLong
from wallet.money import Money
from wallet.payments.commands import TransferCommand
from wallet.payments.plans import Plan
from wallet.payments.quotes import NewQuote, Quote, Quotes
from wallet.payments.rules import NOTE_LENGTH_MAX, TRANSFER, payable, transfer_plan
from wallet.security.vault import Vault


class Transfers:
    """Quotes of kind `transfer`, and their settlement."""

    def __init__(self, database: Database, vault: Vault, quotes: Quotes) -> None:
        self._database, self._vault, self._quotes = database, vault, quotes

    async def quote(self, payer_id: int, payee_id: int, amount: Money, note: str = "") -> Quote:
        """Raises `SameAccount`, `PayeeNotActive`, `NoteTooLong`, `InsufficientFunds`, `LimitReached`."""
        return await self._quotes.make(await self._new(payer_id, payee_id, amount, note))

    def plan(self, connection: Connection, quote: Quote) -> Plan:
        """Amount and fee leave the payer; the payee hears of it."""
        if quote.payee is None:
            raise ValueError("a transfer has a payee")
        command = TransferCommand(quote.reference, quote.customer_id, quote.payee.id, quote.pays, quote.note)
        return transfer_plan(command, quote.fee)

    async def renewed(self, quote: Quote) -> NewQuote:
        """The same amount to the same payee."""
        if quote.payee is None:
            raise ValueError("a transfer has a payee")
        return await self._new(quote.customer_id, quote.payee.id, quote.pays, quote.note)

    async def _new(self, payer_id: int, payee_id: int, amount: Money, note: str) -> NewQuote:
        if len(note) > NOTE_LENGTH_MAX:
            raise NoteTooLong(length_max=NOTE_LENGTH_MAX)

        def look(connection: Connection) -> NewQuote:
            payable(queries.by_id(connection, self._vault, payee_id), payer_id)
            level = queries.by_id(connection, self._vault, payer_id).identity_level
            fee = self._quotes.fees.fee(TRANSFER, amount, level)
            return NewQuote(TRANSFER, payer_id, amount, fee, amount, payee_id=payee_id, note=note)

        return await self._database.read(look)
