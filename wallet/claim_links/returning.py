"""The ends of a claim link that bring the money back: called off, or taken by nobody in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select, update

from wallet import outbox
from wallet.claim_links.links import EMPTIED, forget_proofs
from wallet.claim_links.models import DRAFT, OPEN, RETURNED, claim_link_proofs, claim_links
from wallet.database import UnitOfWork
from wallet.errors import HoldNotOpen, WalletError
from wallet.ledger import HoldEnd, NewOperation, post_many
from wallet.ledger.holds import RELEASE
from wallet.payments.quotes import KEPT_UNUSED_FOR

HELD_LONGER_BY = timedelta(days=1)
"""So that the job below is first, and not the one that ends holds: the giver hears of it."""

RETURNED_AT_ONCE_MAX, FORGOTTEN_AT_ONCE_MAX = 100, 500

Held = tuple[int, int, int]
"""A link, whose it is, and its hold."""


def return_due(work: UnitOfWork) -> int:
    """The job: give back what nobody took in time, and tell so; returns how many links. Safe to run twice, at once too.

    A claim at the last moment and this job meet at the link's row: one of them finds it open.
    """
    columns = claim_links.c
    due = work.connection.execute(
        select(columns.id, columns.customer_id, columns.hold_id)
        .where(columns.status == OPEN, columns.expires_at <= work.now)
        .order_by(columns.expires_at, columns.id)
        .limit(RETURNED_AT_ONCE_MAX)
        .with_for_update(skip_locked=True)
    ).all()
    if not due:
        return 0
    ids = [row.id for row in due]
    work.connection.execute(
        update(claim_links).where(columns.id.in_(ids)).values(status=RETURNED, closed_at=work.now, **EMPTIED)
    )
    forget_proofs(work, ids)
    give_back(work, [(row.id, row.customer_id, row.hold_id) for row in due])
    facts = [_returned(row.id, row.customer_id) for row in due]
    outbox.record_all(work, facts)
    return len(due)


def give_back(work: UnitOfWork, links: Sequence[Held]) -> None:
    """Release the holds of links that were closed in this transaction. One that ended before gave its money back."""
    releases = [
        NewOperation(RELEASE, f"claim-link-back-{link_id}", customer_id=owner_id, ends=HoldEnd(hold_id, "released"))
        for link_id, owner_id, hold_id in links
    ]
    for outcome in post_many(work, releases):
        if isinstance(outcome, WalletError) and not isinstance(outcome, HoldNotOpen):
            raise outcome


def _returned(link_id: int, owner_id: int) -> outbox.Fact:
    fields = {"customer_id": owner_id, "link_id": link_id}
    return outbox.Fact(outbox.CUSTOMER_CHANNEL, str(owner_id), outbox.CLAIM_LINK_RETURNED, fields)


def forget_drafts(work: UnitOfWork) -> int:
    """The job: delete links that nobody paid, as long after as their quotes; some at a time."""
    columns = claim_links.c
    due = (
        select(columns.id)
        .where(columns.status == DRAFT, columns.expires_at < work.now - KEPT_UNUSED_FOR)
        .limit(FORGOTTEN_AT_ONCE_MAX)
    )
    work.connection.execute(delete(claim_link_proofs).where(claim_link_proofs.c.link_id.in_(due)))
    return int(work.connection.execute(delete(claim_links).where(columns.id.in_(due))).rowcount)


def forget_person(work: UnitOfWork, customer_id: int) -> None:
    """What links tell about somebody who closes their wallet. Figures and times stay, for the books."""
    own = claim_links.c.customer_id == customer_id
    proofs = claim_link_proofs.c
    drafts = select(claim_links.c.id).where(own, claim_links.c.status == DRAFT)
    work.connection.execute(
        delete(claim_link_proofs).where((proofs.customer_id == customer_id) | proofs.link_id.in_(drafts))
    )
    work.connection.execute(delete(claim_links).where(own, claim_links.c.status == DRAFT))
    work.connection.execute(update(claim_links).where(own).values(note_sealed=None, **EMPTIED))
