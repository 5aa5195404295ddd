"""Deep links: what follows `?start=` fills in a screen and never acts. Each link opens in the reader's private chat."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from aiogram_dialog import DialogManager, ShowMode, StartMode

from handlers.claiming import CLAIM_LINK, open_claim
from handlers.money_states import Recurring
from handlers.pay_merchant import CODE_ARGUMENT, open_code
from handlers.services import customer_of, services_of
from handlers.states import ClaimLinks, Requests, Transfer
from wallet.errors import RecurringNotFound, RequestNotFound
from wallet.money import CURRENCIES, MINOR_MAX, Money
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


def pay_argument(wallet_number: str, amount: Money) -> str:
    """The argument that fills in a transfer of this amount to this wallet."""
    return f"pay_{wallet_number}_{amount.minor}_{amount.currency.code}"


def link_argument(amount: Money) -> str:
    """The argument that fills in the amount of a new claim link."""
    return f"link_{amount.minor}_{amount.currency.code}"


def _amount(minor: str, code: str) -> Money | None:
    """An amount that a person could have typed; None for any other."""
    known = code in CURRENCIES and 0 < int(minor) <= MINOR_MAX
    return Money(int(minor), CURRENCIES[code]) if known else None


async def _open_pay_amount(manager: DialogManager, matched: re.Match[str], show_mode: ShowMode) -> bool:
    number, amount = matched[1], _amount(matched[2], matched[3])
    if amount is None or not is_wallet_number(number) or number == customer_of(manager).wallet_number:
        return False
    data = {"payee": number, "minor": amount.minor, "currency": amount.currency.code}
    await manager.start(Transfer.payee, data=data, mode=StartMode.RESET_STACK, show_mode=show_mode)
    return True


async def _open_new_link(manager: DialogManager, matched: re.Match[str], show_mode: ShowMode) -> bool:
    amount = _amount(matched[1], matched[2])
    if amount is None:
        return False
    data = {"minor": amount.minor, "currency": amount.currency.code}
    await manager.start(ClaimLinks.amount, data=data, mode=StartMode.RESET_STACK, show_mode=show_mode)
    return True


async def _open_request(manager: DialogManager, matched: re.Match[str], show_mode: ShowMode) -> bool:
    """The page of a request, for its two sides alone."""
    request_id = int(matched[1])
    try:
        await services_of(manager).requests.get(customer_of(manager).id, request_id)
    except RequestNotFound:
        return False
    data = {"request_id": request_id}
    await manager.start(Requests.one, data=data, mode=StartMode.RESET_STACK, show_mode=show_mode)
    return True


async def _open_recurring(manager: DialogManager, matched: re.Match[str], show_mode: ShowMode) -> bool:
    """The page of a recurring transfer or bill, for its owner alone."""
    recurring_id = int(matched[1])
    try:
        await services_of(manager).recurring.get(customer_of(manager).id, recurring_id)
    except RecurringNotFound:
        return False
    data = {"recurring_id": recurring_id}
    await manager.start(Recurring.one, data=data, mode=StartMode.RESET_STACK, show_mode=show_mode)
    return True


LINKS: tuple[tuple[re.Pattern[str], Opener], ...] = (
    (re.compile(r"pay_([0-9]{10})"), _open_pay),
    (re.compile(r"pay_([0-9]{10})_([1-9][0-9]{0,15})_([A-Z]{3,4})"), _open_pay_amount),
    (re.compile(r"link_([1-9][0-9]{0,15})_([A-Z]{3,4})"), _open_new_link),
    (re.compile(r"request_([1-9][0-9]{0,17})"), _open_request),
    (re.compile(r"recurring_([1-9][0-9]{0,17})"), _open_recurring),
    (CLAIM_LINK, open_claim),
    (CODE_ARGUMENT, open_code),
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
