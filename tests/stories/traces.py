"""Looking for traces of a value wherever it may have been left: in files, rows, logs, messages, in several writings."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import make_url, select

from bot.migrations.tables import all_tables
from tests.postgresql_server import dump
from tests.run import run_folder
from wallet.database import Database

Places = dict[str, bytes]
SHARED_WAL, SHORT_DIGITS = "pg_wal", 6


def forms(value: str) -> list[bytes]:
    """A value as UTF-8 and UTF-16, and as it looks inside base64, wherever it begins there."""
    raw = value.encode()
    found = [raw, value.encode("utf-16-le")]
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + raw)
        found.append(encoded[(offset * 8 + 5) // 6 : (offset + len(raw)) * 8 // 6])
    return found


def is_in(content: bytes, value: str) -> bool:
    """Whether a value is found in any form. Six digits have to stand alone: longer numbers have them by chance."""
    plain, *others = forms(value)
    if any(form in content for form in others):
        return True
    if value.isdigit() and len(value) == SHORT_DIGITS:
        return re.search(rb"(?<![0-9A-Fa-f])" + plain + rb"(?![0-9A-Fa-f])", content) is not None
    return plain in content


def traces(places: Mapping[str, bytes], values: Mapping[str, str]) -> list[str]:
    """Where which value is found, by their names: the values themselves are not told."""
    return sorted(
        f"{name} in {place}"
        for name, value in values.items()
        for place, content in places.items()
        if is_in(content, value)
    )


def files(folder: Path, label: str) -> Places:
    """Every file below a folder, byte for byte."""
    return {f"{label}: {path.relative_to(folder)}": path.read_bytes() for path in folder.rglob("*") if path.is_file()}


async def rows(database_url: str) -> Places:
    """Every value of every row of every table as text, by its column."""
    database = Database.open(database_url)
    tables = all_tables().tables

    def read(connection: Any) -> Places:
        return {
            f"{name}.{column.name}": "\n".join(map(str, connection.execute(select(column)).scalars())).encode()
            for name, table in tables.items()
            for column in table.c
        }

    try:
        return await database.read(read)
    finally:
        await database.close()


async def postgresql_files(database_url: str, since: float) -> Places:
    """A dump, the database's own files after a checkpoint, and the log of writes since a moment (Unix time)."""
    data, name = run_folder() / "data", make_url(database_url).database
    connection = await asyncpg.connect(database_url)
    try:
        number = await connection.fetchval("SELECT oid FROM pg_database WHERE datname = $1", name)
        await connection.execute("CHECKPOINT")
    finally:
        await connection.close()
    written = [path for path in (data / SHARED_WAL).iterdir() if path.is_file() and path.stat().st_mtime >= since]
    log = {f"{SHARED_WAL}/{path.name}": path.read_bytes() for path in written}
    return {"pg_dump": await dump(database_url)} | files(data / "base" / str(number), "base") | log


def said(calls: Iterable[Mapping[str, Any]]) -> Places:
    """What a bot asked of Telegram, by method."""
    found: Places = {}
    for call in calls:
        found[call["method"]] = found.get(call["method"], b"") + repr(call["params"]).encode() + b"\n"
    return found


def now() -> float:
    """Unix time, a little earlier than files are dated."""
    return time.time() - 2
