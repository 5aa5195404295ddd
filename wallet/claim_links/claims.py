"""Claim links for who opens them: looking, the password, taking the money, once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.engine import Row

from wallet import outbox
from wallet.claim_links.links import (
    EMPTIED,
    KIND,
    Offer,
    Taken,
    amount_of,
    find,
    forget_proofs,
    normal_password,
    note_of,
    only_for_of,
)
from wallet.claim_links.models import CLAIMED, DRAFT, OPEN, RETURNED, claim_link_proofs, claim_links
from wallet.clock import whole_seconds
from wallet.customers import queries
from wallet.database import Database, UnitOfWork, insert_with_conflict
from wallet.errors import (
    AccountFrozen,
    ClaimLinkClosed,
    ClaimLinkLocked,
    ClaimLinkNotForYou,
    ClaimLinkNotFound,
    ClaimLinkOwn,
    ClaimLinkUnavailable,
    ClaimPasswordNeeded,
    ClaimPasswordWrong,
    HoldNotOpen,
)
from wallet.ledger import Posted
from wallet.ledger.models import operations
from wallet.money import Money
from wallet.payments.held import HeldPayment, send_held
from wallet.payments.rules import refuse_closed
from wallet.references import new_reference
from wallet.security.argon import Hasher
from wallet.security.vault import Vault

TRIES_MAX = 5
LOCKED_FOR, LOCKED_FOR_MAX = timedelta(minutes=15), timedelta(days=1)
"""The first lock; each next one is twice as long, so that four digits outlast the fourteen days."""

YOURS = "yours"


class Claims:
    """Whoever has the token may look; opening moves nothing. A refusal tells what is so, and of the giver nothing."""

    def __init__(self, database: Database, vault: Vault, hasher: Hasher) -> None:
        self._database, self._vault, self._hasher = database, vault, hasher

    async def offer(self, reader_id: int, token: str) -> Offer:
        """What the link offers to this reader.

        Raises `ClaimLinkNotFound`, `ClaimLinkOwn`, `ClaimLinkClosed`, `ClaimLinkNotForYou`.
        """

        def look(connection: Connection) -> Offer:
            row = self._usable(connection, reader_id, token)
            return Offer(
                giver=queries.by_id(connection, self._vault, row.customer_id),
                amount=amount_of(row),
                note=note_of(self._vault, row),
                expires_at=row.expires_at,
                password_due=_password_due(connection, row, reader_id),
            )

        return await self._database.read(look)

    async def prove(self, reader_id: int, token: str, password: str) -> None:
        """Returns when it is the link's password, which is then asked no more of this reader.

        An attempt is counted before it is compared, so that guesses at once do not slip under the limit. Raises as
        `offer`, and `ClaimPasswordWrong(tries_left)`, `ClaimLinkLocked(retry_after_seconds)`.
        """
        begun = await self._database.write(lambda work: self._count_attempt(work, reader_id, token))
        if begun is None:
            return
        link_id, password_hash, tries_left, locks = begun
        if not await self._hasher.matches(password_hash, normal_password(password)):
            if tries_left:
                raise ClaimPasswordWrong(tries_left=tries_left)
            raise ClaimLinkLocked(retry_after_seconds=whole_seconds(_lock_span(locks)))
        await self._database.write(lambda work: _note_proof(work, link_id, reader_id))

    async def take(self, reader_id: int, token: str) -> Taken:
        """Bring the money to this reader, once; who took it before is told the same again.

        Raises as `offer`, and `ClaimPasswordNeeded`, `ClaimLinkUnavailable`, `PayeeNotActive`.
        """
        return await self._database.write(lambda work: self._take(work, reader_id, token))

    def _usable(self, connection: Connection, reader_id: int, token: str) -> Row[Any]:
        row = find(connection, self._vault, token)
        if row is None:
            raise ClaimLinkNotFound
        if row.customer_id == reader_id:
            raise ClaimLinkOwn(link_id=row.id)
        if row.status not in {OPEN, DRAFT}:
            raise ClaimLinkClosed(status=YOURS if row.claimed_by == reader_id else row.status)
        if row.expires_at <= self._database.now():
            raise ClaimLinkClosed(status=RETURNED)
        only_for = only_for_of(self._vault, row)
        if only_for is not None and queries.by_id(connection, self._vault, reader_id).username != only_for:
            raise ClaimLinkNotForYou
        return row

    def _count_attempt(self, work: UnitOfWork, reader_id: int, token: str) -> tuple[int, str, int, int] | None:
        """Link, password hash, tries left if this one is wrong, earlier locks; None when no password is due."""
        self._lock(work, token)
        row = self._usable(work.connection, reader_id, token)
        if not _password_due(work.connection, row, reader_id):
            return None
        if row.locked_until is not None and row.locked_until > work.now:
            raise ClaimLinkLocked(retry_after_seconds=whole_seconds(row.locked_until - work.now))
        failures = row.failures + 1
        values: dict[str, object] = {"failures": failures}
        if failures >= TRIES_MAX:
            values = {"failures": 0, "locks": row.locks + 1, "locked_until": work.now + _lock_span(row.locks)}
        work.connection.execute(update(claim_links).where(claim_links.c.id == row.id).values(values))
        return row.id, row.password_hash, TRIES_MAX - failures, row.locks

    def _lock(self, work: UnitOfWork, token: str) -> None:
        """One guess at a time: the next one sees what this one counted."""
        row = find(work.connection, self._vault, token)
        if row is not None:
            work.connection.execute(select(claim_links.c.id).where(claim_links.c.id == row.id).with_for_update())

    def _take(self, work: UnitOfWork, reader_id: int, token: str) -> Taken:
        try:
            row = self._usable(work.connection, reader_id, token)
        except ClaimLinkClosed as refusal:
            if refusal.fields["status"] == YOURS:
                return self._earlier(work.connection, token)
            raise
        if _password_due(work.connection, row, reader_id):
            raise ClaimPasswordNeeded
        if row.status == DRAFT:
            # Somebody was forced to show this link: it looks like any other, and gives nothing.
            raise ClaimLinkUnavailable
        columns = claim_links.c
        won = work.connection.execute(
            update(claim_links)
            .where(columns.id == row.id, columns.status == OPEN, columns.expires_at > work.now)
            .values(status=CLAIMED, claimed_by=reader_id, closed_at=work.now, **EMPTIED)
        )
        if not won.rowcount:
            # A rival committed since we looked.
            self._usable(work.connection, reader_id, token)
            raise ClaimLinkClosed(status=RETURNED)
        forget_proofs(work, [row.id])
        posted = self._capture(work, row, reader_id)
        refuse_closed(work.connection, reader_id)
        fields = {"customer_id": row.customer_id, "link_id": row.id}
        lane = str(row.customer_id)
        outbox.record(work, outbox.Fact(outbox.CUSTOMER_CHANNEL, lane, outbox.CLAIM_LINK_TAKEN, fields))
        return self._taken(work.connection, row, posted.reference, posted)

    def _capture(self, work: UnitOfWork, row: Row[Any], taker_id: int) -> Posted:
        """The amount to the taker and the fee to the house, out of what was set aside, in one operation."""
        amount = amount_of(row)
        fee, note = Money(row.fee_minor, amount.currency), note_of(self._vault, row)
        held = HeldPayment(row.hold_id, row.customer_id, amount, fee, KIND, note)
        try:
            return send_held(work, held, taker_id, new_reference())
        except AccountFrozen as error:
            raise ClaimLinkUnavailable from error
        except HoldNotOpen as error:
            raise ClaimLinkClosed(status=RETURNED) from error

    def _earlier(self, connection: Connection, token: str) -> Taken:
        """What this reader took before, for a second press of the same button."""
        row = find(connection, self._vault, token)
        if row is None:
            raise ClaimLinkNotFound
        ended = select(operations).where(operations.c.hold_id == row.hold_id)
        found = connection.execute(ended).one()
        return self._taken(connection, row, found.reference, found)

    def _taken(self, connection: Connection, row: Row[Any], reference: str, booked: Any) -> Taken:
        giver = queries.by_id(connection, self._vault, row.customer_id)
        return Taken(giver, amount_of(row), note_of(self._vault, row), reference, booked.created_at)


def _lock_span(locks_before: int) -> timedelta:
    """How long the next lock lasts."""
    doubled: int = 1 << min(locks_before, 10)
    return min(LOCKED_FOR * doubled, LOCKED_FOR_MAX)


def _password_due(connection: Connection, row: Row[Any], reader_id: int) -> bool:
    if row.password_hash is None:
        return False
    proofs = claim_link_proofs.c
    given = select(proofs.link_id).where(proofs.link_id == row.id, proofs.customer_id == reader_id)
    return connection.execute(given).first() is None


def _note_proof(work: UnitOfWork, link_id: int, reader_id: int) -> None:
    """The guess was right: the count starts again."""
    work.connection.execute(
        update(claim_links).where(claim_links.c.id == link_id).values(failures=0, locked_until=None)
    )
    work.connection.execute(
        insert_with_conflict(work, claim_link_proofs)
        .values(link_id=link_id, customer_id=reader_id, proved_at=work.now)
        .on_conflict_do_nothing()
    )
