"""Payments to people: find the payee, quote what will happen, and make it happen once."""

from __future__ import annotations

from sqlalchemy import Connection, select

from wallet import ledger, outbox
from wallet.customers import queries
from wallet.customers.models import customers
from wallet.customers.queries import ACTIVE, CLOSED, FROZEN, Customer
from wallet.database import Database, UnitOfWork
from wallet.errors import (
    CustomerNotActive,
    InsufficientFunds,
    NoteTooLong,
    PayeeNotActive,
    PlayMoneyNotAllowed,
    SameAccount,
    StepUpNeeded,
    Unavailable,
)
from wallet.ledger import AccountKind, Guard, NewOperation, NewTransfer, Posted
from wallet.limits.service import Limits
from wallet.money import Money, currency
from wallet.payments import duress
from wallet.payments.commands import (
    PreparedTransfer,
    Receipt,
    StepUp,
    TransferCommand,
    TransferQuote,
    amount_with_fee,
    transfer_fee,
)
from wallet.references import new_reference
from wallet.security import proofs
from wallet.security.pins import PinProof, Pins
from wallet.security.vault import Vault

__all__ = ["TOP_UP", "TRANSFER", "Payments", "Receipt", "TransferCommand", "TransferQuote", "transfer_fee"]

TRANSFER, TOP_UP = "transfer", "top-up"
NOTE_LENGTH_MAX = 100
PLAY_MONEY_MAX_MINOR_BY_EXPONENT = {0: 1_000_000, 2: 1_000_000, 6: 10_000_000_000}


class Payments:
    """Every method is one unit of work; every command that moves money carries a reference."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        pins: Pins,
        *,
        play_money_allowed: bool,
        limits: Limits,
        security: StepUp | None = None,
    ) -> None:
        self._database, self._vault, self._pins = database, vault, pins
        self._play_money_allowed, self._limits, self._security = play_money_allowed, limits, security
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
        """Mint the reference and compute the figures. Raises `InsufficientFunds`, `LimitReached`; moves nothing."""
        return await self._database.read(lambda connection: self._quote(connection, payer_id, payee_id, amount))

    async def transfer(self, command: TransferCommand, pin: str) -> Receipt:
        """Move the money once, whatever happens to the answer.

        Raises `PinWrong`, `PinLocked`, `InsufficientFunds`, `CustomerNotActive`, `AccountFrozen`, `PayeeNotActive`,
        `NoteTooLong`, `ReferenceReused`, `LimitReached`, `StepUpNeeded`. A freeze that commits while this runs is met
        by the accounts' own lock. A duress PIN freezes the wallet and gets a receipt of what did not happen.
        """
        if len(command.note) > NOTE_LENGTH_MAX:
            raise NoteTooLong(length_max=NOTE_LENGTH_MAX)
        if await self._pins.prove(command.payer_id, pin) is PinProof.DURESS:
            return await self._pretend(command)
        return await self._pay(command)

    async def _pay(self, command: TransferCommand) -> Receipt:
        due = await self._second_factor_due(command)
        prepared = await self._prepared(command, due)
        payee = prepared.payee
        posted = await self._door.post(
            prepared.operation, lambda posted: _told_to_payee(payee.id, posted), self._guard(command, due)
        )
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

    def _guard(self, command: TransferCommand, due: bool) -> Guard:
        """What is looked at and used up with the money, and only with it: the payee, the second factor, the limits."""
        payer_id, value_minor = command.payer_id, self._limits.value(amount_with_fee(command.amount))

        def guard(work: UnitOfWork) -> None:
            _refuse_closed(work, command.payee_id)
            if due:
                proofs.consume_second(work, payer_id, command.reference)
            self._limits.count(work, payer_id, value_minor, command.amount.currency)

        return guard

    async def _second_factor_due(self, command: TransferCommand) -> bool:
        if self._security is None:
            return False
        return await self._security.second_factor_due(command.payer_id, command.payee_id, command.amount)

    async def _pretend(self, command: TransferCommand) -> Receipt:
        """Freeze, then answer as the payment would have been answered. What was really paid before is told as it is."""
        payer_id, reference = command.payer_id, command.reference
        if not await self._database.write(lambda work: duress.freeze(work, payer_id)):
            raise CustomerNotActive(status=FROZEN)
        if await self._database.read(lambda connection: ledger.is_known(connection, reference)):
            return await self._pay(command)
        due = await self._second_factor_due(command)
        quote, earlier = await self._database.read(lambda connection: self._pretended(connection, command, due))
        moment = await self._database.write(lambda work: duress.note(work, payer_id, reference))
        return Receipt(
            reference, None, quote.amount, quote.fee, quote.available_after, moment, quote.payee, repeated=earlier
        )

    def _pretended(self, connection: Connection, command: TransferCommand, due: bool) -> tuple[TransferQuote, bool]:
        """The figures, and whether they were shown before: then nothing is asked again."""
        earlier = duress.noted_at(connection, command.payer_id, command.reference) is not None
        if due and not earlier:
            self._check_second(connection, command)
        return self._quote(connection, command.payer_id, command.payee_id, command.amount, limited=not earlier), earlier

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

    def _quote(
        self, connection: Connection, payer_id: int, payee_id: int, amount: Money, *, limited: bool = True
    ) -> TransferQuote:
        payee = _payable(queries.by_id(connection, self._vault, payee_id), payer_id)
        available, needed = _available(connection, payer_id, amount.currency.code), amount_with_fee(amount)
        if available < needed:
            raise InsufficientFunds(
                currency=amount.currency.code, available_minor=available.minor, needed_minor=needed.minor
            )
        if limited:
            value_minor = self._limits.value(needed)
            self._limits.look(connection, self._database.now(), payer_id, value_minor, amount.currency)
        return TransferQuote(new_reference(), payee, amount, transfer_fee(amount), available - needed)

    async def _left(self, command: TransferCommand, before: Money, posted: Posted) -> Money:
        """What can be spent after a payment. It is paid: trouble with this look must not say otherwise."""
        try:
            return await self.available(command.payer_id, command.amount.currency.code)
        except Unavailable:
            return before if posted.repeated else before - amount_with_fee(command.amount)

    async def _prepared(self, command: TransferCommand, due: bool) -> PreparedTransfer:
        """Who is paid, and what to post: one read, and a write only for somebody's first money in a currency."""
        found = await self._database.read(lambda connection: self._prepare(connection, command, due))
        if found is not None:
            return found
        return await self._database.write(lambda work: self._open_and_prepare(work, command, due))

    def _prepare(self, connection: Connection, command: TransferCommand, due: bool) -> PreparedTransfer | None:
        """None when an account is missing. A retry of what was paid is not asked whether it may be paid now."""
        payee = queries.by_id(connection, self._vault, command.payee_id)
        if not ledger.is_known(connection, command.reference):
            _check_active(connection, command.payer_id)
            _payable(payee, command.payer_id)
            if due:
                self._check_second(connection, command)
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

    def _check_second(self, connection: Connection, command: TransferCommand) -> None:
        """Early, so that who has not proved it is not met as late as at the posting."""
        purpose = f"{proofs.PAY_PREFIX}{command.reference}"
        if proofs.Factor.SECOND in proofs.needed(connection, command.payer_id, purpose, self._database.now()):
            raise StepUpNeeded(factor=proofs.Factor.SECOND.value)

    def _open_and_prepare(self, work: UnitOfWork, command: TransferCommand, due: bool) -> PreparedTransfer:
        code = command.amount.currency.code
        for customer_id in (command.payer_id, command.payee_id):
            ledger.customer_account(work, customer_id, code)
        if transfer_fee(command.amount).minor:
            ledger.system_account(work, AccountKind.FEES, code, command.payer_id)
        prepared = self._prepare(work.connection, command, due)
        if prepared is None:
            raise RuntimeError("an account that was just opened cannot be found")
        return prepared


def _payable(payee: Customer, payer_id: int) -> Customer:
    """One that is frozen is paid all the same: a freeze stops money out, and nobody else is to learn of it."""
    if payee.id == payer_id:
        raise SameAccount
    if payee.status == CLOSED:
        raise PayeeNotActive
    return payee


def _check_active(connection: Connection, customer_id: int) -> None:
    status = connection.execute(select(customers.c.status).where(customers.c.id == customer_id)).scalar_one()
    if status != ACTIVE:
        raise CustomerNotActive(status=status)


def _refuse_closed(work: UnitOfWork, payee_id: int) -> None:
    """A wallet closed since we looked takes no money. Its accounts are locked by now, as closing locks them."""
    status = work.connection.execute(select(customers.c.status).where(customers.c.id == payee_id)).scalar()
    if status == CLOSED:
        raise PayeeNotActive


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
