"""Files that are hard to read: as large as is taken, made to keep a reader busy, or claiming to be huge."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy
from PIL import Image


@dataclass(frozen=True, slots=True)
class Sample:
    """A file, and the links of ours that must be read from it; `readable` is false for what is no picture to us."""

    name: str
    data: bytes
    ours: frozenset[str] = frozenset()
    readable: bool = True


def jpeg(picture: Image.Image, quality: int, **options: bool) -> bytes:
    """As a JPEG file."""
    written = io.BytesIO()
    picture.convert("RGB").save(written, "JPEG", quality=quality, **options)
    return written.getvalue()


def png(picture: Image.Image) -> bytes:
    """As a PNG file, quickly."""
    written = io.BytesIO()
    picture.save(written, "PNG", compress_level=1)
    return written.getvalue()


def saved(picture: Image.Image, kind: str) -> bytes:
    """As a file of any kind."""
    written = io.BytesIO()
    picture.save(written, kind)
    return written.getvalue()


def bomb(width: int, height: int, rows_there: int) -> bytes:
    """A PNG of a few kilobytes that unpacks to very much; of a gigapixel only the first rows are there."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(1 + width // 8)) for _ in range(rows_there)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def hard() -> Iterator[Sample]:
    """As large as is taken, or made to keep a reader busy; none holds a code of ours."""
    grains = numpy.random.default_rng(1)
    coarse = Image.fromarray(grains.integers(0, 255, (700, 900, 3), dtype="uint8"))
    large = coarse.resize((7200, 5400), Image.Resampling.BICUBIC)
    yield Sample("JPEG of 39 megapixels", jpeg(large, 60))
    medium = coarse.resize((3990, 3000), Image.Resampling.BICUBIC)
    yield Sample("progressive JPEG of 12 megapixels", jpeg(medium, 60, progressive=True))
    yield Sample("CMYK JPEG of 12 megapixels", saved(medium.convert("CMYK"), "JPEG"))
    yield Sample("WebP of 8 megapixels", saved(coarse.resize((3250, 2430)).convert("RGBA"), "WEBP"))
    finder = numpy.full((9, 9), 255, dtype="uint8")
    finder[1:8, 1:8], finder[2:7, 2:7], finder[3:6, 3:6] = 0, 255, 0
    for scale in (2, 3, 4, 8):
        tile = numpy.kron(finder, numpy.ones((scale, scale), dtype="uint8"))
        count = 1800 // len(tile)
        yield Sample(f"finder patterns x{scale}", png(Image.fromarray(numpy.tile(tile, (count, count)))))
    tiles = numpy.tile(numpy.kron(finder, numpy.ones((4, 4), dtype="uint8")), (83, 110))
    solid = numpy.dstack([tiles, tiles, tiles, numpy.full_like(tiles, 255)])
    yield Sample("PNG of 12 megapixels full of finder patterns", png(Image.fromarray(solid)))
    for scale in (1, 2, 4):
        noise = grains.integers(0, 2, (1800 // scale,) * 2, dtype="uint8") * 255
        yield Sample(
            f"noise x{scale}", png(Image.fromarray(numpy.kron(noise, numpy.ones((scale,) * 2, dtype="uint8"))))
        )


def of_many_parts() -> Iterator[Sample]:
    """Small files that make decoders walk for minutes."""
    whole = jpeg(Image.new("RGB", (4000, 3000)), 50, progressive=True)
    scan = whole[whole.rindex(b"\xff\xda") : -2]
    yield Sample("JPEG of a thousand scans", whole[:-2] + scan * 1000 + whole[-2:], readable=False)
    plain = jpeg(Image.new("RGB", (100, 100)), 50)
    yield Sample("JPEG of a million segments", plain[:2] + b"\xff\xe1\x00\x02" * 1_000_000 + plain[2:], readable=False)
    drawn = png(Image.new("L", (100, 100)))
    chunk = bytes(4) + b"teXt" + struct.pack(">I", zlib.crc32(b"teXt"))
    yield Sample("PNG of many chunks", drawn[:33] + chunk * 500_000 + drawn[33:], readable=False)
