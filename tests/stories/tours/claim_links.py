"""The way through claim links."""

from __future__ import annotations

from tests.stories.acts import Tour

TOUR: Tour = ()
