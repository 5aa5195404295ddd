"""One-time codes by which a phone number is proved: six digits, five minutes, five tries, kept as Argon2id hashes.

A try is counted before it is compared, outside any transaction; a right code is taken by whoever uses it up first.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from sqlalchemy import delete, func, insert, select, update

from wallet.clock import whole_seconds
from wallet.database import Database, UnitOfWork
from wallet.errors import CodeExpired, CodeNotSent, CodeTooManyToday, CodeTooManyTries, CodeTooSoon, CodeWrong
from wallet.security.argon import Hasher
from wallet.security.models import one_time_codes
from wallet.security.vault import Vault

CODE_DIGITS = 6
VALID_FOR = timedelta(minutes=5)
RESEND_AFTER = timedelta(seconds=60)
TRIES_MAX = 5
SENT_A_DAY_MAX = 5
KEPT_FOR = timedelta(days=2)


class CodeSender(Protocol):
    """Brings a one-time code to a phone."""

    async def send(self, phone: str, code: str, language: str) -> None:
        """`phone` in E.164 form. Raises `CodeNotSent` when it could not be handed over."""
        ...


@dataclass(frozen=True, slots=True)
class CountedTry:
    """A try that is counted and not compared yet."""

    code_id: int
    code_hash: str = field(repr=False)
    tries_left: int


class Codes:
    """Makes, sends and checks one-time codes. No method logs, returns or raises with a code in it."""

    def __init__(self, database: Database, vault: Vault, sender: CodeSender, hasher: Hasher) -> None:
        self._database, self._vault, self._sender, self._hasher = database, vault, sender, hasher

    async def send(self, phone: str, language: str) -> None:
        """Send a fresh code; the one before counts no more.

        Raises `CodeTooSoon(retry_after_seconds)`, `CodeTooManyToday`, and `CodeNotSent`: then another may be asked for
        at once and the day's five are as before, so a sender that is down costs nobody their codes.
        """
        code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
        phone_fingerprint = self._vault.fingerprint(phone, "phone")
        code_hash = await self._hasher.hash(code)
        code_id = await self._database.write(lambda work: _store(work, phone_fingerprint, code_hash))
        try:
            await self._sender.send(phone, code, language)
        except CodeNotSent:
            await self._database.write(lambda work: _withdraw(work, code_id))
            raise

    async def check(self, phone: str, code: str) -> None:
        """Returns when the code is right, once. Raises `CodeWrong(tries_left)`, `CodeExpired`, `CodeTooManyTries`."""
        phone_fingerprint = self._vault.fingerprint(phone, "phone")
        counted = await self._database.write(lambda work: _count_try(work, phone_fingerprint))
        if not await self._hasher.matches(counted.code_hash, code):
            raise CodeWrong(tries_left=counted.tries_left)
        await self._database.write(lambda work: _use_up(work, counted.code_id))


def _store(work: UnitOfWork, phone_fingerprint: str, code_hash: str) -> int:
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
    code_id: int = work.connection.execute(
        insert(one_time_codes)
        .values(
            phone_fingerprint=phone_fingerprint,
            code_hash=code_hash,
            sent_at=work.now,
            expires_at=work.now + VALID_FOR,
        )
        .returning(codes.id)
    ).scalar_one()
    return code_id


def _withdraw(work: UnitOfWork, code_id: int) -> None:
    """Forget a code that was not sent.

    One that was guessed at meanwhile stays and is counted: each code withdrawn would give five free guesses more.
    """
    codes = one_time_codes.c
    work.connection.execute(
        delete(one_time_codes).where(codes.id == code_id, codes.tries == 0, codes.used_at.is_(None))
    )


def _one_at_a_time(work: UnitOfWork, phone_fingerprint: str) -> None:
    """Parallel requests for one phone queue up, or each would find the limits not reached. SQLite has one writer."""
    if work.connection.dialect.name == "postgresql":
        work.connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(phone_fingerprint, 0))))


def _count_try(work: UnitOfWork, phone_fingerprint: str) -> CountedTry:
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
    work.connection.execute(update(one_time_codes).where(codes.id == newest.id).values(tries=newest.tries + 1))
    return CountedTry(newest.id, newest.code_hash, TRIES_MAX - newest.tries - 1)


def _use_up(work: UnitOfWork, code_id: int) -> None:
    """Raises `CodeExpired` when the same code was used up since the try was counted."""
    codes = one_time_codes.c
    taken = work.connection.execute(
        update(one_time_codes)
        .where(codes.id == code_id, codes.used_at.is_(None))
        .values(used_at=work.now, tries=codes.tries - 1)
    )
    if taken.rowcount != 1:
        raise CodeExpired


def forget_old(work: UnitOfWork) -> int:
    """Delete codes that no limit counts any more."""
    old = delete(one_time_codes).where(one_time_codes.c.sent_at < work.now - KEPT_FOR)
    return int(work.connection.execute(old).rowcount)
