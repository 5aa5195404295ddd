"""The way through money abroad."""

from __future__ import annotations

from tests.stories.acts import Tour

TOUR: Tour = ()
