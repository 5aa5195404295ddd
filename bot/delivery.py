"""Delivers the outbox: in order within a lane, within Telegram's limits, at least once, dead after N tries."""

from __future__ import annotations

import asyncio
from typing import Protocol

import structlog
from aiolimiter import AsyncLimiter

from wallet import outbox
from wallet.database import Database
from wallet.outbox import DueFact, ReaderBlocked, TryAfter, Undeliverable

IN_HAND_MAX = 20
LOOK_SECONDS = 1.0
STOP_SECONDS_MAX = 10.0
DELIVER_SECONDS_MAX = 50.0
"""Shorter than the lease, so that no second worker takes a fact that is still being delivered."""

OVERALL_A_SECOND = 25
"""Telegram allows a bot about 30 messages a second; the rest is left to direct replies. Evenly spaced: a burst of 25
followed by the next second's 25 would be 50 within one second."""

log = structlog.get_logger(__name__)


class Channel(Protocol):
    """Brings one fact to its reader."""

    async def deliver(self, fact: DueFact) -> None:
        """Raises `ReaderBlocked`, `TryAfter` or `Undeliverable`; anything else is tried again later."""
        ...


class Delivery:
    """Works off one channel of the outbox."""

    def __init__(self, database: Database, name: str, channel: Channel) -> None:
        self._database, self._name, self._channel = database, name, channel
        self._pace = AsyncLimiter(1, 1 / OVERALL_A_SECOND)
        self._in_hand: dict[asyncio.Task[None], int] = {}
        self._stopping = False
        self._woken = database.subscribe(outbox.OUTBOX_SIGNAL)

    async def run(self) -> None:
        """Deliver until stopped."""
        while not self._stopping:
            self._woken.clear()
            await self._begin_due()
            await self._rest()
        if self._in_hand:
            await asyncio.wait(self._in_hand, timeout=STOP_SECONDS_MAX)

    def stop(self) -> None:
        """Begin nothing new; `run` returns when what is in hand is delivered."""
        self._stopping = True
        self._woken.set()

    async def _begin_due(self) -> None:
        places = IN_HAND_MAX - len(self._in_hand)
        if places <= 0:
            return
        due = await self._database.write(lambda work: outbox.lease(work, self._name, places))
        for fact in due:
            task = asyncio.create_task(self._deliver(fact), name=f"delivery {self._name}")
            self._in_hand[task] = fact.id

    async def _rest(self) -> None:
        """Wait for a new fact, for one that is finished (its lane may go on), or for the next look."""
        woken = asyncio.create_task(self._woken.wait())
        done, _ = await asyncio.wait({woken, *self._in_hand}, timeout=LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        woken.cancel()
        for task in [task for task in self._in_hand if task in done]:
            del self._in_hand[task]
            task.result()

    async def _deliver(self, fact: DueFact) -> None:
        try:
            async with self._pace, asyncio.timeout(DELIVER_SECONDS_MAX):
                await self._channel.deliver(fact)
        except ReaderBlocked as error:
            reason = str(error)
            await self._database.write(lambda work: outbox.mark_blocked(work, fact.id, reason))
        except Undeliverable as error:
            reason = str(error)
            log.error("fact_dead", channel=self._name, fact_id=fact.id, kind=fact.kind, reason=reason)
            await self._database.write(lambda work: outbox.mark_dead(work, fact.id, reason))
        except TryAfter as error:
            wait = error.wait
            await self._database.write(lambda work: outbox.mark_failed(work, fact, "asked to wait", wait))
        except Exception as error:  # noqa: BLE001 - recorded with the fact, and tried again a bounded number of times
            reason = type(error).__name__
            state = await self._database.write(lambda work: outbox.mark_failed(work, fact, reason))
            log.warning("fact_failed", channel=self._name, fact_id=fact.id, kind=fact.kind, error=reason, state=state)
        else:
            await self._database.write(lambda work: outbox.mark_sent(work, fact.id))
