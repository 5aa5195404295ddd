"""Commands, deep links, and everything that belongs to no open screen."""

from __future__ import annotations

import re

from aiogram import Bot, F, Router
from aiogram.enums import ChatType
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.fsm.state import State
from aiogram.types import BotCommand, CallbackQuery, ChatMemberUpdated, Message
from aiogram_dialog import DialogManager, ShowMode, StartMode

from handlers.errors import show_current
from handlers.parts.live import answer, leave_screen, showing_mode
from handlers.parts.words import language_of
from handlers.services import Services
from handlers.states import Help, History, Home, LanguageChoice, Receive, Register, Support, TopUp, Transfer
from locales import LANGUAGES, Language, Texts
from wallet.customers.queries import Customer
from wallet.references import is_wallet_number

SCREENS: dict[str, State] = {
    "home": Home.main,
    "transfer": Transfer.payee,
    "receive": Receive.main,
    "topup": TopUp.amount,
    "history": History.page,
    "support": Support.write,
    "help": Help.main,
    "language": LanguageChoice.main,
}
PAY_LINK = re.compile(r"pay_([0-9]{10})")


async def start(
    message: Message, command: CommandObject, dialog_manager: DialogManager, customer: Customer | None
) -> None:
    """The first word. A deep link only fills in; it never acts."""
    if customer is None:
        if dialog_manager.has_context() and dialog_manager.current_context().state.group is Register:
            await dialog_manager.show(ShowMode.DELETE_AND_SEND)
            return
        await dialog_manager.start(Register.language, mode=StartMode.RESET_STACK, show_mode=ShowMode.SEND)
        return
    link = PAY_LINK.fullmatch(command.args or "")
    if link and is_wallet_number(link[1]) and link[1] != customer.wallet_number:
        data = {"payee": link[1]}
        await dialog_manager.start(
            Transfer.payee, data=data, mode=StartMode.RESET_STACK, show_mode=showing_mode(dialog_manager)
        )
        return
    await dialog_manager.start(Home.main, mode=StartMode.RESET_STACK, show_mode=showing_mode(dialog_manager))


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
    await dialog_manager.start(state, mode=StartMode.RESET_STACK, show_mode=showing_mode(dialog_manager))


async def notice_button(
    callback: CallbackQuery, bot: Bot, dialog_manager: DialogManager, customer: Customer | None
) -> None:
    """The button under a notice: the notice stays, the screen opens below it."""
    await answer(callback)
    await leave_screen(bot, callback.from_user.id, dialog_manager)
    if customer is None:
        await show_current(dialog_manager, customer)
        return
    state = Support.write if callback.data == "support" else Home.main
    await dialog_manager.start(state, mode=StartMode.RESET_STACK, show_mode=ShowMode.SEND)


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
    router.message.register(open_screen, Command(*SCREENS, "cancel"))
    router.callback_query.register(notice_button, F.data.in_({"home", "support"}))
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
    return [BotCommand(command=name, description=language.text(f"command-{name}")) for name in (*shown, "cancel")]
