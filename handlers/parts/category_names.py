"""What categories are called: the common tree by its texts, own ones by the names that the customer gave them."""

from __future__ import annotations

from collections.abc import Mapping

from locales import Language
from wallet.categories.service import own_id_of


def category_label(language: Language, code: str, own_names: Mapping[int, str]) -> str:
    """A category's emoji and name. An own one whose name is gone has a name all the same."""
    own_id = own_id_of(code)
    if own_id is None:
        return language.text(f"category-{code}")
    name = own_names.get(own_id)
    return language.text("category-own", name=name) if name else language.text("category-own-gone")
