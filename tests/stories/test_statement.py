"""Statements in the chat: chosen days, three kinds of files, and the code that anybody can check."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pypdfium2
import pytest

from handlers import statement as screen
from tests.stage import Stage
from tests.stories.people import Phone, buttons_of, words_of
from tests.stories.steps import pay, register, sees_below, top_up, two_customers
from tests.stories.words import Words, words
from tests.wallet.statement_tools import rows_of, sheets_of
from wallet.errors import DayInvalid, StatementDaysInvalid, StatementNotFound, StatementTooLong
from wallet.statements import service
from wallet.statements.model import DAYS_MAX
from wallet.statements.service import Format

CODE = re.compile(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}")
BOTH = pytest.mark.parametrize("code", ["zh-CN", "en"])


async def opens(ann: Phone, say: Words) -> dict[str, Any]:
    """The screen of statements at the end of the chat."""
    asked = await ann.say("/statement")
    return await sees_below(ann, asked, say.first_line("statement-page", first="", last="", days=1))


async def takes(stage: Stage, ann: Phone, say: Words, kind: Format) -> tuple[dict[str, Any], bytes]:
    """Press a kind of file; returns the message with it, and the file."""
    await ann.press(say("statement-format", kind=kind.value))
    ending = f".{kind.value}"
    shown = await ann.sees(say("statement-sent"))
    sent = [item for item in await ann.messages() if item.get("document", {}).get("file_name", "").endswith(ending)][-1]
    assert sent["message_id"] < shown["message_id"]
    answer = await stage.world.api.get(f"/files/{sent['document']['file_id']}")
    return sent, answer.content


def text_of(content: bytes) -> str:
    """All that can be read in a PDF."""
    document = pypdfium2.PdfDocument(content)
    try:
        return "\n".join(str(page.get_textpage().get_text_range()) for page in document)
    finally:
        document.close()


async def gets_a_file_of_each_kind(stage: Stage, say: Words) -> None:
    """Ann has 500, pays 12.30 with a note that would compute, and gets her statement three times."""
    ann, bob = await two_customers(stage, say, 500_00)
    await pay(ann, say, "@bob", "12.30")
    await opens(ann, say)
    sent, content = await takes(stage, ann, say, Format.CSV)
    figures = {"paid_in": say.yuan(500_00, signed=True), "paid_out": say.yuan(-12_30), "closing": say.yuan(487_70)}
    assert say("statement-figures", count=2, **figures) in words_of(sent)
    rows = rows_of(content)
    (change, balance) = (say("statement-column", column=name) for name in ("change", "balance"))
    assert [row[change] for row in rows] == ["", "500.00", "-12.30", ""]
    assert [row[balance] for row in rows] == ["0.00", "500.00", "487.70", "487.70"]
    _, content = await takes(stage, ann, say, Format.XLSX)
    assert [row["G"] for row in sheets_of(content)["CNY"] if "E" in row][1:] == [("n", "500.00"), ("n", "487.70")]
    sent, content = await takes(stage, ann, say, Format.PDF)
    paper = text_of(content)
    for text in ("Ann Lee", "500.00", "-12.30", "487.70", "B** R**", say("statement-file-page", number="1", count="1")):
        assert text in paper
    actions = [call for call in await stage.world.calls() if call["method"] == "sendChatAction"]
    assert {call["params"]["action"] for call in actions} == {"upload_document"}
    await is_checked_by_bob(stage, bob, say, paper)


async def is_checked_by_bob(stage: Stage, bob: Phone, say: Words, paper: str) -> None:
    """The code of the paper is genuine for anybody, and no other is."""
    found = CODE.search(paper)
    assert found is not None
    await bob.say(f"/verify {found[0]}")
    figures = {"paid_in": say.yuan(500_00, signed=True), "paid_out": say.yuan(-12_30), "closing": say.yuan(487_70)}
    said = await bob.sees("✅", say("statement-figures", count=2, **figures))
    assert "****" in words_of(said)
    assert "Ann" not in words_of(said)
    forged = found[0][:-1] + ("2" if found[0][-1] != "2" else "3")
    await bob.say(f"/verify {forged}")
    await bob.sees(say.refusal(StatementNotFound()))


@pytest.mark.slow
async def test_a_statement_comes_as_paper_with_a_code(stage: Stage) -> None:
    """The short telling."""
    say = words("zh-CN")
    ann = await stage.phone("Ann", username="ann", phone="+8613800138001", language="en")
    await register(ann, say, name="Ann Lee")
    await top_up(ann, say, 500_00)
    await opens(ann, say)
    _, content = await takes(stage, ann, say, Format.PDF)
    found = CODE.search(text_of(content))
    assert found is not None
    await ann.say(f"/verify {found[0]}")
    await ann.sees("✅", say.yuan(500_00, signed=True))


@pytest.mark.slow
@BOTH
async def test_a_statement_comes_as_a_file_of_each_kind(stage: Stage, code: str) -> None:
    await gets_a_file_of_each_kind(stage, words(code))


@pytest.mark.slow
@BOTH
async def test_days_are_typed_and_wrong_ones_refused(stage: Stage, code: str) -> None:
    say = words(code)
    ann, _ = await two_customers(stage, say, 500_00)
    page = await opens(ann, say)
    assert "✓ " + say("statement-this-month") in buttons_of(page)
    await ann.press(say("statement-last-month"))
    await ann.press(say("statement-own"))
    await ann.sees(say.first_line("statement-ask-first"))
    for typed, error in (
        ("yesterday", DayInvalid()),
        ("2999-01-01", StatementDaysInvalid(reason="future", count_max=DAYS_MAX)),
    ):
        await ann.say(typed)
        await ann.sees(say.refusal(error), say.first_line("statement-ask-first"))
    await ann.say("2020/3/5")
    asked = say("statement-ask-last", first=say.language.day(date(2020, 3, 5))).split("\n")[0]
    await ann.sees(asked)
    for typed, reason in (("2020-03-04", "order"), ("2021-03-06", "long")):
        await ann.say(typed)
        await ann.sees(say.refusal(StatementDaysInvalid(reason=reason, count_max=DAYS_MAX)), asked)
    await ann.press(say("statement-until-today"))
    await ann.sees(say.refusal(StatementDaysInvalid(reason="long", count_max=DAYS_MAX)), asked)
    await ann.say("2020-03-31")
    shown = await ann.sees(
        say("statement-page", first=say.language.day(date(2020, 3, 5)),
            last=say.language.day(date(2020, 3, 31)), days=27).split("\n")[1]
    )  # fmt: skip
    assert say("statement-this-month") in buttons_of(shown)
    sent, content = await takes(stage, ann, say, Format.CSV)
    assert say(
        "statement-figures", paid_in=say.yuan(0), paid_out=say.yuan(0), closing=say.yuan(0), count=0
    ) in words_of(sent)
    assert len(rows_of(content)) == 2


@pytest.mark.slow
@BOTH
async def test_a_long_one_tells_how_far_it_is(stage: Stage, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """And one that is too long for paper is refused where it was asked for."""
    say = words(code)
    ann, _ = await two_customers(stage, say, 500_00)
    monkeypatch.setattr(screen, "PROGRESS_SECONDS", 0)
    monkeypatch.setattr(service, "LINES_MAX", {Format.PDF: 0, Format.XLSX: 9, Format.CSV: 9})
    await opens(ann, say)
    await ann.press(say("statement-format", kind="pdf"))
    await ann.sees(
        say.refusal(StatementTooLong(count_max=0)), say.first_line("statement-page", first="", last="", days=1)
    )
    await takes(stage, ann, say, Format.CSV)
    told = [
        call for call in await stage.world.calls()
        if call["method"] == "editMessageText" and say("statement-progress", done=1, of=1) in str(call["params"])
    ]  # fmt: skip
    assert len(told) == 1
    assert say("statement-sent") in words_of(await ann.screen())
