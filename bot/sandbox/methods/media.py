"""Sending files: photos, documents, voice and the like, alone or as an album."""

import secrets
from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.files import StoredFile
from bot.sandbox.methods.content import caption_content
from bot.sandbox.methods.registry import Call, Handler, method
from bot.sandbox.methods.sending import send
from bot.sandbox.parameters import Parameters, Upload

PHOTO_SIZE_MAX = 10 << 20
PHOTO_SIDES_SUM_MAX = 10_000
PHOTO_SIDES_RATIO_MAX = 20
ALBUM_COUNT_MAX = 10
WITHOUT_CAPTION = frozenset({"sticker", "video_note"})
ALBUM_KINDS = frozenset({"photo", "video", "document", "audio"})


def stored_file(call: Call, kind: str, value: str, upload: Upload | None) -> StoredFile:
    """Return the file that a request sends: uploaded, attached by name, or known by its file_id. Raises 400."""
    if upload is None and value.startswith("attach://"):
        upload = call.parameters.uploads.get(value.removeprefix("attach://"))
        if upload is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
    if upload is not None:
        return _uploaded(call, kind, upload)
    if not value:
        raise bad_request(f"there is no {kind.replace('_', ' ')} in the request")
    if value.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    found = call.world.files.for_bot(value, call.bot.id)
    if found is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if found.kind != kind:
        raise bad_request(f"can't use file of type {found.kind.title()} as {kind.title()}")
    return found


def _uploaded(call: Call, kind: str, upload: Upload) -> StoredFile:
    if not upload.data:
        raise bad_request("file must be non-empty")
    if kind == "photo" and len(upload.data) > PHOTO_SIZE_MAX:
        raise bad_request("file is too big")
    stored = call.world.files.add(kind, upload.data, upload.file_name, upload.mime_type)
    if kind == "photo":
        short, long = sorted((stored.width, stored.height))
        if short == 0:
            raise bad_request("IMAGE_PROCESS_FAILED")
        if short + long > PHOTO_SIDES_SUM_MAX or long > PHOTO_SIDES_RATIO_MAX * short:
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return stored


def describe_file(stored: StoredFile, parameters: Parameters) -> dict[str, Any]:
    """Return the message fields of a file: `{"photo": [...]}`, `{"document": {...}}` and so on."""
    base: dict[str, Any] = {"file_id": stored.id, "file_unique_id": stored.unique_id, "file_size": stored.size}
    size = {"width": parameters.integer("width", stored.width), "height": parameters.integer("height", stored.height)}
    duration = {"duration": parameters.integer("duration")}
    named = {"file_name": stored.name, "mime_type": stored.mime_type} if stored.name else {}
    match stored.kind:
        case "photo":
            return {"photo": [base | {"width": stored.width or 800, "height": stored.height or 600}]}
        case "document":
            return {"document": base | named}
        case "video":
            return {"video": base | size | duration | named}
        case "animation":
            media = base | size | duration | named
            return {"animation": media, "document": base | named}
        case "audio":
            titles = {name: parameters.text(name) for name in ("performer", "title") if parameters.text(name)}
            return {"audio": base | duration | titles | named}
        case "voice":
            return {"voice": base | duration | {"mime_type": stored.mime_type or "audio/ogg"}}
        case "video_note":
            return {"video_note": base | duration | {"length": parameters.integer("length", 240)}}
        case _:
            kind = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
            return {"sticker": base | kind}


def _sender(kind: str) -> Handler:
    def send_file(call: Call) -> dict[str, Any]:
        parameters = call.parameters
        caption = {} if kind in WITHOUT_CAPTION else caption_content(parameters)
        stored = stored_file(call, kind, parameters.text(kind), parameters.uploads.get(kind))
        spoiler = {"has_media_spoiler": True} if parameters.boolean("has_spoiler") else {}
        return send(call, describe_file(stored, parameters) | caption | spoiler)[0].data

    return send_file


for _name, _kind in {
    "sendPhoto": "photo",
    "sendDocument": "document",
    "sendVideo": "video",
    "sendAnimation": "animation",
    "sendAudio": "audio",
    "sendVoice": "voice",
    "sendVideoNote": "video_note",
    "sendSticker": "sticker",
}.items():
    method(_name)(_sender(_kind))


def media_item(call: Call, item: dict[str, Any]) -> dict[str, Any]:
    """Return the message fields of one InputMedia object. Raises 400."""
    kind = str(item.get("type", ""))
    if kind not in ALBUM_KINDS | {"animation"}:
        raise bad_request("can't parse InputMedia: Type of the media is unallowed or unknown")
    own = Parameters(item, call.parameters.uploads)
    stored = stored_file(call, kind, own.text("media"), None)
    spoiler = {"has_media_spoiler": True} if own.boolean("has_spoiler") else {}
    return describe_file(stored, own) | caption_content(own) | spoiler


@method("sendMediaGroup")
def send_media_group(call: Call) -> list[dict[str, Any]]:
    """Send 2 to 10 files as one album."""
    items = call.parameters.array("media", "media")
    if not items:
        raise bad_request("there are no messages to send")
    if len(items) > ALBUM_COUNT_MAX:
        raise bad_request("too many messages to send as an album")
    if not all(isinstance(item, dict) for item in items):
        raise bad_request("can't parse InputMedia: Expected an Object")
    kinds = {str(item.get("type")) for item in items}
    if "animation" in kinds or (len(kinds) > 1 and kinds & {"document", "audio"}):
        raise bad_request("messages of these types can't be sent together as an album")
    contents = [media_item(call, item) for item in items]
    group = {"media_group_id": str(secrets.randbelow(10**17) + 10**16)} if len(contents) > 1 else {}
    return [message.data for message in send(call, *(content | group for content in contents))]
