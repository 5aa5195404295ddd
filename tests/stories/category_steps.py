"""Steps of the stories about categories: money that was paid, and the way to a record's category."""

from __future__ import annotations

from tests import factories
from tests.stage import Stage
from tests.stories.people import Phone
from tests.stories.steps import two_customers
from tests.stories.words import Words
from wallet.customers.queries import Customer


async def ann_paid_bob(stage: Stage, say: Words, *payments: tuple[int, str]) -> tuple[Phone, Customer, Customer]:
    """Ann, who paid Bob these amounts with these notes, and both as the product knows them."""
    ann, bob = await two_customers(stage, say, 50000)
    container = stage.application.container
    payer = await container.customers.recognise(ann.person, "ann")
    payee = await container.customers.recognise(bob.person, "bob")
    assert payer is not None
    assert payee is not None
    for minor, note in payments:
        await factories.pay(container.database, payer.id, payee.id, minor, note=note)
    return ann, payer, payee


async def open_category(phone: Phone, say: Words, minor: int) -> None:
    """From anywhere to the category of the payment of so much."""
    await phone.say("/history")
    await phone.sees(say.first_line("history-title", page="1"))
    await phone.press(say.yuan(-minor, signed=True))
    await phone.press(say("record-choose-category"))
    await phone.sees(say("categories-choose", amount="", who="", lines="", why="").split("\n")[-1], say.yuan(minor))


def payments(say: Words, count: int) -> str:
    """The button that puts a rule to work on older payments."""
    return say("categories-older", count=count)
