"""Argon2id under a pepper, in a thread of its own so that the bot never waits for it.

Parameters follow the OWASP password storage recommendation (19 MiB, 2 passes, 1 lane). The pepper is mixed in by
HMAC-SHA256 before hashing, so a stolen database alone gives nothing to guess against.
"""

from __future__ import annotations

import asyncio
import hmac
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

MEMORY_KIB, PASSES = 19 * 1024, 2


class Hasher:
    """Hashes secrets and compares them. No method logs, returns or raises with a secret in it."""

    def __init__(self, pepper: bytes) -> None:
        self.pepper = pepper
        self._argon = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=1)
        self._threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="argon2")

    def __repr__(self) -> str:
        return "Hasher()"

    async def hash(self, secret: str) -> str:
        """The Argon2id hash of a secret, with its parameters and a salt of its own."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._argon.hash, self._peppered(secret))

    async def matches(self, secret_hash: str, secret: str) -> bool:
        """Whether `secret_hash` was made from this secret."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._verify, secret_hash, self._peppered(secret))

    def close(self) -> None:
        """Stop the thread."""
        self._threads.shutdown()

    def _peppered(self, secret: str) -> str:
        return hmac.new(self.pepper, secret.encode(), "sha256").hexdigest()

    def _verify(self, secret_hash: str, peppered: str) -> bool:
        try:
            return self._argon.verify(secret_hash, peppered)
        except VerifyMismatchError:
            return False
