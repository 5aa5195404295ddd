"""Freezing a wallet and letting it go again: with the ledger's accounts, the trail and the notices in one commit."""

from __future__ import annotations

from sqlalchemy import select, update

from wallet import ledger, outbox, trail
from wallet.customers.models import customers
from wallet.customers.queries import ACTIVE, FROZEN
from wallet.database import Database, UnitOfWork
from wallet.errors import CustomerNotActive, CustomerNotFound, NotFrozen
from wallet.security import proofs
from wallet.security.models import RESET_OPEN, factor_resets
from wallet.trail import Actor

BY_CUSTOMER, BY_DESK, GUESSES, DURESS = "customer", "desk", "guesses", "duress"
"""Why a wallet is frozen."""


class Freezing:
    """The freeze that needs no secret: from the commit on no money leaves."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def freeze_own(self, customer_id: int, telegram_user_id: int) -> None:
        """In one tap, by the customer. Freezing what is frozen changes nothing."""
        actor = Actor(trail.CUSTOMER, telegram_user_id)
        await self._database.write(lambda work: freeze(work, customer_id, BY_CUSTOMER, actor))


def freeze(work: UnitOfWork, customer_id: int, cause: str, actor: Actor) -> bool:
    """Stop all money out, also what is confirmed or on hold. False when that changed nothing.

    The desk's freeze stands above the customer's own, and duress is told whatever it was frozen for before: after
    either of them the customer cannot unfreeze alone. Raises `CustomerNotFound`, and `CustomerNotActive` for a wallet
    that is closed.
    """
    status = _locked_status(work, customer_id)
    if status == FROZEN:
        return _keep_frozen(work, customer_id, cause, actor)
    if status != ACTIVE:
        raise CustomerNotActive(status=status)
    ledger.freeze(work, customer_id)
    work.connection.execute(
        update(customers).where(customers.c.id == customer_id).values(frozen_cause=cause, frozen_at=work.now)
    )
    _forget_proofs(work, customer_id, cause)
    _stop_waiting_changes(work, customer_id, actor)
    if cause == DURESS:
        trail.note(work, customer_id, trail.DURESS_USED, actor)
    else:
        trail.note(work, customer_id, trail.FROZEN, actor, cause=cause)
        outbox.record_security(work, customer_id, trail.FROZEN, cause=cause)
    if cause != BY_DESK:
        outbox.record_desk_alert(work, customer_id, cause)
    return True


def _forget_proofs(work: UnitOfWork, customer_id: int, cause: str) -> None:
    """What was proved a moment ago changes no secret after a freeze, whoever holds the phone now.

    Under duress only the phone's code is forgotten: a payment that is pretended asks for no second factor again, and
    whoever forces the customer sees nothing unusual.
    """
    if cause == DURESS:
        proofs.forget(work, customer_id, proofs.FORGOTTEN_PURPOSE)
    else:
        proofs.forget_all(work, customer_id)


def _keep_frozen(work: UnitOfWork, customer_id: int, cause: str, actor: Actor) -> bool:
    """A second freeze: from now on only the desk lets go. A wallet frozen under duress stays so, for that is hidden."""
    if cause not in {BY_DESK, DURESS}:
        return False
    kept = work.connection.execute(
        update(customers)
        .where(
            customers.c.id == customer_id,
            customers.c.frozen_cause.is_(None) | customers.c.frozen_cause.in_([BY_CUSTOMER, GUESSES]),
        )
        .values(frozen_cause=BY_DESK, frozen_at=work.now)
    )
    if cause == DURESS:
        if kept.rowcount:
            trail.note(work, customer_id, trail.DURESS_USED, actor)
            outbox.record_desk_alert(work, customer_id, DURESS)
        return False
    if kept.rowcount:
        trail.note(work, customer_id, trail.FROZEN, actor, cause=BY_DESK)
    return bool(kept.rowcount)


def _stop_waiting_changes(work: UnitOfWork, customer_id: int, actor: Actor) -> None:
    """A removal of the second factor must not come true while the wallet is frozen."""
    stopped = work.connection.execute(
        update(factor_resets)
        .where(factor_resets.c.customer_id == customer_id, RESET_OPEN)
        .values(cancelled_at=work.now)
    )
    if stopped.rowcount:
        trail.note(work, customer_id, trail.RESET_CANCELLED, actor)


def unfreeze(work: UnitOfWork, customer_id: int, actor: Actor) -> None:
    """Let money move again. Whoever calls this has proved the right to. Raises `NotFrozen`, `CustomerNotFound`."""
    if _locked_status(work, customer_id) != FROZEN:
        raise NotFrozen
    ledger.unfreeze(work, customer_id)
    work.connection.execute(
        update(customers).where(customers.c.id == customer_id).values(frozen_cause=None, frozen_at=None)
    )
    trail.note(work, customer_id, trail.UNFROZEN, actor)
    outbox.record_security(work, customer_id, trail.UNFROZEN)


def _locked_status(work: UnitOfWork, customer_id: int) -> str:
    # FOR NO KEY UPDATE: a payment refers to its customer while it holds their accounts, and we ask for those next.
    mine = select(customers.c.status).where(customers.c.id == customer_id).with_for_update(key_share=True)
    status: str | None = work.connection.execute(mine).scalar()
    if status is None:
        raise CustomerNotFound
    return status
