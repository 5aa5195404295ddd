"""Every way the wallet can say no: one tree, each class with a stable code and named fields.

    WalletError
    ├── InvalidInput          what was typed cannot be used
    │   ├── AmountNotANumber, AmountTooManyDecimals, AmountNotPositive, AmountTooLarge
    │   ├── NameInvalid, PhoneInvalid, PinInvalid, PinTooSimple, PinsDiffer, PasswordTooWeak, DuressPinSame
    │   ├── BirthdayInvalid, EmailInvalid, AddressInvalid, PhraseInvalid, TimeZoneUnknown, PhotoMissing, ReasonMissing
    │   ├── ClaimPasswordInvalid, ClaimNameInvalid
    │   ├── NoteTooLong, PayeeNotUnderstood
    │   ├── QuickCommandNotUnderstood, PhoneAmbiguous
    │   ├── IbanInvalid, BicInvalid, BankAccountInvalid, RecipientNameInvalid, RecipientWalletInvalid
    │   ├── LocalNumberInvalid
    │   ├── SameCurrency, AmountTooSmall, TargetRateInvalid, QuietHoursInvalid
    │   ├── StatementDaysInvalid
    │   ├── BudgetDaysInvalid, ThresholdsInvalid
    │   ├── TagsInvalid, SearchTextInvalid
    │   ├── CategoryNameInvalid, RuleWordInvalid, PartTooLarge
    │   ├── ForwardHidden, ForwardNotPerson, AliasInvalid
    │   ├── ShopNameInvalid, LogoUnreadable
    │   ├── PictureTooLarge, PictureUnreadable
    │   ├── RecurringNameInvalid
    │   ├── PersonNotUnderstood, SplitNobody, SplitTooManyPeople, SplitTwice, ShareTooSmall
    ├── NotFound              CustomerNotFound, PayeeNotFound, AccountNotFound, OperationNotFound, HoldNotFound,
    │                         QuoteNotFound, ReceiptNotFound, WaitingTransferNotFound,
    │                         TicketNotFound, ReviewNotFound, ApprovalNotFound, ResetNotFound, AlertNotFound,
    │                         ClaimLinkNotFound, RecipientNotFound, RemittanceNotFound
    │                         InvoiceNotFound, QrNotFound, StatementNotFound
    │                         RequestNotFound, SplitNotFound, RecurringNotFound, CategoryNotFound, RuleNotFound
    │                         BudgetNotFound
    ├── Refused               the rules forbid it
    │   ├── ClaimLinkClosed, ClaimLinkOwn, ClaimLinkNotForYou, ClaimLinkUnavailable
    │   ├── QuoteExpired, QuoteUsed
    │   ├── RemittanceNotInState, RemittanceUnderWay
    │   ├── InsufficientFunds, LimitReached, SameAccount, CustomerNotActive, PayeeNotActive, PlayMoneyNotAllowed
    │   ├── AlreadyRegistered, PhoneTaken, NotRegistered, ContactNotOwn, StaffOnly, MoneyLeft
    │   ├── ReferenceReused, AccountFrozen, HoldNotOpen, CaptureTooLarge, NotReversible, ReversalTooLarge
    │   ├── AlertsTooMany, StatementTooLong, StatementUnderWay
    │   ├── RecordNotesTooMany
    │   ├── BudgetsTooMany, BudgetExists, BudgetShort
    │   ├── CategoryNameTaken, CategoriesTooMany, RulesTooMany, NotSpending
    │   ├── TicketClosed, TooManyRequests, ReviewWaiting, ReviewDecided, LevelNotNext, OwnRequest, ApprovalClosed
    │   ├── TotpAlreadyOn, TotpNotOn, ResetWaiting, PasswordNotSet, NotFrozen, SessionLocked
    │   ├── AliasTaken, TooManyPayees, TransferNotWaiting
    │   ├── MerchantNotActive, RefundTooLate, RefundTooLarge
    │   ├── QrVersionUnknown, QrForged, InvoiceClosed, InvoiceNotYours, TooManyInvoices
    │   ├── AskingOneself, CannotBeAsked, TooManyOpenRequests, TooManyAskedOfOne, RequestClosed, RequestNeedsTransfer
    │   ├── RecurringTooMany, RecurringDealtWith, RecurringFeeHigher, RecurringNotAgreed, PayeeNameMoved
    │   ├── ReminderTooSoon, RemindersUsedUp, SplitSettled
    ├── Unproven              a secret did not match
    │   ├── ClaimPasswordNeeded, ClaimPasswordWrong, ClaimLinkLocked
    │   ├── PinWrong, PinLocked, PasswordWrong, PasswordLocked, TotpWrong, TotpLocked, RecoveryCodeWrong
    │   ├── RecoveryLocked, StepUpNeeded
    │   ├── CodeWrong, CodeExpired, CodeTooManyTries, CodeTooSoon, CodeTooManyToday
    └── Unavailable           try again later; nothing happened
        ├── ScanBusy, ChartsBusy, PictureNotFetched
        ├── DatabaseBusy, CodeNotSent, RatesUnavailable

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


class PasswordTooWeak(InvalidInput):
    """Fields: missing (the first of `wallet.security.passwords.MISSING` that it lacks)."""


class BirthdayInvalid(InvalidInput):
    """No date, one to come, or one of more than 120 years ago."""


class EmailInvalid(InvalidInput):
    """Not an e-mail address."""


class AddressInvalid(InvalidInput):
    """Too short, too long or unreadable. Fields: length_max."""


class PhraseInvalid(InvalidInput):
    """Fields: length_min, length_max."""


class TimeZoneUnknown(InvalidInput):
    """Not a time zone of the IANA database."""


class DuressPinSame(InvalidInput):
    """The duress PIN must differ from the payment PIN."""


class PhotoMissing(InvalidInput):
    """A photo of a document is wanted."""


class ReasonMissing(InvalidInput):
    """Fields: length_max."""


class NoteTooLong(InvalidInput):
    """Fields: length_max."""


class SameCurrency(InvalidInput):
    """Nothing to exchange: both sides are one currency."""


class AmountTooSmall(InvalidInput):
    """It would buy less than the smallest unit. Fields: currency (the one that is bought)."""


class TargetRateInvalid(InvalidInput):
    """Not a rate, or the one that it is now: there is nothing to wait for."""


class PayeeNotUnderstood(InvalidInput):
    """Neither a @name, a phone number nor a wallet number."""


class QuickCommandNotUnderstood(InvalidInput):
    """Nearly a quick command, or one that can be read in two ways. Fields: first, second (the nearest right forms)."""


class PhoneAmbiguous(InvalidInput):
    """Without its country code this is the phone of two wallets. Fields: first, second (both in full)."""


class ForwardHidden(InvalidInput):
    """Who wrote the forwarded message hides their account when forwarded."""


class ForwardNotPerson(InvalidInput):
    """The forwarded message is a group's, a channel's or a bot's."""


class AliasInvalid(InvalidInput):
    """The customer's own name for a payee cannot be used. Fields: length_max."""


class ShopNameInvalid(InvalidInput):
    """Too short, too long or unreadable. Fields: length_min, length_max."""


class LogoUnreadable(InvalidInput):
    """No picture that can be opened, or one that is too large. Fields: megabytes_max."""


class ClaimPasswordInvalid(InvalidInput):
    """No readable password for a claim link. Fields: length_min, length_max."""


class ClaimNameInvalid(InvalidInput):
    """Not a Telegram name, with or without its @."""


class PictureTooLarge(InvalidInput):
    """Fields: megapixels_max (what is taken of pictures of this kind)."""


class PictureUnreadable(InvalidInput):
    """A broken file, or not a JPEG, PNG or WebP."""


class IbanInvalid(InvalidInput):
    """Fields: fault (country, length, checksum, structure)."""


class BicInvalid(InvalidInput):
    """Fields: fault (missing, country, structure)."""


class BankAccountInvalid(InvalidInput):
    """Fields: fault (checksum, structure)."""


class RecipientNameInvalid(InvalidInput):
    """Not a name that a bank abroad can read. Fields: length_max."""


class RecipientWalletInvalid(InvalidInput):
    """Neither a @name nor a phone number of somebody's wallet abroad."""


class LocalNumberInvalid(InvalidInput):
    """Not a phone number of the country that the money goes to."""


class PersonNotUnderstood(InvalidInput):
    """Neither a @name, a phone number nor a wallet number of somebody to ask."""


class SplitNobody(InvalidInput):
    """A bill with nobody on it."""


class SplitTooManyPeople(InvalidInput):
    """Fields: count_max."""


class SplitTwice(InvalidInput):
    """This person is on the bill already."""


class ShareTooSmall(InvalidInput):
    """Somebody's share of the bill would be nothing."""


class QuietHoursInvalid(InvalidInput):
    """Not two different times of the day."""


class DayInvalid(InvalidInput):
    """No date with the year first, or one that makes no sense here."""


class StatementDaysInvalid(InvalidInput):
    """No days of which there can be a statement. Fields: reason (order, future or long), count_max."""


class GoalNameInvalid(InvalidInput):
    """Fields: length_max."""


class RecurringNameInvalid(InvalidInput):
    """Nothing is left of the name of a bill, or too much. Fields: length_max."""


class CategoryNameInvalid(InvalidInput):
    """Nothing is left of the name of a category, or too much. Fields: length_max."""


class RuleWordInvalid(InvalidInput):
    """A word that a rule cannot look for. Fields: length_min, length_max."""


class TagsInvalid(InvalidInput):
    """No tags, too many, or one that is too long. Fields: count_max, length_max."""


class SearchTextInvalid(InvalidInput):
    """Nothing to search for, or too much. Fields: length_max."""


class PartTooLarge(InvalidInput):
    """More than what is left of the record, or less with no part left for the rest. Fields: currency, left_minor."""


class BudgetDaysInvalid(InvalidInput):
    """An own period is so many days long. Fields: days_max."""


class ThresholdsInvalid(InvalidInput):
    """Percents of a budget that cannot be told at. Fields: count_max, percent_max."""


class SplitInvalid(InvalidInput):
    """The parts of a record don't add up to it, are too many, or one of them is nothing."""


class NotFound(WalletError):
    """No such thing, or not yours: the two are never told apart."""


class CustomerNotFound(NotFound):
    """No customer with this id."""


class PayeeNotFound(NotFound):
    """Nobody here has that name or number."""


class QuoteNotFound(NotFound):
    """No such quote, or it is another customer's."""


class WaitingTransferNotFound(NotFound):
    """No such transfer that waits, or it is another customer's."""


class ReceiptNotFound(NotFound):
    """Nobody paid under this code, or it is not one of ours."""


class AlertNotFound(NotFound):
    """No such rate alert, or it is another customer's."""


class AccountNotFound(NotFound):
    """Fields: account_id."""


class OperationNotFound(NotFound):
    """No such operation of this customer."""


class HoldNotFound(NotFound):
    """Fields: hold_id."""


class TicketNotFound(NotFound):
    """No such ticket."""


class ReviewNotFound(NotFound):
    """No such review, or it is another customer's."""


class ApprovalNotFound(NotFound):
    """No such request for approval."""


class ResetNotFound(NotFound):
    """No such waiting change of the second factor, or it is another customer's."""


class ClaimLinkNotFound(NotFound):
    """No such link, or not yours; or a token that we never made."""


class InvoiceNotFound(NotFound):
    """No such invoice, or it is another merchant's."""


class QrNotFound(NotFound):
    """There is no code in the picture, or none that can be read."""


class RecipientNotFound(NotFound):
    """No such recipient abroad, or it is another customer's, or it was forgotten."""


class RemittanceNotFound(NotFound):
    """No such remittance, or it is another customer's."""


class RequestNotFound(NotFound):
    """No such request, or it was neither asked of this customer nor by them."""


class StatementNotFound(NotFound):
    """No statement of ours has this code."""


class RecurringNotFound(NotFound):
    """No such recurring transfer or bill, or it has ended, or it is another customer's."""


class BudgetNotFound(NotFound):
    """No such budget that goes on, or it is another customer's."""


class GoalNotFound(NotFound):
    """No such goal, or it has ended, or it is another customer's."""


class SplitNotFound(NotFound):
    """No such bill, or it is another customer's."""


class CategoryNotFound(NotFound):
    """No such category that this customer could choose."""


class RuleNotFound(NotFound):
    """No such rule of this customer."""


class Refused(WalletError):
    """Understood, and against the rules."""


class InsufficientFunds(Refused):
    """Fields: currency, available_minor, needed_minor."""


class RecordNotesTooMany(Refused):
    """What is written on this record was changed too often. Fields: count_max."""


class StatementTooLong(Refused):
    """More lines than this kind of file takes. Fields: count_max."""


class StatementUnderWay(Refused):
    """Their last statement is still being written."""


class QuoteExpired(Refused):
    """These figures are no longer valid: a new quote is needed."""


class QuoteUsed(Refused):
    """This was paid already."""


class AlertsTooMany(Refused):
    """Fields: count_max."""


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


class LimitReached(Refused):
    """Fields: limit (operation, day, month), currency, left_minor, max_minor, level."""


class ReviewWaiting(Refused):
    """One is looked at already."""


class ReviewDecided(Refused):
    """Another agent was first. Fields: status."""


class LevelNotNext(Refused):
    """A level is reached one after the other. Fields: level (the one the customer has)."""


class TotpAlreadyOn(Refused):
    """The second factor is on."""


class TotpNotOn(Refused):
    """There is no second factor to use or to switch off."""


class ResetWaiting(Refused):
    """A change of the second factor is waiting already."""


class OwnRequest(Refused):
    """Who asked may not approve: four eyes."""


class ApprovalClosed(Refused):
    """Decided or expired. Fields: status."""


class NotFrozen(Refused):
    """The wallet is not frozen."""


class AliasTaken(Refused):
    """Another payee of this customer has this name."""


class TooManyPayees(Refused):
    """So many are saved as fit. Fields: count_max."""


class TransferNotWaiting(Refused):
    """Sent, cancelled or given back already. Fields: status."""


class MoneyLeft(Refused):
    """A wallet with money in it, or money on hold, is not erased."""


class PasswordNotSet(Refused):
    """The customer has no password yet."""


class SessionLocked(Refused):
    """Looking needs the PIN first."""


class MerchantNotActive(Refused):
    """There is no such shop, or it cannot be paid (any more)."""


class RefundTooLate(Refused):
    """Fields: days_max (until how long after the payment it could be given back)."""


class RefundTooLarge(Refused):
    """More than what was paid and not yet given back. Fields: currency, left_minor."""


class ClaimLinkClosed(Refused):
    """Nothing is to be had by this link any more. Fields: status (claimed, yours, cancelled, returned)."""


class ClaimLinkOwn(Refused):
    """Nobody takes their own money. Fields: link_id."""


class ClaimLinkNotForYou(Refused):
    """The link is for somebody with another Telegram name."""


class ClaimLinkUnavailable(Refused):
    """The money can't be taken at the moment; why is nobody's business but the giver's."""


class QrVersionUnknown(Refused):
    """A code of ours, of a kind that this version of the program does not know."""


class QrForged(Refused):
    """A code that looks like ours and was not made by us."""


class InvoiceClosed(Refused):
    """Fields: status (paid, cancelled, expired)."""


class InvoiceNotYours(Refused):
    """The invoice is for another payer."""


class TooManyInvoices(Refused):
    """Fields: count_max (how many may be open at a time)."""


class RemittanceNotInState(Refused):
    """What is asked for cannot be done at this stage. Fields: status."""


class RemittanceUnderWay(Refused):
    """A wallet whose money is on its way abroad is not closed."""


class AskingOneself(Refused):
    """A request to the one who makes it."""


class CannotBeAsked(Refused):
    """Closed, or wants no requests from this customer: the two are never told apart."""


class TooManyOpenRequests(Refused):
    """Fields: count_max."""


class TooManyAskedOfOne(Refused):
    """Fields: count_max."""


class RequestNeedsTransfer(Refused):
    """The payer wants first payments to wait, and a request is paid at once."""


class RequestClosed(Refused):
    """Fields: status (paid, declined, cancelled, expired)."""


class ReminderTooSoon(Refused):
    """Fields: retry_after_seconds."""


class RemindersUsedUp(Refused):
    """Fields: count_max."""


class RecurringTooMany(Refused):
    """Fields: count_max."""


class RecurringDealtWith(Refused):
    """This due day was paid, left out or marked before."""


class RecurringFeeHigher(Refused):
    """A transfer would cost more than what the customer agreed to."""


class RecurringNotAgreed(Refused):
    """Nobody agreed with the PIN to pay this."""


class PayeeNameMoved(Refused):
    """The @name by which a payee was named is not theirs any more."""


class BudgetsTooMany(Refused):
    """Fields: count_max."""


class BudgetExists(Refused):
    """There is a budget for this category, currency and length of period."""


class BudgetShort(Refused):
    """Less is left in a budget than was to be moved. Fields: currency, left_minor."""


class GoalsTooMany(Refused):
    """Fields: count_max."""


class SplitSettled(Refused):
    """Nothing of this bill is open."""


class CategoryNameTaken(Refused):
    """Another category of the customer has this name. Fields: text."""


class CategoriesTooMany(Refused):
    """Fields: count_max."""


class RulesTooMany(Refused):
    """Fields: count_max."""


class NotSpending(Refused):
    """The record is no spending: it has no category."""


class Unproven(WalletError):
    """A secret did not match."""


class PinWrong(Unproven):
    """Fields: tries_left."""


class PinLocked(Unproven):
    """Fields: retry_after_seconds."""


class PasswordWrong(Unproven):
    """Fields: tries_left."""


class PasswordLocked(Unproven):
    """Fields: retry_after_seconds."""


class TotpWrong(Unproven):
    """Fields: tries_left."""


class TotpLocked(Unproven):
    """Fields: retry_after_seconds."""


class RecoveryCodeWrong(Unproven):
    """Fields: tries_left."""


class RecoveryLocked(Unproven):
    """Fields: retry_after_seconds."""


class StepUpNeeded(Unproven):
    """More has to be proved first. Fields: factor (password, second, pin, phone)."""


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


class ClaimPasswordNeeded(Unproven):
    """The link has a password that has not been given yet."""


class ClaimPasswordWrong(Unproven):
    """Fields: tries_left."""


class ClaimLinkLocked(Unproven):
    """Too many wrong passwords for this link. Fields: retry_after_seconds."""


class Unavailable(WalletError):
    """Not now; nothing happened and the same command may be sent again."""


class DatabaseBusy(Unavailable):
    """Every retry met a lock or a lost connection; nothing was moved by this try."""


class CodeNotSent(Unavailable):
    """The code sender could not be reached."""


class RatesUnavailable(Unavailable):
    """Exchange is closed. Fields: reason (offline, garbled, jump, past, old)."""


class ScanBusy(Unavailable):
    """Too many pictures wait to be looked at."""


class ChartsBusy(Unavailable):
    """Too many pictures wait to be drawn."""


class PictureNotFetched(Unavailable):
    """Telegram did not give us the picture."""


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
