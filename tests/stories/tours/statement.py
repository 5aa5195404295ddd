"""The way through statements."""

from __future__ import annotations

from handlers.money_states import Statement
from tests.stories.acts import Tour, presses, says

TOUR: Tour = (
    (Statement.main, (says("/statement"),)),
    (Statement.first, (presses("statement-own"),)),
    (Statement.last, (says("2020-01-01"),)),
)
