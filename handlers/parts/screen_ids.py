"""Ids by which a button finds its screen: never the same twice.

The library makes them of the second and one of a hundred numbers. Two screens that open in the same second can get one
id: the second then overwrites the first, and whoever goes back finds nothing, or an old button acts on a new screen.
"""

from __future__ import annotations

import secrets

from aiogram_dialog.api.entities import stack

ID_BYTES = 6
"""Eight characters of the 64 bytes that a button's data may have."""


def new_screen_id() -> str:
    """An id that no other screen has."""
    return secrets.token_urlsafe(ID_BYTES)


def use_own_screen_ids() -> None:
    """Let the library take its ids from here; there is no setting for it."""
    stack.new_id = new_screen_id
