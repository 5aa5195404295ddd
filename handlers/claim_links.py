"""Claim links for who makes them: the list of all, and one of them, to pass on or to call off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager, Window
from aiogram_dialog.widgets.kbd import Button, Column, Row, Select, SwitchTo, Url
from aiogram_dialog.widgets.text import Format

from handlers.claim_link_making import CURRENCY, MINOR, begin, making_windows
from handlers.claiming import TOKEN, claim_windows
from handlers.errors import telling
from handlers.parts.anything import ANYTHING
from handlers.parts.claim_lines import LINK_ID, REFERENCE, link_address, link_lines, share_address, status_of
from handlers.parts.live import go_home
from handlers.parts.paging import NEXT, newer, older, page_cursors
from handlers.parts.words import PROBLEM, Label, Problem, Prose, language_of, say_done
from handlers.services import customer_of, services_of
from handlers.states import ClaimLinks
from locales import Html
from wallet.claim_links.links import ClaimLink

PAGE_SIZE, PAGES_MAX = 6, 100
OWN = "own"


async def on_start(start_data: Any, manager: DialogManager) -> None:
    """What opened this conversation: a receipt, somebody's link, one's own, or an amount."""
    data = start_data if isinstance(start_data, Mapping) else {}
    for name in (TOKEN, LINK_ID, REFERENCE, CURRENCY, MINOR):
        if name in data:
            manager.dialog_data[name] = data[name]
    if data.get(OWN):
        manager.dialog_data[PROBLEM] = language_of(manager).text("claim-link-page-own")
    if MINOR in data:
        await manager.switch_to(ClaimLinks.options)


async def mine_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """One page of the customer's links, as buttons."""
    data, reader, language = dialog_manager.dialog_data, customer_of(dialog_manager), language_of(dialog_manager)
    cursors, services = page_cursors(dialog_manager), services_of(dialog_manager)
    page = await services.claim_links.page(reader.id, cursors[-1], PAGE_SIZE)
    data[NEXT], now = page.older_than, services.clock.now()
    return {
        "links": [
            {
                "id": str(link.id),
                "text": language.text(
                    "claim-links-line",
                    when=language.date(link.created_at, reader.zone, now=now),
                    amount=link.amount,
                    status=status_of(language, link),
                ),
            }
            for link in page.links
        ],
        "page": len(cursors),
        "some": bool(page.links),
        "empty": not page.links,
        "has_newer": len(cursors) > 1,
        "has_older": page.older_than is not None and len(cursors) < PAGES_MAX,
    }


@telling
async def open_one(_callback: CallbackQuery, _select: object, manager: DialogManager, link_id: str) -> None:
    """Looked up with its owner before it is shown."""
    link = await services_of(manager).claim_links.get(customer_of(manager).id, int(link_id))
    manager.dialog_data[LINK_ID] = link.id
    await manager.switch_to(ClaimLinks.link)


async def _link(manager: DialogManager) -> ClaimLink:
    """The open link: looked up with its owner each time, at first perhaps by its receipt."""
    data, links, owner = manager.dialog_data, services_of(manager).claim_links, customer_of(manager)
    if LINK_ID not in data:
        data[LINK_ID] = (await links.of_receipt(owner.id, data[REFERENCE])).id
    return await links.get(owner.id, data[LINK_ID])


async def link_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Everything about one link; while it is open, the link itself."""
    link, language = await _link(dialog_manager), language_of(dialog_manager)
    address = await link_address(dialog_manager, link)
    return {
        "amount": link.amount,
        "status": status_of(language, link),
        "lines": Html("\n".join(link_lines(dialog_manager, link))),
        "url": address,
        "locked": "yes" if link.has_password else "no",
        "share": share_address(address, language.text("claim-link-share-text", amount=link.amount)),
        "open": bool(address),
        "alive": link.closed_at is None,
    }


@telling
async def cancel(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """The money is back at once."""
    link = await _link(manager)
    await services_of(manager).claim_links.cancel(customer_of(manager).id, link.id)
    say_done(manager, "claim-link-cancelled")


def dialog() -> Dialog:
    """The conversation, made anew for each dispatcher."""
    return Dialog(
        Window(
            Problem(),
            Prose("claim-links-title", "page", when=F["some"]),
            Prose("claim-links-empty", when=F["empty"]),
            Column(
                Select(
                    Format("{item[text]}"),
                    id="link",
                    item_id_getter=lambda item: item["id"],
                    items="links",
                    on_click=open_one,
                )
            ),
            Row(
                Button(Label("history-newer"), id="newer", on_click=newer, when=F["has_newer"]),
                Button(Label("history-older"), id="older", on_click=older, when=F["has_older"]),
            ),
            Button(Label("claim-links-new"), id="new", on_click=begin),
            Button(Label("home"), id="home", on_click=go_home),
            ANYTHING,
            state=ClaimLinks.mine,
            getter=mine_data,
        ),
        *making_windows(),
        Window(
            Problem(),
            Prose("claim-link-page", "amount", "status", "lines"),
            Prose("claim-link-url", "url", "locked", when=F["open"]),
            Url(Label("claim-link-share"), Format("{share}"), id="share", when=F["open"]),
            Button(Label("claim-link-cancel"), id="cancel", on_click=cancel, when=F["alive"]),
            Row(
                SwitchTo(Label("claim-links-all"), id="all", state=ClaimLinks.mine),
                Button(Label("home"), id="home", on_click=go_home),
            ),
            ANYTHING,
            state=ClaimLinks.link,
            getter=link_data,
        ),
        *claim_windows(),
        on_start=on_start,
    )
