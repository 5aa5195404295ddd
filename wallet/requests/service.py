"""Requests for money: ask, pay, decline, remind, cancel; each is looked up with whose it is, and ends once."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from wallet import outbox
from wallet.customers import queries as people
from wallet.customers.queries import Customer
from wallet.database import Database, UnitOfWork, insert_with_conflict
from wallet.errors import (
    PayeeNotFound,
    PayeeNotUnderstood,
    PersonNotUnderstood,
    RequestClosed,
    RequestNeedsTransfer,
    RequestNotFound,
)
from wallet.payments.notes import clean_note
from wallet.payments.payees import cool_off_seconds
from wallet.payments.plans import Leg, Plan, fee_leg
from wallet.payments.plans import customer as account_of
from wallet.payments.quotes import VALID_FOR as QUOTE_VALID_FOR
from wallet.payments.quotes import NewQuote, Quote, Quotes
from wallet.payments.rules import payable
from wallet.requests import asking, changes, queries
from wallet.requests.asking import Asking
from wallet.requests.models import CANCELLED, DECLINED, OPEN, REASONS, request_blocks
from wallet.requests.queries import Request, RequestPage, requests
from wallet.security.service import was_paid
from wallet.security.vault import Vault

REQUEST = "request"
BLOCKING = "blocked"
STRANGER = "request-stranger"


class Requests:
    """Requests between customers, and the settlement of quotes of kind `request`."""

    def __init__(self, database: Database, vault: Vault, quotes: Quotes) -> None:
        self._database, self._vault, self._quotes = database, vault, quotes

    async def find_person(self, requester_id: int, text: str) -> Customer:
        """Who is meant by a @name, a phone or a wallet number, if they may be asked.

        Raises `PersonNotUnderstood`, `PayeeNotFound`, and as `askable`.
        """

        def look(connection: Connection) -> Customer:
            try:
                found = people.find_payee(connection, self._vault, text)
            except PayeeNotUnderstood as error:
                raise PersonNotUnderstood from error
            return self._askable(connection, requester_id, found)

        return await self._database.read(look)

    async def find_by_telegram_user(self, requester_id: int, telegram_user_id: int) -> Customer:
        """Who is behind a shared contact, if they may be asked. Raises `PayeeNotFound`, and as `find_person`."""

        def look(connection: Connection) -> Customer:
            found = people.by_telegram_user(connection, self._vault, telegram_user_id)
            if found is None:
                raise PayeeNotFound
            return self._askable(connection, requester_id, found)

        return await self._database.read(look)

    async def ask(self, wanted: Asking) -> Request:
        """One request of one person; a code that was used before gets the request that it made.

        Raises `NoteTooLong`, and as `asking.create`.
        """
        (one,) = wanted.asks
        clean = Asking(wanted.requester_id, wanted.asks, clean_note(wanted.note))

        def work(unit: UnitOfWork) -> Request:
            asking.lock(unit, [clean.requester_id, one.payer_id])
            earlier = queries.by_code(unit.connection, self._vault, clean.requester_id, one.code)
            if earlier is not None:
                return earlier
            (request_id,) = asking.create(unit, self._vault, clean)
            return queries.find(unit.connection, self._vault, clean.requester_id, request_id)

        return await self._database.write(work)

    async def get(self, customer_id: int, request_id: int) -> Request:
        """Raises `RequestNotFound`, also for what neither was asked of this customer nor by them."""
        return await self._database.read(lambda link: queries.find(link, self._vault, customer_id, request_id))

    async def asked_of(self, customer_id: int, older_than: int | None, size: int) -> RequestPage:
        """What others asked of this customer."""
        mine = requests.payer_id == customer_id
        return await self._database.read(lambda link: queries.page(link, self._vault, mine, older_than, size))

    async def asked_by(self, customer_id: int, older_than: int | None, size: int) -> RequestPage:
        """What this customer asked of others."""
        mine = requests.requester_id == customer_id
        return await self._database.read(lambda link: queries.page(link, self._vault, mine, older_than, size))

    async def progress(self, split_id: int) -> tuple[int, int]:
        """How many of how many have paid their share of a bill."""
        return await self._database.read(lambda connection: queries.progress(connection, split_id))

    async def quote(self, payer_id: int, request_id: int) -> Quote:
        """The confirm card of what was asked; figures and payee are those of the request.

        Raises `RequestNotFound`, `RequestClosed(status)`, `RequestNeedsTransfer`, `PayeeNotActive`,
        `InsufficientFunds`, `LimitReached`.
        """
        return await self._quotes.make(await self._database.read(lambda link: self._new(link, payer_id, request_id)))

    def plan(self, connection: Connection, quote: Quote) -> Plan:
        """What was asked leaves the payer with the fee; the request is paid in the same transaction, or nothing is."""
        payee, request_id = quote.payee, quote.subject_id
        if payee is None or request_id is None:
            raise ValueError("a request is paid to who asked")
        payer_id, payee_id = quote.customer_id, payee.id
        return Plan(
            kind=REQUEST,
            reference=quote.reference,
            payer_id=payer_id,
            pays=quote.pays,
            fee=quote.fee,
            legs=(Leg(account_of(payer_id), account_of(payee_id), quote.pays), *fee_leg(payer_id, quote.fee)),
            payee_id=payee_id,
            note=quote.note,
            check=lambda link: changes.refuse_closed(link, quote, self._database.now()),
            guard=lambda work: changes.mark_paid(work, quote),
            facts=lambda _: [asking.fact(payee_id, outbox.REQUEST_PAID, request_id)],
        )

    async def renewed(self, quote: Quote) -> NewQuote:
        """The same request once more, if it is still open."""
        payer_id, request_id = quote.customer_id, quote.subject_id
        if request_id is None:
            raise ValueError("a request is paid to who asked")
        return await self._database.read(lambda link: self._new(link, payer_id, request_id))

    async def decline(self, payer_id: int, request_id: int, reason: str) -> None:
        """Not paid, and who asked is told. With the reason `blocked` they can't ask this customer any more.

        Raises `RequestNotFound`, `RequestClosed(status)`, and `ValueError` for a reason that does not exist.
        """
        if reason not in REASONS:
            raise ValueError(f"no reason {reason[:20]!r}")

        def work(unit: UnitOfWork) -> None:
            mine = requests.payer_id == payer_id
            requester_id = changes.finish(unit, request_id, mine, status=DECLINED, reason=reason)
            if reason == BLOCKING:
                block = insert_with_conflict(unit, request_blocks).values(
                    customer_id=payer_id, blocked_id=requester_id, created_at=unit.now
                )
                unit.connection.execute(block.on_conflict_do_nothing())
            asking.tell(unit, requester_id, outbox.REQUEST_DECLINED, request_id)

        await self._database.write(work)

    async def unblock(self, customer_id: int, request_id: int) -> None:
        """Who made this request may ask this customer again. Raises `RequestNotFound`."""

        def work(unit: UnitOfWork) -> None:
            found = queries.find(unit.connection, self._vault, customer_id, request_id)
            blocks, other = request_blocks.c, found.requester.id
            unit.connection.execute(
                delete(request_blocks).where(blocks.customer_id == customer_id, blocks.blocked_id == other)
            )

        await self._database.write(work)

    async def is_blocked(self, customer_id: int, other_id: int) -> bool:
        """Whether this customer gets no more requests from the other."""
        return await self._database.read(lambda link: queries.is_blocked(link, customer_id, other_id))

    async def cancel(self, requester_id: int, request_id: int) -> None:
        """Taken back by who asked. Raises `RequestNotFound`, `RequestClosed(status)`."""
        mine = requests.requester_id == requester_id
        await self._database.write(lambda work: changes.finish(work, request_id, mine, status=CANCELLED))

    async def remind(self, requester_id: int, request_id: int) -> None:
        """Once more, a day after the last word at the earliest, three times in all.

        Raises `RequestNotFound`, `RequestClosed(status)`, `ReminderTooSoon(retry_after_seconds)`,
        `RemindersUsedUp(count_max)`, `CannotBeAsked`, `CustomerNotActive`.
        """
        await self._database.write(lambda work: changes.remind(work, self._vault, requester_id, request_id))

    def _askable(self, connection: Connection, requester_id: int, found: Customer) -> Customer:
        """Raises `AskingOneself`, `CannotBeAsked`, `TooManyAskedOfOne`, `TooManyOpenRequests`."""
        asking.refuse_unaskable(connection, requester_id, [found.id], self._database.now())
        return found

    def _new(self, connection: Connection, payer_id: int, request_id: int) -> NewQuote:
        found, now = queries.find(connection, self._vault, payer_id, request_id), self._database.now()
        if not found.asked_of(payer_id):
            raise RequestNotFound
        if found.state(now) != OPEN:
            raise RequestClosed(status=found.state(now))
        payee = payable(found.requester, payer_id)
        known = was_paid(connection, payer_id, payee.id)
        if not known and cool_off_seconds(connection, payer_id):
            raise RequestNeedsTransfer
        return NewQuote(
            REQUEST,
            payer_id,
            found.amount,
            self._quotes.fees.fee(REQUEST, found.amount, found.payer.identity_level),
            found.amount,
            payee_id=payee.id,
            subject_id=found.id,
            note=found.note,
            details={} if known else {"warnings": STRANGER},
            valid_for=min(QUOTE_VALID_FOR, found.expires_at - now),
        )
