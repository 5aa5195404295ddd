"""Updates repeated and shuffled, requests refused, delayed and lost: the books end as they would on a quiet day."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select

from bot.check import run_check
from tests.runtime.restless import REFERENCE, Restless, by_chance
from tests.runtime.settled import settled
from tests.stage import Stage
from tests.stories.people import Phone, World, words_of
from tests.stories.steps import register, top_up
from tests.stories.words import Words, words
from wallet.database import Database
from wallet.ledger.models import accounts
from wallet.money import currency, parse_amount

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

NAMES = ("ann", "bob", "eve", "dan", "fay", "gus", "ida", "joe")
START_MINOR = 100000
PAYMENTS_EACH = 10
UPDATES_MIN = 2000
REPEATED_MIN = 900
FAULTS_WAITING_MAX = 6
METHODS = (
    "sendMessage",
    "editMessageText",
    "answerCallbackQuery",
    "deleteMessage",
    "editMessageReplyMarkup",
    "getUpdates",
)
FAULTS: tuple[dict[str, Any], ...] = (
    {"status": 429, "description": "Too Many Requests: retry after 1", "retry_after": 1},
    {"status": 500, "description": "Internal Server Error"},
    {"status": 502, "description": "Bad Gateway"},
    {"status": 200, "description": "", "drop": True},
    {"status": 200, "description": "", "drop": True, "after_effect": True},
    {"status": 500, "description": "Internal Server Error", "after_effect": True},
    {"status": 200, "description": "", "delay_seconds": 0.3},
)


class Trouble:
    """Orders faults and repetitions until everybody has paid and enough was repeated."""

    def __init__(self, world: World, bot: int) -> None:
        self._world, self._bot, self._chance = world, bot, random.Random(11)
        self.repeated = self.lost_sends = 0

    async def go_on(self, paying: Sequence[asyncio.Task[None]]) -> None:
        for number in itertools.count():
            if self.repeated >= REPEATED_MIN and all(task.done() for task in paying):
                return
            await asyncio.sleep(0.4)
            if number % FAULTS_WAITING_MAX == 0:
                await self._world.call("DELETE", "/faults")
            fault = dict(self._chance.choice(FAULTS), method=self._chance.choice(METHODS), bot=self._bot, times=1)
            if fault["method"] == "sendMessage" and fault.get("after_effect"):
                self.lost_sends += 1
            await self._world.call("POST", "/faults", fault)
            answer = await self._world.call("POST", "/updates/replay", {"bot": self._bot, "count": 12})
            self.repeated += answer.get("count", 12) if isinstance(answer, dict) else 12


async def test_two_thousand_updates_in_disorder(stage: Stage) -> None:
    say = words("en")
    customers = [await customer(stage, say, index) for index in range(len(NAMES))]
    trouble = Trouble(stage.world, stage.customer_bot)
    async with asyncio.TaskGroup() as tasks:
        paying = [tasks.create_task(one.go_on()) for one in customers]
        tasks.create_task(trouble.go_on(paying))
    await stage.world.call("DELETE", "/faults")

    handled = await settled(stage)
    assert handled + trouble.repeated >= UPDATES_MIN
    assert trouble.repeated >= handled / 3
    lines: list[object] = []
    assert await run_check(stage.settings.database_address, lines.append) == 0, lines
    assert await balances(stage) == expected(customers)
    await told_the_truth(customers, say, trouble.lost_sends)


async def customer(stage: Stage, say: Words, index: int) -> Restless:
    """A registered customer with play money and a plan."""
    name = NAMES[index]
    phone = await stage.phone(name.title(), username=name, phone=f"+861380013810{index}", language="en")
    await register(phone, say, name=f"{name.title()} Lee")
    await top_up(phone, say, START_MINOR)
    others = [other for other in NAMES if other != name]
    return Restless(phone, say, by_chance(others, index), PAYMENTS_EACH)


def expected(customers: list[Restless]) -> Counter[int]:
    """Balances after every planned payment, by how many customers have them."""
    minor = dict.fromkeys(NAMES, START_MINOR)
    for name, one in zip(NAMES, customers, strict=True):
        for number in range(PAYMENTS_EACH):
            payee, amount = one.choose(number)
            moved = parse_amount(amount, currency("CNY"), one.say.language.number_style).minor
            minor[name] -= moved
            minor[payee.removeprefix("@")] += moved
    return Counter(minor.values())


async def balances(stage: Stage) -> Counter[int]:
    database = Database.open(stage.settings.database_address)
    query = select(accounts.c.balance).where(accounts.c.kind == "customer")
    try:
        return Counter(await database.read(lambda connection: connection.execute(query).scalars().all()))
    finally:
        await database.close()


async def told_the_truth(customers: list[Restless], say: Words, lost_sends: int) -> None:
    """Each receipt has its notice at a payee's, and no more repeated notices than answers that were lost."""
    receipts: set[str] = set()
    for one in customers:
        receipts |= await one.receipts()
    assert len(receipts) == len(customers) * PAYMENTS_EACH
    for _ in range(300):
        notices = Counter([reference for one in customers for reference in await noticed(one.phone, say)])
        if set(notices) == receipts:
            break
        await asyncio.sleep(0.1)
    assert set(notices) == receipts
    assert sum(notices.values()) - len(notices) <= lost_sends


async def noticed(phone: Phone, say: Words) -> list[str]:
    start = say.first_line(
        "notice-transfer-received", amount="|", payer="", number="", balance="", when="", reference=""
    )
    texts = [words_of(message) for message in await phone.messages()]
    return [
        reference for text in texts if text.startswith(start.split("|")[0]) for reference in REFERENCE.findall(text)
    ]
