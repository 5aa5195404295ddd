"""Records as people use them: filtered, searched, written on, their receipt shown again, disputed; and refusals."""

from __future__ import annotations

from datetime import date

import pytest

from tests import factories
from tests.stage import Stage
from tests.stories.people import Phone, buttons_of, words_of
from tests.stories.steps import pay, two_customers
from tests.stories.words import Words, words
from wallet.customers.queries import Customer
from wallet.errors import DayInvalid, NoteTooLong, OperationNotFound, SearchTextInvalid, TagsInvalid
from wallet.records.annotating import NOTE_LENGTH_MAX, TAG_LENGTH_MAX, TAGS_MAX
from wallet.records.searching import TEXT_LENGTH_MAX, Filter

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
    lines = [one for one in buttons_of(shown) if ".50" in one or "100.00" in one]
    assert len(lines) == 1
    assert "12.50" in lines[0]
    await ann.press(say("filter-clear"))
    shown = await ann.sees(say.first_line("history-title", page="1"))
    assert any("100.00" in one for one in buttons_of(shown))


@pytest.mark.slow
@BOTH
async def test_every_filter_and_none_that_matches(stage: Stage, code: str) -> None:
    say = words(code)
    ann, _ = await ann_who_paid_bob(stage, say)
    owner = await owner_of(stage, ann)
    await factories.fund(stage.application.container.database, owner.id, 3_00, "USD")
    bob = (await stage.application.container.searching.people(owner.id))[0].name
    for screen, choice, shown in (
        ("filter-by-currency", say.language.currency_name("USD"), say.language.currency_name("USD")),
        ("filter-by-person", bob, bob),
        ("filter-by-kind", say("record-kind-transfer-out"), say("record-kind-transfer-out")),
        ("filter-by-period", say("filter-period", period="year"), say("filter-period", period="year")),
    ):
        await open_filters(ann, say)
        await ann.press(say(screen))
        await ann.press(choice)
        await ann.sees(say("filter-title"), shown)
        one = "3" if screen == "filter-by-period" else "1"
        await ann.press(say("filter-show", count=int(one), many="no"))
        await ann.sees(say.first_line("history-title", page="1"), shown)
        await ann.press(say("filter-clear"))
    await open_filters(ann, say)
    await ann.press(say("filter-by-category"))
    await ann.press(say("category-food"))
    await ann.press(say("category-food-coffee"))
    await ann.sees(say("filter-title"), say("category-food-coffee"))
    await ann.press(say("filter-show", count=0, many="no"))
    await ann.sees(say.language.text("history-nothing").split("\n")[-1], say("category-food-coffee"))
    await ann.press(say("history-filter"))
    await ann.press(say("filter-by-category"))
    await ann.press(say("category-people"))
    await ann.press(say("filter-whole-category", name=say("category-people")))
    await ann.press(say("filter-by-period"))
    await ann.press(say("filter-all"))
    await ann.press(say("filter-show", count=1, many="no"))
    await ann.sees(say.first_line("history-title", page="1"), say("category-people"))


@pytest.mark.slow
@BOTH
async def test_filters_refuse_clearly_and_lose_nothing(stage: Stage, code: str) -> None:
    say = words(code)
    ann, _ = await ann_who_paid_bob(stage, say)
    await open_filters(ann, say)
    await ann.press(say("filter-by-words"))
    await ann.say("x" * (TEXT_LENGTH_MAX + 1))
    await ann.sees(say.refusal(SearchTextInvalid(length_max=TEXT_LENGTH_MAX)))
    await ann.say("bob%")
    await ann.sees(say("filter-title"), "🔎 bob%")
    await ann.press(say("filter-by-period"))
    for text in ("yesterday", "2027-02-30", "2027-01-01 2027-01-02 2027-01-03"):
        await ann.say(text)
        await ann.sees(say.refusal(DayInvalid()))
    await ann.say("2027-05-20 2027-05-01")
    first, last = (say.language.day(day) for day in (date(2027, 5, 1), date(2027, 5, 20)))
    await ann.sees(say("filter-title"), say("filter-days", first=first, last=last), "🔎 bob%")
    await ann.press(say("back"))
    shown = await ann.sees(say.first_line("history-title", page="1"))
    assert "bob%" not in words_of(shown)


@pytest.mark.slow
@BOTH
async def test_notes_and_tags_keep_their_past(stage: Stage, code: str) -> None:
    say = words(code)
    ann, _ = await ann_who_paid_bob(stage, say)
    await open_record(ann, say)
    await ann.press(say("record-add-note"))
    await ann.say("x" * (NOTE_LENGTH_MAX + 1))
    await ann.sees(say.refusal(NoteTooLong(length_max=NOTE_LENGTH_MAX)))
    await ann.say("First <b>note</b>")
    await ann.sees(say("record-note-kept"), "First <b>note</b>")
    await ann.press(say("record-add-tags"))
    for text in ("x" * (TAG_LENGTH_MAX + 1), " ".join(map(str, range(TAGS_MAX + 1))), "###"):
        await ann.say(text)
        await ann.sees(say.refusal(TagsInvalid(count_max=TAGS_MAX, length_max=TAG_LENGTH_MAX)))
    await ann.say("one two")
    await ann.sees(say("record-tags-kept"), "#one #two")
    await ann.press(say("record-add-note"))
    await ann.press(say("record-remove-note"))
    await ann.sees(say("record-note-removed"))
    await ann.press(say("record-past"))
    past = words_of(await ann.sees(say.first_line("record-past-title", lines="")))
    assert [line for line in past.split("\n")[1:] if "First <b>note</b>" in line] != []
    assert past.count("#one #two") == 2


@pytest.mark.slow
@BOTH
async def test_a_receipt_again_and_a_dispute(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await ann_who_paid_bob(stage, say)
    container = stage.application.container
    owner = await owner_of(stage, ann)
    record = (await container.records.page(owner.id)).records[0]
    await open_record(ann, say)
    await ann.press(say("record-receipt"))
    await ann.sees(say.first_line("record-receipt-title", lines=""), container.receipts.code(record.reference))
    await ann.press(say("back"))
    threads = set()
    for text in ("I never paid this", "And there is more"):
        await ann.press(say("record-dispute"))
        await ann.sees(say.first_line("record-ask-dispute", amount="", reference=""), record.reference)
        await ann.say(text)
        await ann.sees(say.first_line("record-dispute-sent", ticket=""))
        ticket = await container.desk.open_ticket(owner.id)
        assert ticket is not None
        await ann.sees(say("record-dispute-sent", ticket=str(ticket.id)).split("\n")[1])
        thread = await stage.agent.topic_with(text)
        threads.add(thread)
        seen = next(words_of(one) for one in await stage.agent.messages(thread) if text in words_of(one))
        assert record.reference in seen
        await ann.press(say("back"))
        await ann.sees(say("record-kind-transfer-out"), say.yuan(-1250))
    assert len(threads) == 1
    await open_history(bob, say)
    await bob.press("12.50")
    shown = await bob.sees(say("record-kind-transfer-in"))
    assert not [one for one in buttons_of(shown) if one == say("record-receipt")]


@pytest.mark.slow
async def test_nobody_reaches_another_ones_record(stage: Stage) -> None:
    say = words("en")
    ann, bob = await ann_who_paid_bob(stage, say)
    container = stage.application.container
    owner, other = await owner_of(stage, ann), await owner_of(stage, bob)
    topped_up = (await container.records.page(owner.id)).records[-1].operation_id
    await container.annotating.set_note(owner.id, topped_up, "mine")
    with pytest.raises(OperationNotFound):
        await container.annotating.set_note(other.id, topped_up, "not mine")
    more = await container.annotating.more(other.id, topped_up)
    assert (more.parts, more.written) == ((), None)
    assert await container.annotating.past(other.id, topped_up) == []
    page = await container.searching.page(other.id, Filter(text="mine"))
    assert page.records == ()
