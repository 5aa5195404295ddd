"""The way through requests and splits."""

from __future__ import annotations

from handlers.states import Ask, Receive, Requests, Split
from tests import factories
from tests.stories.acts import Tour, at, holding, presses, says
from tests.stories.screens import Walk
from wallet.references import new_reference
from wallet.requests.asking import Ask as OneAsk
from wallet.requests.asking import Asking


async def bob_asks(walk: Walk) -> None:
    """Bob wants seven yuan of Ann; she finds it in her list."""
    container = walk.stage.application.container
    ann = await container.customers.recognise(walk.phone.person, "ann")
    assert ann is not None
    bob = await container.payments.find_payee(ann.id, "@bob")
    await container.requests.ask(Asking(bob.id, (OneAsk(new_reference(), ann.id, factories.money(7_00)),), "Coffee"))
    await walk.phone.say("/requests")


TO_PEOPLE = (says("/receive"), at(Receive.main), presses("receive-split"), at(Split.total), says("40"), at(Split.note),
             says("Dinner"), at(Split.people), says("@bob"))  # fmt: skip

TOUR: Tour = (
    (Requests.main, (says("/requests"),)),
    (Ask.payee, (presses("receive-ask"),)),
    (Ask.amount, (says("@bob"),)),
    (Ask.note, (says("12.50"),)),
    (Ask.check, (says("Lunch"),)),
    (Requests.one, (holding("🙏"),)),
    (Split.total, (says("/requests"), at(Requests.main), presses("receive-split"))),
    (Split.note, (says("30"),)),
    (Split.people, (says("Taxi"),)),
    (Split.check, (*TO_PEOPLE, at(Split.people), presses("split-go-on"))),
    (Split.one, (holding("🙏"),)),
    (Split.main, (presses("back"),)),
    (Requests.one, (bob_asks, at(Requests.main), holding("⏳ "))),
    (Requests.decline, (presses("request-decline"),)),
)
