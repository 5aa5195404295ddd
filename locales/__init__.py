"""The words of the wallet: Fluent texts in every language, and money, dates and durations as people write them."""

from locales.fields import FieldValue, Html
from locales.texts import LANGUAGES, Language, TextMissing, Texts, load_texts, negotiate

__all__ = ["LANGUAGES", "FieldValue", "Html", "Language", "TextMissing", "Texts", "load_texts", "negotiate"]
