"""Logos: a picture from a stranger becomes a small square PNG of ours, opened with care and without what it carried."""

from __future__ import annotations

import asyncio
import io
import struct
import threading
import zlib

from PIL import Image, ImageOps

from wallet.errors import LogoUnreadable, PictureUnreadable
from wallet.qr.headers import check_parts

BYTES_MAX = 5 * 2**20
PIXELS_MAX = 4096 * 4096
DECODED_PIXELS_MAX = 2048 * 2048
"""A JPEG is decoded to a smaller size at once; others are decoded whole."""

SIDE_PIXELS = 256
FORMATS = ("JPEG", "PNG", "WEBP")
BROKEN = (
    PictureUnreadable,
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    OverflowError,
    IndexError,
    TypeError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)
"""What Pillow raises for pictures that are none, broken, or made to do harm."""

_ONE_AT_A_TIME = threading.Lock()
"""A large picture takes up to a hundred megabytes while it is opened."""


async def clean_logo(content: bytes) -> bytes:
    """The middle square as PNG. Raises `LogoUnreadable`. The work is done in a thread of its own."""
    if not 0 < len(content) <= BYTES_MAX:
        raise _unreadable()
    return await asyncio.to_thread(_square, content)


def _square(content: bytes) -> bytes:
    try:
        check_parts(content)
        with _ONE_AT_A_TIME, Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            # By the header, before anything is decoded: a few bytes can promise gigabytes.
            if opened.width * opened.height > PIXELS_MAX:
                raise _unreadable()
            opened.draft("RGB", (2 * SIDE_PIXELS, 2 * SIDE_PIXELS))
            if opened.width * opened.height > DECODED_PIXELS_MAX:
                raise _unreadable()
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
            fitted = ImageOps.fit(upright, (SIDE_PIXELS, SIDE_PIXELS), Image.Resampling.LANCZOS)
    except BROKEN as error:
        raise _unreadable() from error
    return _png(fitted)


def _png(picture: Image.Image) -> bytes:
    """On white, as paper is; pixels alone are carried over, so no metadata is."""
    plain = Image.new("RGB", picture.size, "white")
    plain.paste(picture, mask=picture.getchannel("A"))
    written = io.BytesIO()
    plain.save(written, "PNG", optimize=True)
    return written.getvalue()


def _unreadable() -> LogoUnreadable:
    return LogoUnreadable(megabytes_max=BYTES_MAX // 2**20)
