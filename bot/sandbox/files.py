"""Files in memory: identifiers that belong to one bot, paths, sizes and image dimensions."""

import re
import secrets
import struct
from collections import OrderedDict
from dataclasses import dataclass

DOWNLOAD_SIZE_MAX = 20 << 20
TOTAL_SIZE_MAX = 512 << 20

_FILE_ID_IN_JSON = re.compile(rb'(file_id": ?")([A-Za-z0-9_]+)(")')
_DIRECTORIES = {
    "photo": ("photos", ".jpg"),
    "document": ("documents", ""),
    "video": ("videos", ".mp4"),
    "animation": ("animations", ".mp4"),
    "audio": ("music", ".mp3"),
    "voice": ("voice", ".oga"),
    "video_note": ("video_notes", ".mp4"),
    "sticker": ("stickers", ".webp"),
}


@dataclass(slots=True)
class StoredFile:
    """One uploaded file; `id` is the sandbox-wide identifier, a bot sees it with its own ending."""

    id: str
    unique_id: str
    kind: str
    path: str
    name: str
    mime_type: str
    data: bytes
    width: int = 0
    height: int = 0
    owner: int = 0

    @property
    def size(self) -> int:
        """Size in bytes."""
        return len(self.data)


class FileStore:
    """Every file of the sandbox; the oldest give way when all together exceed TOTAL_SIZE_MAX bytes."""

    def __init__(self) -> None:
        self._by_id: OrderedDict[str, StoredFile] = OrderedDict()
        self._by_path: dict[str, StoredFile] = {}
        self._total_size = 0

    def add(self, kind: str, data: bytes, name: str, mime_type: str) -> StoredFile:
        """Store bytes as a photo, document, ... and return the record."""
        directory, ending = _DIRECTORIES[kind]
        identifier = secrets.token_hex(20)
        suffix = ending or ("." + name.rsplit(".", 1)[1] if "." in name else "")
        safe_suffix = suffix if re.fullmatch(r"\.[A-Za-z0-9]{1,10}", suffix) else ""
        path = f"{directory}/file_{len(self._by_id)}_{identifier[:6]}{safe_suffix}"
        stored = StoredFile(identifier, "AQAD" + identifier[:12], kind, path, name, mime_type, data)
        size = image_size(data)
        if size is not None:
            stored.width, stored.height = size
        self._by_id[identifier] = stored
        self._by_path[path] = stored
        self._total_size += len(data)
        while self._total_size > TOTAL_SIZE_MAX and len(self._by_id) > 1:
            _, oldest = self._by_id.popitem(last=False)
            del self._by_path[oldest.path]
            self._total_size -= oldest.size
        return stored

    def get(self, identifier: str) -> StoredFile | None:
        """Return a file by its sandbox-wide identifier."""
        return self._by_id.get(identifier)

    def by_path(self, path: str) -> StoredFile | None:
        """Return a file by its file_path."""
        return self._by_path.get(path)

    def for_bot(self, file_id: str, bot_id: int) -> StoredFile | None:
        """Return the file that this bot knows under this file_id; another bot's file_id finds nothing."""
        head, _, tail = file_id.partition("_")
        return self._by_id.get(head) if tail == bot_part(bot_id) else None


def bot_part(bot_id: int) -> str:
    """Return the ending that makes a file_id the bot's own."""
    return f"{bot_id:x}"


def localize_file_ids(body: bytes, bot_id: int) -> bytes:
    """Rewrite sandbox-wide file identifiers in serialized JSON to those of one bot."""
    if b'file_id"' not in body:
        return body
    return _FILE_ID_IN_JSON.sub(rb"\1\2_" + bot_part(bot_id).encode() + rb"\3", body)


def image_size(data: bytes) -> tuple[int, int] | None:
    """Return (width, height) in pixels of a PNG, JPEG, GIF or WebP image, None for other data."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        return struct.unpack(">II", data[16:24])
    if data[:2] == b"\xff\xd8":
        return _jpeg_size(data)
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        return struct.unpack("<HH", data[6:10])
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP" and len(data) >= 30:
        return _webp_size(data)
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    position = 2
    while position + 9 < len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        if marker == 0xFF:
            position += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return width, height
        position += 2 + struct.unpack(">H", data[position + 2 : position + 4])[0]
    return None


def _webp_size(data: bytes) -> tuple[int, int] | None:
    if data[12:16] == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if data[12:16] == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if data[12:16] == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None
