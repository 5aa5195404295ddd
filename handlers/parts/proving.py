"""Sensitive changes: what has to be proved is asked for first, then the change goes on where it was."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button

from handlers.errors import telling
from handlers.services import customer_of, services_of
from handlers.states import Prove
from wallet.security.proofs import Factor

WANT = "want"
PROVED_AT = {
    Factor.PASSWORD: Prove.password,
    Factor.SECOND: Prove.second,
    Factor.PIN: Prove.pin,
    Factor.PHONE: Prove.phone,
}
"""The screen that asks for each factor."""

Step = Callable[[DialogManager], Awaitable[None]]


def asking(purpose: str, step: Step, want: str = "") -> Any:
    """A button's handler: `step` at once if nothing has to be proved for `purpose`, else the proof first.

    The dialog goes on after the proof by `continuing`, which has to know the same step for the same purpose.
    `want` tells a step which of several buttons of one purpose was pressed: it is kept under `WANT`.
    """

    async def pressed(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
        manager.dialog_data[WANT] = want
        needed = await services_of(manager).security.needed(customer_of(manager).id, purpose)
        if needed:
            await manager.start(PROVED_AT[needed[0]], data={"purpose": purpose})
        else:
            await step(manager)

    return telling(pressed)


def continuing(steps: Mapping[str, Step]) -> Any:
    """A dialog's `on_process_result`: back from a proof, the step of its purpose goes on."""

    async def go_on(_start_data: Any, result: Any, manager: DialogManager) -> None:
        step = steps.get(result.get("proved", "")) if isinstance(result, dict) else None
        if step is not None:
            await telling(_as_handler(step))(None, None, manager)

    return go_on


def _as_handler(step: Step) -> Any:
    async def handler(_event: Any, _widget: Any, manager: DialogManager) -> None:
        await step(manager)

    return handler
