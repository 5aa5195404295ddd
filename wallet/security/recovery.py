"""Recovery codes: ten, for the day the authenticator is lost. Each counts once; only their Argon2id hashes are kept."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, func, insert, select, update

from wallet.database import UnitOfWork
from wallet.errors import TotpNotOn
from wallet.references import ALPHABET
from wallet.security import totp
from wallet.security.argon import Hasher
from wallet.security.guesses import Attempt, Secret, count_attempt, forget_failures
from wallet.security.models import recovery_codes

CODES_COUNT = 10
GROUPS, GROUP_LENGTH = 3, 4
"""The first group is the selector, the others are the secret: 40 random bits behind Argon2id and a counter."""

LOOKALIKES = str.maketrans("OIL", "011")
IGNORED = str.maketrans("", "", " -‐‑–—_.")


@dataclass(frozen=True, slots=True)
class KeptCode:
    """A code as it is kept."""

    selector: str
    code_hash: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Guess:
    """A counted guess, and the unused code that it names, if there is one."""

    attempt: Attempt
    code_id: int | None
    code_hash: str | None = field(repr=False)


def new_codes() -> tuple[str, ...]:
    """Ten codes such as `K7Q2-M9XF-3TZA`, no two with the same selector."""
    codes: dict[str, str] = {}
    while len(codes) < CODES_COUNT:
        groups = ["".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS)]
        codes[groups[0]] = "-".join(groups)
    return tuple(codes.values())


def normal_code(text: str) -> str:
    """What was typed, without spaces and dashes, in upper case, with O, I and L read as the digits they look like."""
    typed = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    return typed.translate(IGNORED).translate(LOOKALIKES)


async def kept(hasher: Hasher, codes: Sequence[str]) -> list[KeptCode]:
    """The codes as they are kept. Slow on purpose: not inside a transaction."""
    normal = [normal_code(code) for code in codes]
    return [KeptCode(code[:GROUP_LENGTH], await hasher.hash(code)) for code in normal]


def store(work: UnitOfWork, customer_id: int, codes: Sequence[KeptCode]) -> None:
    """Keep these codes; those from before count no more."""
    forget(work, customer_id)
    rows = [
        {"customer_id": customer_id, "selector": code.selector, "code_hash": code.code_hash, "made_at": work.now}
        for code in codes
    ]
    work.connection.execute(insert(recovery_codes), rows)


def forget(work: UnitOfWork, customer_id: int) -> None:
    """Without a second factor there is nothing to recover."""
    work.connection.execute(delete(recovery_codes).where(recovery_codes.c.customer_id == customer_id))


def left(connection: Connection, customer_id: int) -> int:
    """How many codes are unused."""
    columns = recovery_codes.c
    unused = select(func.count()).where(columns.customer_id == customer_id, columns.used_at.is_(None))
    return connection.execute(unused).scalar_one()


def begin_guess(work: UnitOfWork, customer_id: int, code: str) -> Guess:
    """Count a guess. `code` in its normal form. Raises `TotpNotOn`, `RecoveryLocked(retry_after_seconds)`."""
    if not totp.is_on(work.connection, customer_id):
        raise TotpNotOn
    attempt = count_attempt(work, customer_id, Secret.RECOVERY)
    columns = recovery_codes.c
    row = work.connection.execute(
        select(columns.id, columns.code_hash).where(
            columns.customer_id == customer_id,
            columns.selector == code[:GROUP_LENGTH],
            columns.used_at.is_(None),
        )
    ).one_or_none()
    return Guess(attempt, None, None) if row is None else Guess(attempt, row.id, row.code_hash)


def use(work: UnitOfWork, customer_id: int, code_id: int) -> bool:
    """Use a code that was proved. False when it was used, or replaced, since it was found."""
    columns = recovery_codes.c
    used = work.connection.execute(
        update(recovery_codes)
        .where(columns.id == code_id, columns.customer_id == customer_id, columns.used_at.is_(None))
        .values(used_at=work.now)
    )
    if used.rowcount == 0:
        return False
    forget_failures(work, customer_id, Secret.RECOVERY)
    return True
