"""A rate source on a local port that misbehaves as it is told to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

USUAL = {"USD": "1.1100", "CNY": "7.4000", "GBP": "0.8300", "HKD": "8.7000", "JPY": "175.00", "KRW": "1490.0",
         "SGD": "1.4200"}  # fmt: skip
"""Near what the package brings: the first rates of a feed are compared with those."""


def bank_xml(day: date, **changed: str) -> str:
    """Rates of a day in the central bank's form."""
    cubes = "".join(f"<Cube currency='{code}' rate='{rate}'/>" for code, rate in (USUAL | changed).items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?><gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" '
        'xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><gesmes:subject>Reference rates</gesmes:subject>'
        f"<Cube><Cube time='{day.isoformat()}'>{cubes}</Cube></Cube></gesmes:Envelope>"
    )


def times(code: str, factor: int) -> str:
    """The usual rate so many times."""
    return f"{Decimal(USUAL[code]) * factor:f}"


@dataclass
class Source:
    """Answers every request with `body`."""

    body: str = ""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    delay_seconds: float = 0.0
    address: str = ""
    asked: int = 0
    serving: set[asyncio.Task[None]] = field(default_factory=set)

    def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve beside others; kept, so that the end can wait for those who sleep."""
        self.serving.add(asyncio.create_task(self.serve(reader, writer)))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request on one connection."""
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            self.asked += 1
            await asyncio.sleep(self.delay_seconds)
            body = self.body.encode()
            fields = [*self.headers, ("Content-Length", str(len(body))), ("Connection", "close")]
            shown = "".join(f"{name}: {value}\r\n" for name, value in fields)
            writer.write(f"HTTP/1.1 {self.status} Answer\r\n{shown}\r\n".encode() + body)
            await writer.drain()
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


@asynccontextmanager
async def open_source(body: str = "") -> AsyncIterator[Source]:
    """A source that listens until the block ends."""
    source = Source(body)
    server = await asyncio.start_server(source.take, "127.0.0.1", 0)
    source.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/rates"
    async with server:
        yield source
        await asyncio.gather(*source.serving)
