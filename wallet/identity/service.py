"""Identity reviews: a customer hands in a name and a document or an address; the desk looks at it and decides once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.engine import Row
from sqlalchemy.exc import IntegrityError

from wallet import outbox, trail
from wallet.customers import queries
from wallet.customers.models import customers
from wallet.customers.profile import clean_address
from wallet.customers.queries import CLOSED, Customer, address_place, name_place
from wallet.customers.service import clean_name
from wallet.database import Database, UnitOfWork
from wallet.errors import (
    CustomerNotActive,
    CustomerNotFound,
    LevelNotNext,
    PhotoMissing,
    ReasonMissing,
    ReviewDecided,
    ReviewNotFound,
    ReviewWaiting,
)
from wallet.identity.models import AGAIN, APPROVED, REFUSED, WAITING, identity_reviews
from wallet.identity.records import tell_desk
from wallet.references import new_reference
from wallet.security.vault import Vault
from wallet.trail import Actor

DOCUMENT, ADDRESS = 1, 2
AGENT_NAME_LENGTH_MAX, REASON_LENGTH_MAX, FILE_ID_LENGTH_MAX = 64, 40, 256
REASONS = ("unreadable", "expired", "name-differs", "not-a-document", "address-differs")
"""Why a review is refused or asked for again."""


@dataclass(frozen=True, slots=True)
class Review:
    """A review without what was handed in. `status` is one of waiting, approved, refused, again."""

    id: int
    customer_id: int
    level: int
    status: str
    reason: str | None
    decided_name: str | None
    card_message_id: int | None
    shown_message_id: int | None
    created_at: datetime
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Documents:
    """What was handed in, opened: the claim (a name or an address) and Telegram's id of the photo."""

    review: Review
    customer: Customer
    claim: str = field(repr=False)
    photo_file_id: str = field(repr=False)


class Identity:
    """Every method is one unit of work."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault

    async def hand_in(self, customer: Customer, level: int, claim: str, photo_file_id: str) -> Review:
        """Level 1: the name as the document has it. Level 2: the address. With a photo of the proof.

        Raises `NameInvalid`, `AddressInvalid`, `PhotoMissing`, `LevelNotNext`, `ReviewWaiting`, and
        `CustomerNotActive` for a wallet that is closed. One that is frozen may rise: no money moves by it.
        """
        if not 0 < len(photo_file_id) <= FILE_ID_LENGTH_MAX:
            raise PhotoMissing
        clean = clean_name(claim) if level == DOCUMENT else clean_address(claim)
        return await self._database.write(lambda work: self._hand_in(work, customer, level, clean, photo_file_id))

    async def latest(self, customer_id: int) -> Review | None:
        """The customer's newest review, whatever became of it."""
        newest = (
            select(identity_reviews)
            .where(identity_reviews.c.customer_id == customer_id)
            .order_by(identity_reviews.c.id.desc())
            .limit(1)
        )
        row = await self._database.read(lambda connection: connection.execute(newest).one_or_none())
        return None if row is None else _review(row)

    async def review(self, review_id: int) -> Review:
        """Raises `ReviewNotFound`."""
        return await self._database.read(lambda connection: _review(_row(connection, review_id)))

    async def show(self, review_id: int, agent: Actor) -> Documents:
        """What was handed in. That it was read, and by whom, is in the trail before anybody sees it.

        Raises `ReviewNotFound`, and `ReviewDecided` once there is nothing left to see.
        """
        return await self._database.write(lambda work: self._show(work, review_id, agent))

    async def decide(self, review_id: int, status: str, reason: str | None, agent_id: int, agent_name: str) -> Review:
        """Approve, or refuse or ask again with one of `REASONS`. The first to decide has decided.

        Raises `ReviewNotFound`, `ReviewDecided(status)`, `ReasonMissing`, `LevelNotNext` when the customer has lost
        the level below since they asked, and `ValueError` for another status or reason.
        """
        if status not in {APPROVED, REFUSED, AGAIN} or (reason is not None and reason not in REASONS):
            raise ValueError(f"no such decision: {status} {reason}")
        if (status == APPROVED) != (reason is None):
            raise ReasonMissing(length_max=REASON_LENGTH_MAX)
        agent = (agent_id, agent_name[:AGENT_NAME_LENGTH_MAX])
        return await self._database.write(lambda work: self._decide(work, review_id, status, reason, agent))

    async def card_sent(self, review_id: int, message_id: int) -> None:
        """The review's card stands in the staff chat."""
        change = update(identity_reviews).where(identity_reviews.c.id == review_id)
        await self._database.write(
            lambda work: work.connection.execute(change.values(card_message_id=message_id)) and None
        )

    async def documents_shown(self, review_id: int, message_id: int) -> int | None:
        """What was handed in is to be seen in this message of the staff chat. Returns the message to take away.

        That is the one shown before, or this one itself when the review was decided meanwhile.
        """
        return await self._database.write(lambda work: _documents_shown(work, review_id, message_id))

    async def documents_taken_away(self, review_id: int, message_id: int) -> None:
        """That message is gone from the staff chat."""
        reviews = identity_reviews.c
        change = update(identity_reviews).where(reviews.id == review_id, reviews.shown_message_id == message_id)
        await self._database.write(lambda work: work.connection.execute(change.values(shown_message_id=None)) and None)

    def _hand_in(self, work: UnitOfWork, customer: Customer, level: int, claim: str, photo: str) -> Review:
        status, has = _locked_customer(work, customer.id)
        if status == CLOSED:
            raise CustomerNotActive(status=status)
        if level != has + 1:
            raise LevelNotNext(level=has)
        number = new_reference()
        try:
            with work.connection.begin_nested():
                review_id: int = work.connection.execute(
                    insert(identity_reviews)
                    .values(
                        case_number=number,
                        customer_id=customer.id,
                        level=level,
                        status=WAITING,
                        claim_sealed=self._vault.seal(claim, claim_place(number)),
                        photo_sealed=self._vault.seal(photo, photo_place(number)),
                        created_at=work.now,
                    )
                    .returning(identity_reviews.c.id)
                ).scalar_one()
        except IntegrityError as error:
            raise ReviewWaiting from error
        trail.note(work, customer.id, trail.REVIEW_ASKED, Actor(trail.CUSTOMER, customer.telegram_user_id), level=level)
        tell_desk(work, review_id)
        return _review(_row(work.connection, review_id))

    def _show(self, work: UnitOfWork, review_id: int, agent: Actor) -> Documents:
        row = _row(work.connection, review_id)
        if row.status != WAITING or row.claim_sealed is None or row.photo_sealed is None:
            raise ReviewDecided(status=row.status)
        trail.note(work, row.customer_id, trail.PERSONAL_DATA_READ, agent, review_id=review_id)
        return Documents(
            _review(row),
            queries.by_id(work.connection, self._vault, row.customer_id),
            self._vault.open(row.claim_sealed, claim_place(row.case_number)),
            self._vault.open(row.photo_sealed, photo_place(row.case_number)),
        )

    def _decide(
        self, work: UnitOfWork, review_id: int, status: str, reason: str | None, agent: tuple[int, str]
    ) -> Review:
        _, has = _locked_customer(work, _row(work.connection, review_id).customer_id)
        row = _row(work.connection, review_id, lock=True)
        if row.status != WAITING:
            raise ReviewDecided(status=row.status)
        if status == APPROVED:
            if row.level != has + 1:
                raise LevelNotNext(level=has)
            self._raise_level(work, row)
        work.connection.execute(
            update(identity_reviews)
            .where(identity_reviews.c.id == review_id)
            .values(
                status=status,
                reason=reason,
                decided_by=agent[0],
                decided_name=agent[1],
                decided_at=work.now,
                claim_sealed=None,
                photo_sealed=None,
            )
        )
        actor = Actor(trail.STAFF, agent[0])
        details = {"review_id": review_id, "level": row.level, "status": status, "reason": reason}
        trail.note(work, row.customer_id, trail.REVIEW_DECIDED, actor, **details)
        fields = {"customer_id": row.customer_id, "review_id": review_id}
        lane = str(row.customer_id)
        outbox.record(work, outbox.Fact(outbox.CUSTOMER_CHANNEL, lane, outbox.IDENTITY_DECIDED, fields))
        tell_desk(work, review_id)
        return _review(_row(work.connection, review_id))

    def _raise_level(self, work: UnitOfWork, row: Row[*tuple[Any, ...]]) -> None:
        customer = queries.by_id(work.connection, self._vault, row.customer_id)
        if row.claim_sealed is None:
            raise ReviewDecided(status=row.status)
        claim, number = self._vault.open(row.claim_sealed, claim_place(row.case_number)), customer.wallet_number
        values: dict[str, object] = {"identity_level": row.level}
        if row.level == DOCUMENT:
            values["name_sealed"] = self._vault.seal(claim, name_place(number))
        else:
            values["address_sealed"] = self._vault.seal(claim, address_place(number))
        work.connection.execute(update(customers).where(customers.c.id == row.customer_id).values(values))


def claim_place(case_number: str) -> str:
    """Where a sealed claim belongs."""
    return f"identity_reviews/claim/{case_number}"


def photo_place(case_number: str) -> str:
    """Where the sealed id of a photo belongs."""
    return f"identity_reviews/photo/{case_number}"


def _documents_shown(work: UnitOfWork, review_id: int, message_id: int) -> int | None:
    row = _row(work.connection, review_id, lock=True)
    if row.status != WAITING:
        return message_id
    work.connection.execute(
        update(identity_reviews).where(identity_reviews.c.id == review_id).values(shown_message_id=message_id)
    )
    before: int | None = row.shown_message_id
    return None if before == message_id else before


def _locked_customer(work: UnitOfWork, customer_id: int) -> tuple[str, int]:
    """Status and level. The customer first, then their review: one order for all who lock both."""
    columns = customers.c
    mine = select(columns.status, columns.identity_level).where(columns.id == customer_id)
    row = work.connection.execute(mine.with_for_update(key_share=True)).one_or_none()
    if row is None:
        raise CustomerNotFound
    return row.status, row.identity_level


def _row(connection: Connection, review_id: int, *, lock: bool = False) -> Row[*tuple[Any, ...]]:
    query = select(identity_reviews).where(identity_reviews.c.id == review_id)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise ReviewNotFound
    return row


def _review(row: Row[*tuple[Any, ...]]) -> Review:
    return Review(
        row.id,
        row.customer_id,
        row.level,
        row.status,
        row.reason,
        row.decided_name,
        row.card_message_id,
        row.shown_message_id,
        row.created_at,
        row.decided_at,
    )
