"""The log of every request that bots made, kept serialized so that a long run stays small."""

import json
import time
from collections import deque
from dataclasses import dataclass
from typing import Any

CALL_COUNT_MAX = 100_000
CALL_SIZE_TOTAL_MAX = 192 << 20


@dataclass(slots=True)
class _Record:
    n: int
    head: bytes
    status: int | None
    response: bytes


class CallLog:
    """Requests in the order in which they were answered; the oldest give way beyond the bounds."""

    def __init__(self) -> None:
        self._records: deque[_Record] = deque()
        self._last = 0
        self._size = 0

    def add(
        self, *, bot: dict[str, Any], method: str, parameters: dict[str, Any], started: float, status: int | None,
        response: bytes,
    ) -> None:  # fmt: skip
        """Append one request; `started` is Unix time in seconds, status None when the answer was dropped."""
        self._last += 1
        described = {
            "n": self._last,
            "time": round(started, 6),
            "bot": bot["id"],
            "method": method,
            "params": parameters,
            "bot_username": bot["username"],
            "seconds": round(time.time() - started, 6),
        }
        head = json.dumps(described, ensure_ascii=False).encode()
        self._records.append(_Record(self._last, head, status, response))
        self._size += len(head) + len(response)
        while len(self._records) > CALL_COUNT_MAX or self._size > CALL_SIZE_TOTAL_MAX:
            oldest = self._records.popleft()
            self._size -= len(oldest.head) + len(oldest.response)

    @property
    def first(self) -> int:
        """The number of the oldest call still kept."""
        return self._records[0].n if self._records else self._last + 1

    @property
    def last(self) -> int:
        """The number of the newest call, 0 before the first."""
        return self._last

    def after(self, n: int) -> bytes:
        """Return the calls numbered above `n` as a JSON array, oldest first."""
        skipped = max(0, n + 1 - self.first)
        chosen = [self._records[index] for index in range(skipped, len(self._records))] if skipped < 1_000 else [
            record for record in self._records if record.n > n
        ]  # fmt: skip
        return b"[" + b",".join(_encode(record) for record in chosen) + b"]"


def _encode(record: _Record) -> bytes:
    status = b"null" if record.status is None else str(record.status).encode()
    return record.head[:-1] + b', "status": ' + status + b', "response": ' + (record.response or b"null") + b"}"
