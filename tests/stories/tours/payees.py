"""The way through payees, the note of a transfer, and transfers that wait."""

from __future__ import annotations

from handlers.states import Payees, Transfer, Waiting
from tests.stories.acts import Tour, at, holding, presses, says

TOUR: Tour = (
    (Transfer.note, (says("/transfer"), at(Transfer.payee), says("@bob"), at(Transfer.amount),
                     presses("transfer-add-note"))),
    (Payees.main, (says("/payees"),)),
    (Payees.one, (holding("B** R**"),)),
    (Payees.alias, (presses("payee-rename"),)),
    (Payees.cool_off, (says("/payees"), at(Payees.main), presses("payees-cool-off"))),
    (Waiting.main, (says("/waiting"),)),
)  # fmt: skip
