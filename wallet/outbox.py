"""The outbox: what others are to hear, recorded in the same commit as the money and delivered later, at least once.

A fact carries ids, never words or personal data: it is put into the reader's language when it is delivered.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    update,
)

from wallet.database import Identity, Moment, UnitOfWork, count_by, metadata

TRIES_MAX = 12
LEASE = timedelta(seconds=60)
BACKOFF_FIRST = timedelta(seconds=1)
BACKOFF_MAX = timedelta(minutes=10)
KEPT_FOR = timedelta(days=30)

OUTBOX_SIGNAL = "outbox"

TRANSFER_RECEIVED = "transfer-received"
TRANSFER_WAITING = "transfer-waiting"
TRANSFER_SENT = "transfer-sent"
TRANSFER_RETURNED = "transfer-returned"
CLAIM_LINK_TAKEN = "claim-link-taken"
CLAIM_LINK_RETURNED = "claim-link-returned"
TICKET_ANSWERED = "ticket-answered"
TICKET_CLOSED = "ticket-closed"
TICKET_MESSAGE = "ticket-message"
TICKET_STATUS = "ticket-status"
TICKET_REFUSED = "ticket-refused"
SECURITY = "security"
IDENTITY_DECIDED = "identity-decided"
IDENTITY_REVIEW = "identity-review"
APPROVAL = "approval"
DESK_ALERT = "desk-alert"
REMITTANCE_PAYOUT = "remittance-payout"
REMITTANCE_CHANGED = "remittance-changed"
SHOP_REVIEW = "shop-review"
SHOP_DECIDED = "shop-decided"
REFUND_RECEIVED = "refund-received"
RATES_CLOSED = "rates-closed"
RATE_ALERT = "rate-alert"
INVOICE_PAID = "invoice-paid"
REQUEST_RECEIVED, REQUEST_REMINDED = "request-received", "request-reminded"
REQUEST_PAID, REQUEST_DECLINED = "request-paid", "request-declined"
RECURRING = "recurring"
BUDGET_ALERT = "budget-alert"
DIGEST = "digest"

CUSTOMER_FACTS = frozenset({TRANSFER_RECEIVED, TICKET_ANSWERED, TICKET_CLOSED, SECURITY, IDENTITY_DECIDED})
DESK_FACTS = frozenset({TICKET_MESSAGE, TICKET_STATUS, TICKET_REFUSED, IDENTITY_REVIEW, APPROVAL, DESK_ALERT})
CUSTOMER_FACTS |= {RATE_ALERT}
DESK_FACTS |= {RATES_CLOSED}
CUSTOMER_FACTS |= {SHOP_DECIDED, REFUND_RECEIVED}
DESK_FACTS |= {SHOP_REVIEW}
CUSTOMER_FACTS |= {INVOICE_PAID}
CUSTOMER_FACTS |= {TRANSFER_WAITING, TRANSFER_SENT, TRANSFER_RETURNED}
CUSTOMER_FACTS |= {REMITTANCE_CHANGED}
DESK_FACTS |= {REMITTANCE_PAYOUT}
CUSTOMER_FACTS |= {REQUEST_RECEIVED, REQUEST_REMINDED, REQUEST_PAID, REQUEST_DECLINED}
CUSTOMER_FACTS |= {CLAIM_LINK_TAKEN, CLAIM_LINK_RETURNED}
CUSTOMER_FACTS |= {RECURRING}
CUSTOMER_FACTS |= {BUDGET_ALERT}
CUSTOMER_FACTS |= {DIGEST}
FACT_KINDS = CUSTOMER_FACTS | DESK_FACTS

CUSTOMER_CHANNEL, DESK_CHANNEL = "customer", "desk"

outbox = Table(
    "outbox",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("lane", String(64), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("fields", Text, nullable=False),
    Column("state", String(12), nullable=False, server_default="waiting"),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("due_at", Moment, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("finished_at", Moment, nullable=True),
    Column("last_error", String(300), nullable=True),
    Index("ix_outbox_due", "channel", "state", "due_at"),
    Index("ix_outbox_lane", "channel", "lane", "state", "id"),
)
"""States: waiting (also while leased: `due_at` is then the end of the lease), sent, blocked (the reader blocked the
bot), dead (all tries used up; an operator looks at it)."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that `lane`'s reader is to hear. Facts of one lane are delivered in order."""

    channel: str
    lane: str
    kind: str
    fields: Mapping[str, str | int | None]


@dataclass(frozen=True, slots=True)
class DueFact:
    """A leased fact. `tries` counts this one."""

    id: int
    lane: str
    kind: str
    fields: Mapping[str, str | int | None]
    tries: int
    created_at: datetime

    def number(self, name: str) -> int:
        """A field that is an id. Raises `Undeliverable` when it is none."""
        value = self.fields[name]
        if not isinstance(value, int):
            raise Undeliverable(f"{name} is no id")
        return value


def record(work: UnitOfWork, fact: Fact) -> None:
    """Write a fact into the caller's unit of work and wake the delivery after its commit."""
    record_all(work, [fact])


def record_all(work: UnitOfWork, facts: Sequence[Fact]) -> None:
    """Write facts, in order, in one hop."""
    if not facts:
        return
    for fact in facts:
        if fact.kind not in FACT_KINDS:
            raise ValueError(f"unknown fact {fact.kind!r}")
    rows = [
        {
            "channel": fact.channel,
            "lane": fact.lane,
            "kind": fact.kind,
            "fields": json.dumps(dict(fact.fields), ensure_ascii=False),
            "due_at": work.now,
            "created_at": work.now,
        }
        for fact in facts
    ]
    work.connection.execute(insert(outbox), rows)
    work.signal(OUTBOX_SIGNAL)


def record_security(work: UnitOfWork, customer_id: int, event: str, **fields: str | int | None) -> None:
    """Tell the customer what happened to their account: `event` is a kind of `wallet.trail`.

    In a lane of its own: no other notice that can't be delivered may hold these back.
    """
    told: dict[str, str | int | None] = {"customer_id": customer_id, "event": event, **fields}
    record(work, Fact(CUSTOMER_CHANNEL, f"security/{customer_id}", SECURITY, told))


def record_desk_alert(work: UnitOfWork, customer_id: int, cause: str) -> None:
    """Tell the desk that a wallet was frozen, and why."""
    fields: dict[str, str | int | None] = {"customer_id": customer_id, "cause": cause}
    record(work, Fact(DESK_CHANNEL, f"alert/{customer_id}", DESK_ALERT, fields))


def lease(work: UnitOfWork, channel: str, size_max: int) -> Sequence[DueFact]:
    """Take due facts, the oldest of each lane only, so that a lane keeps its order even among many workers."""
    first = (
        select(outbox.c.lane, func.min(outbox.c.id).label("id"))
        .where(outbox.c.channel == channel, outbox.c.state == "waiting")
        .group_by(outbox.c.lane)
        .subquery()
    )
    due = (
        select(outbox)
        .join(first, first.c.id == outbox.c.id)
        .where(outbox.c.due_at <= work.now, outbox.c.state == "waiting")
        .order_by(outbox.c.id)
        .limit(size_max)
        .with_for_update(of=outbox, skip_locked=True)
    )
    rows = work.connection.execute(due).all()
    if rows:
        work.connection.execute(
            update(outbox)
            .where(outbox.c.id.in_([row.id for row in rows]))
            .values(tries=outbox.c.tries + 1, due_at=work.now + LEASE)
        )
    return [DueFact(row.id, row.lane, row.kind, json.loads(row.fields), row.tries + 1, row.created_at) for row in rows]


def mark_sent(work: UnitOfWork, fact_id: int) -> None:
    """The reader has it."""
    _finish(work, fact_id, "sent", None)


def mark_blocked(work: UnitOfWork, fact_id: int, error: str) -> None:
    """The reader blocked the bot: not tried again."""
    _finish(work, fact_id, "blocked", error)


def mark_dead(work: UnitOfWork, fact_id: int, error: str) -> None:
    """It can never be delivered: visible until an operator looks at it."""
    _finish(work, fact_id, "dead", error)


def mark_failed(work: UnitOfWork, fact: DueFact, error: str, retry_after: timedelta | None = None) -> str:
    """Try again later, or give up after the last try. A wait that Telegram asked for costs no try."""
    if retry_after is None and fact.tries >= TRIES_MAX:
        mark_dead(work, fact.id, error)
        return "dead"
    wait = retry_after or min(BACKOFF_FIRST * 2 ** (fact.tries - 1), BACKOFF_MAX)
    tries = fact.tries - 1 if retry_after is not None else fact.tries
    work.connection.execute(
        update(outbox).where(outbox.c.id == fact.id).values(due_at=work.now + wait, tries=tries, last_error=error[:300])
    )
    return "waiting"


def _finish(work: UnitOfWork, fact_id: int, state: str, error: str | None) -> None:
    work.connection.execute(
        update(outbox)
        .where(outbox.c.id == fact_id)
        .values(state=state, finished_at=work.now, last_error=None if error is None else error[:300])
    )


def counts(connection: Connection) -> dict[str, int]:
    """How many facts are in each state."""
    return count_by(connection, outbox.c.state)


def forget_old(work: UnitOfWork) -> int:
    """Delete what was delivered long ago; dead facts stay."""
    result = work.connection.execute(
        delete(outbox).where(outbox.c.state.in_(["sent", "blocked"]), outbox.c.finished_at < work.now - KEPT_FOR)
    )
    return int(result.rowcount)


class ReaderBlocked(Exception):
    """Raised by a channel: the reader blocked the bot or is gone. Not tried again."""


class TryAfter(Exception):
    """Raised by a channel: Telegram asks to wait. Costs no try."""

    def __init__(self, seconds: float) -> None:
        self.wait = timedelta(seconds=seconds)
        super().__init__(f"retry after {seconds} s")


class Undeliverable(Exception):
    """Raised by a channel: this fact can never be delivered as it is."""
