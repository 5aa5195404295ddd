"""Refunds: a merchant gives a payment back, whole or in part, with a reason that the payer reads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.engine import Row

from wallet import ledger, outbox
from wallet.customers.queries import ACTIVE, FROZEN
from wallet.customers.service import one_line
from wallet.database import Database, UnitOfWork
from wallet.errors import (
    AmountNotPositive,
    CustomerNotActive,
    InsufficientFunds,
    OperationNotFound,
    ReasonMissing,
    ReferenceReused,
    RefundTooLarge,
    RefundTooLate,
    ReversalTooLarge,
)
from wallet.ledger import Posted
from wallet.ledger.models import operations, transfers
from wallet.merchants.reviews import lock_owner
from wallet.merchants.sales import REFUND, SALE_KINDS, Sale, find_sale
from wallet.merchants.service import find
from wallet.money import Money, currency
from wallet.payments import duress
from wallet.payments.quotes import available_money, require_funds
from wallet.payments.rules import check_seems_active, refuse_closed
from wallet.references import new_reference
from wallet.security.pins import PinProof, Pins
from wallet.security.vault import Vault

DAYS_MAX = 90
REASON_LENGTH_MAX = 100
AMOUNT, FEE = "amount", "fee"


@dataclass(frozen=True, slots=True)
class NewRefund:
    """What the check page shows and the PIN confirms. The reference makes a second tap harmless."""

    reference: str
    merchant_id: int
    operation_id: int
    amount: Money
    reason: str


@dataclass(frozen=True, slots=True)
class RefundReceipt:
    """What was given back. `fee` is the payer's fee, given back with the last of the amount. `sale` is as before it.

    `available_after` can be spent by the merchant afterwards.
    """

    refund: NewRefund
    sale: Sale
    fee: Money
    available_after: Money
    created_at: datetime
    repeated: bool


@dataclass(frozen=True, slots=True)
class ReceivedRefund:
    """A refund as its payer reads of it: how much came back (with the fee), from which shop, why and for what."""

    reference: str
    amount: Money
    fee: Money
    shop: str
    reason: str
    paid_reference: str
    created_at: datetime


class Refunds:
    """Every method is one unit of work; a refund happens once, whatever happens to the answer."""

    def __init__(self, database: Database, vault: Vault, pins: Pins) -> None:
        self._database, self._vault, self._pins = database, vault, pins

    async def check(self, merchant_id: int, operation_id: int, amount: Money, reason: str) -> NewRefund:
        """The refund under a fresh reference; moves nothing.

        Raises `OperationNotFound`, `ReasonMissing`, `AmountNotPositive`, `RefundTooLate`, `RefundTooLarge`,
        `PayeeNotActive` when the payer's wallet is closed, `CustomerNotActive` for a frozen merchant and
        `InsufficientFunds`.
        """
        refund = NewRefund(new_reference(), merchant_id, operation_id, amount, clean_reason(reason))

        def look(connection: Connection) -> NewRefund:
            check_seems_active(connection, merchant_id)
            self._checked(connection, refund)
            return refund

        return await self._database.read(look)

    async def refundable(self, merchant_id: int, operation_id: int) -> Sale:
        """A sale of which something can be given back. Raises `OperationNotFound`, `RefundTooLate`, `RefundTooLarge`,
        and `PayeeNotActive` when the payer's wallet is closed.
        """

        def look(connection: Connection) -> Sale:
            sale = find_sale(connection, self._vault, merchant_id, operation_id)
            _check_sale(connection, sale, self._database.now())
            return sale

        return await self._database.read(look)

    async def refund(self, refund: NewRefund, pin: str) -> RefundReceipt:
        """Give back. Raises `PinWrong`, `PinLocked`, `ReferenceReused`, and as `check`.

        A duress PIN freezes the wallet and gets a receipt of what did not happen.
        """
        if await self._pins.prove(refund.merchant_id, pin) is PinProof.DURESS:
            return await self._pretend(refund)
        return await self._database.write(lambda work: self._refund(work, refund))

    async def received(self, payer_id: int, operation_id: int) -> ReceivedRefund:
        """Raises `OperationNotFound` for what is no refund of this payer's."""
        return await self._database.read(lambda connection: _received(connection, payer_id, operation_id))

    def _refund(self, work: UnitOfWork, refund: NewRefund) -> RefundReceipt:
        # The merchant's row first: their refunds come one after the other, and a freeze before or after.
        status = lock_owner(work, refund.merchant_id).status
        if ledger.is_known(work.connection, refund.reference):
            return self._repeated(work.connection, refund)
        if status != ACTIVE:
            raise CustomerNotActive(status=status)
        sale = self._checked(work.connection, refund)
        posted, fee = _give_back(work, refund, sale)
        refuse_closed(work.connection, sale.payer_id)
        fields: dict[str, str | int | None] = {"customer_id": sale.payer_id, "operation_id": posted.operation_id}
        lane = str(sale.payer_id)
        outbox.record(work, outbox.Fact(outbox.CUSTOMER_CHANNEL, lane, outbox.REFUND_RECEIVED, fields))
        return self._receipt(work.connection, refund, sale, fee, posted.created_at, repeated=False)

    def _repeated(self, connection: Connection, refund: NewRefund) -> RefundReceipt:
        """What happened under this reference. Raises `ReferenceReused` when that was something else."""
        row = connection.execute(select(operations).where(operations.c.reference == refund.reference)).one()
        sale = find_sale(connection, self._vault, refund.merchant_id, refund.operation_id)
        moved = _moved(connection, row.id)
        told = (row.kind, row.customer_id, row.reverses_id, row.note, moved.get(AMOUNT))
        if told != (REFUND, refund.merchant_id, refund.operation_id, refund.reason, refund.amount.minor):
            raise ReferenceReused(reference=refund.reference)
        before = replace(sale, refunded=sale.refunded - refund.amount)
        fee = Money(moved.get(FEE, 0), refund.amount.currency)
        return self._receipt(connection, refund, before, fee, row.created_at, repeated=True)

    def _receipt(
        self, connection: Connection, refund: NewRefund, sale: Sale, fee: Money, moment: datetime, *, repeated: bool
    ) -> RefundReceipt:
        left = available_money(connection, refund.merchant_id, refund.amount.currency.code)
        return RefundReceipt(refund, sale, fee, left, moment, repeated)

    def _checked(self, connection: Connection, refund: NewRefund) -> Sale:
        """The sale, when this can be given back of it."""
        sale, code = find_sale(connection, self._vault, refund.merchant_id, refund.operation_id), refund.amount.currency
        _check_sale(connection, sale, self._database.now())
        if refund.amount.minor <= 0 or code != sale.amount.currency:
            raise AmountNotPositive(currency=sale.amount.currency.code)
        if refund.amount > sale.left:
            raise RefundTooLarge(currency=code.code, left_minor=sale.left.minor)
        require_funds(available_money(connection, refund.merchant_id, code.code), refund.amount)
        return sale

    async def _pretend(self, refund: NewRefund) -> RefundReceipt:
        """Freeze, then answer as if it had been given back. What really was before is told as it is."""
        merchant_id, reference = refund.merchant_id, refund.reference
        if not await self._database.write(lambda work: duress.freeze(work, merchant_id)):
            raise CustomerNotActive(status=FROZEN)
        if await self._database.read(lambda connection: ledger.is_known(connection, reference)):
            return await self._database.read(lambda connection: self._repeated(connection, refund))
        sale, fee, left = await self._database.read(lambda connection: self._pretended(connection, refund))
        moment = await self._database.write(lambda work: duress.note(work, merchant_id, reference))
        return RefundReceipt(refund, sale, fee, left, moment, repeated=False)

    def _pretended(self, connection: Connection, refund: NewRefund) -> tuple[Sale, Money, Money]:
        sale = self._checked(connection, refund)
        fees = _fees_due(connection, sale, refund.amount)
        left = available_money(connection, refund.merchant_id, refund.amount.currency.code)
        return sale, Money(sum(fees.values()), refund.amount.currency), left - refund.amount


def clean_reason(text: str) -> str:
    """A reason as the payer may read it, in one line. Raises `ReasonMissing`."""
    reason, readable = one_line(text)
    if not 0 < len(reason) <= REASON_LENGTH_MAX or not readable:
        raise ReasonMissing(length_max=REASON_LENGTH_MAX)
    return reason


def _check_sale(connection: Connection, sale: Sale, now: datetime) -> None:
    if now >= sale.created_at + timedelta(days=DAYS_MAX):
        raise RefundTooLate(days_max=DAYS_MAX)
    if sale.left.minor <= 0:
        raise RefundTooLarge(currency=sale.amount.currency.code, left_minor=0)
    refuse_closed(connection, sale.payer_id)


def _give_back(work: UnitOfWork, refund: NewRefund, sale: Sale) -> tuple[Posted, Money]:
    """The amount, and with the last of it the payer's fee, if the account of fees still has it."""
    amounts = {sale.position: refund.amount.minor}
    fees = _fees_due(work.connection, sale, refund.amount)
    if fees:
        try:
            return _reverse(work, refund, amounts | fees), Money(sum(fees.values()), refund.amount.currency)
        except InsufficientFunds:
            # A refusal booked nothing. If it was the merchant who lacks the money, the next line says so.
            pass
    return _reverse(work, refund, amounts), Money(0, refund.amount.currency)


def _reverse(work: UnitOfWork, refund: NewRefund, amounts: dict[int, int]) -> Posted:
    try:
        return ledger.reverse(
            work,
            refund.operation_id,
            refund.reference,
            amounts,
            kind=REFUND,
            customer_id=refund.merchant_id,
            note=refund.reason,
        )
    except ReversalTooLarge as error:
        raise RefundTooLarge(**error.fields) from error


def _fees_due(connection: Connection, sale: Sale, amount: Money) -> dict[int, int]:
    """By position, what the payer's fee still has to give back once nothing of the amount is left."""
    if amount < sale.left:
        return {}
    parts = ledger.reversible(connection, sale.operation_id)
    return {part.position: part.left for part in parts if part.purpose == FEE and part.left > 0}


def _moved(connection: Connection, operation_id: int) -> dict[str, int]:
    """Minor units by purpose."""
    rows = connection.execute(
        select(transfers.c.purpose, transfers.c.amount).where(transfers.c.operation_id == operation_id)
    )
    moved: dict[str, int] = {}
    for purpose, minor in rows:
        moved[purpose] = moved.get(purpose, 0) + minor
    return moved


def _received(connection: Connection, payer_id: int, operation_id: int) -> ReceivedRefund:
    row = _refund_row(connection, operation_id)
    view = ledger.operation_view(connection, payer_id, operation_id)
    paid = connection.execute(
        select(operations.c.reference, operations.c.kind).where(operations.c.id == row.reverses_id)
    ).one()
    if paid.kind not in SALE_KINDS or view.initiated:
        raise OperationNotFound
    unit = next(item.change.currency for item in view.changes)
    moved = _moved(connection, operation_id)
    shop = find(connection, row.customer_id)
    return ReceivedRefund(
        reference=row.reference,
        amount=Money(moved[AMOUNT], currency(unit.code)),
        fee=Money(moved.get(FEE, 0), currency(unit.code)),
        shop="" if shop is None else shop.name,
        reason=row.note,
        paid_reference=paid.reference,
        created_at=row.created_at,
    )


def _refund_row(connection: Connection, operation_id: int) -> Row[*tuple[Any, ...]]:
    refund = select(operations).where(operations.c.id == operation_id, operations.c.kind == REFUND)
    row = connection.execute(refund).one_or_none()
    if row is None or row.reverses_id is None:
        raise OperationNotFound
    return row
