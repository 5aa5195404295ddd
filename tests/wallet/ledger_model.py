"""A second, simpler ledger in plain dicts: what the real one must answer, written from its rules and not from its code.

Refusals that are true at once come in one order: what is wrong in itself, a used reference, the hold, accounts that do
not exist, a capture that is too large; then transfer by transfer: what can be given back, freezing, funds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from wallet import errors
from wallet.ledger import NewHold, NewTransfer
from wallet.money import MINOR_MAX

Transfers = tuple[NewTransfer, ...]


@dataclass(slots=True)
class Account:
    """`last_at` is the moment of the newest entry."""

    owner_id: int | None
    currency: str
    last_at: datetime
    balance: int = 0
    may_be_negative: bool = False
    held: int = 0
    frozen: bool = False

    def require(self, minor: int, *, may_owe: bool = False) -> None:
        """Refuse unless so much can be taken out."""
        if self.frozen:
            raise errors.AccountFrozen
        free = self.balance - self.held
        if minor > free and not may_owe:
            raise errors.InsufficientFunds(currency=self.currency, available_minor=free, needed_minor=minor)


@dataclass(frozen=True, slots=True)
class Done:
    """The answer to a command that was accepted, now or at its first try."""

    operation_id: int
    moment: datetime
    repeated: bool = False


class LedgerModel:
    """Set `now` and `accounts`, then give commands; each answers or raises the ledger's own refusals."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.accounts: dict[int, Account] = {}
        self.holds: dict[int, NewHold] = {}
        self.hold_statuses: dict[int, str] = {}
        self.transfers: dict[int, Transfers] = {}
        self._given: Counter[tuple[int, int]] = Counter()
        self._reversals: set[int] = set()
        self._answers: dict[str, tuple[object, Done]] = {}

    def post(self, reference: str, transfers: Transfers) -> Done:
        """Move money, all of it or none."""
        return self._book(reference, ("post", transfers), transfers)

    def place_hold(self, reference: str, hold: NewHold) -> Done:
        """Set money aside."""
        _check_amount(hold.amount, hold.currency)
        if (first := self._first_answer(reference, hold)) is not None:
            return first
        account = self._account(hold.account_id, hold.currency)
        account.require(hold.amount)
        account.held += hold.amount
        done = self._answer(reference, hold, max(self.now, account.last_at))
        self.holds[done.operation_id], self.hold_statuses[done.operation_id] = hold, "open"
        return done

    def capture_hold(self, reference: str, hold_id: int, transfers: Transfers) -> Done:
        """Spend held money; what is left of it is free again."""
        return self._book(reference, ("capture", hold_id, transfers), transfers, hold_id=hold_id)

    def release_hold(self, reference: str, hold_id: int) -> Done:
        """Free held money, also when its time is over and the job has not come by."""
        if (first := self._first_answer(reference, ("release", hold_id))) is not None:
            return first
        account = self.accounts[self._open_hold(hold_id).account_id]
        self._end_hold(hold_id, "released")
        return self._answer(reference, ("release", hold_id), max(self.now, account.last_at))

    def expire_holds(self) -> int:
        """Free what is due; tells how many holds."""
        due = [hold_id for hold_id, status in self.hold_statuses.items() if status == "open" and self._is_due(hold_id)]
        for hold_id in due:
            self._end_hold(hold_id, "expired")
        return len(due)

    def reverse(self, reference: str, operation_id: int, amounts: Mapping[int, int] | None) -> Done:
        """Give back by position, the last transfer first; everything when no amounts are named."""
        moved = dict(enumerate(self.transfers.get(operation_id, ())))
        wanted = {position: item.amount for position, item in moved.items()} if amounts is None else amounts
        if not moved or not wanted.keys() <= moved.keys():
            raise errors.OperationNotFound
        items = tuple(
            NewTransfer(item.credit_account_id, item.debit_account_id, wanted[position], item.currency, "", position)
            for position, item in sorted(moved.items(), reverse=True)
            if position in wanted
        )
        return self._book(reference, ("reverse", operation_id, items), items, reverses_id=operation_id)

    @property
    def operation_ids(self) -> list[int]:
        """All that was accepted, the oldest first."""
        return [done.operation_id for _, done in self._answers.values()]

    def set_frozen(self, owner_id: int, frozen: bool) -> None:
        """Freeze or unfreeze all accounts of one owner."""
        for account in self.accounts.values():
            if account.owner_id == owner_id:
                account.frozen = frozen

    def left(self, operation_id: int) -> list[int]:
        """What can still be given back, by position."""
        items = self.transfers.get(operation_id, ())
        return [item.amount - self._given[operation_id, position] for position, item in enumerate(items)]

    def _book(
        self,
        reference: str,
        content: object,
        items: Transfers,
        *,
        hold_id: int | None = None,
        reverses_id: int | None = None,
    ) -> Done:
        for item in items:
            _check_amount(item.amount, item.currency)
            if item.debit_account_id == item.credit_account_id:
                raise errors.SameAccount
        if (first := self._first_answer(reference, content)) is not None:
            return first
        if hold_id is not None:
            self._check_capture_in_time(hold_id)
        sides = [side for item in items for side in ((item.debit_account_id, item.currency), _credit(item))]
        touched = {account_id: replace(self._account(account_id, currency)) for account_id, currency in sides}
        if hold_id is not None:
            self._free_for_capture(hold_id, items, touched)
        for item in items:
            if reverses_id is not None:
                self._check_left(reverses_id, item)
            source = touched[item.debit_account_id]
            source.require(item.amount, may_owe=source.may_be_negative)
            source.balance -= item.amount
            touched[item.credit_account_id].balance += item.amount
        moment = max(self.now, *(account.last_at for account in touched.values()))
        self.accounts |= {account_id: replace(account, last_at=moment) for account_id, account in touched.items()}
        done = self._answer(reference, content, moment)
        self.transfers[done.operation_id] = items
        if hold_id is not None:
            self.hold_statuses[hold_id] = "captured"
        if reverses_id is not None:
            self._reversals.add(done.operation_id)
            self._given.update({(reverses_id, item.reverses_position or 0): item.amount for item in items})
        return done

    def _account(self, account_id: int, currency: str) -> Account:
        account = self.accounts.get(account_id)
        if account is None or account.currency != currency:
            raise errors.AccountNotFound(account_id=account_id)
        return account

    def _check_left(self, operation_id: int, item: NewTransfer) -> None:
        if operation_id in self._reversals:
            raise errors.NotReversible
        left = self.left(operation_id)[item.reverses_position or 0]
        if item.amount > left:
            raise errors.ReversalTooLarge(currency=item.currency, left_minor=left)

    def _free_for_capture(self, hold_id: int, items: Sequence[NewTransfer], touched: Mapping[int, Account]) -> None:
        hold = self.holds[hold_id]
        taken = sum(item.amount for item in items if item.debit_account_id == hold.account_id)
        if not 1 <= taken <= hold.amount:
            raise errors.CaptureTooLarge(currency=hold.currency, held_minor=hold.amount)
        touched[hold.account_id].held -= hold.amount

    def _check_capture_in_time(self, hold_id: int) -> None:
        self._open_hold(hold_id)
        if self._is_due(hold_id):
            raise errors.HoldNotOpen(hold_id=hold_id, status="expired")

    def _open_hold(self, hold_id: int) -> NewHold:
        if hold_id not in self.holds:
            raise errors.HoldNotFound(hold_id=hold_id)
        if self.hold_statuses[hold_id] != "open":
            raise errors.HoldNotOpen(hold_id=hold_id, status=self.hold_statuses[hold_id])
        return self.holds[hold_id]

    def _is_due(self, hold_id: int) -> bool:
        expires_at = self.holds[hold_id].expires_at
        return expires_at is not None and expires_at <= self.now

    def _end_hold(self, hold_id: int, status: str) -> None:
        hold = self.holds[hold_id]
        self.accounts[hold.account_id].held -= hold.amount
        self.hold_statuses[hold_id] = status

    def _first_answer(self, reference: str, content: object) -> Done | None:
        if reference not in self._answers:
            return None
        known, done = self._answers[reference]
        if known != content:
            raise errors.ReferenceReused(reference=reference)
        return replace(done, repeated=True)

    def _answer(self, reference: str, content: object, moment: datetime) -> Done:
        done = Done(len(self._answers) + 1, moment)
        self._answers[reference] = content, done
        return done


def _credit(item: NewTransfer) -> tuple[int, str]:
    return item.credit_account_id, item.currency


def _check_amount(amount: int, currency: str) -> None:
    if amount <= 0:
        raise errors.AmountNotPositive(currency=currency)
    if amount > MINOR_MAX:
        raise errors.AmountTooLarge(currency=currency, minor_max=MINOR_MAX)
