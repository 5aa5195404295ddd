"""Payments: make happen once what a plan says, with PIN, second factor, limits and funds looked at on the way."""

from __future__ import annotations

from sqlalchemy import Connection

from wallet import ledger
from wallet.customers import queries
from wallet.customers.queries import FROZEN, Customer
from wallet.database import Database, UnitOfWork
from wallet.errors import (
    CustomerNotActive,
    NoteTooLong,
    PlayMoneyNotAllowed,
    StepUpNeeded,
    Unavailable,
)
from wallet.ledger import AccountKind, Guard, NewOperation, NewTransfer, Posted
from wallet.limits.service import Limits
from wallet.money import Money
from wallet.payments import duress
from wallet.payments.commands import (
    PreparedPlan,
    Receipt,
    StepUp,
    TransferCommand,
    TransferQuote,
    transfer_fee,
)
from wallet.payments.notes import NOTE_LENGTH_MAX
from wallet.payments.plans import Plan, operation_of, parties
from wallet.payments.quotes import available_money, require_funds
from wallet.payments.rules import (
    TRANSFER,
    check_active,
    payable,
    refuse_closed,
    transfer_plan,
)
from wallet.references import new_reference
from wallet.security import proofs
from wallet.security.pins import PinProof, Pins
from wallet.security.vault import Vault

__all__ = [
    "NOTE_LENGTH_MAX",
    "TOP_UP",
    "TRANSFER",
    "Payments",
    "Receipt",
    "TransferCommand",
    "TransferQuote",
    "transfer_fee",
]

TOP_UP = "top-up"
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
        return payable(payee, payer_id)

    async def find_payee_by_telegram_user(self, payer_id: int, telegram_user_id: int) -> Customer | None:
        """The payee behind a shared contact's Telegram account; None when they have no wallet."""
        payee = await self._database.read(
            lambda connection: queries.by_telegram_user(connection, self._vault, telegram_user_id)
        )
        return None if payee is None else payable(payee, payer_id)

    async def quote_transfer(self, payer_id: int, payee_id: int, amount: Money) -> TransferQuote:
        """The figures of a transfer under a fresh reference, not stored. Raises `InsufficientFunds`, `LimitReached`."""
        return await self._database.read(lambda connection: self._quote(connection, payer_id, payee_id, amount))

    async def transfer(self, command: TransferCommand, pin: str) -> Receipt:
        """Move the money once, whatever happens to the answer.

        Raises `NoteTooLong`, `PayeeNotActive`, `SameAccount`, and as `execute`.
        """
        if len(command.note) > NOTE_LENGTH_MAX:
            raise NoteTooLong(length_max=NOTE_LENGTH_MAX)
        return await self.execute(transfer_plan(command, transfer_fee(command.amount)), pin)

    async def execute(self, plan: Plan, pin: str) -> Receipt:
        """Do what a plan says, once, whatever happens to the answer.

        Raises `PinWrong`, `PinLocked`, `InsufficientFunds`, `CustomerNotActive`, `AccountFrozen`, `PayeeNotActive`,
        `ReferenceReused`, `LimitReached`, `StepUpNeeded`, and what the plan's `check` and `guard` raise. A freeze that
        commits while this runs is met by the accounts' own lock. A duress PIN freezes the wallet and gets a receipt of
        what did not happen.
        """
        if await self._pins.prove(plan.payer_id, pin) is PinProof.DURESS:
            return await self._pretend(plan)
        return await self._pay(plan)

    async def second_factor_due(self, plan: Plan) -> bool:
        """Whether this payment asks for the second factor, which is then proved for "pay:" and its reference."""
        if self._security is None or not plan.leaves_wallet:
            return False
        return await self._security.second_factor_due(plan.payer_id, plan.payee_id, plan.pays)

    async def _pay(self, plan: Plan) -> Receipt:
        due = await self.second_factor_due(plan)
        prepared = await self._prepared(plan, due)
        posted = await self._door.post(prepared.operation, plan.facts, self._guard(plan, due))
        return Receipt(
            posted.reference,
            posted.operation_id,
            plan.pays,
            plan.fee,
            await self._left(plan, prepared.available, posted),
            posted.created_at,
            prepared.payee,
            repeated=posted.repeated,
        )

    def _guard(self, plan: Plan, due: bool) -> Guard:
        """What is looked at and used up with the money, and only with it: the payee, the second factor, the limits."""
        value_minor = self._limits.value(plan.leaves) if plan.leaves_wallet else None

        def guard(work: UnitOfWork) -> None:
            if plan.payee_id is not None:
                refuse_closed(work.connection, plan.payee_id)
            if plan.guard is not None:
                plan.guard(work)
            if due:
                proofs.consume_second(work, plan.payer_id, plan.reference)
            if value_minor is not None:
                self._limits.count(work, plan.payer_id, value_minor, plan.pays.currency)

        return guard

    async def _pretend(self, plan: Plan) -> Receipt:
        """Freeze, then answer as the payment would have been answered. What was really paid before is told as it is."""
        payer_id, reference = plan.payer_id, plan.reference
        if not await self._database.write(lambda work: duress.freeze(work, payer_id)):
            raise CustomerNotActive(status=FROZEN)
        if await self._database.read(lambda connection: ledger.is_known(connection, reference)):
            return await self._pay(plan)
        due = await self.second_factor_due(plan)
        payee, left, earlier = await self._database.read(lambda connection: self._pretended(connection, plan, due))
        moment = await self._database.write(lambda work: duress.note(work, payer_id, reference))
        return Receipt(reference, None, plan.pays, plan.fee, left, moment, payee, repeated=earlier)

    def _pretended(self, connection: Connection, plan: Plan, due: bool) -> tuple[Customer | None, Money, bool]:
        """Payee, what would be left, and whether this was shown before: then nothing is asked again."""
        earlier = duress.noted_at(connection, plan.payer_id, plan.reference) is not None
        if due and not earlier:
            self._check_second(connection, plan)
        payee = self._payee(connection, plan)
        if not earlier and plan.check is not None:
            plan.check(connection)
        left = self._affordable(connection, plan, limited=not earlier)
        return payee, left, earlier

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
        return await self._database.read(lambda connection: available_money(connection, customer_id, currency_code))

    def _quote(self, connection: Connection, payer_id: int, payee_id: int, amount: Money) -> TransferQuote:
        plan = transfer_plan(TransferCommand(new_reference(), payer_id, payee_id, amount), transfer_fee(amount))
        payee = payable(queries.by_id(connection, self._vault, payee_id), payer_id)
        left = self._affordable(connection, plan, limited=True)
        return TransferQuote(plan.reference, payee, plan.pays, plan.fee, left)

    def _affordable(self, connection: Connection, plan: Plan, *, limited: bool) -> Money:
        """What would be left. Raises `InsufficientFunds`, `LimitReached`."""
        available = available_money(connection, plan.payer_id, plan.pays.currency.code)
        require_funds(available, plan.leaves)
        if limited and plan.leaves_wallet:
            value_minor = self._limits.value(plan.leaves)
            self._limits.look(connection, self._database.now(), plan.payer_id, value_minor, plan.pays.currency)
        return available - plan.leaves

    def _payee(self, connection: Connection, plan: Plan) -> Customer | None:
        if plan.payee_id is None:
            return None
        return payable(queries.by_id(connection, self._vault, plan.payee_id), plan.payer_id)

    async def _left(self, plan: Plan, before: Money, posted: Posted) -> Money:
        """What can be spent after a payment. It is paid: trouble with this look must not say otherwise."""
        try:
            return await self.available(plan.payer_id, plan.pays.currency.code)
        except Unavailable:
            return before if posted.repeated else before - plan.leaves

    async def _prepared(self, plan: Plan, due: bool) -> PreparedPlan:
        """Who is paid, and what to post: one read, and a write only for somebody's first money in a currency."""
        found = await self._database.read(lambda connection: self._prepare(connection, plan, due))
        if found is not None:
            return found
        return await self._database.write(lambda work: self._open_and_prepare(work, plan, due))

    def _prepare(self, connection: Connection, plan: Plan, due: bool) -> PreparedPlan | None:
        """None when an account is missing. A retry of what was paid is not asked whether it may be paid now."""
        payee = None if plan.payee_id is None else queries.by_id(connection, self._vault, plan.payee_id)
        if not ledger.is_known(connection, plan.reference):
            check_active(connection, plan.payer_id)
            self._payee(connection, plan)
            if plan.check is not None:
                plan.check(connection)
            if due:
                self._check_second(connection, plan)
        available = available_money(connection, plan.payer_id, plan.pays.currency.code)
        operation = operation_of(connection, plan)
        return None if operation is None else PreparedPlan(payee, operation, available)

    def _check_second(self, connection: Connection, plan: Plan) -> None:
        """Early, so that who has not proved it is not met as late as at the posting."""
        purpose = f"{proofs.PAY_PREFIX}{plan.reference}"
        if proofs.Factor.SECOND in proofs.needed(connection, plan.payer_id, purpose, self._database.now()):
            raise StepUpNeeded(factor=proofs.Factor.SECOND.value)

    def _open_and_prepare(self, work: UnitOfWork, plan: Plan, due: bool) -> PreparedPlan:
        for party, code in parties(plan):
            if party.kind is AccountKind.CUSTOMER:
                ledger.customer_account(work, party.customer_id, code)
            else:
                ledger.system_account(work, party.kind, code, party.customer_id)
        prepared = self._prepare(work.connection, plan, due)
        if prepared is None:
            raise RuntimeError("an account that was just opened cannot be found")
        return prepared


def _top_up(work: UnitOfWork, customer_id: int, amount: Money, reference: str) -> Receipt:
    code = amount.currency.code
    if not ledger.is_known(work.connection, reference):
        check_active(work.connection, customer_id)
    source = ledger.system_account(work, AccountKind.PLAY_MONEY, code, customer_id)
    target = ledger.customer_account(work, customer_id, code)
    item = NewTransfer(source, target, amount.minor, code)
    posted = ledger.post(work, NewOperation(TOP_UP, reference, (item,), customer_id))
    available = available_money(work.connection, customer_id, code)
    fee = Money(0, amount.currency)
    return Receipt(reference, posted.operation_id, amount, fee, available, posted.created_at, repeated=posted.repeated)
