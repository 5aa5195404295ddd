"""Nothing that is secret or personal is left in the clear: not in files, rows, logs, messages or errors.

One customer does all there is to do, also wrongly, against bots in a process of their own that logs all it can; then
everything that they left is searched: while they run, after a kill, and after a clean end.
"""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.conversations import conversation_states
from bot.sandbox.app import create_app
from bot.sandbox.server import SandboxServer
from bot.settings import Settings
from tests.runtime.process import BotProcess
from tests.stage import RunningClock, Stage, furnish
from tests.stories import traces
from tests.stories.canary import (
    KEY,
    PERSONAL,
    SECRETS,
    Canary,
    is_reviewed,
    meets_trouble,
    pays,
    registers,
    stops_between_two_pins,
    switches_two_step_on,
    talks_to_support,
    tells_about_themselves,
)
from tests.stories.people import World
from tests.stories.traces import Places
from tests.stories.words import words
from wallet.database import Database
from wallet.security.vault import Vault


@pytest.fixture
async def canary(database_url: str, tmp_path: Path) -> AsyncIterator[Canary]:
    """Bots in a process of their own, and the customer before their first word."""
    async with SandboxServer(create_app(), port=0) as server:
        world, say = World(server.url), words("en")
        fields, customer_bot, agent = await furnish(world)
        fields |= {"data_dir": tmp_path, "database_url": database_url}
        settings = Settings(_env_file=None, **fields)
        keys = f"k1:{base64.b64encode(KEY).decode()}"
        more = {"LOG_LEVEL": "DEBUG", "WALLET_KEYS": keys, "STAFF_LANGUAGE": "en"}
        bots = BotProcess(settings, tmp_path, more)
        await bots.start()
        nobody: Any = None
        stage = Stage(world, settings, customer_bot, agent.chat, agent, nobody, RunningClock())
        phone = await stage.phone("Q", username="somebody", phone=f"+86{PERSONAL['phone']}", language="en")
        yield Canary(stage, bots, phone, say)
        await bots.end()
        await world.close()


async def opened_conversations(database_url: str) -> Places:
    """What the conversations keep, read with the key."""
    database, vault = Database.open(database_url), Vault({"k1": KEY}, "k1")
    try:
        kept = await database.read(lambda connection: connection.execute(select(conversation_states)).all())
    finally:
        await database.close()
    return {f"conversation {row.key}": vault.open(row.value_sealed, f"conversation/{row.key}").encode() for row in kept}


async def everything_left(canary: Canary, folder: Path, began: float) -> Places:
    """All that is on the disk and in the database at this moment."""
    url = canary.stage.settings.database_address
    left = traces.files(folder, "files") | await traces.rows(url)
    if url.startswith("postgresql"):
        left |= await traces.postgresql_files(url, began)
    return left


@pytest.mark.slow
async def test_nothing_secret_or_personal_is_left_in_the_clear(canary: Canary, tmp_path: Path) -> None:
    began, phone, url = traces.now(), canary.phone, canary.stage.settings.database_address
    await registers(canary)
    await pays(canary)
    codes = await switches_two_step_on(canary)
    await tells_about_themselves(canary, codes)
    await is_reviewed(canary)
    await talks_to_support(canary)
    await meets_trouble(canary)
    await stops_between_two_pins(canary, codes)

    hidden = canary.secrets | PERSONAL
    left = await everything_left(canary, tmp_path, began)
    assert traces.traces(left, {"number": await wallet_number(url)}), "the search finds nothing at all"
    assert traces.traces(left, hidden) == []
    remembered = {name: value for name, value in canary.secrets.items() if name != "next PIN"}
    assert traces.traces(await opened_conversations(url), remembered) == []

    await canary.bots.kill()
    assert traces.traces(await everything_left(canary, tmp_path, began), hidden) == []
    await canary.bots.start()
    await phone.say("/home")
    await phone.sees("👛")
    assert await canary.bots.stop() == 0
    assert traces.traces(await everything_left(canary, tmp_path, began), hidden) == []
    assert traces.traces(await opened_conversations(url), canary.secrets) == []
    await only_what_was_meant_for_them(canary)


async def only_what_was_meant_for_them(canary: Canary) -> None:
    """What the bots ever wrote: the customer is shown no secret of their own choice, the desk what is theirs to see."""
    chosen = [*SECRETS, "one-time code"]
    to_customer, to_staff = await canary.said_by("customer"), await canary.said_by("staff")
    assert traces.traces(to_customer, {name: canary.secrets[name] for name in chosen}) == []
    assert traces.traces(to_customer, {"address": PERSONAL["address"]}), "the search finds nothing at all"
    unasked = {name: value for name, value in (canary.secrets | PERSONAL).items() if name != "words to support"}
    assert traces.traces(canary.before_it_was_opened, unasked) == []
    unopened = {name: value for name, value in unasked.items() if name != "claim"}
    assert traces.traces(to_staff, unopened) == []
    assert traces.traces(to_staff, {"claim": PERSONAL["claim"]}), "the search finds nothing at all"


async def wallet_number(database_url: str) -> str:
    found = (await traces.rows(database_url))["customers.wallet_number"]
    return found.decode().split("\n")[0]


@pytest.mark.parametrize("value", ["739146", "Cobalt-marsh 5 lanterns"])
def test_the_search_knows_a_value_in_other_writings(value: str) -> None:
    for lead in ("", "a", "ab"):
        inside = f'{lead}"{value}"'
        written = [inside.encode(), inside.encode("utf-16-le"), base64.b64encode(inside.encode())]
        places = {str(number): content for number, content in enumerate(written)}
        assert traces.traces(places, {"value": value}) == ["value in 0", "value in 1", "value in 2"]
    assert traces.traces({"longer": b"1739146", "hash": b"a739146f"}, {"value": value}) == []
