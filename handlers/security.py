"""Security: how safe the account is and what to do next, the activity list, and the customer's own settings."""

from __future__ import annotations

from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery, ContentType, Message
from aiogram_dialog import Dialog, DialogManager, ShowMode, StartMode, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Group, Row, Select, Start, SwitchTo
from aiogram_dialog.widgets.text import Format

from handlers import security_changes as changes
from handlers.errors import telling
from handlers.lock import freeze_here
from handlers.parts.anything import ANYTHING
from handlers.parts.live import go_home, tidy
from handlers.parts.paging import NEXT, newer, older, page_cursors
from handlers.parts.proving import asking, continuing
from handlers.parts.words import Label, Problem, Prose, language_of
from handlers.services import customer_of, services_of
from handlers.states import IdentityPages, Lock, Profile, SecondFactor, Security, Verify
from locales import Html
from wallet.errors import AmountNotANumber
from wallet.money import currency, parse_amount
from wallet.security.proofs import FORGOTTEN_PURPOSE
from wallet.security.service import IDLE_LOCK_CHOICES

ACTIVITY_SIZE, ACTIVITY_PAGES_MAX = 8, 200
ADVICE = {
    "password": "security-advice-password",
    "totp": "security-advice-totp",
    "recovery": "security-advice-recovery",
    "phrase": "security-advice-phrase",
    "identity": "security-advice-identity",
    "password-old": "security-advice-password-old",
}
SCORE_STEP = 20
SHOWN_DIGITS = 4
SETTINGS = "settings"


async def main_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """The score as a bar, and the most important thing to do next."""
    language = language_of(dialog_manager)
    overview = await services_of(dialog_manager).security.overview(customer_of(dialog_manager).id)
    filled = overview.score // SCORE_STEP
    lines = [f"{number}. {language.html(ADVICE[code])}" for number, code in enumerate(overview.advice[:3], 1)]
    return {
        "score": overview.score,
        "bar": "🟩" * filled + "⬜" * (100 // SCORE_STEP - filled),
        "advice": Html("\n".join(lines)),
        "has_advice": bool(lines),
        "all_done": not lines,
        "reset_waits": overview.reset is not None,
    }


async def lock_now(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """Lock at once."""
    await services_of(manager).security.lock(customer_of(manager))
    await manager.start(Lock.pin, mode=StartMode.RESET_STACK, show_mode=ShowMode.EDIT)


async def activity_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What happened, when, and by which Telegram account."""
    data, reader, language = dialog_manager.dialog_data, customer_of(dialog_manager), language_of(dialog_manager)
    cursors = page_cursors(dialog_manager)
    services = services_of(dialog_manager)
    events = await services.security.activity(reader.id, cursors[-1], ACTIVITY_SIZE + 1)
    more, shown, now = len(events) > ACTIVITY_SIZE, events[:ACTIVITY_SIZE], services.clock.now()
    data[NEXT] = shown[-1].id if more else None
    lines = []
    for event in shown:
        if event.actor.telegram_user_id == reader.telegram_user_id:
            who = language.text("activity-by-you", account=str(reader.telegram_user_id)[-SHOWN_DIGITS:])
        else:
            who = language.text(f"activity-by-{event.actor.kind}")
        when = language.moment(event.created_at, reader.zone, now=now)
        lines.append(
            language.html("security-activity-line", when=when, what=language.text(f"activity-{event.kind}"), who=who)
        )
    return {
        "lines": Html("\n".join(lines)),
        "has_newer": len(cursors) > 1,
        "has_older": more and len(cursors) < ACTIVITY_PAGES_MAX,
    }


async def settings_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    language = language_of(dialog_manager)
    overview = await services_of(dialog_manager).security.overview(customer_of(dialog_manager).id)
    choices = [seconds for seconds in IDLE_LOCK_CHOICES if seconds != overview.idle_lock_seconds]
    above = language.text("security-step-up-always")
    if overview.step_up is not None:
        above = language.text("security-step-up-from", amount=overview.step_up)
    return {
        "idle": language.duration(overview.idle_lock_seconds),
        "step_up": above,
        "choices": [{"seconds": str(item), "text": language.duration(item)} for item in choices],
        "totp_on": overview.totp_on,
        "totp_off": not overview.totp_on,
    }


async def to_settings(manager: DialogManager) -> None:
    await manager.switch_to(Security.settings)


@telling
async def choose_idle(_callback: CallbackQuery, _select: object, manager: DialogManager, seconds: str) -> None:
    await services_of(manager).security.set_idle_lock(customer_of(manager), int(seconds))
    await manager.switch_to(Security.main)


@telling
async def always_step_up(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await services_of(manager).security.set_step_up(customer_of(manager), None)
    await manager.switch_to(Security.main)


@telling
async def take_step_up(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    """The amount from which on a payment asks for the second factor, in the customer's first currency."""
    await tidy(message, manager)
    customer = customer_of(manager)
    if message.text is None:
        raise AmountNotANumber(text="")
    amount = parse_amount(message.text, currency(customer.default_currency), language_of(manager).number_style)
    await services_of(manager).security.set_step_up(customer, amount)
    await manager.switch_to(Security.main)


async def on_start(start_data: Any, manager: DialogManager) -> None:
    """Somebody forgot their password on the screen that asked for it."""
    if isinstance(start_data, dict) and start_data.get("forgotten"):
        await asking(FORGOTTEN_PURPOSE, changes.to_forgotten)(None, None, manager)


STEPS = changes.STEPS | {SETTINGS: to_settings}
BACK = SwitchTo(Label("back"), id="back", state=Security.main)


def main_window() -> Window:
    """The page itself."""
    return Window(
        Problem(),
        Prose("security-title", "score", "bar"),
        Prose("security-advice", "advice", when=F["has_advice"]),
        Prose("security-all-done", when=F["all_done"]),
        Prose("security-reset-waits", when=F["reset_waits"]),
        Group(
            Button(Label("security-password"), id="password", on_click=asking("password", changes.to_password)),
            Button(Label("security-pin"), id="pin", on_click=asking("pin", changes.to_pin)),
            Start(Label("security-totp"), id="totp", state=SecondFactor.main),
            Start(Label("security-identity"), id="identity", state=IdentityPages.main),
            Button(Label("security-phrase"), id="phrase", on_click=asking("phrase", changes.to_phrase)),
            Start(Label("security-profile"), id="profile", state=Profile.main),
            Button(Label("security-settings"), id="settings", on_click=asking(SETTINGS, to_settings)),
            SwitchTo(Label("security-activity"), id="activity", state=Security.activity),
            Button(Label("security-duress"), id="duress", on_click=asking("duress", changes.to_duress)),
            Start(Label("security-verify"), id="verify", state=Verify.ask),
            Button(Label("security-lock"), id="lock", on_click=lock_now),
            Button(Label("home"), id="home", on_click=go_home),
            width=2,
        ),
        Button(Label("home-freeze"), id="freeze", on_click=freeze_here),
        ANYTHING,
        state=Security.main,
        getter=main_data,
    )


def activity_window() -> Window:
    """What happened to the account."""
    return Window(
        Problem(),
        Prose("security-activity-title", "lines"),
        Row(
            Button(Label("history-newer"), id="newer", on_click=newer, when=F["has_newer"]),
            Button(Label("history-older"), id="older", on_click=older, when=F["has_older"]),
        ),
        BACK,
        ANYTHING,
        state=Security.activity,
        getter=activity_data,
    )


def settings_windows() -> tuple[Window, Window]:
    """When the session locks, and from which amount on a payment asks for a code."""
    return (
        Window(
            Problem(),
            Prose("security-settings-page", "idle", "step_up"),
            Prose("security-settings-no-totp", when=F["totp_off"]),
            Group(
                Select(
                    Format("{item[text]}"),
                    id="idle",
                    item_id_getter=lambda item: item["seconds"],
                    items="choices",
                    on_click=choose_idle,
                ),
                width=3,
            ),
            SwitchTo(Label("security-step-up"), id="stepup", state=Security.step_up, when=F["totp_on"]),
            BACK,
            ANYTHING,
            state=Security.settings,
            getter=settings_data,
        ),
        Window(
            Problem(),
            Prose("security-step-up-page"),
            Button(Label("security-step-up-always"), id="always", on_click=always_step_up),
            BACK,
            MessageInput(take_step_up, content_types=ContentType.ANY),
            state=Security.step_up,
        ),
    )


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        main_window(),
        *changes.windows(BACK),
        *settings_windows(),
        activity_window(),
        on_start=on_start,
        on_process_result=continuing(STEPS),
    )
