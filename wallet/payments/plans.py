"""Plans: what a quote moves, told by whose accounts they are, before any account is looked up or opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

from wallet import ledger
from wallet.ledger import AccountKind, Guard, NewHold, NewOperation, NewTransfer
from wallet.ledger.door import Facts
from wallet.money import Money
from wallet.payments.quotes import NewQuote, Quote

Check = Callable[[Connection], None]
"""What must hold for a payment, looked at before it is booked. A `WalletError` refuses it."""


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a leg: a customer's account, or the house's of a kind that deals with this customer."""

    kind: AccountKind
    customer_id: int


def customer(customer_id: int) -> Party:
    """A customer's own account."""
    return Party(AccountKind.CUSTOMER, customer_id)


@dataclass(frozen=True, slots=True)
class Leg:
    """Money from one party to another."""

    debit: Party
    credit: Party
    amount: Money
    purpose: str = "amount"


@dataclass(frozen=True, slots=True)
class Plan:
    """One operation in the making: legs, or with `held` money set aside on the payer's account.

    `pays` and `fee` leave the payer. `check` runs early, for a clear answer; `guard` runs in the transaction, after
    the accounts are locked. `leaves_wallet` is false for an exchange: no limit and no second factor for it.
    """

    kind: str
    reference: str
    payer_id: int
    pays: Money
    fee: Money
    legs: tuple[Leg, ...] = ()
    payee_id: int | None = None
    note: str = ""
    held: bool = False
    held_until: datetime | None = None
    leaves_wallet: bool = True
    check: Check | None = None
    guard: Guard | None = None
    facts: Facts | None = None

    @property
    def leaves(self) -> Money:
        """What leaves the payer's account in all."""
        return self.pays + self.fee


def fee_leg(payer_id: int, fee: Money) -> tuple[Leg, ...]:
    """The fee as a transfer of its own; none when it is free."""
    if not fee:
        return ()
    return (Leg(customer(payer_id), Party(AccountKind.FEES, payer_id), fee, "fee"),)


class Settlement(Protocol):
    """What one kind of quote means: implemented by the service that makes these quotes."""

    def plan(self, connection: Connection, quote: Quote) -> Plan:
        """What paying this quote does: by the quote and by what never changes, so that a retry gets the same plan.

        What may have changed meanwhile belongs into the plan's `check` and `guard`.
        """
        ...

    async def renewed(self, quote: Quote) -> NewQuote:
        """The same wish at today's figures, after this quote expired. Raises what its first quote might raise."""
        ...


def parties(plan: Plan) -> list[tuple[Party, str]]:
    """Whose accounts, in which currencies, a plan needs; the payer's first."""
    payer = (customer(plan.payer_id), plan.pays.currency.code)
    sides = [(party, leg.amount.currency.code) for leg in plan.legs for party in (leg.debit, leg.credit)]
    return [payer, *sides]


def _account_id(connection: Connection, party: Party, code: str) -> int | None:
    if party.kind is AccountKind.CUSTOMER:
        return ledger.customer_account_id(connection, party.customer_id, code)
    return ledger.system_account_id(connection, party.kind, code, party.customer_id)


def operation_of(connection: Connection, plan: Plan) -> NewOperation | None:
    """What to post; None while an account of it is not open."""
    found: dict[tuple[Party, str], int] = {}
    for party, code in dict.fromkeys(parties(plan)):
        account_id = _account_id(connection, party, code)
        if account_id is None:
            return None
        found[party, code] = account_id
    items = []
    for leg in plan.legs:
        code = leg.amount.currency.code
        items.append(NewTransfer(found[leg.debit, code], found[leg.credit, code], leg.amount.minor, code, leg.purpose))
    hold = None
    if plan.held:
        code = plan.pays.currency.code
        hold = NewHold(found[customer(plan.payer_id), code], plan.leaves.minor, code, plan.held_until)
    return NewOperation(plan.kind, plan.reference, tuple(items), plan.payer_id, plan.note, hold=hold)
