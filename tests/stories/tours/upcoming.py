"""The way to what is due soon."""

from __future__ import annotations

from handlers.money_states import Upcoming
from tests.stories.acts import Tour, says

TOUR: Tour = ((Upcoming.main, (says("/upcoming"),)),)
