"""One-time codes by which a phone number is proved: six digits, five minutes, five tries, kept as keyed hashes."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Protocol

from sqlalchemy import func, insert, select, update

from wallet.clock import whole_seconds
from wallet.database import Database, UnitOfWork
from wallet.errors import CodeExpired, CodeTooManyToday, CodeTooManyTries, CodeTooSoon, CodeWrong
from wallet.security.models import one_time_codes
from wallet.security.vault import Vault

CODE_DIGITS = 6
VALID_FOR = timedelta(minutes=5)
RESEND_AFTER = timedelta(seconds=60)
TRIES_MAX = 5
SENT_A_DAY_MAX = 5


class CodeSender(Protocol):
    """Brings a one-time code to a phone."""

    async def send(self, phone: str, code: str, language: str) -> None:
        """`phone` in E.164 form. Raises `CodeNotSent` when it could not be handed over."""
        ...


class Codes:
    """Makes, sends and checks one-time codes."""

    def __init__(self, database: Database, vault: Vault, sender: CodeSender) -> None:
        self._database, self._vault, self._sender = database, vault, sender

    async def send(self, phone: str, language: str) -> None:
        """Send a fresh code. Raises `CodeTooSoon(retry_after_seconds)`, `CodeTooManyToday`, `CodeNotSent`."""
        code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
        phone_fingerprint = self._vault.fingerprint(phone, "phone")
        code_fingerprint = self._vault.fingerprint(f"{phone} {code}", "code")
        await self._database.write(lambda work: _store(work, phone_fingerprint, code_fingerprint))
        await self._sender.send(phone, code, language)

    async def check(self, phone: str, code: str) -> None:
        """Returns when the code is right, once. Raises `CodeWrong(tries_left)`, `CodeExpired`, `CodeTooManyTries`."""
        phone_fingerprint = self._vault.fingerprint(phone, "phone")
        code_fingerprint = self._vault.fingerprint(f"{phone} {code}", "code")
        tries_left = await self._database.write(lambda work: _try(work, phone_fingerprint, code_fingerprint))
        if tries_left is not None:
            raise CodeWrong(tries_left=tries_left)


def _store(work: UnitOfWork, phone_fingerprint: str, code_fingerprint: str) -> None:
    codes = one_time_codes.c
    of_phone = codes.phone_fingerprint == phone_fingerprint
    _one_at_a_time(work, phone_fingerprint)
    last = work.connection.execute(select(func.max(codes.sent_at)).where(of_phone)).scalar()
    if last is not None and work.now - last < RESEND_AFTER:
        wait = RESEND_AFTER - (work.now - last)
        raise CodeTooSoon(retry_after_seconds=whole_seconds(wait))
    today = select(func.count()).where(of_phone, codes.sent_at > work.now - timedelta(days=1))
    if work.connection.execute(today).scalar_one() >= SENT_A_DAY_MAX:
        raise CodeTooManyToday
    work.connection.execute(
        insert(one_time_codes).values(
            phone_fingerprint=phone_fingerprint,
            code_fingerprint=code_fingerprint,
            sent_at=work.now,
            expires_at=work.now + VALID_FOR,
        )
    )


def _one_at_a_time(work: UnitOfWork, phone_fingerprint: str) -> None:
    """Parallel requests for one phone queue up, or each would find the limits not reached. SQLite has one writer."""
    if work.connection.dialect.name == "postgresql":
        work.connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(phone_fingerprint, 0))))


def _try(work: UnitOfWork, phone_fingerprint: str, code_fingerprint: str) -> int | None:
    """None when right; else how many tries are left. The count is committed with a wrong try."""
    codes = one_time_codes.c
    newest = work.connection.execute(
        select(one_time_codes)
        .where(codes.phone_fingerprint == phone_fingerprint)
        .order_by(codes.id.desc())
        .limit(1)
        .with_for_update()
    ).one_or_none()
    if newest is None or newest.used_at is not None or newest.expires_at < work.now:
        raise CodeExpired
    if newest.tries >= TRIES_MAX:
        raise CodeTooManyTries
    right = secrets.compare_digest(newest.code_fingerprint, code_fingerprint)
    change = {"used_at": work.now} if right else {"tries": newest.tries + 1}
    work.connection.execute(update(one_time_codes).where(codes.id == newest.id).values(change))
    return None if right else TRIES_MAX - newest.tries - 1
