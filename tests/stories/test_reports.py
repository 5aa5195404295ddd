"""Reports as people see them: every kind, period, currency and mode is a picture with its figures below."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from tests import factories
from tests.stage import Stage
from tests.stories.invoice_steps import photo_of
from tests.stories.people import Phone, buttons_of
from tests.stories.test_exchange import ann_with_money
from tests.stories.words import Words, words
from wallet.charts.theme import PIXELS_WIDE, THEMES, Mode
from wallet.errors import ChartsBusy

BOTH = pytest.mark.parametrize("code", ["zh-CN", "en"])


async def corner(phone: Phone, *seen: str) -> str:
    """The colour of the picture's corner, once the screen says all this."""
    picture = Image.open(io.BytesIO(await photo_of(phone, await phone.sees(*seen)))).convert("RGB")
    assert picture.width == PIXELS_WIDE
    return "#{:02x}{:02x}{:02x}".format(*picture.getpixel((2, 2)))  # type: ignore[misc]


async def ann_who_paid(stage: Stage, say: Words) -> Phone:
    """Ann, who gave somebody 25 of her 100 yuan."""
    ann, owner = await ann_with_money(stage, say)
    container = stage.application.container
    other = await factories.customer(container.database, container.vault)
    await factories.pay(container.database, owner.id, other.id, 2500)
    return ann


@pytest.mark.slow
@BOTH
async def test_a_report_is_a_picture_with_its_figures(stage: Stage, code: str) -> None:
    say = words(code)
    ann = await ann_who_paid(stage, say)
    await ann.press(say("home-money"))
    await ann.sees(say.first_line("money-title"))
    await ann.press(say("home-report"))
    seen = (say("report-split"), say("report-total", total=say.yuan(2500)), say("category-people"), "100%")
    assert await corner(ann, *seen) == THEMES[Mode.LIGHT].background
    await ann.press(say("report-dark"))
    await ann.press(say("report-light"))
    assert await corner(ann, *seen) == THEMES[Mode.LIGHT].background
    await ann.press(say("report-dark"))
    await ann.press(say("report-kind-trend"))
    assert await corner(ann, say("report-trend")) == THEMES[Mode.DARK].background
    await ann.press(say("back"))
    await ann.sees(say.first_line("money-title"))


@pytest.mark.slow
@BOTH
async def test_every_kind_and_period(stage: Stage, code: str) -> None:
    say = words(code)
    ann = await ann_who_paid(stage, say)
    await ann.say("/report")
    await ann.sees(say("report-split"))
    await ann.press(say("report-last-month"))
    await ann.sees(say("report-nothing"))
    await ann.press(say("report-this-year"))
    await ann.sees(say("category-people"))
    await ann.press(say("report-kind-trend"))
    await ann.sees(say("report-trend"), say("report-total", total=say.yuan(2500)))
    await ann.press(say("report-quarter"))
    await ann.sees(say("report-trend"), say("report-total", total=say.yuan(2500)))
    await ann.press(say("report-kind-balance"))
    await ann.sees(say("report-balance"), say.yuan(7500), say.yuan(10000))
    await ann.press(say("report-kind-budgets"))
    shown = await ann.sees(say("report-no-budgets"))
    assert say("report-this-month") not in buttons_of(shown)
    await ann.press(say("report-kind-split"))
    await ann.press(say("home"))
    await ann.sees(say.yuan(7500))


@pytest.mark.slow
@BOTH
async def test_currencies_are_chosen_and_a_busy_thread_is_told(
    stage: Stage, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    say = words(code)
    ann = await ann_who_paid(stage, say)
    container = stage.application.container
    owner = await container.customers.recognise(ann.person, "ann")
    assert owner is not None
    await factories.fund(container.database, owner.id, 900, "JPY")
    await ann.say("/report")
    await ann.press("JPY")
    await ann.sees(say("report-split"), "JP¥" if code == "zh-CN" else "¥")
    await ann.press(say("report-kind-balance"))
    await ann.sees(say("report-balance"), "900")
    monkeypatch.setattr("wallet.charts.service.WAITING_MAX", 0)
    await ann.press(say("report-last-month"))
    shown = await ann.sees(say.refusal(ChartsBusy()))
    assert "photo" not in shown
    monkeypatch.undo()
    await ann.press(say("report-refresh"))
    assert await corner(ann, say("report-balance")) == THEMES[Mode.LIGHT].background
