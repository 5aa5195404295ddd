"""What can be booked: transfers, holds and their ends, reversals, in one shape with one reference."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from wallet.clock import to_microseconds
from wallet.errors import AmountNotPositive, AmountTooLarge, SameAccount
from wallet.money import MINOR_MAX

TRANSFERS_MAX = 32
HoldOutcome = Literal["captured", "released", "expired"]


@dataclass(frozen=True, slots=True)
class NewTransfer:
    """Move `amount` minor units of `currency` from the debited to the credited account. `purpose`: `amount`, `fee` …

    In a reversal `reverses_position` names the transfer of the reversed operation that this one gives back.
    """

    debit_account_id: int
    credit_account_id: int
    amount: int
    currency: str
    purpose: str = "amount"
    reverses_position: int | None = None


@dataclass(frozen=True, slots=True)
class NewHold:
    """Set `amount` minor units aside on an account, until it is captured, released, or `expires_at` has come."""

    account_id: int
    amount: int
    currency: str
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HoldEnd:
    """How a hold ends. Captured: the operation's transfers take from it, the rest is free again."""

    hold_id: int
    outcome: HoldOutcome


@dataclass(frozen=True, slots=True)
class NewOperation:
    """What is done, all or nothing, with the reference that makes a retry harmless.

    It has transfers, or places a hold, or ends one. A capture has both transfers and the end of its hold.
    """

    kind: str
    reference: str
    transfers: tuple[NewTransfer, ...] = ()
    customer_id: int | None = None
    note: str = ""
    category: str = ""
    reverses_id: int | None = None
    hold: NewHold | None = None
    ends: HoldEnd | None = None

    def content_hash(self) -> str:
        """SHA-256 over a canonical form: tells a retry from another command under the same reference."""
        return content_hash(
            [self.kind, self.customer_id, self.note, self.category],
            [_columns(item) for item in self.transfers],
            self.reverses_id,
            None if self.hold is None else _hold_columns(self.hold),
            None if self.ends is None else [self.ends.hold_id, self.ends.outcome],
        )

    def check_shape(self) -> None:
        """Raises what can be known without looking at any account."""
        moves = bool(self.transfers)
        if len(self.transfers) > TRANSFERS_MAX:
            raise ValueError(f"an operation has 1 to {TRANSFERS_MAX} transfers")
        captures = self.ends is not None and self.ends.outcome == "captured"
        if (moves, self.hold is not None, self.ends is not None) not in SHAPES or captures != (
            moves and self.ends is not None
        ):
            raise ValueError(f"an operation has 1 to {TRANSFERS_MAX} transfers, or places a hold, or ends one")
        for item in self.transfers:
            _check_amount(item.amount, item.currency)
            if item.debit_account_id == item.credit_account_id:
                raise SameAccount
        if self.hold is not None:
            _check_amount(self.hold.amount, self.hold.currency)
        positions = [item.reverses_position for item in self.transfers]
        reversing = self.reverses_id is not None
        if any((position is not None) != reversing for position in positions):
            raise ValueError("every transfer of a reversal names the transfer that it gives back, and no other does")
        if reversing and len(set(positions)) < len(positions):
            raise ValueError("a reversal gives each transfer back once")


SHAPES = {(True, False, False), (False, True, False), (False, False, True), (True, False, True)}
"""Transfers, a new hold, the end of a hold: which of them may stand together."""


@dataclass(frozen=True, slots=True)
class Posted:
    """The outcome; `repeated` when this reference had been posted before. A new hold's id is the operation's id."""

    operation_id: int
    reference: str
    created_at: datetime
    repeated: bool


def content_hash(
    head: list[object],
    transfers: list[list[object]],
    reverses_id: int | None,
    hold: list[object] | None,
    ends: list[object] | None,
) -> str:
    """The hash of an operation's content, from a command or from what was stored of it.

    What is absent leaves no trace in the form, so that operations of before these fields keep their hash.
    """
    named = {"reverses": reverses_id, "hold": hold, "ends": ends}
    content = [*head, *transfers, *([name, value] for name, value in named.items() if value is not None)]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def transfer_content(
    debit_account_id: int,
    credit_account_id: int,
    amount: int,
    currency: str,
    purpose: str,
    reverses_position: int | None,
) -> list[object]:
    """A transfer in the canonical form."""
    content: list[object] = [debit_account_id, credit_account_id, amount, currency, purpose]
    return content if reverses_position is None else [*content, reverses_position]


def _columns(item: NewTransfer) -> list[object]:
    return transfer_content(
        item.debit_account_id, item.credit_account_id, item.amount, item.currency, item.purpose, item.reverses_position
    )


def _hold_columns(hold: NewHold) -> list[object]:
    expires = None if hold.expires_at is None else to_microseconds(hold.expires_at)
    return [hold.account_id, hold.amount, hold.currency, expires]


def _check_amount(amount: int, currency: str) -> None:
    if amount <= 0:
        raise AmountNotPositive(currency=currency)
    if amount > MINOR_MAX:
        raise AmountTooLarge(currency=currency, minor_max=MINOR_MAX)
