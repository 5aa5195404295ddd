"""The way through a merchant's pages."""

from __future__ import annotations

from tests.stories.acts import Tour

TOUR: Tour = ()
