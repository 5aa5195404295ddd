"""The way through payees and waiting transfers."""

from __future__ import annotations

from tests.stories.acts import Tour

TOUR: Tour = ()
