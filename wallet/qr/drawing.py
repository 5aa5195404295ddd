"""Drawing a code to print, with the shop's logo in its middle. Error correction H bears the part that it hides."""

from __future__ import annotations

import asyncio
import io

import segno
from PIL import Image, ImageDraw

SIZE_PIXELS = 1000
QUIET_MODULES = 4
"""ISO/IEC 18004 asks for so wide a margin; without it many cameras see no code."""

LOGO_SHARE = 5
"""The logo's plate is at most a fifth as wide as the code: 4% of its area, where level H repairs up to 30%."""

LOGO_SIDE_PIXELS_MAX = 1024
BLACK, WHITE = 0, 255


async def drawn(link: str, logo: bytes | None = None) -> bytes:
    """As `draw`, in a thread of its own."""
    return await asyncio.to_thread(draw, link, logo)


def draw(link: str, logo: bytes | None = None) -> bytes:
    """A PNG of `SIZE_PIXELS` by `SIZE_PIXELS`; `logo` is a PNG of our own making."""
    rows = [bytes(row) for row in segno.make(link, error="h", micro=False, boost_error=False).matrix]
    modules = len(rows)
    scale = SIZE_PIXELS // (modules + 2 * QUIET_MODULES)
    small = Image.frombytes("L", (modules, modules), b"".join(rows)).point(lambda dark: BLACK if dark else WHITE)
    code = small.resize((modules * scale, modules * scale), Image.Resampling.NEAREST)
    picture = Image.new("L", (SIZE_PIXELS, SIZE_PIXELS), WHITE)
    corner = (SIZE_PIXELS - modules * scale) // 2
    picture.paste(code, (corner, corner))
    if logo is not None:
        picture = _with_logo(picture.convert("RGB"), logo, modules * scale // LOGO_SHARE)
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=True)
    return written.getvalue()


def _with_logo(picture: Image.Image, logo: bytes, side: int) -> Image.Image:
    """The logo on a white plate with round corners."""
    corner, edge = (SIZE_PIXELS - side) // 2, side // 12
    plate = (corner, corner, corner + side, corner + side)
    ImageDraw.Draw(picture).rounded_rectangle(plate, radius=2 * edge, fill=(WHITE, WHITE, WHITE))
    with Image.open(io.BytesIO(logo), formats=("PNG",)) as opened:
        if max(opened.size) > LOGO_SIDE_PIXELS_MAX:
            raise ValueError("a logo is made small before it is kept")
        mark = opened.convert("RGBA")
    inner = side - 2 * edge
    mark.thumbnail((inner, inner), Image.Resampling.LANCZOS)
    place = ((SIZE_PIXELS - mark.width) // 2, (SIZE_PIXELS - mark.height) // 2)
    picture.paste(mark, place, mark)
    return picture
