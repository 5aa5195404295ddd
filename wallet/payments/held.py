"""Held money is sent: the amount to the payee and the fee to the house, out of what was set aside, in one operation."""

from __future__ import annotations

from dataclasses import dataclass

from wallet import ledger
from wallet.database import UnitOfWork
from wallet.ledger import AccountKind, NewTransfer, Posted
from wallet.money import Money


@dataclass(frozen=True, slots=True)
class HeldPayment:
    """What was set aside, and how it is booked when it is sent. `fee` has the currency of `amount`."""

    hold_id: int
    payer_id: int
    amount: Money
    fee: Money
    kind: str
    note: str


def send_held(work: UnitOfWork, held: HeldPayment, payee_id: int, reference: str) -> Posted:
    """Capture the hold. Raises as `wallet.ledger.capture_hold`."""
    code = held.amount.currency.code
    payer = ledger.customer_account(work, held.payer_id, code)
    items = [NewTransfer(payer, ledger.customer_account(work, payee_id, code), held.amount.minor, code)]
    if held.fee:
        fees = ledger.system_account(work, AccountKind.FEES, code, held.payer_id)
        items.append(NewTransfer(payer, fees, held.fee.minor, code, "fee"))
    return ledger.capture_hold(
        work, held.hold_id, tuple(items), reference, kind=held.kind, customer_id=held.payer_id, note=held.note
    )
