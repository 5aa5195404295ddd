"""Pictures of codes as people send them, made by Pillow from a fixed seed: ours, others', and files that are none."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

import numpy
import zxingcpp
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from tests.conftest import VAULT_KEY
from tests.wallet.hard_pictures import Sample, bomb, jpeg, png, saved
from wallet.qr.drawing import draw
from wallet.qr.payload import Payload, Payloads, QrKind, link
from wallet.security.vault import Vault

BOT = "wallet_bot"
FOREIGN = (
    ("QR", "https://pay.example/p?id=4711"), ("QR", "WIFI:T:WPA;S:Cafe;P:espresso-7;;"),
    ("QR", "https://t.me/wallet_b0t?start=q1s_1_0123456789abcdef01234567"), ("QR", "weixin://wxpay/bizpayurl?pr=Ab1"),
    ("QR", "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP"), ("QR", "mailto:me@shop.example?body=https://t.me/wallet_bot"),
    ("EAN13", "4006381333931"), ("Code128", "https://t.me/wallet_bot?start=abc"), ("DataMatrix", "hello there"),
    ("PDF417", "https://t.me/wallet_bot?start=abc"), ("Aztec", "https://t.me/wallet_bot?start=abc"),
    ("EAN8", "96385074"),
)  # fmt: skip
PAPER = 245


@dataclass(frozen=True, slots=True)
class Share:
    """How many of each kind."""

    each: int
    two: int
    mixed: int
    foreign: int
    broken: int
    without: int


ALL = Share(each=17, two=9, mixed=4, foreign=16, broken=12, without=6)
FEW = Share(each=1, two=1, mixed=1, foreign=4, broken=4, without=1)


def samples(share: Share, seed: int = 20250301) -> Iterator[Sample]:
    """Always the same for the same share and seed: 200 of `ALL`, 20 of `FEW`."""
    for number, sample in enumerate(_samples(share, random.Random(seed))):
        yield replace(sample, name=f"{number:03} {sample.name}")


def _samples(share: Share, chance: random.Random) -> Iterator[Sample]:
    for name, distort in DISTORTIONS.items():
        for _ in range(share.each):
            address = _address(chance)
            yield Sample(name, distort(_code(address, chance), chance), frozenset({address}))
    for _ in range(share.two):
        one, two = _address(chance), _address(chance)
        yield Sample("two codes", _two(_code(one, chance), _code(two, chance), chance), frozenset({one, two}))
    for number in range(share.mixed):
        address, other = _address(chance), _barcode(*FOREIGN[number])
        yield Sample("ours and foreign", _two(_code(address, chance), other, chance), frozenset({address}))
    for number in range(share.foreign):
        kind, text = FOREIGN[(number * 7) % len(FOREIGN)]
        yield Sample(f"foreign {kind}", _turned(_barcode(kind, text), chance))
    for name, data in islice(_broken(chance), share.broken):
        yield Sample(name, data, readable=False)
    for _ in range(share.without):
        yield Sample("no code", jpeg(_clutter((1200, 900), chance), 70))


def _address(chance: random.Random) -> str:
    payloads = Payloads(Vault({"test": VAULT_KEY}, "test"))
    kind = chance.choice(list(QrKind))
    return link(BOT, payloads.argument(Payload(kind, chance.randrange(1, 10 ** chance.randrange(2, 12)))))


def _code(address: str, chance: random.Random) -> Image.Image:
    logo = None
    if chance.random() < 0.5:
        written = io.BytesIO()
        shade = tuple(chance.randrange(256) for _ in range(3))
        Image.new("RGB", (256, 256), shade).save(written, "PNG")
        logo = written.getvalue()
    return Image.open(io.BytesIO(draw(address, logo))).convert("L")


def _barcode(kind: str, text: str) -> Image.Image:
    formats = {"QR": "QRCode"}
    made = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, formats.get(kind, kind)))
    drawn = memoryview(made.to_image(scale=8))
    height, width = drawn.shape
    code = Image.frombytes("L", (width, height), drawn.tobytes())
    return ImageOps.expand(code, 80, fill=255)


def _turned(code: Image.Image, chance: random.Random) -> bytes:
    angle = chance.randrange(360)
    picture = code.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=PAPER)
    return png(picture.resize((chance.randrange(500, 1100),) * 2) if code.width == code.height else picture)


def _blurred(code: Image.Image, chance: random.Random) -> bytes:
    return jpeg(code.filter(ImageFilter.GaussianBlur(chance.uniform(3, 9))), 80)


def _noisy(code: Image.Image, chance: random.Random) -> bytes:
    noise = numpy.random.default_rng(chance.randrange(1 << 30)).normal(
        0, chance.uniform(20, 70), (code.height, code.width)
    )
    grey = numpy.asarray(code.point(lambda value: 60 + value * 140 // 255), dtype=float)
    return jpeg(Image.fromarray(numpy.clip(grey + noise, 0, 255).astype("uint8")), 80)


def _tilted(code: Image.Image, chance: random.Random, strength: float = 0.16) -> Image.Image:
    """Seen from the side: each corner moves inwards by up to `strength` of the side."""
    side = code.width
    corners = [(0, 0), (side, 0), (side, side), (0, side)]
    inward = [(1, 1), (-1, 1), (-1, -1), (1, -1)]
    seen = [
        (x + dx * chance.uniform(0, strength) * side, y + dy * chance.uniform(0, strength) * side)
        for (x, y), (dx, dy) in zip(corners, inward, strict=True)
    ]
    rows, wanted = [], []
    for (x, y), (source_x, source_y) in zip(seen, corners, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -source_x * x, -source_x * y])
        rows.append([0, 0, 0, x, y, 1, -source_y * x, -source_y * y])
        wanted += [source_x, source_y]
    factors = numpy.linalg.solve(numpy.array(rows, dtype=float), numpy.array(wanted, dtype=float))
    return code.transform(
        (side, side), Image.Transform.PERSPECTIVE, list(factors), Image.Resampling.BICUBIC, fillcolor=PAPER
    )


def _aslant(code: Image.Image, chance: random.Random) -> bytes:
    return jpeg(_tilted(code, chance).rotate(chance.uniform(-20, 20), expand=True, fillcolor=PAPER), 85)


def _squeezed(code: Image.Image, chance: random.Random) -> bytes:
    side = chance.randrange(320, 900)
    return jpeg(code.resize((side, side), Image.Resampling.LANCZOS), 20)


def _screen(code: Image.Image, chance: random.Random) -> bytes:
    """A photographed screen: stripes of two grids over each other, a shine from one side, a tilt, a little blur."""
    side, period, angle = 900, chance.uniform(2.3, 6.0), chance.uniform(0, math.pi)
    y, x = numpy.mgrid[0:side, 0:side].astype(float)
    stripes = 26 * numpy.sin(2 * math.pi * (x * math.cos(angle) + y * math.sin(angle)) / period)
    grid = 12 * numpy.sin(2 * math.pi * x / 3.1) + 12 * numpy.sin(2 * math.pi * y / 3.1)
    shine = chance.uniform(40, 90) * (x + y) / (2 * side)
    grey = numpy.asarray(_tilted(code, chance, 0.09).resize((side, side)), dtype=float) * 0.5 + 40
    shown = Image.fromarray(numpy.clip(grey + stripes + grid + shine, 0, 255).astype("uint8"))
    return jpeg(shown.filter(ImageFilter.GaussianBlur(0.8)), 60)


def _clutter(size: tuple[int, int], chance: random.Random) -> Image.Image:
    """A room with things in it."""
    picture = Image.linear_gradient("L").resize(size)
    pen = ImageDraw.Draw(picture)
    for _ in range(60):
        left, top = chance.randrange(size[0]), chance.randrange(size[1])
        box = (left, top, left + chance.randrange(20, 400), top + chance.randrange(20, 300))
        shape = chance.choice((pen.rectangle, pen.ellipse))
        shape(box, fill=chance.randrange(256), outline=chance.randrange(256))
    return picture


def _small(code: Image.Image, chance: random.Random) -> bytes:
    """A code far away in a picture of 12 megapixels."""
    picture, side = _clutter((4000, 3000), chance), chance.randrange(420, 700)
    small = code.resize((side, side), Image.Resampling.LANCZOS)
    picture.paste(small, (chance.randrange(4000 - side), chance.randrange(3000 - side)))
    return jpeg(picture, 75, progressive=chance.random() < 0.5)


def _inverted(code: Image.Image, chance: random.Random) -> bytes:
    return png(ImageOps.invert(code).resize((chance.randrange(300, 900),) * 2))


def _dim(code: Image.Image, chance: random.Random) -> bytes:
    """In bad light: little contrast, a shadow over a half."""
    dark = code.point(lambda value: 70 + value * chance.randrange(30, 60) // 255)
    shadow = Image.linear_gradient("L").rotate(chance.choice((0, 90, 180, 270))).resize(dark.size)
    return jpeg(ImageChops.subtract(dark, shadow.point(lambda value: value // 4)), 70)


def _two(one: Image.Image, two: Image.Image, chance: random.Random) -> bytes:
    picture = Image.new("L", (1500, 800), PAPER)
    picture.paste(one.resize((640, 640), Image.Resampling.LANCZOS), (40, chance.randrange(20, 140)))
    picture.paste(two.resize((640, 640), Image.Resampling.LANCZOS), (800, chance.randrange(20, 140)))
    return jpeg(picture, 80)


DISTORTIONS: dict[str, Callable[[Image.Image, random.Random], bytes]] = {
    "turned": _turned,
    "blurred": _blurred,
    "noisy": _noisy,
    "aslant": _aslant,
    "squeezed": _squeezed,
    "screen": _screen,
    "small": _small,
    "inverted": _inverted,
    "dim": _dim,
}


def _broken(chance: random.Random) -> Iterator[tuple[str, bytes]]:
    whole_png = draw(_address(chance))
    whole_jpeg = jpeg(Image.open(io.BytesIO(whole_png)), 80)
    yield "bomb", bomb(10_000, 10_000, 10_000)
    yield "bomb of a gigapixel", bomb(40_000, 30_000, 100)
    yield "truncated JPEG", whole_jpeg[: len(whole_jpeg) // 2]
    yield "truncated PNG", whole_png[: len(whole_png) // 2]
    yield "nothing", b""
    yield "text", b"https://t.me/wallet_bot?start=abc"
    yield "head alone", whole_jpeg[:24]
    yield "noise", chance.randbytes(20_000)
    yield "GIF", saved(Image.new("L", (50, 50)), "GIF")
    yield "TIFF", saved(Image.new("L", (50, 50)), "TIFF")
    yield "PDF", b"%PDF-1.7\n" + chance.randbytes(500)
    yield "huge file", b"\xff\xd8\xff" + bytes(11 << 20)
