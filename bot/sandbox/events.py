"""The page's live feed: every change is numbered and told to all who listen."""

import asyncio
from typing import Any

WAITING_MAX = 5_000


class EventHub:
    """Fans events out; a listener that does not keep up is cut off and fetches everything anew."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[dict[str, Any] | None]] = set()
        self._last = 0

    @property
    def listened(self) -> bool:
        """Whether anybody listens."""
        return bool(self._listeners)

    def emit(self, kind: str, chat: str | None = None, **fields: Any) -> None:
        """Tell all listeners."""
        self._last += 1
        event = {"n": self._last, "type": kind, "chat": chat, **fields}
        for queue in list(self._listeners):
            if queue.full():
                self._listeners.discard(queue)
                queue.get_nowait()
                queue.put_nowait(None)
            else:
                queue.put_nowait(event)

    def listen(self) -> asyncio.Queue[dict[str, Any] | None]:
        """A queue of events; None means the end."""
        queue: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue(WAITING_MAX)
        self._listeners.add(queue)
        return queue

    def forget(self, queue: asyncio.Queue[dict[str, Any] | None]) -> None:
        """Stop telling a listener."""
        self._listeners.discard(queue)

    def close(self) -> None:
        """End every stream; for shutdown."""
        for queue in list(self._listeners):
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(None)
