"""The way through claim links."""

from __future__ import annotations

from handlers.states import Checkout, ClaimLinks
from tests import factories
from tests.stories.acts import Tour, at, enters, holding, presses, says
from tests.stories.screens import Walk
from tests.stories.steps import PIN
from wallet.claim_links.service import NewLink


async def opens_bobs_link(walk: Walk) -> None:
    """Bob's money is made for it; Ann presses his link."""
    container = walk.stage.application.container
    ann = await container.customers.recognise(walk.phone.person, "ann")
    assert ann is not None
    bob = await container.payments.find_payee(ann.id, "@bob")
    await factories.fund(container.database, bob.id, 5_00)
    quote = await container.claim_links.quote(bob.id, NewLink(factories.money(5_00), "for the tour"))
    await container.checkout.pay(bob.id, quote.reference, factories.PIN)
    token = (await container.claim_links.of_receipt(bob.id, quote.reference)).token
    await walk.phone.say(f"/start c_{token}")


TOUR: Tour = (
    (ClaimLinks.mine, (says("/links"),)),
    (ClaimLinks.amount, (presses("claim-links-new"),)),
    (ClaimLinks.options, (says("2"),)),
    (ClaimLinks.note, (presses("claim-link-add-note"),)),
    (ClaimLinks.password, (says("a gift"), at(ClaimLinks.options), presses("claim-link-add-password"))),
    (ClaimLinks.only_for, (says("tour-words"), at(ClaimLinks.options), presses("claim-link-add-only-for"))),
    (ClaimLinks.options, (says("@bob"),)),
    (Checkout.confirm, (presses("claim-link-continue"),)),
    (Checkout.receipt, (holding("✅"), at(Checkout.pin), enters(PIN))),
    (ClaimLinks.link, (presses("claim-link-next"),)),
    (ClaimLinks.claim, (opens_bobs_link,)),
    (ClaimLinks.taken, (holding("🎁"),)),
)  # fmt: skip
