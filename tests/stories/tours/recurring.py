"""The way through recurring transfers and bills."""

from __future__ import annotations

from handlers.money_states import Recurring
from tests.stories.acts import Act, Tour, at, enters, presses, says
from tests.stories.steps import PIN


def chooses(key: str, **fields: str | int) -> Act:
    """A button whose text is filled in."""
    return lambda walk: walk.phone.press(walk.say(key, **fields))


TOUR: Tour = (
    (Recurring.main, (says("/recurring"),)),
    (Recurring.name, (presses("recurring-new-bill"),)),
    (Recurring.payee, (presses("back"), at(Recurring.main), presses("recurring-new-transfer"))),
    (Recurring.amount, (says("@bob"),)),
    (Recurring.every, (says("2.50"),)),
    (Recurring.first, (chooses("recurring-rhythm", unit="month", every="1", one="yes"),)),
    (Recurring.until, (presses("recurring-month-start"),)),
    (Recurring.remind, (presses("recurring-no-until"),)),
    (Recurring.confirm, (chooses("recurring-remind", days=0),)),
    (Recurring.note, (presses("recurring-add-note"),)),
    (Recurring.pin, (says("Rent"), at(Recurring.confirm), presses("recurring-agree"))),
    (Recurring.one, (enters(PIN),)),
    (Recurring.end, (presses("recurring-end"),)),
)
