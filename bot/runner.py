"""Works off one bot's inbox: in order within a lane, many lanes at once, each update until it is done or dead."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

import structlog

from bot.inbox import TRIES_MAX, Inbox, WaitingUpdate

LANES_AT_ONCE_MAX = 32
RETRY_FIRST_SECONDS = 0.5
STOP_SECONDS_MAX = 20.0

Handle = Callable[[WaitingUpdate], Awaitable[None]]
"""Handles an update and marks it done in its own commit. Raising means: not done, try again."""

log = structlog.get_logger(__name__)


class Runner:
    """One a bot. `accept` may be called by a poller or a webhook; it returns once the updates are safe."""

    def __init__(self, name: str, inbox: Inbox, handle: Handle) -> None:
        self._name, self._inbox, self._handle = name, inbox, handle
        self._lanes: dict[str, deque[WaitingUpdate]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._places = asyncio.Semaphore(LANES_AT_ONCE_MAX)
        self._stopping = asyncio.Event()
        self._failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def start(self) -> None:
        """Go on with what an earlier process left."""
        left = await self._inbox.waiting()
        if left:
            log.info("inbox_resumed", bot=self._name, updates=len(left))
        self._enqueue(left)

    async def accept(self, updates: Iterable[Mapping[str, Any]]) -> None:
        """Commit new updates to the inbox and begin to handle them."""
        self._enqueue(await self._inbox.accept(updates))

    async def stop(self) -> None:
        """Finish what is in hand; what waits stays in the inbox for the next start."""
        self._stopping.set()
        if self._workers:
            _, unfinished = await asyncio.wait(self._workers, timeout=STOP_SECONDS_MAX)
            for task in unfinished:
                task.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)

    async def failed(self) -> None:
        """Returns never, or raises what broke a worker outside any update (the database is gone, say)."""
        await asyncio.shield(self._failed)

    @property
    def idle(self) -> bool:
        """Whether nothing is waiting or in hand."""
        return not self._lanes

    def _enqueue(self, updates: Iterable[WaitingUpdate]) -> None:
        for update in updates:
            lane = self._lanes.get(update.lane)
            if lane is not None:
                lane.append(update)
                continue
            self._lanes[update.lane] = deque([update])
            task = asyncio.create_task(self._work_off(update.lane), name=f"lane {self._name}")
            self._workers.add(task)
            task.add_done_callback(self._forget)

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._workers.discard(task)
        if not task.cancelled() and (error := task.exception()) and not self._failed.done():
            self._failed.set_exception(error)

    async def _work_off(self, name: str) -> None:
        lane = self._lanes[name]
        try:
            while lane and not self._stopping.is_set():
                async with self._places:
                    finished = await self._try(lane[0])
                if finished:
                    lane.popleft()
        finally:
            del self._lanes[name]

    async def _try(self, update: WaitingUpdate) -> bool:
        """One try. True when the update needs no further one."""
        try:
            await self._handle(update)
        except Exception as error:
            tries = await self._inbox.note_failure(update.id, type(error).__name__)
            if tries >= TRIES_MAX:
                log.exception("update_dead", bot=self._name, inbox_id=update.id, tries=tries)
                await self._inbox.bury(update.id)
                return True
            log.warning("update_retried", bot=self._name, inbox_id=update.id, tries=tries, error=type(error).__name__)
            await self._wait(RETRY_FIRST_SECONDS * 2 ** (tries - 1))
            return False
        return True

    async def _wait(self, seconds: float) -> None:
        """Sleep, but not through a stop."""
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return
