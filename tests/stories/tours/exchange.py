"""The way through exchange, rates and alerts."""

from __future__ import annotations

from tests.stories.acts import Tour

TOUR: Tour = ()
