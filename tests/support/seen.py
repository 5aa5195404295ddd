"""What a test of the staff group looks at, and presses that the sandbox would not let through."""

from __future__ import annotations

import itertools
import json
from typing import Any

from telegram import Update

from tests.stories.people import words_of
from tests.support.conftest import Office, until
from wallet import outbox

UPDATES = itertools.count(10**6)


async def said_in(office: Office, thread: int) -> list[str]:
    return [words_of(message) for message in await office.agent.messages(thread) if words_of(message)]


async def hint_in(office: Office, thread: int, key: str, **fields: Any) -> None:
    text = office.words.text(key, **fields)
    await until(lambda: says(office, thread, text))


async def says(office: Office, thread: int, text: str) -> bool:
    return text in await said_in(office, thread)


async def answers(office: Office) -> list[dict[str, int]]:
    return [json.loads(fact.fields) for fact in await office.facts(kind=outbox.TICKET_ANSWERED)]


async def has_reaction(office: Office, thread: int, message_id: int) -> bool:
    calls = await office.world.calls()
    done = [call for call in calls if call["method"] == "setMessageReaction" and call["status"] == 200]
    return any(int(call["params"]["message_id"]) == message_id for call in done)


async def press_unseen(office: Office, person: int, message: dict[str, Any], data: str) -> str:
    """A press that the sandbox would not let through: a stranger's, or of a button that is gone. Returns the answer."""
    before = len(await office.world.calls())
    update = {
        "update_id": next(UPDATES),
        "callback_query": {
            "id": "1",
            "from": {"id": person, "is_bot": False, "first_name": "X"},
            "message": message,
            "chat_instance": "1",
            "data": data,
        },
    }
    await office.application.process_update(Update.de_json(update, office.application.bot))
    told = [call for call in (await office.world.calls())[before:] if call["method"] == "answerCallbackQuery"]
    return str(told[-1]["params"]["text"])


async def count(found: Any, wanted: int) -> bool:
    return len(await found) == wanted


async def asked(office: Office, method: str) -> bool:
    return any(call["method"] == method for call in await office.world.calls())


async def was_put_back(office: Office) -> bool:
    (fact,) = await office.facts(kind=outbox.TICKET_MESSAGE)
    return bool(fact.last_error)
