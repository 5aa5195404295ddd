"""The way through requests and splits."""

from __future__ import annotations

from tests.stories.acts import Tour

TOUR: Tour = ()
