"""One bot's update queue: identifiers, allowed kinds, long polling, confirmation and replay."""

import asyncio
import json
import random
import time
from collections import deque
from dataclasses import dataclass
from typing import Any

from bot.sandbox.errors import BotApiError

LONG_POLL_SECONDS_MAX = 50
BATCH_SIZE_MAX = 100
PENDING_COUNT_MAX = 100_000
HISTORY_COUNT_MAX = 10_000
KINDS_ONLY_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})

CONFLICT_PAUSE_SECONDS = 3.0

TERMINATED_BY_GET_UPDATES = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
TERMINATED_BY_SET_WEBHOOK = "Conflict: terminated by setWebhook request"


@dataclass(slots=True, frozen=True)
class Update:
    """One update, serialized when it happened, so that later edits do not change it."""

    id: int
    kind: str
    order_key: str
    body: bytes


class UpdateQueue:
    """Updates that the bot has not confirmed yet, and those it may be told again."""

    def __init__(self) -> None:
        self._next_id = random.randrange(100_000_000, 900_000_000)  # noqa: S311
        self.pending: deque[Update] = deque(maxlen=PENDING_COUNT_MAX)
        self._history: deque[Update] = deque(maxlen=HISTORY_COUNT_MAX)
        self._replays: deque[Update] = deque()
        self._allowed: frozenset[str] | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._last_conflict = -CONFLICT_PAUSE_SECONDS
        self.arrived = asyncio.Event()

    def allow(self, kinds: list[Any] | None) -> None:
        """Keep the wanted kinds; an empty list means the default set, None leaves them as they were."""
        if kinds is not None:
            self._allowed = frozenset(str(kind) for kind in kinds) or None

    @property
    def allowed(self) -> list[str] | None:
        """The kinds asked for, None for the default set."""
        return sorted(self._allowed) if self._allowed is not None else None

    def wants(self, kind: str) -> bool:
        """Tell whether an update of this kind is kept for the bot."""
        if self._allowed is None:
            return kind not in KINDS_ONLY_ON_REQUEST
        return kind in self._allowed

    def push(self, kind: str, payload: dict[str, Any], order_key: str) -> None:
        """Queue one update; `order_key` names the stream within which a webhook keeps the order."""
        if not self.wants(kind):
            return
        body = json.dumps({"update_id": self._next_id, kind: payload}, ensure_ascii=False).encode()
        update = Update(self._next_id, kind, order_key, body)
        self._next_id += 1
        self.pending.append(update)
        self._history.append(update)
        self._wake()

    def _wake(self) -> None:
        self.arrived.set()
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def confirm_below(self, offset: int) -> None:
        """Forget pending updates with an id below `offset`; a negative one keeps the last `-offset`."""
        if offset < 0:
            while len(self.pending) > -offset:
                self.pending.popleft()
        while offset > 0 and self.pending and self.pending[0].id < offset:
            self.pending.popleft()

    def remove(self, update: Update) -> None:
        """Forget one update, delivered out of order by a webhook."""
        if update in self.pending:
            self.pending.remove(update)

    def clear(self) -> None:
        """Drop everything pending, as drop_pending_updates asks."""
        self.pending.clear()
        self._replays.clear()

    def replay(self, count: int) -> int:
        """Deliver the last `count` updates once more, shuffled; return how many there were."""
        chosen = list(self._history)[-count:] if count > 0 else []
        random.shuffle(chosen)
        self._replays.extend(chosen)
        self._wake()
        return len(chosen)

    def take_replay(self) -> Update | None:
        """Return the next update to repeat, None when there is none."""
        return self._replays.popleft() if self._replays else None

    def terminate(self, description: str) -> None:
        """Answer the waiting getUpdates, if any, with a conflict; a repeated one late, so that two cannot race."""
        waiter, self._waiter = self._waiter, None
        if waiter is None or waiter.done():
            return
        now = time.monotonic()
        if now - self._last_conflict < CONFLICT_PAUSE_SECONDS:
            asyncio.get_running_loop().call_later(CONFLICT_PAUSE_SECONDS, _refuse, waiter, description)
        else:
            _refuse(waiter, description)
        self._last_conflict = now

    def release(self) -> None:
        """Let the waiting getUpdates answer at once with what there is; for shutdown."""
        self._wake()

    async def poll(self, offset: int, limit: int, timeout_seconds: int) -> list[bytes]:
        """Serve one getUpdates call; raise 409 when a newer call takes over."""
        self.terminate(TERMINATED_BY_GET_UPDATES)
        self.confirm_below(offset)
        batch_size = limit if 1 <= limit <= BATCH_SIZE_MAX else BATCH_SIZE_MAX
        if not self.pending and not self._replays and timeout_seconds > 0:
            waiter = self._waiter = asyncio.get_running_loop().create_future()
            try:
                await asyncio.wait_for(waiter, min(timeout_seconds, LONG_POLL_SECONDS_MAX))
            except TimeoutError:
                return []
            finally:
                if self._waiter is waiter:
                    self._waiter = None
        return self._batch(batch_size)

    def _batch(self, size: int) -> list[bytes]:
        replays = [self._replays.popleft().body for _ in range(min(size, len(self._replays)))]
        fresh = [update.body for _, update in zip(range(size - len(replays)), self.pending, strict=False)]
        return replays + fresh


def _refuse(waiter: asyncio.Future[None], description: str) -> None:
    if not waiter.done():
        waiter.set_exception(BotApiError(409, description))
