"""Message text and its entities, parsed by TDLib's own parser as the official server does it."""

import json
import re
from functools import cache
from typing import Any

from bot.sandbox.errors import bad_request

Entity = dict[str, Any]

ENTITIES_MAX = 100
PHONE_DIGITS_MIN, PHONE_DIGITS_MAX = 7, 15
_PHONE = re.compile(r"(?<![\w+])\+\d[\d ().-]{5,24}\d(?!\w)")
_CONTROL = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]")

# TDLib's class name -> Bot API's entity type
_TYPES = {
    "textEntityTypeMention": "mention",
    "textEntityTypeHashtag": "hashtag",
    "textEntityTypeCashtag": "cashtag",
    "textEntityTypeBotCommand": "bot_command",
    "textEntityTypeUrl": "url",
    "textEntityTypeEmailAddress": "email",
    "textEntityTypePhoneNumber": "phone_number",
    "textEntityTypeBold": "bold",
    "textEntityTypeItalic": "italic",
    "textEntityTypeUnderline": "underline",
    "textEntityTypeStrikethrough": "strikethrough",
    "textEntityTypeSpoiler": "spoiler",
    "textEntityTypeBlockQuote": "blockquote",
    "textEntityTypeExpandableBlockQuote": "expandable_blockquote",
    "textEntityTypeCode": "code",
    "textEntityTypePre": "pre",
    "textEntityTypePreCode": "pre",
    "textEntityTypeTextUrl": "text_link",
    "textEntityTypeMentionName": "text_mention",
    "textEntityTypeCustomEmoji": "custom_emoji",
    "textEntityTypeDateTime": "date_time",
}
_FOUND_BY_TELEGRAM = {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"}
_GIVEN_BY_BOTS = set(_TYPES.values()) - _FOUND_BY_TELEGRAM
# inside these Telegram looks for nothing more
_OPAQUE = {"code", "pre", "text_link", "text_mention", "custom_emoji", "date_time"}
_ORDER = {name: rank for rank, name in enumerate(("expandable_blockquote", "blockquote", "pre"))}


def parse_text(text: str, parse_mode: str | None, entities: list[Entity] | None) -> tuple[str, list[Entity]]:
    """Return the text as it is shown and its Bot API entities (offsets in UTF-16 units).

    A parse mode wins over given entities, as on the official server. Raises BotApiError 400.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    text = _CONTROL.sub(" ", text.replace("\r", ""))
    mode = _parse_mode(parse_mode)
    if mode is None:
        marked = [_given(entity) for entity in (entities or [])[:ENTITIES_MAX] if _is_given(entity)]
    else:
        text, marked = _parse_marked(text, mode)
    text, marked = _trim(text, marked)
    found = [entity for entity in find_entities(text) if not _touches(entity, marked)]
    return text, _ordered([*marked, *found])[:ENTITIES_MAX]


def find_entities(text: str) -> list[Entity]:
    """Return what Telegram finds in a text by itself: commands, mentions, links, hashtags, addresses, numbers."""
    reply = _execute({"@type": "getTextEntities", "text": text})
    found = [_from_tdlib(item) for item in reply["entities"] if item["type"]["@type"] in _TYPES]
    for match in _PHONE.finditer(text):
        digits = sum(character.isdigit() for character in match[0])
        entity = {"type": "phone_number", "offset": utf16_length(text[: match.start()]), "length": len(match[0])}
        if PHONE_DIGITS_MIN <= digits <= PHONE_DIGITS_MAX and not _overlaps_any(entity, found):
            found.append(entity)
    return _ordered(found)


def utf16_length(text: str) -> int:
    """Return the length in UTF-16 code units, Telegram's unit for offsets."""
    return len(text.encode("utf-16-le")) // 2


@cache
def _library() -> Any:
    # Loaded on the first text: a sandbox that is only looked at never pays its 12 MiB.
    import tdjson

    tdjson.td_execute(json.dumps({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0}).encode())
    return tdjson


def _execute(request: dict[str, Any]) -> dict[str, Any]:
    reply: dict[str, Any] = json.loads(_library().td_execute(json.dumps(request).encode()))
    if reply["@type"] == "error":
        message: str = reply["message"]
        raise bad_request(message[:1].lower() + message[1:])
    return reply


def _parse_mode(name: str | None) -> dict[str, Any] | None:
    modes: dict[str, dict[str, Any] | None] = {
        "": None,
        "none": None,
        "html": {"@type": "textParseModeHTML"},
        "markdown": {"@type": "textParseModeMarkdown", "version": 1},
        "markdownv2": {"@type": "textParseModeMarkdown", "version": 2},
    }
    key = (name or "").lower()
    if key not in modes:
        raise bad_request("unsupported parse_mode")
    return modes[key]


def _parse_marked(text: str, mode: dict[str, Any]) -> tuple[str, list[Entity]]:
    reply = _execute({"@type": "parseTextEntities", "text": text, "parse_mode": mode})
    marked = [_from_tdlib(item) for item in reply["entities"] if item["type"]["@type"] in _TYPES]
    return reply["text"], marked


def _from_tdlib(item: dict[str, Any]) -> Entity:
    kind = item["type"]
    entity: Entity = {"type": _TYPES[kind["@type"]], "offset": item["offset"], "length": item["length"]}
    if entity["type"] == "text_link":
        entity["url"] = kind["url"]
    elif entity["type"] == "text_mention":
        entity["user"] = {"id": kind["user_id"]}
    elif entity["type"] == "custom_emoji":
        entity["custom_emoji_id"] = str(kind["custom_emoji_id"])
    elif entity["type"] == "pre" and kind.get("language"):
        entity["language"] = kind["language"]
    elif entity["type"] == "date_time":
        entity["unix_time"] = kind["unix_time"]
        entity["date_time_format"] = _date_time_format(kind.get("formatting_type"))
    return entity


def _date_time_format(formatting: dict[str, Any] | None) -> str:
    if formatting is None:
        return ""
    if formatting["@type"] == "dateTimeFormattingTypeRelative":
        return "r"
    letter = {"dateTimePartPrecisionShort": 0, "dateTimePartPrecisionLong": 1}
    day = "w" if formatting["show_day_of_week"] else ""
    date = letter.get(formatting["date_precision"]["@type"])
    time = letter.get(formatting["time_precision"]["@type"])
    return day + ("" if date is None else "dD"[date]) + ("" if time is None else "tT"[time])


def _is_given(entity: Any) -> bool:
    return (
        isinstance(entity, dict)
        and entity.get("type") in _GIVEN_BY_BOTS
        and all(isinstance(entity.get(field), int) for field in ("offset", "length"))
        and entity["offset"] >= 0
        and entity["length"] > 0
    )


def _given(entity: Entity) -> Entity:
    kept = ("type", "offset", "length", "url", "language", "custom_emoji_id", "unix_time", "date_time_format")
    copy = {field: entity[field] for field in kept if field in entity}
    if entity["type"] == "text_mention" and isinstance(entity.get("user"), dict):
        copy["user"] = {"id": entity["user"].get("id")}
    return copy


def _trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Cut whitespace at the ends as TDLib does: at the beginning only up to the first entity."""
    text = text.rstrip()
    end = utf16_length(text)
    cut = [{**entity, "length": min(entity["length"], end - entity["offset"])} for entity in entities]
    cut = [entity for entity in cut if entity["length"] > 0]
    leading = len(text) - len(text.lstrip(" \n"))
    leading = min([leading, *(entity["offset"] for entity in cut)])
    moved = [{**entity, "offset": entity["offset"] - leading} for entity in cut]
    return text[leading:], moved


def _overlaps(first: Entity, second: Entity) -> bool:
    return bool(
        first["offset"] < second["offset"] + second["length"] and second["offset"] < first["offset"] + first["length"]
    )


def _overlaps_any(entity: Entity, others: list[Entity]) -> bool:
    return any(_overlaps(entity, other) for other in others)


def _touches(entity: Entity, marked: list[Entity]) -> bool:
    return _overlaps_any(entity, [other for other in marked if other["type"] in _OPAQUE])


def _ordered(entities: list[Entity]) -> list[Entity]:
    return sorted(entities, key=lambda item: (item["offset"], -item["length"], _ORDER.get(item["type"], 9)))
