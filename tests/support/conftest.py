"""Customers for the desk, and a staff group in the sandbox with the real staff bot behind it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import select

from bot.delivery import Delivery
from bot.inbox import Inbox
from bot.poller import Poller
from bot.runner import Runner
from bot.sandbox.app import create_app
from bot.sandbox.server import SandboxServer
from bot.staff_bot import ALLOWED_UPDATES, StaffBot
from locales import Language, load_texts
from support.desk.approvals import Approvals
from support.desk.service import Desk, FileUnavailable, IncomingMessage
from support.staff.application import AnyApplication, build_application
from support.staff.delivery import StaffChannel
from support.staff.services import StaffServices
from tests.factories import QuickPins
from tests.stories.people import Agent, World
from wallet import outbox
from wallet.customers.service import Customers, Registration
from wallet.database import Database
from wallet.identity.service import Identity
from wallet.limits.service import Limits
from wallet.limits.valuation import BankRates
from wallet.merchants.service import Merchants
from wallet.remittance.payouts import PayoutDesk
from wallet.security.argon import Hasher
from wallet.security.codes import Codes
from wallet.security.vault import Vault

PATIENCE_SECONDS, LOOK_SECONDS = 15.0, 0.03


class NoSender:
    """Codes are not part of these tests."""

    async def send(self, phone: str, code: str, language: str) -> None:
        raise AssertionError("no code is asked for here")


@pytest.fixture
def desk(database: Database, vault: Vault) -> Desk:
    return Desk(database, vault)


@pytest.fixture
async def customers(database: Database, vault: Vault) -> AsyncIterator[Customers]:
    hasher = Hasher(vault.pepper)
    pins = QuickPins(database, hasher)
    yield Customers(database, vault, pins, Codes(database, vault, NoSender(), hasher))
    hasher.close()


@pytest.fixture
async def people(customers: Customers) -> list[int]:
    """Two customers' ids."""
    return [(await customers.register(registration(number))).id for number in (1, 2)]


def registration(number: int) -> Registration:
    return Registration(
        telegram_user_id=1000 + number,
        username=None,
        name=("王小明", "Ann <Lee>")[number - 1],
        phone=f"+861380013800{number}",
        language=("zh-CN", "en")[number - 1],
        time_zone="Asia/Shanghai",
        default_currency="CNY",
        pin="492716",
    )


@dataclass
class Office:
    """The staff group with its bot at work, and the desk behind it."""

    world: World
    database: Database
    services: StaffServices
    agent: Agent
    bot: dict[str, Any]
    application: AnyApplication
    channel: StaffChannel
    words: Language
    files: dict[str, bytes] = field(default_factory=dict)
    written: int = 0

    @property
    def desk(self) -> Desk:
        return self.services.desk

    async def fetch_file(self, file_id: str) -> bytes:
        if file_id not in self.files:
            raise FileUnavailable("file is too big")
        return self.files[file_id]

    async def write(self, customer_id: int, text: str, *, kind: str = "text", file: bytes | None = None) -> int:
        """A customer writes; returns the ticket's number."""
        self.written += 1
        file_id = None if kind == "text" else f"file{self.written}"
        if file is not None and file_id is not None:
            self.files[file_id] = file
        message = IncomingMessage(kind, text, file_id, None, 1000 + customer_id, self.written)
        return (await self.desk.write_from_customer(customer_id, message)).id

    async def write_as(self, person: int, text: str, thread: int | None = None, **more: Any) -> dict[str, Any]:
        body = {"from": person, "text": text, "thread": thread} | more
        sent: dict[str, Any] = await self.world.call("POST", f"/chats/{self.agent.chat}/messages", body)
        return sent

    async def fault(self, method: str, status: int, description: str, **more: Any) -> None:
        body = {"bot": self.bot["id"], "method": method, "status": status, "description": description} | more
        await self.world.call("POST", "/faults", body)

    async def member(self, person: int, status: str, chat: int | None = None) -> None:
        path = f"/chats/{chat or self.agent.chat}/members"
        await self.world.call("POST", path, {"id": person, "status": status, "by": self.agent.person})

    async def facts(self, **wanted: str) -> list[Any]:
        query = select(outbox.outbox).filter_by(**wanted).order_by(outbox.outbox.c.id)
        return list(await self.database.read(lambda connection: connection.execute(query).all()))

    async def settled(self, seconds_max: float = PATIENCE_SECONDS) -> None:
        """Wait until the desk's channel has nothing left to bring."""
        await until(self._is_settled, seconds_max)

    async def _is_settled(self) -> bool:
        return not await self.facts(channel=outbox.DESK_CHANNEL, state="waiting")


async def until(condition: Any, seconds_max: float = PATIENCE_SECONDS) -> None:
    """Wait for a condition that is looked at again and again."""
    deadline = time.monotonic() + seconds_max
    while time.monotonic() < deadline:
        if await condition():
            return
        await asyncio.sleep(LOOK_SECONDS)
    raise AssertionError("it never came to be")


@pytest.fixture
def is_forum() -> bool:
    return True


@pytest.fixture
def group_type() -> str:
    return "supergroup"


@pytest.fixture
async def office(
    database_url: str, vault: Vault, customers: Customers, people: list[int], is_forum: bool, group_type: str
) -> AsyncIterator[Office]:
    database = Database.open(database_url)
    async with SandboxServer(create_app(), port=0) as server:
        world = World(server.url)
        bot = await world.bot("wallet_desk_bot", "staff")
        person = await world.person("Mark", language_code="en")
        members = [person, bot["id"]]
        body: dict[str, Any] = {"title": "Desk", "type": group_type, "members": members, "admins": members}
        body["is_forum"] = is_forum and group_type == "supergroup"
        chat = int((await world.call("POST", "/chats", body))["id"])
        desk, texts = Desk(database, vault), load_texts()
        files: dict[str, bytes] = {}

        async def fetch(file_id: str) -> bytes:
            return await opened.fetch_file(file_id)

        async def official() -> frozenset[str]:
            return frozenset({"wallet.example"})

        identity, approvals = Identity(database, vault), Approvals(database, vault)
        payouts = PayoutDesk(database, vault, Limits(database, BankRates()))
        merchants = Merchants(database, vault)
        services = StaffServices(desk, customers, identity, approvals, merchants, payouts, fetch, official)
        application = build_application(bot["token"], server.url, chat, services, texts, "en")
        channel = StaffChannel(application.bot, chat, services, texts, "en")
        agent, words = Agent(world, person, chat), texts.language("en")
        opened = Office(world, database, services, agent, bot, application, channel, words, files)
        staff = StaffBot(application, database)
        runner = Runner("staff", Inbox(database, vault, "staff"), staff.handle)
        poller = Poller("staff", server.url, bot["token"], runner, ALLOWED_UPDATES)
        delivery = Delivery(database, outbox.DESK_CHANNEL, channel)
        await staff.start()
        running = [asyncio.create_task(poller.run()), asyncio.create_task(delivery.run())]
        yield opened
        poller.stop()
        delivery.stop()
        await asyncio.gather(*running)
        await runner.stop()
        await staff.close()
        await world.close()
    await database.close()
