"""Quick commands: one typed line for a payment, an exchange or a look; it ends at the confirm card as buttons do."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from aiogram import F, Router
from aiogram.filters import Command, CommandObject, Filter
from aiogram.fsm.state import State
from aiogram.types import Message
from aiogram_dialog import DialogManager, ShowMode, StartMode
from aiogram_dialog.api.entities import Context

from handlers.checkout import open_checkout
from handlers.errors import show_current, tell
from handlers.lock import show_lock
from handlers.parts.live import RECEIPTS, open_home, showing_mode, tidy
from handlers.parts.quick_words import MAINLAND_PHONE, QuickBalance, QuickCommand, QuickExchange, QuickPay, QuickWords
from handlers.parts.words import PROBLEM, language_of
from handlers.services import Services, customer_of, services_of
from handlers.states import Checkout, Exchange, Help, History, Home, LanguageChoice, Receive, TopUp, Transfer
from locales import Language, Texts
from wallet.customers.queries import Customer
from wallet.errors import InvalidInput, PayeeNotFound, PayeeNotUnderstood, PhoneAmbiguous, WalletError
from wallet.money import currency
from wallet.payments.quotes import Quote
from wallet.payments.service import Payments

EXCHANGE = "exchange"
COMMANDS: dict[str, State] = {
    "pay": Transfer.payee,
    "send": Transfer.payee,
    "transfer": Transfer.payee,
    "balance": Home.main,
    EXCHANGE: Exchange.amount,
}
"""Commands that may be followed by words, each with the screen that it opens without any."""

LISTENING = frozenset(
    {
        Home.main,
        Help.main,
        Receive.main,
        LanguageChoice.main,
        History.page,
        History.record,
        Checkout.confirm,
        Checkout.receipt,
        TopUp.done,
    }
)
"""Screens that ask for no text: what is typed there may be a quick command."""

Read = QuickCommand | InvalidInput


@lru_cache(maxsize=4)
def quick_words(texts: Texts) -> QuickWords:
    """The reader of quick commands in all languages of these texts."""
    return QuickWords(texts)


class TypedHere(Filter):
    """Passes on what was typed where no text is asked for, when it is a quick command or nearly one.

    What is nearly one is left to the desk while a ticket is open: there people tell what went wrong.
    """

    async def __call__(
        self,
        message: Message,
        services: Services,
        language: Language,
        customer: Customer | None = None,
        aiogd_context: Context | None = None,
    ) -> bool | dict[str, Any]:
        listening = aiogd_context is None or aiogd_context.state in LISTENING
        if customer is None or message.text is None or not listening:
            return False
        words = quick_words(services.texts)
        try:
            read: Read | None = words.read(message.text, currency(customer.default_currency), language)
        except InvalidInput as refusal:
            read = refusal
        if read is None or (isinstance(read, InvalidInput) and await services.desk.open_ticket(customer.id)):
            return False
        return {"read": read}


async def on_typed(message: Message, dialog_manager: DialogManager, read: Read) -> None:
    """A line that was typed: it goes, and the card comes. Screens that the lock leaves open are no way around it."""
    state = dialog_manager.current_context().state if dialog_manager.has_context() else None
    await tidy(message, dialog_manager)
    if await services_of(dialog_manager).security.is_locked(customer_of(dialog_manager).id):
        await show_lock(dialog_manager, dialog_manager.show_mode)
        return
    show_mode = ShowMode.SEND if state is None or state in RECEIPTS else dialog_manager.show_mode
    await _follow(dialog_manager, read, show_mode, on_top=state is not None and state.group not in {Checkout, TopUp})


async def on_command(
    message: Message, command: CommandObject, dialog_manager: DialogManager, customer: Customer | None
) -> None:
    """A command on any screen; without words it opens its screen."""
    if customer is None:
        await show_current(dialog_manager, customer)
        return
    show_mode, name, words = showing_mode(dialog_manager), command.command, (command.args or "").strip()
    if COMMANDS[name] is Home.main:
        await open_home(dialog_manager, show_mode)
    elif not words:
        await dialog_manager.start(COMMANDS[name], mode=StartMode.RESET_STACK, show_mode=show_mode)
    else:
        read = _read_command(dialog_manager, words, exchange=name == EXCHANGE)
        await _follow(dialog_manager, read, show_mode, on_top=False)


def _read_command(manager: DialogManager, words: str, *, exchange: bool) -> Read:
    reader, default = quick_words(services_of(manager).texts), currency(customer_of(manager).default_currency)
    try:
        return (reader.read_exchange if exchange else reader.read_payment)(words, default, language_of(manager))
    except InvalidInput as refusal:
        return refusal


async def _follow(manager: DialogManager, read: Read, show_mode: ShowMode, *, on_top: bool) -> None:
    """To the balances or the confirm card, `on_top` of the open screen or in its place; a refusal says why."""
    try:
        if isinstance(read, InvalidInput):
            raise read
        if isinstance(read, QuickBalance):
            await open_home(manager, show_mode)
            return
        quote = await _quote(manager, read)
    except WalletError as error:
        await _tell(manager, error, show_mode)
        return
    if not on_top:
        await manager.reset_stack(remove_keyboard=False)
    await open_checkout(manager, quote, show_mode)


async def _quote(manager: DialogManager, read: QuickPay | QuickExchange) -> Quote:
    """The stored quote, from the same service that the buttons ask."""
    services, payer = services_of(manager), customer_of(manager)
    if isinstance(read, QuickExchange):
        return await services.exchange.quote_pay(payer.id, read.pays, read.to.code)
    payee, by_name = await _payee(services.payments, payer.id, read.payee), read.payee.startswith("@")
    return await services.transfers.quote(payer.id, payee.id, read.amount, read.note, by_name=by_name)


async def _payee(payments: Payments, payer_id: int, typed: str) -> Customer:
    """Who is meant. A phone number without its country code is one in China, unless it is somebody's elsewhere too.

    Raises `PhoneAmbiguous` when the same digits are a phone number of another country's customer, and as `find_payee`.
    """
    if not MAINLAND_PHONE.fullmatch(typed):
        return await payments.find_payee(payer_id, typed)
    at_home, abroad = f"+86{typed}", f"+{typed}"
    try:
        await payments.find_payee(payer_id, abroad)
    except (PayeeNotFound, PayeeNotUnderstood):
        return await payments.find_payee(payer_id, at_home)
    raise PhoneAmbiguous(first=at_home, second=abroad)


async def _tell(manager: DialogManager, error: WalletError, show_mode: ShowMode) -> None:
    """On the open screen, where nothing is lost; at home when there is none or a receipt is to stay."""
    if manager.has_context() and manager.current_context().state not in RECEIPTS:
        tell(manager, error)
        await manager.show(show_mode)
        return
    await open_home(manager, show_mode, data={PROBLEM: str(language_of(manager).error_html(error))})


def router() -> Router:
    """Offered each message before the open screen is. A forwarded message is somebody else's words: never a command."""
    made = Router(name="quick commands")
    made.message.filter(F.forward_origin.is_(None), F.via_bot.is_(None))
    made.message.register(on_command, Command(*COMMANDS))
    made.message.register(on_typed, TypedHere())
    return made
