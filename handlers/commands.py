"""Commands, deep links, and everything that belongs to no open screen."""

from __future__ import annotations

import re

from aiogram import Bot, F, Router
from aiogram.enums import ChatType
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.fsm.state import State
from aiogram.types import BotCommand, CallbackQuery, ChatMemberUpdated, Message
from aiogram_dialog import DialogManager, ShowMode, StartMode

from handlers import quick
from handlers.deep_links import open_link
from handlers.errors import show_current
from handlers.lock import freeze_now
from handlers.money_states import Budgets, Categories, Goals, Recurring, Report, Statement, Telling, Upcoming
from handlers.parts.live import answer, leave_screen, open_below, open_home, showing_mode
from handlers.parts.words import language_of
from handlers.registration import LINK
from handlers.services import Services
from handlers.states import (
    Business,
    ClaimLinks,
    Exchange,
    Help,
    History,
    Home,
    Invoices,
    LanguageChoice,
    Lock,
    Payees,
    Rates,
    Receive,
    Register,
    Remittance,
    Requests,
    Scan,
    Security,
    Support,
    TopUp,
    Transfer,
    Verify,
    Waiting,
)
from locales import LANGUAGES, Language, Texts
from wallet.customers.queries import Customer
from wallet.errors import NotRegistered

SCREENS: dict[str, State] = {
    "home": Home.main,
    "transfer": Transfer.payee,
    "pay": Transfer.payee,
    "balance": Home.main,
    "links": ClaimLinks.mine,
    "receive": Receive.main,
    "requests": Requests.main,
    "topup": TopUp.amount,
    "exchange": Exchange.amount,
    "rates": Rates.main,
    "history": History.page,
    "support": Support.write,
    "help": Help.main,
    "language": LanguageChoice.main,
    "security": Security.main,
    "verify": Verify.ask,
    "abroad": Remittance.main,
    "scan": Scan.ask,
    "business": Business.main,
    "invoice": Invoices.main,
    "payees": Payees.main,
    "waiting": Waiting.main,
    "budget": Budgets.main,
    "goals": Goals.main,
    "recurring": Recurring.main,
    "categories": Categories.main,
    "quiet": Telling.main,
    "upcoming": Upcoming.main,
    "statement": Statement.main,
    "report": Report.main,
}
ACTS = ("freeze", "lock")
"""Commands that do something at once."""

RESET_BUTTON = re.compile(r"reset:([1-9][0-9]{0,17})")


async def start(
    message: Message, command: CommandObject, dialog_manager: DialogManager, customer: Customer | None
) -> None:
    """The first word. A deep link only fills in; it never acts."""
    link = command.args or ""
    if customer is None:
        if dialog_manager.has_context() and dialog_manager.current_context().state.group is Register:
            if link:
                dialog_manager.current_context().start_data = {LINK: link}
            await dialog_manager.show(ShowMode.DELETE_AND_SEND)
            return
        data = {LINK: link} if link else None
        await dialog_manager.start(Register.language, data=data, mode=StartMode.RESET_STACK, show_mode=ShowMode.SEND)
        return
    show_mode = showing_mode(dialog_manager)
    if not await open_link(dialog_manager, link, show_mode):
        await open_home(dialog_manager, show_mode)


async def open_screen(
    message: Message,
    command: CommandObject,
    dialog_manager: DialogManager,
    customer: Customer | None,
    services: Services,
) -> None:
    """Every screen can be opened by its name; /cancel leaves the one that is open."""
    if customer is None:
        await show_current(dialog_manager, customer)
        return
    state = SCREENS.get(command.command, Home.main)
    if state is TopUp.amount and not services.play_money:
        state = Home.main
    data = {"asked": command.args or ""} if state is Verify.ask else None
    await dialog_manager.start(state, data=data, mode=StartMode.RESET_STACK, show_mode=showing_mode(dialog_manager))


async def freeze(message: Message, dialog_manager: DialogManager, customer: Customer | None) -> None:
    """Money stops with this one word: no secret, no question."""
    if customer is None:
        await show_current(dialog_manager, customer)
    else:
        await freeze_now(dialog_manager, showing_mode(dialog_manager))


async def lock(message: Message, dialog_manager: DialogManager, customer: Customer | None, services: Services) -> None:
    """From now on looking needs the PIN."""
    if customer is None:
        await show_current(dialog_manager, customer)
        return
    await services.security.lock(customer)
    await dialog_manager.start(Lock.pin, mode=StartMode.RESET_STACK, show_mode=showing_mode(dialog_manager))


async def notice_freeze(
    callback: CallbackQuery, bot: Bot, dialog_manager: DialogManager, customer: Customer | None
) -> None:
    """The button under a security notice."""
    await answer(callback)
    await leave_screen(bot, callback.from_user.id, dialog_manager)
    if customer is None:
        await show_current(dialog_manager, customer)
    else:
        await freeze_now(dialog_manager, ShowMode.SEND)


async def notice_reset(
    callback: CallbackQuery, dialog_manager: DialogManager, customer: Customer | None, services: Services
) -> None:
    """Cancel a change of the second factor that waits: whoever asked for it, stopping it is always safe."""
    matched = RESET_BUTTON.fullmatch(callback.data or "")
    if customer is None or matched is None:
        raise NotRegistered
    await services.security.cancel_reset(customer, int(matched[1]))
    await answer(callback, language_of(dialog_manager).text("totp-reset-cancelled"), alert=True)


async def notice_button(
    callback: CallbackQuery, bot: Bot, dialog_manager: DialogManager, customer: Customer | None
) -> None:
    """The button under a notice: the notice stays, the screen opens below it."""
    if customer is not None and callback.data == "support":
        await open_below(callback, bot, dialog_manager, Support.write)
        return
    await answer(callback)
    await leave_screen(bot, callback.from_user.id, dialog_manager)
    if customer is None:
        await show_current(dialog_manager, customer)
    else:
        await open_home(dialog_manager, ShowMode.SEND)


async def anything_else(message: Message, dialog_manager: DialogManager, customer: Customer | None) -> None:
    """Words while no screen is open."""
    await show_current(dialog_manager, customer)


async def unknown_button(callback: CallbackQuery, dialog_manager: DialogManager, customer: Customer | None) -> None:
    """A button that we never made, or from before the last change of these screens."""
    await answer(callback, language_of(dialog_manager).text("stale-button"))
    if callback.message is not None and callback.message.chat.type == ChatType.PRIVATE:
        await show_current(dialog_manager, customer)


async def blocked_or_back(change: ChatMemberUpdated, services: Services) -> None:
    """Blocking the bot stops notices at once; writing again brings them back."""
    if change.new_chat_member.status == "kicked":
        await services.customers.note_blocked(change.from_user.id)


async def no_groups(change: ChatMemberUpdated, bot: Bot) -> None:
    """A wallet has nothing to do in a group: say nothing and leave."""
    if change.new_chat_member.status in {"member", "administrator", "restricted"}:
        await bot.leave_chat(change.chat.id)


def first() -> Router:
    """What works on every screen: it is offered each update before the dialogs are."""
    router = Router(name="commands")
    router.message.register(start, CommandStart())
    router.message.register(open_screen, Command(*(SCREENS.keys() - quick.COMMANDS.keys()), "cancel"))
    router.message.register(freeze, Command("freeze"))
    router.message.register(lock, Command("lock"))
    router.callback_query.register(notice_button, F.data.in_({"home", "support"}))
    router.callback_query.register(notice_freeze, F.data == "freeze")
    router.callback_query.register(notice_reset, F.data.startswith("reset:"))
    router.my_chat_member.register(blocked_or_back, F.chat.type == ChatType.PRIVATE)
    router.my_chat_member.register(no_groups)
    return router


def last() -> Router:
    """What no command and no open screen took."""
    router = Router(name="anything else")
    router.message.register(anything_else)
    router.callback_query.register(unknown_button)
    return router


async def set_commands(bot: Bot, texts: Texts, *, play_money: bool) -> None:
    """The command menu, in each language; Telegram picks by the reader's language, Chinese is the default."""
    for code in LANGUAGES:
        language = texts.language(code)
        await bot.set_my_commands(_commands(language, play_money), language_code=code[:2])
    await bot.set_my_commands(_commands(texts.language(LANGUAGES[0]), play_money))


def _commands(language: Language, play_money: bool) -> list[BotCommand]:
    shown = [name for name in SCREENS if name != "topup" or play_money]
    return [
        BotCommand(command=name, description=language.text(f"command-{name}")) for name in (*shown, *ACTS, "cancel")
    ]
