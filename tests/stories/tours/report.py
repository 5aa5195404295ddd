"""The way through reports."""

from __future__ import annotations

from handlers.money_states import Report
from tests.stories.acts import Tour, says

TOUR: Tour = ((Report.main, (says("/report"),)),)
