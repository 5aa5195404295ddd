"""Steps of stories about quick commands."""

from __future__ import annotations

from tests.stories.people import Phone, words_of
from tests.stories.steps import gone
from tests.stories.words import Words
from wallet.errors import (
    QuickCommandNotUnderstood,
    WalletError,
)


async def card(phone: Phone, say: Words, text: str, *shown: str) -> str:
    """Type a quick command and wait for the confirm card; the line itself goes."""
    typed = await phone.say(text)
    found = await phone.sees(say.first_line("checkout-card", lines=""), *shown)
    if not text.startswith("/"):
        await gone(phone, typed)
    return words_of(found)


async def refused(phone: Phone, say: Words, text: str, error: WalletError, *shown: str) -> None:
    """Type a quick command that is answered on the screen that was open, which another one then follows."""
    typed = await phone.say(text)
    await phone.sees(f"⚠️ {say.refusal(error)}", *shown)
    if not text.startswith("/"):
        await gone(phone, typed)
    await phone.say("/home")
    await phone.sees("👛")


def not_understood(say: Words, payee: str = "@bob") -> WalletError:
    """The answer with the two nearest right forms."""
    forms = [say(key, amount="20", payee=payee) for key in ("quick-form-pay", "quick-form-pay-payee-first")]
    return QuickCommandNotUnderstood(first=forms[0], second=forms[1])
