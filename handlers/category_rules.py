"""Rules: all of them page by page, one of them, and a new one for a word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery, ContentType, Message
from aiogram_dialog import DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Column, Row, Select, SwitchTo
from aiogram_dialog.widgets.text import Format

from handlers.errors import telling
from handlers.money_states import Categories
from handlers.parts.anything import ANYTHING, only_text
from handlers.parts.category_choice import begin_choice, category_choice, choice_data
from handlers.parts.category_names import category_label
from handlers.parts.live import go_home
from handlers.parts.words import DONE, Label, Problem, Prose, language_of, say_done
from handlers.services import customer_of, services_of
from wallet.categories.matching import Rule
from wallet.categories.rules import RULES_MAX, clean_word

RULE, WORD, PAGE = "rule_id", "word", "rules_page"
PAGE_SIZE = 8


async def _what(manager: DialogManager, rule: Rule) -> str:
    """The word, or the payee as the newest record with them names them."""
    language, owner = language_of(manager), customer_of(manager)
    if rule.payee_id is None:
        return language.text("categories-rule-word", word=rule.word or "")
    operation_id = await services_of(manager).category_rules.last_with(owner.id, rule.payee_id)
    record = await services_of(manager).records.get(owner.id, operation_id)
    return record.counterparty or language.text("record-closed-wallet")


async def _line(manager: DialogManager, rule: Rule, names: Mapping[int, str]) -> str:
    language = language_of(manager)
    category = category_label(language, rule.category, names)
    return language.text("categories-rule-line", what=await _what(manager, rule), category=category)


async def rules_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """One page as buttons."""
    services, owner = services_of(dialog_manager), customer_of(dialog_manager)
    rules = await services.category_rules.mine(owner.id)
    page = min(int(dialog_manager.dialog_data.get(PAGE, 0)), max(0, len(rules) - 1) // PAGE_SIZE)
    dialog_manager.dialog_data[PAGE] = page
    names = await services.categories.names(owner.id)
    shown = rules[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    return {
        "rules": [{"id": str(rule.id), "text": await _line(dialog_manager, rule, names)} for rule in shown],
        "some": bool(rules),
        "none": not rules,
        "has_before": page > 0,
        "has_more": (page + 1) * PAGE_SIZE < len(rules),
    }


async def turn_page(_callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    step = 1 if button.widget_id == "more" else -1
    manager.dialog_data[PAGE] = min(max(int(manager.dialog_data.get(PAGE, 0)) + step, 0), RULES_MAX)


@telling
async def open_rule(_callback: CallbackQuery, _select: object, manager: DialogManager, rule_id: str) -> None:
    rule = await services_of(manager).category_rules.get(customer_of(manager).id, int(rule_id))
    manager.dialog_data[RULE] = rule.id
    await manager.switch_to(Categories.rule)


async def rule_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """What it does, and how many older records it could be put to work on."""
    services, owner = services_of(dialog_manager), customer_of(dialog_manager)
    rule = await services.category_rules.get(owner.id, dialog_manager.dialog_data[RULE])
    count = await services.category_rules.count_back(owner.id, rule.id)
    names = await services.categories.names(owner.id)
    category = category_label(language_of(dialog_manager), rule.category, names)
    return {"what": await _what(dialog_manager, rule), "category": category, "count": count, "has_older": count > 0}


@telling
async def delete(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    await services_of(manager).category_rules.delete(customer_of(manager).id, manager.dialog_data[RULE])
    say_done(manager, "categories-rule-deleted")
    await manager.switch_to(Categories.rules)


@telling
async def apply_back(_callback: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    rules = services_of(manager).category_rules
    count = await rules.apply_back(customer_of(manager).id, manager.dialog_data[RULE])
    manager.dialog_data[DONE] = language_of(manager).text("categories-applied", count=count)


@telling
async def take_word(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    text = await only_text(message, manager)
    if text is not None:
        manager.dialog_data[WORD] = clean_word(text)
        await begin_choice(None, None, manager)
        await manager.switch_to(Categories.word_category)


async def word_data(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    return {"word": dialog_manager.dialog_data[WORD]} | await choice_data(dialog_manager)


async def word_chosen(manager: DialogManager, code: str) -> None:
    rules = services_of(manager).category_rules
    rule = await rules.for_word(customer_of(manager).id, manager.dialog_data[WORD], code)
    manager.dialog_data[RULE] = rule.id
    say_done(manager, "categories-word-made")
    await manager.switch_to(Categories.rule)


def _rules_window() -> Window:
    return Window(
        Problem(),
        Prose("categories-rules-title", when=F["some"]),
        Prose("categories-rules-none", when=F["none"]),
        Column(
            Select(
                Format("{item[text]}"),
                id="rule",
                item_id_getter=lambda item: item["id"],
                items="rules",
                on_click=open_rule,
            )
        ),
        Row(
            Button(Label("history-newer"), id="before", on_click=turn_page, when=F["has_before"]),
            Button(Label("history-older"), id="more", on_click=turn_page, when=F["has_more"]),
        ),
        SwitchTo(Label("categories-word-new"), id="word", state=Categories.word),
        Row(
            SwitchTo(Label("back"), id="back", state=Categories.main),
            Button(Label("home"), id="home", on_click=go_home),
        ),
        ANYTHING,
        state=Categories.rules,
        getter=rules_data,
    )


def windows() -> tuple[Window, ...]:
    """From all rules to one of them."""
    return (
        _rules_window(),
        Window(
            Problem(),
            Prose("categories-rule", "what", "category"),
            Button(Label("categories-older", "count"), id="older", on_click=apply_back, when=F["has_older"]),
            Button(Label("categories-rule-delete"), id="delete", on_click=delete),
            Row(
                SwitchTo(Label("back"), id="back", state=Categories.rules),
                Button(Label("home"), id="home", on_click=go_home),
            ),
            ANYTHING,
            state=Categories.rule,
            getter=rule_data,
        ),
        Window(
            Problem(),
            Prose("categories-word-ask"),
            Row(
                SwitchTo(Label("back"), id="back", state=Categories.rules),
                Button(Label("home"), id="home", on_click=go_home),
            ),
            MessageInput(take_word, content_types=ContentType.ANY),
            state=Categories.word,
        ),
        Window(
            Problem(),
            Prose("categories-word-category", "word"),
            *category_choice(word_chosen),
            Row(
                SwitchTo(Label("back"), id="back", state=Categories.word),
                Button(Label("home"), id="home", on_click=go_home),
            ),
            ANYTHING,
            state=Categories.word_category,
            getter=word_data,
        ),
    )
