"""Telegram's send limits switched on: everybody hears of their money, once, and nothing is sent too fast."""

from __future__ import annotations

import asyncio

import pytest

from tests.factories import customer, fund, pay
from tests.stage import Stage
from tests.stories.people import Phone
from tests.stories.words import words
from wallet import outbox

PAYEES = 60


@pytest.mark.slow
async def test_sixty_people_are_paid_within_a_second(stage: Stage) -> None:
    say, container = words("en"), stage.application.container
    payer = await customer(container.database, container.vault)
    await fund(container.database, payer.id)
    phones, payees = [], []
    for index in range(PAYEES):
        phone = await stage.phone(f"P{index}", username=f"payee_{index}", phone=f"+86138001390{index:02d}")
        await phone.say("/start")
        await phone.sees("Choose your language")
        phones.append(phone)
        payees.append(await customer(container.database, container.vault, telegram_user_id=phone.person, language="en"))
    await stage.world.call("POST", "/limits", {"on": True})
    calls_before = len(await stage.world.calls())
    await asyncio.gather(*(pay(container.database, payer.id, payee.id, 10) for payee in payees))

    for _ in range(300):
        if (await container.database.read(outbox.counts)).get("sent", 0) == PAYEES:
            break
        await asyncio.sleep(0.1)
    fields = {"payer": "", "number": "", "balance": "", "when": "", "reference": ""}
    amount = say.first_line("notice-transfer-received", amount=say.yuan(10), **fields)
    assert [await heard(phone, amount) for phone in phones] == [1] * PAYEES
    refused = [call for call in (await stage.world.calls())[calls_before:] if call.get("status") == 429]
    assert not refused


async def heard(phone: Phone, first_line: str) -> int:
    """How many messages of a chat begin with a line."""
    return sum(str(message.get("text", "")).startswith(first_line) for message in await phone.messages())
