"""Records as people use them: filtered, searched, written on, their receipt shown again, disputed; and refusals."""

from __future__ import annotations

import pytest

from tests import factories
from tests.stage import Stage
from tests.stories.people import Phone, buttons_of, words_of
from tests.stories.steps import pay, two_customers
from tests.stories.words import Words, words
from wallet.customers.queries import Customer
from wallet.errors import DayInvalid, NoteTooLong, OperationNotFound, SearchTextInvalid, TagsInvalid
from wallet.records.annotating import NOTE_LENGTH_MAX, TAG_LENGTH_MAX, TAGS_MAX
from wallet.records.searching import TEXT_LENGTH_MAX

BOTH = pytest.mark.parametrize("code", ["zh-CN", "en"])


async def owner_of(stage: Stage, phone: Phone) -> Customer:
    """The customer behind a phone."""
    found = await stage.application.container.customers.recognise(phone.person, None)
    assert found is not None
    return found


async def ann_who_paid_bob(stage: Stage, say: Words) -> tuple[Phone, Phone]:
    """Ann paid Bob 12.50, and is in her history."""
    ann, bob = await two_customers(stage, say, 10000)
    await pay(ann, say, "@bob", "12.50")
    await open_history(ann, say)
    return ann, bob


async def open_history(phone: Phone, say: Words) -> None:
    await phone.say("/history")
    await phone.sees(say.first_line("history-title", page="1"))


async def open_filters(phone: Phone, say: Words) -> None:
    await phone.press(say("history-filter"))
    await phone.sees(say("filter-title"))


async def show(phone: Phone, say: Words, count: int) -> str:
    """From the filters to the history; the button says how many there are."""
    await phone.press(say("filter-show", count=count, many="no"))
    words = await phone.sees(say.first_line("history-filtered", words="") if True else "")
    return words_of(words)


async def open_record(phone: Phone, say: Words) -> None:
    await phone.press("12.50")
    await phone.sees(say("record-kind-transfer-out"), say.yuan(-1250))


@pytest.mark.parametrize("code", ["en", pytest.param("zh-CN", marks=pytest.mark.slow)])
async def test_filters_search_and_notes(stage: Stage, code: str) -> None:
    say = words(code)
    ann, _ = await ann_who_paid_bob(stage, say)
    await open_record(ann, say)
    await ann.press(say("record-add-note"))
    await ann.sees(say.first_line("record-ask-note", length_max=NOTE_LENGTH_MAX))
    await ann.say("Picnic with Bob")
    await ann.sees(say("record-note-kept"), say("record-written", written="Picnic with Bob"))
    await ann.press(say("record-add-tags"))
    await ann.say("#summer, 野餐")
    await ann.sees(say("record-tags-kept"), "#summer #野餐", say("category-people"))
    await ann.press(say("back"))
    await open_filters(ann, say)
    await ann.press(say("filter-by-words"))
    await ann.say("picnic #野餐")
    await ann.sees("🔎 picnic #野餐")
    await ann.press(say("filter-by-period"))
    await ann.press(say("filter-period", period="month"))
    await ann.sees("🔎 picnic #野餐", say("filter-period", period="month"))
    await ann.press(say("filter-show", count=1, many="no"))
    shown = await ann.sees(say.first_line("history-title", page="1"), "🔎 picnic #野餐")
    assert [one for one in buttons_of(shown) if "12.50" in one or "100.00" in one] == [
        one for one in buttons_of(shown) if "12.50" in one
    ]
    await ann.press(say("filter-clear"))
    shown = await ann.sees(say.first_line("history-title", page="1"))
    assert any("100.00" in one for one in buttons_of(shown))
