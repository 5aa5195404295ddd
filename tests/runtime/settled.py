"""When a running product has nothing left to do."""

from __future__ import annotations

import asyncio

from sqlalchemy import func, select

from bot.inbox import inbox
from tests.stage import Stage
from wallet.database import Database


async def settled(stage: Stage) -> int:
    """Wait until nothing is waiting; returns how many updates were handled. None may be dead."""
    database = Database.open(stage.settings.database_address)
    query = select(inbox.c.state, func.count()).where(inbox.c.bot == "customer").group_by(inbox.c.state)
    try:
        for _ in range(600):
            states = await database.read(lambda connection: dict(connection.execute(query).all()))
            if set(states) == {"done"}:
                return states["done"]
            await asyncio.sleep(0.1)
    finally:
        await database.close()
    raise AssertionError(f"not settled: {states}")
