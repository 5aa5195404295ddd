"""Every way the wallet can say no: one tree, each class with a stable code and named fields.

    WalletError
    ├── InvalidInput          what was typed cannot be used
    │   ├── AmountNotANumber, AmountTooManyDecimals, AmountNotPositive, AmountTooLarge
    │   ├── NameInvalid, PhoneInvalid, PinInvalid, PinTooSimple, PinsDiffer, NoteTooLong, PayeeNotUnderstood
    ├── NotFound              CustomerNotFound, PayeeNotFound, AccountNotFound, OperationNotFound, HoldNotFound,
    │                         TicketNotFound
    ├── Refused               the rules forbid it
    │   ├── InsufficientFunds, SameAccount, CustomerNotActive, PayeeNotActive, PlayMoneyNotAllowed
    │   ├── AlreadyRegistered, PhoneTaken, NotRegistered, ContactNotOwn, StaffOnly
    │   ├── ReferenceReused, AccountFrozen, HoldNotOpen, CaptureTooLarge, NotReversible, ReversalTooLarge
    │   ├── TicketClosed, TooManyRequests
    ├── Unproven              a secret did not match
    │   ├── PinWrong, PinLocked, CodeWrong, CodeExpired, CodeTooManyTries, CodeTooSoon, CodeTooManyToday
    └── Unavailable           try again later; nothing happened
        ├── DatabaseBusy, CodeNotSent

The message of an exception holds its code and fields only. No field ever carries a secret.
`handlers/errors.py` turns them into words: `amount-too-large` is told by the Fluent message `error-amount-too-large`.
"""

from __future__ import annotations

import re
from typing import ClassVar

FieldValue = str | int | bool | None


class WalletError(Exception):
    """Base of all refusals. `code` is stable: texts, logs and tests rely on it."""

    code: ClassVar[str] = "wallet-error"

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.code = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", cls.__name__).lower()

    def __init__(self, **fields: FieldValue) -> None:
        self.fields = fields
        shown = " ".join(f"{name}={value!r}" for name, value in fields.items())
        super().__init__(f"{self.code} {shown}".rstrip())

    def __reduce__(self) -> tuple[object, tuple[type[WalletError], dict[str, FieldValue]]]:
        return _rebuild, (type(self), self.fields)


def _rebuild(kind: type[WalletError], fields: dict[str, FieldValue]) -> WalletError:
    return kind(**fields)


class InvalidInput(WalletError):
    """What was typed cannot be used as it stands."""


class AmountNotANumber(InvalidInput):
    """Fields: text (what was typed, shortened)."""


class AmountTooManyDecimals(InvalidInput):
    """Fields: currency, decimals (how many the currency allows)."""


class AmountNotPositive(InvalidInput):
    """Zero or negative. Fields: currency."""


class AmountTooLarge(InvalidInput):
    """Fields: currency, minor_max (the largest accepted amount in minor units)."""


class NameInvalid(InvalidInput):
    """Empty, too long or made of characters nobody can read. Fields: length_max."""


class PhoneInvalid(InvalidInput):
    """Not a phone number in international form."""


class PinInvalid(InvalidInput):
    """Not six digits."""


class PinTooSimple(InvalidInput):
    """A run or a repetition that everybody tries first."""


class PinsDiffer(InvalidInput):
    """The second entry is not the first."""


class NoteTooLong(InvalidInput):
    """Fields: length_max."""


class PayeeNotUnderstood(InvalidInput):
    """Neither a @name, a phone number nor a wallet number."""


class NotFound(WalletError):
    """No such thing, or not yours: the two are never told apart."""


class CustomerNotFound(NotFound):
    """No customer with this id."""


class PayeeNotFound(NotFound):
    """Nobody here has that name or number."""


class AccountNotFound(NotFound):
    """Fields: account_id."""


class OperationNotFound(NotFound):
    """No such operation of this customer."""


class HoldNotFound(NotFound):
    """Fields: hold_id."""


class TicketNotFound(NotFound):
    """No such ticket."""


class Refused(WalletError):
    """Understood, and against the rules."""


class InsufficientFunds(Refused):
    """Fields: currency, available_minor, needed_minor."""


class SameAccount(Refused):
    """Debit and credit are one account: paying oneself."""


class CustomerNotActive(Refused):
    """The customer is frozen or closed. Fields: status."""


class PayeeNotActive(Refused):
    """The payee cannot receive money now."""


class PlayMoneyNotAllowed(Refused):
    """Play money exists in the sandbox alone."""


class AlreadyRegistered(Refused):
    """This Telegram account has a wallet."""


class PhoneTaken(Refused):
    """This phone number belongs to another wallet."""


class NotRegistered(Refused):
    """No wallet yet."""


class ContactNotOwn(Refused):
    """The shared contact is somebody else's."""


class StaffOnly(Refused):
    """Pressed by somebody who is not staff."""


class ReferenceReused(Refused):
    """The same reference with other content. Fields: reference."""


class HoldNotOpen(Refused):
    """The hold was captured, released or has expired. Fields: hold_id, status."""


class AccountFrozen(Refused):
    """The account takes money in and gives none out."""


class CaptureTooLarge(Refused):
    """More than was held, or nothing of it. Fields: currency, held_minor."""


class NotReversible(Refused):
    """What was named is no transfer that can be given back this way: unknown, another's, or itself a reversal."""


class ReversalTooLarge(Refused):
    """More than what was moved and not yet given back. Fields: currency, left_minor."""


class TicketClosed(Refused):
    """The ticket is closed. Fields: ticket_id."""


class TooManyRequests(Refused):
    """Fields: retry_after_seconds."""


class Unproven(WalletError):
    """A secret did not match."""


class PinWrong(Unproven):
    """Fields: tries_left."""


class PinLocked(Unproven):
    """Fields: retry_after_seconds."""


class CodeWrong(Unproven):
    """Fields: tries_left."""


class CodeExpired(Unproven):
    """The one-time code is too old, or there is none."""


class CodeTooManyTries(Unproven):
    """All tries of this code are used up."""


class CodeTooSoon(Unproven):
    """Fields: retry_after_seconds."""


class CodeTooManyToday(Unproven):
    """No more codes today for this phone."""


class Unavailable(WalletError):
    """Not now; nothing happened and the same command may be sent again."""


class DatabaseBusy(Unavailable):
    """Every retry met a lock or a lost connection; nothing was moved by this try."""


class CodeNotSent(Unavailable):
    """The code sender could not be reached."""


def all_errors() -> list[type[WalletError]]:
    """Every class that is raised by itself (the leaves of the tree), in definition order."""
    found: list[type[WalletError]] = []
    waiting: list[type[WalletError]] = [WalletError]
    while waiting:
        kind = waiting.pop(0)
        children = kind.__subclasses__()
        waiting.extend(children)
        if not children:
            found.append(kind)
    return found
