"""What payments are asked and what they answer: quote, command, receipt."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from wallet.customers.queries import Customer
from wallet.ledger import NewOperation
from wallet.money import Money


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
class PreparedPlan:
    """An operation ready to post, and what the payer could spend before it."""

    payee: Customer | None
    operation: NewOperation
    available: Money


@dataclass(frozen=True, slots=True)
class Receipt:
    """What happened. `repeated` when this reference had been paid before; no operation: nothing moved, under duress."""

    reference: str
    operation_id: int | None
    amount: Money
    fee: Money
    available_after: Money
    created_at: datetime
    payee: Customer | None = None
    repeated: bool = field(default=False, compare=False)


class StepUp(Protocol):
    """Knows which payments ask for the second factor."""

    async def second_factor_due(self, customer_id: int, payee_id: int | None, amount: Money) -> bool:
        """Whether this payment must be proved by it; without a payee it is one to somebody new."""
        ...


def transfer_fee(amount: Money) -> Money:
    """The fee of a transfer between customers: none."""
    return Money(0, amount.currency)
