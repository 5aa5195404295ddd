"""The frozen wallet: what it means, and the way back."""

from __future__ import annotations

from typing import Any

from aiogram import F
from aiogram_dialog import Dialog, DialogManager, ShowMode, StartMode, Window
from aiogram_dialog.widgets.kbd import Button, Row, Start

from handlers.parts.anything import ANYTHING
from handlers.parts.live import go_home
from handlers.parts.proving import asking, continuing
from handlers.parts.words import Label, Problem, Prose
from handlers.services import customer_of, services_of
from handlers.states import Frozen, Support

UNFREEZE = "unfreeze"


async def frozen_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """By whom it was frozen, and whether the customer can undo it alone: that needs two factors."""
    services, customer = services_of(dialog_manager), customer_of(dialog_manager)
    frozen = customer.status == "frozen"
    alone = await services.security.may_unfreeze_alone(customer.id)
    return {
        "by_desk": customer.frozen_cause == "desk",
        "alone": frozen and alone,
        "desk_only": frozen and not alone,
        "released": not frozen,
    }


async def _unfreeze(manager: DialogManager) -> None:
    customer = customer_of(manager)
    await services_of(manager).security.unfreeze_own(customer)
    manager.middleware_data["customer"] = await services_of(manager).customers.get(customer.id)
    await manager.start(Frozen.main, mode=StartMode.RESET_STACK, show_mode=ShowMode.EDIT)


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        Window(
            Problem(),
            Prose("frozen", when=F["alone"]),
            Prose("frozen-desk", when=F["desk_only"]),
            Prose("frozen-released", when=F["released"]),
            Button(Label("frozen-unfreeze"), id="unfreeze", on_click=asking(UNFREEZE, _unfreeze), when=F["alone"]),
            Row(
                Start(Label("home-support"), id="support", state=Support.write, mode=StartMode.RESET_STACK),
                Button(Label("home"), id="home", on_click=go_home),
            ),
            ANYTHING,
            state=Frozen.main,
            getter=frozen_data,
        ),
        on_process_result=continuing({UNFREEZE: _unfreeze}),
    )
