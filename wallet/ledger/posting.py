"""post(): the one door for money. All of an operation happens, or none does, and a reference counts once."""

from __future__ import annotations

from collections.abc import Sequence

from wallet.database import UnitOfWork
from wallet.errors import WalletError
from wallet.ledger.operations import NewOperation, Posted
from wallet.ledger.posting_postgresql import post_in_postgresql
from wallet.ledger.posting_sqlite import post_in_sqlite

Outcome = Posted | WalletError


def post(work: UnitOfWork, operation: NewOperation) -> Posted:
    """Book an operation within the caller's unit of work, in one hop to the database.

    Raises, and then nothing is booked: `ReferenceReused` (same reference, other content), `InsufficientFunds`,
    `AccountFrozen`, `SameAccount`, `AmountNotPositive`, `AmountTooLarge`, `AccountNotFound` (unknown, or of another
    currency), `HoldNotFound`, `HoldNotOpen`, `CaptureTooLarge`, `NotReversible`, `ReversalTooLarge`.
    """
    outcome = post_many(work, [operation])[0]
    if isinstance(outcome, WalletError):
        raise outcome
    return outcome


def post_many(work: UnitOfWork, operations: Sequence[NewOperation]) -> list[Outcome]:
    """Book operations one after the other in one hop, each with its own outcome: one's refusal is no other's.

    All their accounts are locked first, in id order.
    """
    outcomes: dict[int, Outcome] = {}
    sound: dict[int, NewOperation] = {}
    for index, operation in enumerate(operations):
        try:
            operation.check_shape()
        except WalletError as error:
            outcomes[index] = error
        else:
            sound[index] = operation
    book = post_in_sqlite if work.connection.dialect.name == "sqlite" else post_in_postgresql
    if sound:
        outcomes.update(zip(sound, book(work, list(sound.values())), strict=True))
    return [outcomes[index] for index in range(len(operations))]
