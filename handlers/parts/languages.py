"""The choice of a language: a button for each, named in its own language."""

from __future__ import annotations

from typing import Any

from aiogram_dialog.widgets.kbd import Button, Column

from handlers.parts.words import Label
from locales import LANGUAGES

PREFIX = "language"


def language_buttons(on_click: Any) -> Column:
    """One button a language; `chosen_language` tells which was pressed."""
    return Column(
        *(
            Button(Label(f"language-{code}"), id=f"{PREFIX}{index}", on_click=on_click)
            for index, code in enumerate(LANGUAGES)
        )
    )


def chosen_language(button: Button) -> str:
    """The language of a button that `language_buttons` made."""
    return LANGUAGES[int(str(button.widget_id).removeprefix(PREFIX))]
