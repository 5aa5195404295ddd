"""A gateway on a local port that answers as it is told to, in order, and keeps what it was sent."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `hang_up`: take the request and close the connection without a word."""

    status: int = 200
    body: str = "{}"
    headers: tuple[tuple[str, str], ...] = ()
    delay_seconds: float = 0.0
    hang_up: bool = False


@dataclass
class FakeGateway:
    """Answers each request with the next of `answers`, and the last of them from then on."""

    answers: list[Answer]
    address: str = ""
    paths: list[str] = field(default_factory=list)
    tokens: list[str | None] = field(default_factory=list)
    bodies: list[Any] = field(default_factory=list)
    serving: set[asyncio.Task[None]] = field(default_factory=set)

    def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve beside others; kept, so that the end can wait for those who sleep."""
        self.serving.add(asyncio.create_task(self.serve(reader, writer)))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request on one connection."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
        self.paths.append(first.split(" ")[1])
        self.tokens.append(headers.get("authorization"))
        self.bodies.append(json.loads(await reader.readexactly(int(headers["content-length"]))))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        await asyncio.sleep(answer.delay_seconds)
        if not answer.hang_up:
            body = answer.body.encode()
            fields = [*answer.headers, ("Content-Length", str(len(body))), ("Connection", "close")]
            shown = "".join(f"{name}: {value}\r\n" for name, value in fields)
            writer.write(f"HTTP/1.1 {answer.status} Answer\r\n{shown}\r\n".encode() + body)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


@asynccontextmanager
async def open_gateway(*answers: Answer) -> AsyncIterator[FakeGateway]:
    """A gateway that listens until the block ends."""
    gateway = FakeGateway(list(answers) or [Answer()])
    server = await asyncio.start_server(gateway.take, "127.0.0.1", 0)
    gateway.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield gateway
        await asyncio.gather(*gateway.serving)
