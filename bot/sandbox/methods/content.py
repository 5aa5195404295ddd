"""What a message holds, made from a request: text, caption, and the checks of their lengths."""

from typing import Any

from bot.sandbox.entities import parse_text
from bot.sandbox.errors import bad_request
from bot.sandbox.parameters import Parameters

TEXT_SIZE_MAX = 32_768
TEXT_LENGTH_MAX = 4_096
CAPTION_LENGTH_MAX = 1_024

CONTENT_FIELDS = (
    "text", "entities", "link_preview_options", "caption", "caption_entities", "show_caption_above_media",
    "has_media_spoiler", "photo", "document", "video", "animation", "audio", "voice", "video_note", "sticker",
    "location", "venue", "contact", "dice",
)  # fmt: skip
MEDIA_FIELDS = ("photo", "animation", "document", "video", "audio", "voice", "video_note", "sticker")
CAPTIONED_FIELDS = ("photo", "animation", "document", "video", "audio", "voice")


def text_content(parameters: Parameters) -> dict[str, Any]:
    """Return `text` and `entities`. Raises 400 for an empty, too long or malformed text."""
    raw = parameters.text("text")
    if not raw:
        raise bad_request("message text is empty")
    if len(raw.encode("utf-8", "surrogatepass")) > TEXT_SIZE_MAX:
        raise bad_request("text is too long")
    text, entities = parse_text(raw, parameters.text("parse_mode") or None, parameters.array("entities"))
    if not text:
        raise bad_request("text must be non-empty")
    if len(text) > TEXT_LENGTH_MAX:
        raise bad_request("message is too long")
    content: dict[str, Any] = {"text": text}
    if entities:
        content["entities"] = entities
    options = parameters.object("link_preview_options")
    if options:
        content["link_preview_options"] = options
    return content


def caption_content(parameters: Parameters) -> dict[str, Any]:
    """Return `caption` and its entities, nothing when there is none. Raises 400 when it is too long."""
    raw = parameters.text("caption")
    if not raw:
        return {}
    if len(raw.encode("utf-8", "surrogatepass")) > TEXT_SIZE_MAX:
        raise bad_request("text is too long")
    text, entities = parse_text(raw, parameters.text("parse_mode") or None, parameters.array("caption_entities"))
    if len(text) > CAPTION_LENGTH_MAX:
        raise bad_request("message caption is too long")
    content: dict[str, Any] = {"caption": text} if text else {}
    if text and entities:
        content["caption_entities"] = entities
    if text and parameters.boolean("show_caption_above_media"):
        content["show_caption_above_media"] = True
    return content


def content_of(data: dict[str, Any]) -> dict[str, Any]:
    """Return the part of a message that a copy or a forward takes along."""
    return {name: data[name] for name in CONTENT_FIELDS if name in data}
