"""Step-up: what a customer has just proved counts for one purpose, for five minutes, once.

A proof is consumed by the change it was made for, in the same transaction: a change that fails leaves it standing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, delete, select

from wallet.database import UnitOfWork, insert_with_conflict
from wallet.errors import StepUpNeeded
from wallet.security.models import credentials, proofs, totp_factors

PROOF_VALID_FOR = timedelta(minutes=5)

PASSWORD_PURPOSE, PIN_PURPOSE, DURESS_PURPOSE, PHRASE_PURPOSE = "password", "pin", "duress", "phrase"
TOTP_PURPOSE, RECOVERY_PURPOSE, RESET_PURPOSE = "totp", "recovery", "reset"
SETTINGS_PURPOSE, UNFREEZE_PURPOSE, FORGOTTEN_PURPOSE = "settings", "unfreeze", "forgotten"
PAY_PREFIX = "pay:"
"""Followed by the reference of the payment that the proof is for."""


class Factor(StrEnum):
    """What may be asked for."""

    PASSWORD = "password"  # noqa: S105 - a kind, no secret
    SECOND = "second"
    PIN = "pin"
    PHONE = "phone"


class Means(StrEnum):
    """By what a factor was proved."""

    PASSWORD = "password"  # noqa: S105 - a kind, no secret
    TOTP = "totp"
    RECOVERY = "recovery"
    PIN = "pin"
    PHONE = "phone"


EITHER_SECOND = frozenset({Means.TOTP, Means.RECOVERY})
EVERYBODY_HAS = frozenset({Factor.PIN, Factor.PHONE})


@dataclass(frozen=True, slots=True)
class Rule:
    """What a purpose asks for. `always`: also of a customer who has not set it up, and so cannot do it alone."""

    factors: tuple[Factor, ...] = (Factor.PASSWORD, Factor.SECOND)
    always: bool = False
    second_by: frozenset[Means] = EITHER_SECOND


USUAL = Rule()
PAYMENT = Rule(factors=(Factor.SECOND,))
RULES: Mapping[str, Rule] = {
    PHRASE_PURPOSE: Rule(factors=(Factor.PASSWORD,)),
    TOTP_PURPOSE: Rule(second_by=frozenset({Means.TOTP})),
    RESET_PURPOSE: Rule(always=True),
    UNFREEZE_PURPOSE: Rule(always=True),
    FORGOTTEN_PURPOSE: Rule(factors=(Factor.PIN, Factor.PHONE, Factor.SECOND)),
}
"""Purposes not named here go by `USUAL`. A recovery code never moves the second factor: that takes a day's wait."""


def rule_of(purpose: str) -> Rule:
    """What a purpose asks for."""
    return PAYMENT if purpose.startswith(PAY_PREFIX) else RULES.get(purpose, USUAL)


def needed(connection: Connection, customer_id: int, purpose: str, now: datetime) -> tuple[Factor, ...]:
    """What the customer still has to prove for this purpose, in the order to ask for it; empty when all is proved."""
    mine = (proofs.c.customer_id == customer_id) & (proofs.c.purpose == purpose)
    rows = connection.execute(select(proofs.c.factor).where(mine, proofs.c.proved_at > now - PROOF_VALID_FOR))
    proved = {Means(row.factor) for row in rows}
    rule = rule_of(purpose)
    return tuple(
        factor for factor in _asked(connection, customer_id, rule) if not proved & _means(factor, rule.second_by)
    )


def record(work: UnitOfWork, customer_id: int, purpose: str, means: Means) -> None:
    """Keep what was just proved, and forget what this customer proved too long ago."""
    work.connection.execute(
        delete(proofs).where(proofs.c.customer_id == customer_id, proofs.c.proved_at <= work.now - PROOF_VALID_FOR)
    )
    work.connection.execute(
        insert_with_conflict(work, proofs)
        .values(customer_id=customer_id, purpose=purpose, factor=means.value, proved_at=work.now)
        .on_conflict_do_update(index_elements=["customer_id", "purpose", "factor"], set_={"proved_at": work.now})
    )


def require(
    work: UnitOfWork,
    customer_id: int,
    purpose: str,
    *factors: Factor,
    second_by: frozenset[Means] = EITHER_SECOND,
) -> None:
    """Consume the proofs of these factors. Raises `StepUpNeeded(factor)` for the first that is not proved."""
    for factor in factors:
        consumed = work.connection.execute(
            delete(proofs).where(
                proofs.c.customer_id == customer_id,
                proofs.c.purpose == purpose,
                proofs.c.factor.in_(sorted(_means(factor, second_by))),
                proofs.c.proved_at > work.now - PROOF_VALID_FOR,
            )
        )
        if consumed.rowcount == 0:
            raise StepUpNeeded(factor=factor.value)


def require_all(work: UnitOfWork, customer_id: int, purpose: str) -> None:
    """Consume all that this purpose asks of this customer. Raises `StepUpNeeded(factor)`."""
    rule = rule_of(purpose)
    require(work, customer_id, purpose, *_asked(work.connection, customer_id, rule), second_by=rule.second_by)


def consume_second(work: UnitOfWork, customer_id: int, reference: str) -> None:
    """Consume the second factor that was proved for the payment `reference`. Raises `StepUpNeeded(factor)`."""
    require(work, customer_id, f"{PAY_PREFIX}{reference}", Factor.SECOND)


def forget(work: UnitOfWork, customer_id: int, purpose: str) -> None:
    """What was proved for this purpose proves nothing any more."""
    work.connection.execute(delete(proofs).where(proofs.c.customer_id == customer_id, proofs.c.purpose == purpose))


def forget_all(work: UnitOfWork, customer_id: int) -> None:
    """Whatever was proved proves nothing any more: a secret has changed, or the wallet is frozen."""
    work.connection.execute(delete(proofs).where(proofs.c.customer_id == customer_id))


def _asked(connection: Connection, customer_id: int, rule: Rule) -> tuple[Factor, ...]:
    if rule.always:
        return rule.factors
    owned = {
        Factor.PASSWORD: select(credentials.c.customer_id).where(
            credentials.c.customer_id == customer_id, credentials.c.password_hash.is_not(None)
        ),
        Factor.SECOND: select(totp_factors.c.customer_id).where(
            totp_factors.c.customer_id == customer_id, totp_factors.c.confirmed_at.is_not(None)
        ),
    }
    asked = tuple(
        factor
        for factor in rule.factors
        if factor in EVERYBODY_HAS or connection.execute(owned[factor]).first() is not None
    )
    # Who has neither password nor second factor yet proves the PIN: whoever holds their unlocked chat may not choose.
    return asked if asked or rule is PAYMENT else (Factor.PIN,)


def _means(factor: Factor, second_by: frozenset[Means]) -> frozenset[Means]:
    return second_by if factor is Factor.SECOND else frozenset({Means(factor.value)})
