"""What a claim link is to who made it and to who opens it, and where its sealed values belong."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlalchemy.engine import Row

from wallet.claim_links.models import claim_link_proofs, claim_links
from wallet.customers import queries
from wallet.customers.queries import USERNAME, Customer
from wallet.customers.service import is_hidden
from wallet.database import UnitOfWork
from wallet.errors import ClaimNameInvalid, ClaimPasswordInvalid
from wallet.money import Money, currency
from wallet.security.vault import Vault

KIND = "claim-link"
"""Of the quotes, and of the operations that hold the money and bring it to who took it."""

OPEN_FOR = timedelta(days=14)
PASSWORD_LENGTH_MIN, PASSWORD_LENGTH_MAX = 4, 64
TOKEN_BYTES = 24
TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
"""24 random bytes in the base64 of addresses."""

EMPTIED = {"token_sealed": None, "only_for_sealed": None, "password_hash": None}
"""What a closed link no longer needs."""


@dataclass(frozen=True, slots=True)
class ClaimLink:
    """A link as who made it sees it; `token` only while it is open, `taker` once somebody took the money."""

    id: int
    customer_id: int
    status: str
    amount: Money
    fee: Money
    note: str = field(repr=False)
    only_for: str | None = field(repr=False)
    has_password: bool
    token: str | None = field(repr=False)
    created_at: datetime
    expires_at: datetime
    closed_at: datetime | None
    taker: Customer | None


@dataclass(frozen=True, slots=True)
class Offer:
    """A link as who opens it sees it. `password_due`: its password must be given first."""

    giver: Customer
    amount: Money
    note: str = field(repr=False)
    expires_at: datetime
    password_due: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """The money arrived. `reference` is the one in the taker's history."""

    giver: Customer
    amount: Money
    note: str = field(repr=False)
    reference: str
    taken_at: datetime


def token_place(fingerprint: str) -> str:
    """Where a sealed token belongs."""
    return f"claim_links/token/{fingerprint}"


def note_place(fingerprint: str) -> str:
    """Where a sealed note belongs."""
    return f"claim_links/note/{fingerprint}"


def name_place(fingerprint: str) -> str:
    """Where the sealed Telegram name belongs that a link is for."""
    return f"claim_links/only_for/{fingerprint}"


def token_fingerprint(vault: Vault, token: str) -> str:
    """By which a link is found."""
    return vault.fingerprint(token, KIND)


def clean_password(text: str) -> str:
    """The password in the form that counts: Unicode's NFKC, without blanks around it. Raises `ClaimPasswordInvalid`."""
    password = normal_password(text)
    readable = not any(is_hidden(character) for character in password)
    if not PASSWORD_LENGTH_MIN <= len(password) <= PASSWORD_LENGTH_MAX or not readable:
        raise ClaimPasswordInvalid(length_min=PASSWORD_LENGTH_MIN, length_max=PASSWORD_LENGTH_MAX)
    return password


def normal_password(text: str) -> str:
    """However it was typed, a full-width keyboard makes no other password. What is too long stays too long."""
    return unicodedata.normalize("NFKC", text[: 2 * PASSWORD_LENGTH_MAX]).strip()[: PASSWORD_LENGTH_MAX + 1]


def clean_username(text: str) -> str:
    """A Telegram name in lower case, without its @. Raises `ClaimNameInvalid`."""
    matched = USERNAME.fullmatch(text.strip())
    if matched is None:
        raise ClaimNameInvalid
    return matched[1].lower()


def find(connection: Connection, vault: Vault, token: str) -> Row[Any] | None:
    """The row of the link that this token opens."""
    if not TOKEN.fullmatch(token):
        return None
    mine = claim_links.c.token_fingerprint == token_fingerprint(vault, token)
    return connection.execute(select(claim_links).where(mine)).one_or_none()


def amount_of(row: Row[Any]) -> Money:
    """What the taker gets."""
    return Money(row.amount_minor, currency(row.currency))


def note_of(vault: Vault, row: Row[Any]) -> str:
    """Opened; empty when there is none."""
    return "" if row.note_sealed is None else vault.open(row.note_sealed, note_place(row.token_fingerprint))


def only_for_of(vault: Vault, row: Row[Any]) -> str | None:
    """Opened; None when the link is for anybody."""
    return None if row.only_for_sealed is None else vault.open(row.only_for_sealed, name_place(row.token_fingerprint))


def link_of(connection: Connection, vault: Vault, row: Row[Any]) -> ClaimLink:
    """A row, opened for who made the link."""
    sealed, fingerprint = row.token_sealed, row.token_fingerprint
    return ClaimLink(
        id=row.id,
        customer_id=row.customer_id,
        status=row.status,
        amount=amount_of(row),
        fee=Money(row.fee_minor, currency(row.currency)),
        note=note_of(vault, row),
        only_for=only_for_of(vault, row),
        has_password=row.password_hash is not None,
        token=None if sealed is None else vault.open(sealed, token_place(fingerprint)),
        created_at=row.created_at,
        expires_at=row.expires_at,
        closed_at=row.closed_at,
        taker=None if row.claimed_by is None else queries.by_id(connection, vault, row.claimed_by),
    )


def forget_proofs(work: UnitOfWork, link_ids: list[int]) -> None:
    """A closed link asks nobody for its password any more."""
    work.connection.execute(delete(claim_link_proofs).where(claim_link_proofs.c.link_id.in_(link_ids)))
