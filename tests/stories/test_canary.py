"""A canary run: secrets and personal data are typed in one full story, then searched for wherever data is kept.

The database file with its log, a dump of PostgreSQL, every row of every table (so conversation state, inbox, outbox and
error texts), the whole log at its most talkative, the staff group, and what is left in the customer's own chat.
"""

from __future__ import annotations

import asyncio
import base64
import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import structlog
from PIL import Image
from sqlalchemy import Connection, inspect, text

from bot.logs import configure_logs
from tests.stage import Stage
from tests.stories.people import Phone
from tests.stories.steps import (
    PASSWORD,
    begin_two_step,
    finish_two_step,
    notified,
    open_security,
    prove,
    register,
    to_confirm,
    top_up,
)
from tests.stories.words import Words, words

PIN = "739146"
PHONE, NAME, BIRTHDAY = "+8613846077193", "Zebedee Quill", "1987-11-23"
ADDRESS, EMAIL, CLAIM = "47 Saffron Passage", "zebedee@canary.example", "Zebedee Ambrose Quill"


def forms(value: str) -> Iterator[bytes]:
    """The value as it stands, and as it would stand in UTF-16 or, at any offset, in base64."""
    yield value.encode()
    yield value.encode("utf-16-le")
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + value.encode()).rstrip(b"=")
        yield encoded[2 * (offset > 0) + 2 * (offset > 1) : -1]


def hits(needles: Mapping[str, str], haystacks: Mapping[str, bytes]) -> list[str]:
    """Which needle lies in which haystack. Digits count as a number of their own only: clocks and ids are long."""
    found = []
    for what, value in needles.items():
        for form in forms(value):
            bounded = rb"(?<![0-9])" + re.escape(form) + rb"(?![0-9])" if value.isdigit() else re.escape(form)
            found += [f"{what} in {where}" for where, hay in haystacks.items() if re.search(bounded, hay)]
    return found


@pytest.mark.parametrize("kept", ["as it is", "in UTF-16", "in base64"])
def test_a_leak_would_be_found(kept: str) -> None:
    leaked = {
        "as it is": f'{{"text":"{PASSWORD}"}}'.encode(),
        "in UTF-16": f"x{PASSWORD}x".encode("utf-16-le"),
        "in base64": base64.b64encode(f"pw {PASSWORD} end".encode()),
    }
    assert hits({"password": PASSWORD}, {"a table": leaked[kept]})
    assert hits({"pin": PIN}, {"a log": f"pin={PIN} tries=4".encode()})
    assert not hits({"pin": PIN}, {"a clock": f"17{PIN}00".encode()})


@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_no_secret_and_no_personal_field_stays_in_clear(
    stage: Stage, database_kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], code: str
) -> None:
    configure_logs("DEBUG")
    try:
        secrets, ann = await live(stage, words(code))
        files = await asyncio.to_thread(database_files, tmp_path)
        haystacks = files | await stage.application.container.database.read(every_row)
        if database_kind == "postgresql":
            haystacks["the dump"] = await dumped(stage)
        written = capsys.readouterr()
        haystacks["the log"] = (written.out + written.err).encode()
    finally:
        structlog.reset_defaults()
    assert b'"refused"' in haystacks["the log"] or b"refused" in haystacks["the log"]
    personal = {"phone": PHONE[1:], "name": NAME, "birthday": BIRTHDAY, "address": ADDRESS, "email": EMAIL}
    personal |= {"claim": CLAIM, "family name": "Quill"}
    assert hits(secrets | personal, haystacks) == []

    group = json.dumps([await stage.agent.messages(topic["thread"]) for topic in await stage.agent.topics()])
    assert "47 degrees" in group
    assert hits(secrets | personal, {"the staff group": group.encode()}) == []
    chat = json.dumps(await ann.messages(), ensure_ascii=False)
    assert hits(secrets, {"the chat": chat.encode()}) == []


async def live(stage: Stage, say: Words) -> tuple[dict[str, str], Phone]:
    """One full story with right and wrong secrets; returns those that must be nowhere, and the phone."""
    ann = await stage.phone("Zeb", username="canary", phone=PHONE, language="en")
    bob = await stage.phone("Bob", username="bobby", phone="+8613800138002", language="en")
    await register(bob, say, name="Bob Ray")
    await register(ann, say, name=NAME, pin=PIN, birthday=BIRTHDAY)
    once = await ann.code()
    await top_up(ann, say, 10000)
    await open_security(ann, say, "security-profile")
    for page, typed in (("profile-address", ADDRESS), ("profile-email", EMAIL)):
        await ann.press(say(page))
        await prove(ann, say)
        await ann.sees(say.first_line(page.replace("profile-", "profile-ask-")))
        await ann.say(typed)
        await ann.sees(say("profile-changed"))
    authenticator = await begin_two_step(stage, ann, say)
    codes = await finish_two_step(ann, say, authenticator)
    await ann.press(say("recovery-saved"))
    await notified(ann, say, "totp-on")
    await pay_with_all(ann, say, authenticator.code())
    await hand_in(ann, say)
    await ann.say("/support")
    await ann.sees(say.first_line("support-fresh"))
    await ann.say("It is 47 degrees here and nothing works")
    await stage.agent.topic_with("47 degrees")
    await ann.say("/lock")
    await ann.sees(say.first_line("lock", dots=""))
    await ann.enter_pin(PIN)
    await ann.say("/freeze")
    await notified_of_freeze(ann, say)
    secrets = {"pin": PIN, "password": PASSWORD, "TOTP secret": authenticator.secret, "one-time code": once}
    return secrets | {f"recovery code {number}": value for number, value in enumerate(codes)}, ann


async def pay_with_all(ann: Phone, say: Words, second: str) -> None:
    """A payment with a wrong code and a wrong PIN before the right ones."""
    await to_confirm(ann, say, "@bobby", "20")
    await ann.press("✅")
    await ann.sees(say.first_line("transfer-second", payee="", amount=""))
    await ann.say("000000")
    await ann.sees("⚠️", say.first_line("transfer-second", payee="", amount=""))
    await ann.say(second)
    await ann.sees(say.first_line("transfer-pin", payee="", amount="", dots=""))
    await ann.enter_pin("739164")
    await ann.sees("⚠️", say.first_line("transfer-pin", payee="", amount="", dots=""))
    await ann.enter_pin(PIN)
    await ann.sees(say.first_line("transfer-receipt", payee="", payee_number="", amount=""))


async def hand_in(ann: Phone, say: Words) -> None:
    """A name and a document for the desk."""
    picture = io.BytesIO()
    Image.new("RGB", (64, 40), "navy").save(picture, "JPEG")
    await open_security(ann, say, "security-identity")
    await ann.press(say("identity-document"))
    await ann.sees(say.first_line("identity-ask-name"))
    await ann.say(CLAIM)
    await ann.sees(say.first_line("identity-ask-photo"))
    photo = base64.b64encode(picture.getvalue()).decode()
    body = {"from": ann.person, "photo": photo}
    await ann.world.call("POST", f"/chats/{ann.chat}/messages", body)
    await ann.sees(say("identity-handed-in"))


async def notified_of_freeze(ann: Phone, say: Words) -> None:
    await ann.sees(say.first_line("notice-security-calm", what="", when=""), say("activity-frozen"))


def database_files(folder: Path) -> dict[str, bytes]:
    """SQLite's file and its write-ahead log, byte for byte."""
    return {path.name: path.read_bytes() for path in folder.glob("wallet.sqlite3*")}


def every_row(connection: Connection) -> dict[str, bytes]:
    """All that the tables hold, as text."""
    found = {}
    for table in inspect(connection).get_table_names():
        rows = connection.execute(text(f'SELECT * FROM "{table}"')).all()
        found[f"table {table}"] = "\n".join(map(str, rows)).encode()
    return found


async def dumped(stage: Stage) -> bytes:
    """What pg_dump writes."""
    from tests.postgresql_server import pg_dump_path

    program = await asyncio.create_subprocess_exec(
        pg_dump_path(), stage.settings.database_address, stdout=asyncio.subprocess.PIPE
    )
    dump, _ = await program.communicate()
    assert program.returncode == 0
    assert b"COPY public.customers" in dump
    return dump
