"""Reply markup as the official server checks it: inline and reply keyboards, their removal, force_reply."""

import json
from typing import Any, Literal

from bot.sandbox.errors import bad_request

ChatKind = Literal["private", "group"]
Fields = dict[str, Any]

INLINE_BUTTONS_MAX = 100
REPLY_BUTTONS_MAX = 300
CALLBACK_DATA_BYTES_MAX = 64
COPY_TEXT_LENGTH_MAX = 256

_INLINE_ACTIONS: dict[str, tuple[type, str]] = {
    "url": (str, "String"),
    "callback_data": (str, "String"),
    "web_app": (dict, "Object"),
    "login_url": (dict, "Object"),
    "switch_inline_query": (str, "String"),
    "switch_inline_query_current_chat": (str, "String"),
    "switch_inline_query_chosen_chat": (dict, "Object"),
    "copy_text": (dict, "Object"),
    "callback_game": (dict, "Object"),
    "pay": (bool, "Boolean"),
}
_REPLY_ACTIONS: dict[str, tuple[type, str, str]] = {
    "request_contact": (bool, "Boolean", "phone number can be requested in private chats only"),
    "request_location": (bool, "Boolean", "location can be requested in private chats only"),
    "request_poll": (dict, "Object", "poll can be requested in private chats only"),
    "request_users": (dict, "Object", "users can be requested in private chats only"),
    "request_chat": (dict, "Object", "chats can be requested in private chats only"),
    "web_app": (dict, "Object", "Web App buttons can be used in private chats only"),
}
_OWNERS = {
    "resize_keyboard": "ReplyKeyboardMarkup",
    "one_time_keyboard": "ReplyKeyboardMarkup",
    "is_persistent": "ReplyKeyboardMarkup",
    "remove_keyboard": "ReplyKeyboardRemove",
    "selective": "reply markup",
    "force_reply": "reply markup",
}
_STYLES = {"danger", "success", "primary", "link"}


def check_markup(value: str | Fields | None, *, kind: ChatKind) -> Fields | None:
    """Return the markup with its known fields, or None when there is none (or nothing in it).

    Raises BotApiError 400 in the official server's words.
    """
    markup = _decoded(value)
    if markup is None:
        return None
    for field, owner in _OWNERS.items():
        if field in markup and not isinstance(markup[field], bool):
            raise bad_request(f'field "{field}" of the {owner} must be of the type Boolean')
    reply_rows = _rows(markup, "keyboard", "ReplyKeyboardMarkup")
    inline_rows = _rows(markup, "inline_keyboard", "InlineKeyboardMarkup")
    if reply_rows:
        return _reply_keyboard(markup, reply_rows, kind)
    if inline_rows:
        return _inline_keyboard(inline_rows, kind)
    if markup.get("remove_keyboard"):
        return {"remove_keyboard": True, **_kept(markup, "selective")}
    if markup.get("force_reply"):
        return {"force_reply": True, **_kept(markup, "input_field_placeholder", "selective")}
    return None


def _decoded(value: str | Fields | None) -> Fields | None:
    if isinstance(value, str):
        if not value:
            return None
        try:
            value = json.loads(value)
        except ValueError:
            raise bad_request("can't parse reply keyboard markup JSON object") from None
    if value is None:
        return None
    if not isinstance(value, dict):
        raise bad_request("object expected as reply markup")
    return value


def _rows(markup: Fields, field: str, owner: str) -> list[list[Any]]:
    rows = markup.get(field, [])
    if not isinstance(rows, list):
        raise bad_request(f'field "{field}" of the {owner} must be an Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad_request(f'field "{field}" of the {owner} must be an Array of Arrays')
    return [row for row in rows if row]


def _kept(fields: Fields, *names: str) -> Fields:
    return {name: fields[name] for name in names if name in fields}


def _limited(rows: list[list[Any]], buttons_max: int) -> None:
    if sum(len(row) for row in rows) > buttons_max:
        raise bad_request("reply markup is too long")


def _reply_keyboard(markup: Fields, rows: list[list[Any]], kind: ChatKind) -> Fields:
    _limited(rows, REPLY_BUTTONS_MAX)
    keyboard = [[_reply_button(button, kind) for button in row] for row in rows]
    options = ("is_persistent", "resize_keyboard", "one_time_keyboard", "input_field_placeholder", "selective")
    return {"keyboard": keyboard, **_kept(markup, *options)}


def _reply_button(button: Any, kind: ChatKind) -> Fields:
    where = "can't parse keyboard button: "
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad_request(f"{where}KeyboardButton must be a String or an Object")
    text = _button_text(button, where, "keyboard button text must be non-empty")
    actions: Fields = {}
    for field, (expected, name, private_only) in _REPLY_ACTIONS.items():
        if field not in button:
            continue
        _typed(button, field, expected, name, where)
        if button[field] is False:
            continue
        if kind != "private":
            raise bad_request(private_only)
        actions[field] = button[field]
    if len(actions) > 1:
        raise bad_request(f"{where}Only one action of the button can be specified")
    return {"text": text, **actions, **_looks(button, where)}


def _inline_keyboard(rows: list[list[Any]], kind: ChatKind) -> Fields:
    _limited(rows, INLINE_BUTTONS_MAX)
    return {"inline_keyboard": [[_inline_button(button, kind) for button in row] for row in rows]}


def _inline_button(button: Any, kind: ChatKind) -> Fields:
    where = "can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad_request(f"{where}InlineKeyboardButton must be an Object")
    actions = [field for field in _INLINE_ACTIONS if field in button]
    if not actions:
        raise bad_request(f"{where}Text buttons are unallowed in the inline keyboard")
    text = _button_text(button, where, "inline keyboard button text must be non-empty")
    if len(actions) > 1:
        raise bad_request(f"{where}Only one action of the button can be specified")
    action = actions[0]
    _typed(button, action, *_INLINE_ACTIONS[action], where)
    _check_action(action, button[action], kind, where)
    return {"text": text, action: button[action], **_looks(button, where)}


def _check_action(action: str, value: Any, kind: ChatKind, where: str) -> None:
    if action == "callback_data" and not 1 <= len(value.encode()) <= CALLBACK_DATA_BYTES_MAX:
        raise bad_request("BUTTON_DATA_INVALID")
    if action == "url" and not _is_url(value):
        raise bad_request(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
    if action == "copy_text":
        copied = _button_text(value, where, "BUTTON_COPY_TEXT_INVALID")
        if len(copied) > COPY_TEXT_LENGTH_MAX:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if action in {"web_app", "login_url"} and not _is_url(str(value.get("url", ""))):
        raise bad_request("BUTTON_URL_INVALID")
    if action == "web_app" and kind != "private":
        raise bad_request("BUTTON_TYPE_INVALID")


def _is_url(value: str) -> bool:
    scheme, separator, rest = value.partition("://")
    if not separator:
        # Telegram completes a bare host name with http://
        scheme, rest = "http", value
    host = rest.split("/", 1)[0].split("?", 1)[0]
    if scheme.lower() in {"tg", "ton"}:
        return bool(rest)
    # a host without a dot (localhost) is refused by Telegram too
    return scheme.lower() in {"http", "https"} and "." in host.strip(".") and " " not in value


def _button_text(fields: Fields, where: str, when_empty: str) -> str:
    if "text" not in fields:
        raise bad_request(f'{where}Can\'t find field "text"')
    _typed(fields, "text", str, "String", where)
    text: str = fields["text"].strip()
    if not text:
        raise bad_request(when_empty)
    return text


def _typed(fields: Fields, field: str, expected: type, name: str, where: str) -> None:
    if not isinstance(fields[field], expected):
        raise bad_request(f'{where}Field "{field}" must be of type {name}')


def _looks(button: Fields, where: str) -> Fields:
    looks = _kept(button, "style", "icon_custom_emoji_id")
    for field in looks:
        _typed(looks, field, str, "String", where)
    if looks.get("style", "primary") not in _STYLES:
        raise bad_request(f"{where}Invalid button style specified")
    return looks
