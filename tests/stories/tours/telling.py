"""The way through quiet hours and digests."""

from __future__ import annotations

from handlers.money_states import Telling
from tests.stories.acts import Tour, presses, says

TOUR: Tour = (
    (Telling.main, (says("/quiet"),)),
    (Telling.quiet, (presses("telling-quiet-change"),)),
)
