"""Payments to people: find the payee, quote what will happen, and make it happen once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, select

from wallet import ledger, outbox
from wallet.customers import queries
from wallet.customers.models import customers
from wallet.customers.queries import ACTIVE, Customer
from wallet.database import Database, UnitOfWork
from wallet.errors import (
    CustomerNotActive,
    InsufficientFunds,
    NoteTooLong,
    PayeeNotActive,
    PlayMoneyNotAllowed,
    SameAccount,
    Unavailable,
)
from wallet.ledger import AccountKind, NewOperation, NewTransfer, Posted
from wallet.money import Money, currency
from wallet.references import new_reference
from wallet.security.pins import Pins
from wallet.security.vault import Vault

TRANSFER, TOP_UP = "transfer", "top-up"
NOTE_LENGTH_MAX = 100
PLAY_MONEY_MAX_MINOR_BY_EXPONENT = {0: 1_000_000, 2: 1_000_000, 6: 10_000_000_000}


@dataclass(frozen=True, slots=True)
class TransferQuote:
    """What a confirm card shows. The receipt repeats it; the reference ties both together."""

    reference: str
    payee: Customer
    amount: Money
    fee: Money
    available_after: Money


@dataclass(frozen=True, slots=True)
class TransferCommand:
    """One transfer as the customer confirmed it."""

    reference: str
    payer_id: int
    payee_id: int
    amount: Money
    note: str = ""


@dataclass(frozen=True, slots=True)
class PreparedTransfer:
    """A transfer ready to post, and what the payer could spend before it."""

    payee: Customer
    operation: NewOperation
    available: Money


@dataclass(frozen=True, slots=True)
class Receipt:
    """What happened. `repeated` when this reference had been paid before."""

    reference: str
    operation_id: int
    amount: Money
    fee: Money
    available_after: Money
    created_at: datetime
    payee: Customer | None = None
    repeated: bool = field(default=False, compare=False)


def transfer_fee(amount: Money) -> Money:
    """The fee of a transfer between customers: none."""
    return Money(0, amount.currency)


class Payments:
    """Every method is one unit of work; every command that moves money carries a reference."""

    def __init__(self, database: Database, vault: Vault, pins: Pins, *, play_money_allowed: bool) -> None:
        self._database, self._vault, self._pins = database, vault, pins
        self._play_money_allowed = play_money_allowed
        self._door = ledger.Door(database)

    async def find_payee(self, payer_id: int, text: str) -> Customer:
        """Who is meant. Raises `PayeeNotUnderstood`, `PayeeNotFound`, `SameAccount`, `PayeeNotActive`."""
        payee = await self._database.read(lambda connection: queries.find_payee(connection, self._vault, text))
        return _payable(payee, payer_id)

    async def find_payee_by_telegram_user(self, payer_id: int, telegram_user_id: int) -> Customer | None:
        """The payee behind a shared contact's Telegram account; None when they have no wallet."""
        payee = await self._database.read(
            lambda connection: queries.by_telegram_user(connection, self._vault, telegram_user_id)
        )
        return None if payee is None else _payable(payee, payer_id)

    async def quote_transfer(self, payer_id: int, payee_id: int, amount: Money) -> TransferQuote:
        """Mint the reference and compute the figures. Raises `InsufficientFunds`; moves nothing."""
        return await self._database.read(lambda connection: self._quote(connection, payer_id, payee_id, amount))

    async def transfer(self, command: TransferCommand, pin: str) -> Receipt:
        """Move the money once, whatever happens to the answer.

        Raises `PinWrong`, `PinLocked`, `InsufficientFunds`, `CustomerNotActive`, `AccountFrozen`, `PayeeNotActive`,
        `NoteTooLong`, `ReferenceReused`. A freeze that commits while this runs is met by the accounts' own lock.
        """
        if len(command.note) > NOTE_LENGTH_MAX:
            raise NoteTooLong(length_max=NOTE_LENGTH_MAX)
        await self._pins.prove(command.payer_id, pin)
        prepared = await self._prepared(command)
        payee = prepared.payee
        posted = await self._door.post(prepared.operation, lambda posted: _told_to_payee(payee.id, posted))
        return Receipt(
            posted.reference,
            posted.operation_id,
            command.amount,
            transfer_fee(command.amount),
            await self._left(command, prepared.available, posted),
            posted.created_at,
            payee,
            repeated=posted.repeated,
        )

    async def top_up_with_play_money(self, customer_id: int, amount: Money, reference: str) -> Receipt:
        """Sandbox only: money from nowhere, booked from an account of its own. Raises `PlayMoneyNotAllowed`."""
        if not self._play_money_allowed or amount.minor > PLAY_MONEY_MAX_MINOR_BY_EXPONENT[amount.currency.exponent]:
            raise PlayMoneyNotAllowed
        return await self._database.write(lambda work: _top_up(work, customer_id, amount, reference))

    async def balances(self, customer_id: int) -> list[ledger.Balance]:
        """The customer's accounts."""
        return await self._database.read(lambda connection: ledger.balances(connection, customer_id))

    async def available(self, customer_id: int, currency_code: str) -> Money:
        """What can be spent in one currency."""
        return await self._database.read(lambda connection: _available(connection, customer_id, currency_code))

    def _quote(self, connection: Connection, payer_id: int, payee_id: int, amount: Money) -> TransferQuote:
        payee = _payable(queries.by_id(connection, self._vault, payee_id), payer_id)
        fee = transfer_fee(amount)
        available = _available(connection, payer_id, amount.currency.code)
        needed = amount + fee
        if available < needed:
            raise InsufficientFunds(
                currency=amount.currency.code, available_minor=available.minor, needed_minor=needed.minor
            )
        return TransferQuote(new_reference(), payee, amount, fee, available - needed)

    async def _left(self, command: TransferCommand, before: Money, posted: Posted) -> Money:
        """What can be spent after a payment. It is paid: trouble with this look must not say otherwise."""
        try:
            return await self.available(command.payer_id, command.amount.currency.code)
        except Unavailable:
            return before if posted.repeated else before - command.amount - transfer_fee(command.amount)

    async def _prepared(self, command: TransferCommand) -> PreparedTransfer:
        """Who is paid, and what to post: one read, and a write only for somebody's first money in a currency."""
        found = await self._database.read(lambda connection: self._prepare(connection, command))
        if found is not None:
            return found
        return await self._database.write(lambda work: self._open_and_prepare(work, command))

    def _prepare(self, connection: Connection, command: TransferCommand) -> PreparedTransfer | None:
        """None when an account is missing. A retry of what was paid is not asked whether it may be paid now."""
        payee = queries.by_id(connection, self._vault, command.payee_id)
        if not ledger.is_known(connection, command.reference):
            _check_active(connection, command.payer_id)
            _payable(payee, command.payer_id)
        code = command.amount.currency.code
        payer_account = ledger.customer_account_id(connection, command.payer_id, code)
        payee_account = ledger.customer_account_id(connection, payee.id, code)
        if payer_account is None or payee_account is None:
            return None
        items = [NewTransfer(payer_account, payee_account, command.amount.minor, code)]
        fee = transfer_fee(command.amount)
        if fee.minor:
            fees = ledger.system_account_id(connection, AccountKind.FEES, code, command.payer_id)
            if fees is None:
                return None
            items.append(NewTransfer(payer_account, fees, fee.minor, code, "fee"))
        operation = NewOperation(TRANSFER, command.reference, tuple(items), command.payer_id, command.note)
        return PreparedTransfer(payee, operation, _available(connection, command.payer_id, code))

    def _open_and_prepare(self, work: UnitOfWork, command: TransferCommand) -> PreparedTransfer:
        code = command.amount.currency.code
        for customer_id in (command.payer_id, command.payee_id):
            ledger.customer_account(work, customer_id, code)
        if transfer_fee(command.amount).minor:
            ledger.system_account(work, AccountKind.FEES, code, command.payer_id)
        prepared = self._prepare(work.connection, command)
        if prepared is None:
            raise RuntimeError("an account that was just opened cannot be found")
        return prepared


def _payable(payee: Customer, payer_id: int) -> Customer:
    if payee.id == payer_id:
        raise SameAccount
    if payee.status != ACTIVE:
        raise PayeeNotActive
    return payee


def _check_active(connection: Connection, customer_id: int) -> None:
    status = connection.execute(select(customers.c.status).where(customers.c.id == customer_id)).scalar_one()
    if status != ACTIVE:
        raise CustomerNotActive(status=status)


def _told_to_payee(payee_id: int, posted: Posted) -> list[outbox.Fact]:
    fields = {"customer_id": payee_id, "operation_id": posted.operation_id}
    return [outbox.Fact(outbox.CUSTOMER_CHANNEL, str(payee_id), outbox.TRANSFER_RECEIVED, fields)]


def _available(connection: Connection, customer_id: int, currency_code: str) -> Money:
    for balance in ledger.balances(connection, customer_id):
        if balance.available.currency.code == currency_code:
            return balance.available
    return Money(0, currency(currency_code))


def _top_up(work: UnitOfWork, customer_id: int, amount: Money, reference: str) -> Receipt:
    code = amount.currency.code
    if not ledger.is_known(work.connection, reference):
        _check_active(work.connection, customer_id)
    source = ledger.system_account(work, AccountKind.PLAY_MONEY, code, customer_id)
    target = ledger.customer_account(work, customer_id, code)
    item = NewTransfer(source, target, amount.minor, code)
    posted = ledger.post(work, NewOperation(TOP_UP, reference, (item,), customer_id))
    available = _available(work.connection, customer_id, code)
    fee = Money(0, amount.currency)
    return Receipt(reference, posted.operation_id, amount, fee, available, posted.created_at, repeated=posted.repeated)
