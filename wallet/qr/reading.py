"""Reading codes from pictures that strangers made: bounded in bytes, pixels, memory and time, in a thread of its own.

What is read is text and nothing more. Whose it is, and whether anything happens, is decided elsewhere.
"""

from __future__ import annotations

import asyncio
import io
import struct
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import zxingcpp
from PIL import Image, ImageFilter, ImageOps, UnidentifiedImageError

from wallet.errors import PictureTooLarge, PictureUnreadable, ScanBusy
from wallet.qr.headers import JPEG_BEGINS, check_parts

SIZE_BYTES_MAX = 10 << 20
MEGAPIXELS_MAX = 40
MEGAPIXELS_WHOLE_MAX = {"JPEG": 12, "PNG": 12, "WEBP": 8}
"""For what has to be unpacked whole before it can be made small: everything but a plain JPEG. A pixel takes four bytes,
in a progressive JPEG up to eight, in a WebP twelve: about 100 MiB at most, with what making it small needs."""

SIDE_PIXELS_MAX = 1800
SIDE_PIXELS_ENOUGH = 1200
"""A JPEG is unpacked at a half, a quarter or an eighth of its size while its shorter side keeps so many pixels. Others'
codes are only to be named: they are looked for no larger than this."""

SIDE_PIXELS_SMALL = 1000
"""A picture smaller than this is also looked at twice as large: its modules may be too small to be told apart."""

FORMATS = ("JPEG", "PNG", "WEBP")
CODES_MAX = 20
TEXT_LENGTH_MAX = 4000
SECONDS_MAX = 0.2
"""No further way of looking is begun after so many seconds of work, opening included. Each takes some hundredths; in
pictures that were made to be hard, up to three tenths."""

WAITING_MAX = 16
QR = (zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.MicroQRCode)
QR_ONLY = zxingcpp.BarcodeFormats(QR)
ALL = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.AllReadable)


@dataclass(frozen=True, slots=True)
class FoundCode:
    """One code of a picture. `is_qr`: QR or Micro QR, the only kinds that ours can be."""

    text: str
    format: str
    is_qr: bool


class PictureReader:
    """One thread that reads pictures, one after the other, and a short queue before it."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")
        self._waiting = 0

    async def read(self, data: bytes) -> list[FoundCode]:
        """As `read_codes`. Raises `ScanBusy` when too many wait."""
        if self._waiting >= WAITING_MAX:
            raise ScanBusy
        self._waiting += 1
        loop = asyncio.get_running_loop()
        job = self._threads.submit(read_codes, data)
        job.add_done_callback(lambda done: self._done(loop, done))
        return await asyncio.wrap_future(job)

    def _done(self, loop: asyncio.AbstractEventLoop, _job: Future[list[FoundCode]]) -> None:
        """A caller that gave up does not free the place: the thread is busy until it is done."""
        if not loop.is_closed():
            loop.call_soon_threadsafe(self._leave)

    def _leave(self) -> None:
        self._waiting -= 1

    def close(self) -> None:
        """Stop the thread."""
        self._threads.shutdown(cancel_futures=True)


def read_codes(data: bytes) -> list[FoundCode]:
    """The codes of a picture, QR codes first looked for; none when there are none.

    Raises `PictureTooLarge`, `PictureUnreadable`.
    """
    until = time.thread_time() + SECONDS_MAX
    picture = _opened(data)
    for look in _looks(picture):
        if time.thread_time() > until:
            return []
        if found := look():
            return found
    return []


def _looks(picture: Image.Image) -> Iterator[Callable[[], list[FoundCode]]]:
    """Ways of looking, the quick ones that nearly always suffice first."""
    yield lambda: _codes(picture, QR_ONLY)
    yield lambda: _codes(_calmed(picture), QR_ONLY)
    if max(picture.size) <= SIDE_PIXELS_SMALL:
        yield lambda: _codes(picture.resize((2 * picture.width, 2 * picture.height), Image.Resampling.BICUBIC), QR_ONLY)
    else:
        yield lambda: _codes(picture.resize((picture.width // 2, picture.height // 2), Image.Resampling.BOX), QR_ONLY)
    yield lambda: _codes(picture, QR_ONLY, zxingcpp.Binarizer.GlobalHistogram)
    yield lambda: _codes(_thumbnail(picture, SIDE_PIXELS_ENOUGH), ALL)


def _calmed(picture: Image.Image) -> Image.Image:
    """Without the grain of a bad light and the stripes of a photographed screen."""
    return ImageOps.autocontrast(picture.filter(ImageFilter.GaussianBlur(1.5)), cutoff=1)


def _codes(
    picture: Image.Image,
    formats: zxingcpp.BarcodeFormats,
    binarizer: zxingcpp.Binarizer = zxingcpp.Binarizer.LocalAverage,
) -> list[FoundCode]:
    lines = memoryview(picture.tobytes()).cast("B", (picture.height, picture.width))
    read = zxingcpp.read_barcodes(
        lines,
        formats,
        binarizer=binarizer,
        text_mode=zxingcpp.TextMode.Plain,
        try_rotate=True,
        try_downscale=True,
        try_invert=True,
    )
    found = [FoundCode(code.text[:TEXT_LENGTH_MAX], str(code.format), code.format in QR) for code in read if code.text]
    return list(dict.fromkeys(found))[:CODES_MAX]


def _opened(data: bytes) -> Image.Image:
    """Grey, and no longer than `SIDE_PIXELS_MAX`. The header is looked at before anything is unpacked."""
    if len(data) > SIZE_BYTES_MAX:
        raise PictureTooLarge(megapixels_max=MEGAPIXELS_MAX)
    check_parts(data)
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            _check_pixels(picture)
            picture.draft("L", (SIDE_PIXELS_ENOUGH, SIDE_PIXELS_ENOUGH))
            return _made_small(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        # Pillow's own limit, met before its header can be asked.
        megapixels_max = MEGAPIXELS_MAX if data.startswith(JPEG_BEGINS) else MEGAPIXELS_WHOLE_MAX["PNG"]
        raise PictureTooLarge(megapixels_max=megapixels_max) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error) as error:
        # What Pillow raises for broken files, by format.
        raise PictureUnreadable from error


def _check_pixels(picture: Image.Image) -> None:
    whole = picture.format != "JPEG" or picture.mode == "CMYK" or bool(picture.info.get("progressive"))
    megapixels_max = MEGAPIXELS_WHOLE_MAX[str(picture.format)] if whole else MEGAPIXELS_MAX
    if picture.width * picture.height > megapixels_max * 1_000_000:
        raise PictureTooLarge(megapixels_max=megapixels_max)
    if min(picture.size) < 1:
        raise PictureUnreadable


def _made_small(picture: Image.Image) -> Image.Image:
    """Grey and small, without ever keeping the large picture twice in colours."""
    seen_through = "A" in picture.getbands() or "transparency" in picture.info
    if not seen_through:
        return _thumbnail(picture.convert("L"), SIDE_PIXELS_MAX)
    whole: Image.Image = picture if picture.mode == "RGBA" else picture.convert("RGBA")
    factor = -(-max(whole.size) // SIDE_PIXELS_MAX)
    seen = whole.reduce(factor) if factor > 1 else whole
    # A code drawn on nothing is read as people see it: on white.
    ground = Image.new("RGBA", seen.size, "white")
    ground.alpha_composite(seen)
    return ground.convert("L")


def _thumbnail(picture: Image.Image, side_max: int) -> Image.Image:
    """No longer than `side_max`."""
    if max(picture.size) <= side_max:
        return picture
    width, height = (max(1, size * side_max // max(picture.size)) for size in picture.size)
    return picture.resize((width, height), Image.Resampling.BOX, reducing_gap=2.0)
