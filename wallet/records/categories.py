"""Categories: the tree that everybody has, and what a payment is when nobody chose."""

from __future__ import annotations

from collections.abc import Mapping

TREE: Mapping[str, tuple[str, ...]] = {
    "food": ("food-groceries", "food-restaurants", "food-coffee"),
    "home": ("home-rent", "home-utilities"),
    "transport": ("transport-public", "transport-taxi", "transport-fuel"),
    "shopping": ("shopping-clothes", "shopping-electronics"),
    "fun": ("fun-games", "fun-outings"),
    "health": (),
    "education": (),
    "travel": (),
    "digital": (),
    "services": (),
    "people": ("people-family", "people-gifts"),
    "abroad": (),
    "fees": (),
    "other": (),
}
"""Top categories with those below them, by code; their names are the texts `category-<code>`."""

TOP = tuple(TREE)
CODES = frozenset(TREE) | {code for below in TREE.values() for code in below}
OWN_PREFIX = "own-"
"""A customer's own categories are `own-<id>`; they may stand below a top category."""

BY_MERCHANT: Mapping[str, str] = {
    "retail": "shopping",
    "food": "food",
    "services": "services",
    "travel": "travel",
    "education": "education",
    "health": "health",
    "digital": "digital",
    "other": "other",
}
"""By the category of the shop that was paid (`wallet.merchants.service.CATEGORIES`)."""

BY_KIND: Mapping[str, str] = {
    "transfer": "people",
    "claim-link": "people",
    "request": "people",
    "remittance": "abroad",
    "exchange": "fees",
}
"""By the kind of operation, when nothing else tells; `other` for the rest."""


def parent_of(code: str) -> str | None:
    """The top category above one of the common tree; None for a top category and for own ones."""
    return code.partition("-")[0] if code in CODES and code not in TREE else None


def by_kind(kind: str) -> str:
    """The category of an operation about which nothing else is known."""
    return BY_KIND.get(kind, "other")
