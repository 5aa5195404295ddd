"""The outside of a picture's file, looked at before a decoder sees it: how many parts it claims to have.

A few bytes can make a decoder pass over all pixels once more (a scan of a JPEG) or walk one more step (a segment, a
chunk); ten megabytes of them take minutes. Honest files have a dozen scans and some hundred parts.
"""

from __future__ import annotations

import struct

from wallet.errors import PictureUnreadable

JPEG_BEGINS, PNG_BEGINS = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
SCAN_BEGINS = b"\xff\xda"
SCANS_MAX = 32
SEGMENTS_MAX = 500
CHUNKS_MAX = 5_000


def check_parts(data: bytes) -> None:
    """Raises `PictureUnreadable` for a JPEG or PNG of too many parts; leaves what is broken to the decoder."""
    if data.startswith(JPEG_BEGINS):
        _check_jpeg(data)
    elif data.startswith(PNG_BEGINS):
        _check_png(data)


def _check_jpeg(data: bytes) -> None:
    # Between markers a byte 0xFF is followed by 0 or a restart: so these two bytes begin a scan, or stand in a segment.
    if data.count(SCAN_BEGINS) > SCANS_MAX:
        raise PictureUnreadable
    place = 2
    for _ in range(SEGMENTS_MAX):
        head = data[place : place + 4]
        if len(head) < 4 or head[0] != 0xFF or head[:2] == SCAN_BEGINS:
            return
        # 0xFF before a marker is padding.
        place += 1 if head[1] == 0xFF else 2 + int(struct.unpack(">H", head[2:])[0])
    raise PictureUnreadable


def _check_png(data: bytes) -> None:
    place = len(PNG_BEGINS)
    for _ in range(CHUNKS_MAX):
        head = data[place : place + 4]
        if len(head) < 4:
            return
        place += 12 + int(struct.unpack(">I", head)[0])
    raise PictureUnreadable
