"""The way through codes, invoices and scanning."""

from __future__ import annotations

from tests.stories.acts import Tour

TOUR: Tour = ()
