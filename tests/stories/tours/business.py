"""The way through a merchant's pages."""

from __future__ import annotations

from handlers.states import Business, Refund, Sales
from tests.stories.acts import Tour, enters, holding, presses, says, sees
from tests.stories.screens import Walk
from tests.stories.steps import PIN
from tests.wallet.shops import AGENT, sell


async def sells(walk: Walk) -> None:
    """The desk approves the shop, and Bob pays there."""
    container = walk.stage.application.container
    ann = await container.customers.recognise(walk.phone.person, "ann")
    assert ann is not None
    review = await container.merchants.latest(ann.id)
    assert review is not None
    await container.merchants.decide(review.id, None, AGENT, "Mark")
    bob = await container.payments.find_payee(ann.id, "@bob")
    await sell(container.database, bob.id, ann.id, 12_34)


TOUR: Tour = (
    (Business.main, (says("/business"),)),
    (Business.name, (presses("business-open"),)),
    (Business.category, (says("Corner shop"),)),
    (Business.logo, (holding("🛍"),)),
    (Business.main, (presses("business-logo-none"),)),
    (Business.main, (sells, sees("notice-shop-decided", name="Corner shop", status="approved"), says("/business"),
                     sees("business-today", lines=""))),
    (Sales.page, (presses("business-sales"),)),
    (Sales.one, (holding("12.34"),)),
    (Refund.amount, (presses("sale-refund"),)),
    (Refund.reason, (says("5"),)),
    (Refund.check, (says("sold out"),)),
    (Refund.pin, (holding("↩️"),)),
    (Refund.done, (enters(PIN),)),
)  # fmt: skip
