"""Split bills: a total becomes shares that sum to it, and each share a request, all in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import insert, select, update

from wallet.database import Database, UnitOfWork
from wallet.errors import (
    CannotBeAsked,
    ShareTooSmall,
    SplitNobody,
    SplitSettled,
    SplitTooManyPeople,
    SplitTwice,
)
from wallet.money import Money, zero
from wallet.payments.notes import clean_note
from wallet.references import new_reference
from wallet.requests import asking, changes, queries
from wallet.requests.asking import Ask, Asking
from wallet.requests.models import CANCELLED, OPEN, money_requests, splits
from wallet.requests.queries import Split, SplitPage, requests, split_note_place
from wallet.security.vault import Vault

PEOPLE_MAX = 20


@dataclass(frozen=True, slots=True)
class NewSplit:
    """A bill to split among these people in equal shares. `code` is minted when it is begun: a retry splits no more."""

    code: str
    customer_id: int
    total: Money
    payer_ids: tuple[int, ...]
    with_me: bool
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Shares:
    """What each pays, in the order in which they were named; `own` may be zero. They sum to the bill."""

    own: Money
    others: tuple[Money, ...]


def equal_shares(total: Money, count: int, *, with_me: bool) -> Shares:
    """As equal as minor units allow; who paid the bill bears the odd unit if they take part.

    Raises `SplitNobody`, `SplitTooManyPeople(count_max)`, `ShareTooSmall`.
    """
    if count < 1:
        raise SplitNobody
    if count > PEOPLE_MAX:
        raise SplitTooManyPeople(count_max=PEOPLE_MAX)
    shares = total.divide_exactly(count + with_me)
    if any(share.minor <= 0 for share in shares):
        raise ShareTooSmall
    return Shares(shares[0], tuple(shares[1:])) if with_me else Shares(zero(total.currency), tuple(shares))


def refuse_person(payer_ids: Sequence[int], payer_id: int) -> None:
    """Whether one more may be added. Raises `SplitTwice`, `SplitTooManyPeople(count_max)`."""
    if payer_id in payer_ids:
        raise SplitTwice
    if len(payer_ids) >= PEOPLE_MAX:
        raise SplitTooManyPeople(count_max=PEOPLE_MAX)


class Splits:
    """Bills of one customer; everything is looked up with its owner."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault

    async def make(self, new: NewSplit) -> Split:
        """The bill and the request of everybody on it, or nothing; a code that was used before gets that bill.

        Raises `NoteTooLong`, `SplitTwice`, and as `equal_shares` and `asking.create`.
        """
        note = clean_note(new.note)
        if len(set(new.payer_ids)) < len(new.payer_ids):
            raise SplitTwice
        shares = equal_shares(new.total, len(new.payer_ids), with_me=new.with_me)

        def work(unit: UnitOfWork) -> Split:
            asking.lock(unit, [new.customer_id, *new.payer_ids])
            earlier = queries.split_by_code(unit.connection, self._vault, new.customer_id, new.code)
            return earlier or self._make(unit, new, shares, note)

        return await self._database.write(work)

    async def get(self, customer_id: int, split_id: int) -> Split:
        """Raises `SplitNotFound`, also for another customer's."""
        return await self._database.read(lambda link: queries.find_split(link, self._vault, customer_id, split_id))

    async def page(self, customer_id: int, older_than: int | None, size: int) -> SplitPage:
        """One page of the customer's bills."""
        return await self._database.read(
            lambda link: queries.split_page(link, self._vault, customer_id, older_than, size)
        )

    async def remind(self, customer_id: int, split_id: int) -> int:
        """Remind everybody who has not paid and may be reminded now; returns how many that were.

        Raises `SplitNotFound`, `SplitSettled`, `ReminderTooSoon(retry_after_seconds)`, `RemindersUsedUp(count_max)`,
        `CannotBeAsked`, `CustomerNotActive`: what stands in the way of all of them.
        """
        return await self._database.write(lambda work: self._remind(work, customer_id, split_id))

    async def cancel(self, customer_id: int, split_id: int) -> int:
        """Take back what is still open; returns how many that were. Raises `SplitNotFound`, `SplitSettled`."""
        return await self._database.write(lambda work: self._cancel(work, customer_id, split_id))

    def _make(self, work: UnitOfWork, new: NewSplit, shares: Shares, note: str) -> Split:
        row = insert(splits).values(
            code=new.code,
            customer_id=new.customer_id,
            total_minor=new.total.minor,
            own_minor=shares.own.minor,
            currency=new.total.currency.code,
            note_sealed=asking.sealed_note(self._vault, note, split_note_place(new.code)),
            created_at=work.now,
        )
        split_id = int(work.connection.execute(row.returning(splits.c.id)).scalar_one())
        pairs = zip(new.payer_ids, shares.others, strict=True)
        asks = tuple(Ask(new_reference(), payer_id, share) for payer_id, share in pairs)
        asking.create(work, self._vault, Asking(new.customer_id, asks, note, split_id))
        return queries.find_split(work.connection, self._vault, new.customer_id, split_id)

    def _remind(self, work: UnitOfWork, customer_id: int, split_id: int) -> int:
        found, reminded = self._open(work, customer_id, split_id), 0
        refusals: list[Exception] = []
        for request in found.open(work.now):
            refusal = changes.why_no_reminder(request, work.now)
            if refusal is None and queries.is_blocked(work.connection, request.payer.id, customer_id):
                refusals.append(CannotBeAsked())
            elif refusal is not None:
                refusals.append(refusal)
            else:
                changes.remind(work, self._vault, customer_id, request.id)
                reminded += 1
        if not reminded:
            raise refusals[0]
        return reminded

    def _cancel(self, work: UnitOfWork, customer_id: int, split_id: int) -> int:
        self._open(work, customer_id, split_id)
        still = (requests.split_id == split_id) & (requests.status == OPEN) & (requests.expires_at > work.now)
        change = update(money_requests).where(still).values(status=CANCELLED, finished_at=work.now)
        return int(work.connection.execute(change).rowcount)

    def _open(self, work: UnitOfWork, customer_id: int, split_id: int) -> Split:
        """Raises `SplitNotFound`, `SplitSettled`."""
        # The requests are locked in one order, so that two of these at once do not wait for each other.
        locked = select(requests.id).where(requests.split_id == split_id).order_by(requests.id)
        work.connection.execute(locked.with_for_update(key_share=True)).all()
        found = queries.find_split(work.connection, self._vault, customer_id, split_id)
        if not found.open(work.now):
            raise SplitSettled
        return found
