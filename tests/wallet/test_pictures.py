"""Pictures of figures: every character has a glyph, both modes look right, the loop is never blocked, few are kept."""

from __future__ import annotations

import asyncio
import io
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from locales.texts import TEXTS_FOLDER
from wallet.charts import service
from wallet.charts.drawing import Bar, Bars, Columns, Drawing, Level, Line, Point, draw
from wallet.charts.service import Pictures
from wallet.charts.theme import PIXELS_WIDE, THEMES, Mode, drawable, font_path
from wallet.errors import ChartsBusy

BARS = Bars("支出分类", "11月 · 共 ¥60.00", (Bar("🍽 餐饮", "¥50.00 · 83%", 1000), Bar("交通", "¥10", 200, Level.BAD)))
COLUMNS = Columns(
    "Spending", "US$1 and $2", tuple(Point(f"{day} Nov", day * 700) for day in range(1, 31)), 2, 900, "$9"
)
LINE = Line("余额", "", tuple(Point(f"{day}日", day * 1000) for day in range(1, 21)), 0)
ALL = pytest.mark.parametrize("drawing", [BARS, COLUMNS, LINE], ids=["bars", "columns", "line"])


@pytest.fixture
def pictures() -> Iterator[Pictures]:
    made = Pictures()
    yield made
    made.close()


def colours(content: bytes) -> dict[str, int]:
    """How many pixels have a colour."""
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    assert picture.width == PIXELS_WIDE
    found = picture.getcolors(picture.width * picture.height)
    assert found is not None
    return {"#{:02x}{:02x}{:02x}".format(*colour): count for count, colour in found}  # type: ignore[misc]


@ALL
@pytest.mark.parametrize("mode", Mode)
def test_a_picture_has_the_colours_of_its_mode(drawing: Drawing, mode: Mode) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        content = draw(drawing, mode)
    found, theme, other = colours(content), THEMES[mode], THEMES[next(one for one in Mode if one is not mode)]
    assert max(found, key=lambda colour: found[colour]) == theme.background
    assert found[theme.bar] > 1000
    assert found[theme.words] > 100
    assert not {other.grid, other.bar} & {colour for colour, count in found.items() if count > 100}
    assert content == draw(drawing, mode)


def test_bars_are_as_long_as_they_say() -> None:
    found = colours(draw(BARS, Mode.LIGHT))
    full, fifth = found[THEMES[Mode.LIGHT].bar], found[THEMES[Mode.LIGHT].bad]
    assert 4.5 < full / fifth < 5.5


def test_every_character_of_texts_that_are_drawn_has_a_glyph() -> None:
    from fontTools.ttLib import TTFont

    known = set(TTFont(font_path()).getBestCmap())
    texts = "".join(path.read_text(encoding="utf-8") for path in sorted((TEXTS_FOLDER / "zh-CN").glob("*.ftl")))
    chinese = {sign for sign in texts if "\u3400" <= sign <= "\u9fff"}
    assert len(chinese) > 500
    assert not {sign for sign in chinese if ord(sign) not in known}
    assert {ord(sign) for sign in drawable("".join(sorted(set(texts)))).replace("\\$", "$")} <= known


def test_chinese_is_not_drawn_as_the_missing_glyph() -> None:
    from matplotlib.ft2font import FT2Font

    font = FT2Font(str(font_path()))
    assert all(font.get_char_index(ord(sign)) for sign in "支出分类余额预算走势¥€,.0123456789")
    drawn = {sign: draw(Bars(sign, "", ()), Mode.LIGHT) for sign in "支出额"}
    assert len(set(drawn.values())) == len(drawn)
    assert all(len(colours(content)) > 2 for content in drawn.values())


def test_emoji_go_and_dollars_begin_no_formula() -> None:
    assert drawable("🍽 餐饮 ☕️  茶\u2068x\u2069") == "餐饮 茶x"
    assert drawable("US$5 of $6") == r"US\$5 of \$6"
    assert drawable("👪🏠") == ""
    assert colours(draw(Bars("$x^2$ \\frac{1}{2} $", "{}$_%&#", (Bar("$", "$$", 1),)), Mode.DARK))


@pytest.mark.slow
@pytest.mark.parametrize("values", [(0,), (0, 0), (-5, 5), (-900, -20), (10**17, 1), (1,)])
def test_any_values_can_be_drawn(values: tuple[int, ...]) -> None:
    points = tuple(Point(str(index), value) for index, value in enumerate(values))
    for exponent in (0, 2, 6):
        draw(Line("x" * 300, "字" * 300, points, exponent), Mode.DARK)
        draw(Columns("", "", points, exponent, values[0], "average"), Mode.DARK)


async def test_the_loop_goes_on_while_pictures_are_drawn(pictures: Pictures) -> None:
    await pictures.path(BARS, Mode.LIGHT)
    longest, done = 0.0, False

    async def tick() -> None:
        nonlocal longest
        while not done:
            began = time.perf_counter()
            await asyncio.sleep(0.005)
            longest = max(longest, time.perf_counter() - began)

    ticking = asyncio.create_task(tick())
    began = time.perf_counter()
    await asyncio.gather(*(pictures.path(drawing, Mode.DARK) for drawing in (BARS, COLUMNS, LINE)))
    took, done = time.perf_counter() - began, True
    await ticking
    assert longest < took / 2


async def test_a_picture_is_drawn_once_and_few_are_kept(
    pictures: Pictures, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    drawn: list[Drawing] = []
    monkeypatch.setattr(service, "draw", lambda drawing, mode: drawn.append(drawing) or mode.encode())
    monkeypatch.setattr(service, "KEPT_MAX", 2)
    first = await pictures.path(BARS, Mode.LIGHT)
    assert first.read_bytes() == b"light"
    assert first.parent.stat().st_mode & 0o077 == 0
    assert await pictures.path(BARS, Mode.LIGHT) == first
    dark = await pictures.path(BARS, Mode.DARK)
    assert (len(drawn), dark == first) == (2, False)
    await pictures.path(LINE, Mode.LIGHT)
    assert (first.exists(), dark.exists()) == (False, True)
    assert (await pictures.path(BARS, Mode.LIGHT)).exists()
    assert len(drawn) == 4
    pictures.close()
    assert not first.parent.exists()


async def test_too_many_are_refused_and_a_caller_that_gave_up_keeps_its_place(
    pictures: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "draw", lambda _drawing, _mode: time.sleep(0.2) or b"")
    monkeypatch.setattr(service, "WAITING_MAX", 1)
    asked = asyncio.create_task(pictures.path(BARS, Mode.LIGHT))
    await asyncio.sleep(0.05)
    asked.cancel()
    with pytest.raises(ChartsBusy):
        await pictures.path(BARS, Mode.DARK)
    await asyncio.sleep(0.3)
    await pictures.path(BARS, Mode.DARK)
