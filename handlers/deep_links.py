"""Deep links: what follows `?start=` fills in a screen and never acts. Each link opens in the reader's private chat."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from aiogram_dialog import DialogManager, ShowMode, StartMode

from handlers.claiming import CLAIM_LINK, open_claim
from handlers.services import customer_of
from handlers.states import Transfer
from wallet.references import is_wallet_number

Opener = Callable[[DialogManager, re.Match[str], ShowMode], Awaitable[bool]]
"""Opens what a link names; false when it names nothing that this reader can be shown."""

ARGUMENT = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""Bot API, "Deep linking": 1 to 64 characters of this set."""


async def _open_pay(manager: DialogManager, matched: re.Match[str], show_mode: ShowMode) -> bool:
    number = matched[1]
    if not is_wallet_number(number) or number == customer_of(manager).wallet_number:
        return False
    await manager.start(Transfer.payee, data={"payee": number}, mode=StartMode.RESET_STACK, show_mode=show_mode)
    return True


LINKS: tuple[tuple[re.Pattern[str], Opener], ...] = (
    (re.compile(r"pay_([0-9]{10})"), _open_pay),
    (CLAIM_LINK, open_claim),
)
"""The first that matches the whole argument opens it."""


async def open_link(manager: DialogManager, argument: str, show_mode: ShowMode) -> bool:
    """Open what the argument of /start names; false when it names nothing."""
    if not ARGUMENT.fullmatch(argument):
        return False
    for pattern, opener in LINKS:
        if matched := pattern.fullmatch(argument):
            return await opener(manager, matched, show_mode)
    return False
