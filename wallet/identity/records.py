"""What happens to reviews beside their decision: the desk hears of them, and an erased customer's are withdrawn."""

from __future__ import annotations

from sqlalchemy import select, update

from wallet import outbox
from wallet.database import UnitOfWork
from wallet.identity.models import REFUSED, WAITING, identity_reviews


def tell_desk(work: UnitOfWork, review_id: int) -> None:
    """Have the staff chat show what the review is now; once it is decided, what was handed in goes from there."""
    fact = outbox.Fact(outbox.DESK_CHANNEL, f"review/{review_id}", outbox.IDENTITY_REVIEW, {"review_id": review_id})
    outbox.record(work, fact)


def withdraw(work: UnitOfWork, customer_id: int) -> None:
    """Take away what the customer handed in, and end their waiting review. Whoever calls this has locked their row."""
    reviews, own = identity_reviews.c, identity_reviews.c.customer_id == customer_id
    waiting = work.connection.execute(select(reviews.id).where(own, reviews.status == WAITING)).scalars().all()
    work.connection.execute(update(identity_reviews).where(own).values(claim_sealed=None, photo_sealed=None))
    for review_id in waiting:
        change = update(identity_reviews).where(reviews.id == review_id)
        work.connection.execute(change.values(status=REFUSED, decided_at=work.now))
        tell_desk(work, review_id)
