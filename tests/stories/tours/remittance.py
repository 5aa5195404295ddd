"""The way through money abroad."""

from __future__ import annotations

from handlers.states import Checkout, Remittance
from tests.stories.acts import Tour, at, enters, holding, presses, says
from tests.stories.steps import PIN

TOUR: Tour = (
    (Remittance.main, (says("/abroad"),)),
    (Remittance.country, (presses("remittance-new"),)),
    (Remittance.euro, (presses("remittance-euro"),)),
    (Remittance.amount, (holding("Germany"),)),
    (Remittance.preview, (says("5"),)),
    (Remittance.recipient, (presses("remittance-to-whom"),)),
    (Remittance.account, (holding("IBAN"),)),
    (Remittance.name, (says("DE89 3704 0044 0532 0130 00"),)),
    (Remittance.purpose, (says("Anna Weber"),)),
    (Remittance.page, (holding("Family"), at(Checkout.confirm), holding("✅"), at(Checkout.pin), enters(PIN),
                       at(Checkout.receipt), presses("remittance-follow"))),
    (Remittance.cancel, (presses("remittance-cancel"),)),
    (Remittance.page, (presses("remittance-cancel-yes"),)),
)  # fmt: skip
"""The money is called back in the end."""
