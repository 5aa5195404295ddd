"""Notices by kind of fact: each area of the product puts its own facts into words."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.notices.notice import Maker

NOTICES: Mapping[str, Maker] = {}
"""Every area adds its own: `{outbox.SOMETHING: something_notice}`."""
