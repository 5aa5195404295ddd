"""Paying people: named in every way there is, saved, with an own name and a note, and warned of."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from tests import factories
from tests.stage import Stage
from tests.stories.payee_steps import asked_how_much, asked_whom, card, confirms, forwards_of, receipt
from tests.stories.people import buttons_of, words_of
from tests.stories.steps import register, two_customers
from tests.stories.test_freeze import balance, owner
from tests.stories.words import words
from wallet.customers.models import customers
from wallet.errors import (
    AliasInvalid,
    AliasTaken,
)


@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_a_payee_is_saved_with_one_tap_and_paid_by_an_own_name(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 10000)
    await asked_whom(ann, say)
    await forwards_of(stage, ann, bob)
    await asked_how_much(ann, say)
    await ann.press(say("transfer-add-note"))
    await ann.sees(say.first_line("transfer-note"))
    await ann.say("Lunch <b>")
    await ann.sees(say("transfer-noted", note="Lunch <b>"))
    await ann.say("20")
    await card(ann, say, "B** R**", say.first_line("checkout-warning-first-payment"), "Lunch <b>")
    await confirms(ann, say)
    await receipt(ann, say, "B** R**")
    await ann.press(say("payee-save-next"))
    await ann.sees(say("payee-saved"), say.first_line("payee-title", name="B** R**", number=""))
    await ann.press(say("payee-rename"))
    await ann.sees(say("payee-alias-page", name="", number="").split("\n")[1])
    await ann.say("12")
    await ann.sees(say.refusal(AliasInvalid(length_max=30)))
    await ann.say("Landlord")
    await ann.sees(say("payee-renamed"), "Landlord")
    shown = await asked_whom(ann, say)
    assert "⭐ Landlord" in buttons_of(shown)
    await ann.say("landlord")
    await asked_how_much(ann, say)
    await ann.sees(say("payee-known", alias="Landlord", name="B** R**"))
    await ann.say("5")
    shown = await card(ann, say, "B** R**")
    assert say.first_line("checkout-warning-first-payment") not in words_of(shown)
    await confirms(ann, say)
    await bob.sees(say.yuan(500), "A** L**")
    assert await balance(stage, bob) == 2500


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_every_way_to_name_a_payee(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 10000)
    number = (await owner(stage, bob)).wallet_number
    ways = {
        "@name": lambda: ann.say("@Bob"),
        "name": lambda: ann.say("bob"),
        "phone": lambda: ann.say("+86 138 0013 8002"),
        "wallet number": lambda: ann.say(number),
        "contact": lambda: ann.share_contact({"phone_number": bob.phone, "first_name": "B", "user_id": bob.person}),
        "contact without account": lambda: ann.share_contact({"phone_number": bob.phone, "first_name": "B"}),
        "message": lambda: forwards_of(stage, ann, bob),
    }
    for minor, (way, act) in enumerate(ways.items(), 1):
        await asked_whom(ann, say)
        await act()
        await asked_how_much(ann, say)
        await ann.say(f"{minor}")
        shown = await card(ann, say, "B** R**", say.yuan(minor * 100))
        warned = say.first_line("checkout-warning-first-payment") in words_of(shown)
        assert warned is (minor == 1), way
        await confirms(ann, say)
        await bob.sees(say.yuan(minor * 100), "A** L**")
    shown = await asked_whom(ann, say)
    await ann.press("B** R**", on=shown)
    await asked_how_much(ann, say)
    await ann.press(say("back"))
    await ann.sees(say("transfer-recent"))
    assert await balance(stage, bob) == sum(range(1, len(ways) + 1)) * 100


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_a_name_that_moved_is_warned_of_with_strong_words(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 10000)
    eve = await stage.phone("Eve", username="eve", phone="+8613800138003", language="en")
    await register(eve, say, name="Eve Fox")
    await asked_whom(ann, say)
    await ann.say("@bob")
    await asked_how_much(ann, say)
    await ann.say("1")
    await card(ann, say)
    await confirms(ann, say)
    await bob.sees(say.yuan(100), "A** L**")

    container = stage.application.container
    names = ((await owner(stage, bob), None), (await owner(stage, eve), "bob"))
    for customer, name in names:
        change = update(customers).where(customers.c.id == customer.id).values(username=name)
        await container.database.write(lambda work, change=change: work.connection.execute(change).rowcount)
    await asked_whom(ann, say)
    await ann.say("@bob")
    await asked_how_much(ann, say)
    await ann.say("2")
    strong = say("checkout-warning-name-moved", former="B** R**")
    await card(ann, say, "E** F**", strong, say.first_line("checkout-warning-first-payment"))
    await confirms(ann, say)
    await receipt(ann, say, "E** F**")
    await asked_whom(ann, say)
    await ann.say("@bob")
    await asked_how_much(ann, say)
    await ann.say("3")
    assert strong not in words_of(await card(ann, say, say.yuan(300)))


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_the_list_renames_forgets_and_pays(stage: Stage, code: str) -> None:
    say, container = words(code), stage.application.container
    ann, bob = await two_customers(stage, say, 10000)
    await ann.say("/payees")
    await ann.sees(say("payees-empty").split("\n")[1])

    others = [await factories.customer(container.database, container.vault, name=f"P{n} X") for n in range(9)]
    ann_id = (await owner(stage, ann)).id
    for other in [*others, await owner(stage, bob)]:
        await container.payees.save(ann_id, other.id)
    shown = await asked_whom(ann, say)
    assert sum("⭐" in button for button in buttons_of(shown)) == 6
    await ann.press(say("transfer-more"), on=shown)
    shown = await ann.sees(say("payees-title").split("\n")[1])
    await ann.press(say("history-older"), on=shown)
    await ann.press(say("history-newer"))
    await ann.press("B** R**")
    await ann.press(say("payee-rename"))
    await ann.sees(say("payee-alias-page", name="", number="").split("\n")[1])
    await ann.say("Bobby")
    await ann.sees(say("payee-alias", alias="Bobby"))
    await ann.press(say("back"))
    await ann.press("P** X**")
    await ann.press(say("payee-rename"))
    await ann.sees(say("payee-alias-page", name="", number="").split("\n")[1])
    await ann.say("bobby")
    await ann.sees(say.refusal(AliasTaken()))
    await ann.press(say("back"))
    await ann.press(say("payee-forget"))
    await ann.sees(say("payee-forgotten"))
    await ann.press("⭐ Bobby")
    await ann.press(say("payee-pay"))
    await asked_how_much(ann, say)
    await ann.sees(say("payee-known", alias="Bobby", name="B** R**"))
