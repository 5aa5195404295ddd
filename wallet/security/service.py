"""Security: one service for all that a customer proves and changes about how their wallet is guarded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from wallet import trail
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.money import Money
from wallet.security.argon import Hasher
from wallet.security.pins import PinProof, Pins
from wallet.security.proofs import PROOF_VALID_FOR, Factor
from wallet.security.vault import Vault

if TYPE_CHECKING:
    from wallet.security.passwords import Passwords

__all__ = ["IDLE_LOCK_CHOICES", "PROOF_VALID_FOR", "Factor", "Overview", "Reset", "Security", "TotpSetup"]

IDLE_LOCK_CHOICES = (300, 900, 1800, 3600)
PHRASE_LENGTH_MIN, PHRASE_LENGTH_MAX = 3, 40


@dataclass(frozen=True, slots=True)
class TotpSetup:
    """What an authenticator is set up with: the secret (base 32) and the same as an otpauth address."""

    secret: str = field(repr=False)
    uri: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reset:
    """A change of the second factor that waits."""

    id: int
    customer_id: int
    requested_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Overview:
    """How well a wallet is guarded. `score` from 0 to 100; `advice`: what to do next, most important first."""

    password_set: bool
    password_changed_at: datetime | None
    totp_on: bool
    recovery_codes_left: int
    phrase_set: bool
    duress_set: bool
    idle_lock_seconds: int
    step_up: Money | None
    reset: Reset | None
    score: int
    advice: tuple[str, ...]


class Security:
    """Every change is one unit of work that consumes its proof, writes the trail and tells the customer."""

    def __init__(  # noqa: PLR0913
        self, database: Database, vault: Vault, hasher: Hasher, pins: Pins, passwords: Passwords, *, issuer: str
    ) -> None:
        raise NotImplementedError

    async def needed(self, customer_id: int, purpose: str) -> tuple[Factor, ...]:
        """What still has to be proved for this purpose, in the order to ask for it; empty when all is proved."""
        raise NotImplementedError

    async def prove_password(self, customer_id: int, purpose: str, password: str) -> None:
        """Raises `PasswordNotSet`, `PasswordWrong`, `PasswordLocked`."""
        raise NotImplementedError

    async def prove_second(self, customer_id: int, purpose: str, text: str) -> None:
        """Raises `TotpNotOn`, `TotpWrong`, `TotpLocked`, `RecoveryCodeWrong`, `RecoveryLocked`."""
        raise NotImplementedError

    async def set_password(self, customer: Customer, password: str) -> None:
        raise NotImplementedError

    async def change_pin(self, customer: Customer, pin: str) -> None:
        raise NotImplementedError

    async def set_duress_pin(self, customer: Customer, pin: str | None) -> None:
        raise NotImplementedError

    async def begin_totp(self, customer: Customer) -> TotpSetup:
        raise NotImplementedError

    async def confirm_totp(self, customer: Customer, code: str) -> tuple[str, ...]:
        raise NotImplementedError

    async def remove_totp(self, customer: Customer) -> None:
        raise NotImplementedError

    async def renew_recovery_codes(self, customer: Customer) -> tuple[str, ...]:
        raise NotImplementedError

    async def request_reset(self, customer: Customer) -> Reset:
        raise NotImplementedError

    async def cancel_reset(self, customer: Customer, reset_id: int) -> None:
        raise NotImplementedError

    async def set_phrase(self, customer: Customer, text: str | None) -> None:
        raise NotImplementedError

    async def set_idle_lock(self, customer: Customer, seconds: int) -> None:
        raise NotImplementedError

    async def set_step_up(self, customer: Customer, money: Money | None) -> None:
        raise NotImplementedError

    async def unfreeze_own(self, customer: Customer) -> None:
        raise NotImplementedError

    async def overview(self, customer_id: int) -> Overview:
        raise NotImplementedError

    async def activity(self, customer_id: int, older_than: int | None, size: int) -> Sequence[trail.Event]:
        raise NotImplementedError

    async def is_locked(self, customer_id: int) -> bool:
        raise NotImplementedError

    async def lock(self, customer: Customer) -> None:
        raise NotImplementedError

    async def open_session(self, customer: Customer, pin: str) -> PinProof:
        raise NotImplementedError

    async def second_factor_due(self, customer_id: int, payee_id: int, amount: Money) -> bool:
        raise NotImplementedError
