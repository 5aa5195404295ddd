"""Claim links for who makes them: the quote, what paying it does, their list, calling one off."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.engine import Row

from wallet.claim_links.links import (
    EMPTIED,
    KIND,
    OPEN_FOR,
    TOKEN_BYTES,
    ClaimLink,
    clean_password,
    clean_username,
    forget_proofs,
    link_of,
    name_place,
    note_place,
    token_fingerprint,
    token_place,
)
from wallet.claim_links.models import CANCELLED, DRAFT, OPEN, claim_links
from wallet.claim_links.returning import HELD_LONGER_BY, give_back
from wallet.customers import queries
from wallet.customers.models import customers
from wallet.customers.queries import FROZEN, Customer
from wallet.database import Database, UnitOfWork
from wallet.errors import ClaimLinkClosed, ClaimLinkNotFound, QuoteUsed, SameAccount, WalletError
from wallet.ledger.models import operations
from wallet.money import Money
from wallet.payments import duress
from wallet.payments.models import quotes as stored_quotes
from wallet.payments.notes import clean_note
from wallet.payments.plans import Plan
from wallet.payments.quotes import NewQuote, Quote, Quotes
from wallet.security.argon import Hasher
from wallet.security.freezing import DURESS
from wallet.security.vault import Vault

PAGE_MAX = 20
OFFERED_MAX = 20
WARNING = "claim-link-anyone"


@dataclass(frozen=True, slots=True)
class NewLink:
    """What somebody wants to give. `only_for`: a Telegram name without @; `password_hash` as `ClaimLinks.hash` made it.

    Neither is checked again: both come from this service.
    """

    amount: Money
    note: str = field(default="", repr=False)
    only_for: str | None = field(default=None, repr=False)
    password_hash: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class LinkPage:
    """Newest first; `older_than` is the next page's cursor, or None on the last."""

    links: tuple[ClaimLink, ...]
    older_than: int | None


class ClaimLinks:
    """Quotes of kind `claim-link`, their settlement, and the links of a customer. Looked up with their owner."""

    def __init__(self, database: Database, vault: Vault, quotes: Quotes, hasher: Hasher) -> None:
        self._database, self._vault, self._quotes, self._hasher = database, vault, quotes, hasher

    async def hash(self, password: str) -> str:
        """The hash of a password for a link. Raises `ClaimPasswordInvalid`."""
        return await self._hasher.hash(clean_password(password))

    async def only_for(self, giver: Customer, text: str) -> str:
        """The Telegram name that a link is to be for. Raises `ClaimNameInvalid`, `SameAccount` for one's own."""
        name = clean_username(text)
        if name == giver.username:
            raise SameAccount
        return name

    async def quote(self, giver_id: int, new: NewLink) -> Quote:
        """The figures of a new link, which is a draft until it is paid.

        Raises `NoteTooLong`, `InsufficientFunds`, `LimitReached`.
        """
        note = clean_note(new.note)
        link_id = await self._database.write(lambda work: self._draft(work, giver_id, new, note))
        named, locked = new.only_for is not None, new.password_hash is not None
        details = {
            "named": "yes" if named else "no",
            "password": "yes" if locked else "no",
            "warnings": "" if named or locked else WARNING,
        }
        try:
            return await self._quotes.make(await self._new(giver_id, new.amount, note, link_id, details))
        except WalletError:
            await self._database.write(lambda work: _forget_draft(work, link_id))
            raise

    def plan(self, _connection: Connection, quote: Quote) -> Plan:
        """Amount and fee are set aside at once, a little longer than the link is open: its end is ours to book."""
        return Plan(
            kind=KIND,
            reference=quote.reference,
            payer_id=quote.customer_id,
            pays=quote.pays,
            fee=quote.fee,
            note=quote.note,
            held=True,
            held_until=quote.created_at + OPEN_FOR + HELD_LONGER_BY,
            check=lambda connection: _check_draft(connection, quote),
            guard=lambda work: _open(work, quote),
        )

    async def renewed(self, quote: Quote) -> NewQuote:
        """The same link at today's fee."""
        link_id = quote.subject_id
        if link_id is None:
            raise ValueError("a claim link's quote names its link")
        await self._database.read(lambda connection: _check_draft(connection, quote))
        return await self._new(quote.customer_id, quote.pays, quote.note, link_id, dict(quote.details))

    async def get(self, owner_id: int, link_id: int) -> ClaimLink:
        """Raises `ClaimLinkNotFound`, also for somebody else's."""
        return await self._database.read(lambda connection: self._get(connection, owner_id, link_id))

    async def of_receipt(self, owner_id: int, reference: str) -> ClaimLink:
        """The link that was paid under this reference. Raises `ClaimLinkNotFound`, `QuoteNotFound`."""

        def look(connection: Connection) -> ClaimLink:
            quote = self._quotes.find(connection, owner_id, reference)
            if quote.kind != KIND or quote.subject_id is None:
                raise ClaimLinkNotFound
            return self._get(connection, owner_id, quote.subject_id)

        return await self._database.read(look)

    async def page(self, owner_id: int, older_than: int | None = None, size: int = 5) -> LinkPage:
        """One page of somebody's links."""
        size = min(size, PAGE_MAX)

        def look(connection: Connection) -> LinkPage:
            rows = self._mine(connection, owner_id, older_than, size + 1)
            links = tuple(link_of(connection, self._vault, row) for row in rows[:size])
            return LinkPage(links, links[-1].id if len(rows) > size else None)

        return await self._database.read(look)

    async def open_links(self, owner_id: int) -> list[ClaimLink]:
        """The newest links that can still be taken, with their tokens."""

        def look(connection: Connection) -> list[ClaimLink]:
            rows = connection.execute(
                select(claim_links)
                .where(
                    claim_links.c.customer_id == owner_id,
                    claim_links.c.status == OPEN,
                    claim_links.c.expires_at > self._database.now(),
                )
                .order_by(claim_links.c.id.desc())
                .limit(OFFERED_MAX)
            )
            return [link_of(connection, self._vault, row) for row in rows]

        return await self._database.read(look)

    async def cancel(self, owner_id: int, link_id: int) -> ClaimLink:
        """Call a link off: its money can be spent again at once. Cancelling what is cancelled changes nothing.

        Raises `ClaimLinkNotFound`, `ClaimLinkClosed`.
        """
        return await self._database.write(lambda work: self._cancel(work, owner_id, link_id))

    async def _new(self, giver_id: int, amount: Money, note: str, link_id: int, details: dict[str, Any]) -> NewQuote:
        level = (await self._database.read(lambda found: queries.by_id(found, self._vault, giver_id))).identity_level
        fee = self._quotes.fees.fee(KIND, amount, level)
        return NewQuote(KIND, giver_id, amount, fee, amount, subject_id=link_id, note=note, details=details)

    def _draft(self, work: UnitOfWork, giver_id: int, new: NewLink, note: str) -> int:
        token, seal = secrets.token_urlsafe(TOKEN_BYTES), self._vault.seal
        fingerprint = token_fingerprint(self._vault, token)
        values = {
            "customer_id": giver_id,
            "token_fingerprint": fingerprint,
            "token_sealed": seal(token, token_place(fingerprint)),
            "status": DRAFT,
            "amount_minor": new.amount.minor,
            "currency": new.amount.currency.code,
            "note_sealed": seal(note, note_place(fingerprint)) if note else None,
            "only_for_sealed": None if new.only_for is None else seal(new.only_for, name_place(fingerprint)),
            "password_hash": new.password_hash,
            "created_at": work.now,
            "expires_at": work.now + OPEN_FOR,
        }
        link_id: int = work.connection.execute(
            insert(claim_links).values(values).returning(claim_links.c.id)
        ).scalar_one()
        return link_id

    def _get(self, connection: Connection, owner_id: int, link_id: int) -> ClaimLink:
        mine = (claim_links.c.id == link_id) & (claim_links.c.customer_id == owner_id)
        row = connection.execute(select(claim_links).where(mine)).one_or_none()
        if row is None or (row.status == DRAFT and row.id not in _pretended(connection, owner_id)):
            raise ClaimLinkNotFound
        return link_of(connection, self._vault, row)

    def _mine(self, connection: Connection, owner_id: int, older_than: int | None, size: int) -> list[Row[Any]]:
        columns = claim_links.c
        shown = columns.status != DRAFT
        if pretended := _pretended(connection, owner_id):
            shown |= columns.id.in_(pretended)
        query = select(claim_links).where(columns.customer_id == owner_id, shown)
        if older_than is not None:
            query = query.where(columns.id < older_than)
        return list(connection.execute(query.order_by(columns.id.desc()).limit(size)).all())

    def _cancel(self, work: UnitOfWork, owner_id: int, link_id: int) -> ClaimLink:
        link = self._get(work.connection, owner_id, link_id)
        changed = work.connection.execute(
            update(claim_links)
            .where(claim_links.c.id == link_id, claim_links.c.status.in_([OPEN, DRAFT]))
            .values(status=CANCELLED, closed_at=work.now, **EMPTIED)
            .returning(claim_links.c.hold_id)
        ).one_or_none()
        if changed is None:
            link = self._get(work.connection, owner_id, link_id)
            if link.status != CANCELLED:
                raise ClaimLinkClosed(status=link.status)
            return link
        forget_proofs(work, [link_id])
        if changed.hold_id is not None:
            give_back(work, [(link_id, owner_id, changed.hold_id)])
        return self._get(work.connection, owner_id, link_id)


def _check_draft(connection: Connection, quote: Quote) -> None:
    """Raises `QuoteUsed` when its link was paid by another quote, or is gone."""
    mine = (claim_links.c.id == quote.subject_id) & (claim_links.c.customer_id == quote.customer_id)
    if connection.execute(select(claim_links.c.status).where(mine)).scalar() != DRAFT:
        raise QuoteUsed


def _open(work: UnitOfWork, quote: Quote) -> None:
    """In the transaction of the payment: from its commit on the link can be taken. Raises `QuoteUsed`."""
    columns = claim_links.c
    hold = select(operations.c.id).where(operations.c.reference == quote.reference).scalar_subquery()
    opened = work.connection.execute(
        update(claim_links)
        .where(columns.id == quote.subject_id, columns.customer_id == quote.customer_id, columns.status == DRAFT)
        .values(
            status=OPEN,
            hold_id=hold,
            reference=quote.reference,
            fee_minor=quote.fee.minor,
            created_at=work.now,
            expires_at=quote.created_at + OPEN_FOR,
        )
    )
    if not opened.rowcount:
        raise QuoteUsed


def _forget_draft(work: UnitOfWork, link_id: int) -> None:
    mine = (claim_links.c.id == link_id) & (claim_links.c.status == DRAFT)
    work.connection.execute(delete(claim_links).where(mine))


def _pretended(connection: Connection, owner_id: int) -> set[int]:
    """Drafts that were paid under duress: while it lasts they are shown as if they were open."""
    row = connection.execute(
        select(customers.c.status, customers.c.frozen_cause).where(customers.c.id == owner_id)
    ).one_or_none()
    if row is None or (row.status, row.frozen_cause) != (FROZEN, DURESS):
        return set()
    columns = stored_quotes.c
    forced = connection.execute(
        select(columns.reference, columns.subject_id)
        .where(columns.customer_id == owner_id, columns.kind == KIND, columns.used_at.is_(None))
        .order_by(columns.id.desc())
        .limit(PAGE_MAX)
    )
    return {
        quote.subject_id
        for quote in forced
        if quote.subject_id is not None and duress.noted_at(connection, owner_id, quote.reference) is not None
    }
