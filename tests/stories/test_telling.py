"""When the bot writes by itself, as people choose it: quiet hours typed and switched, digests on and off."""

from __future__ import annotations

import pytest

from tests.stage import Stage
from tests.stories.steps import register
from tests.stories.words import words
from wallet.budgets.quiet import USUAL, parse_quiet
from wallet.errors import QuietHoursInvalid

BOTH = pytest.mark.parametrize("code", ["zh-CN", "en"])


@pytest.mark.slow
@BOTH
async def test_quiet_hours_and_digests_are_chosen(stage: Stage, code: str) -> None:
    say, settings = words(code), stage.application.container.telling
    ann = await stage.phone("Ann", username="ann", phone="+8613800138001", language="en")
    await register(ann, say, name="Ann Lee")
    owner = await stage.application.container.customers.recognise(ann.person, "ann")
    assert owner is not None
    await ann.press(say("home-money"))
    await ann.press(say("home-telling"))
    await ann.sees(say("telling-title"), "22:00-08:00", "Asia/Shanghai")
    await ann.press(say("telling-quiet-change"))
    await ann.sees(say("telling-quiet-ask", zone="Asia/Shanghai"))
    for wrong in ("at night", "22-22", "25:00-8:00"):
        await ann.say(wrong)
        await ann.sees(say.refusal(QuietHoursInvalid()), say.first_line("telling-quiet-ask", zone=""))
    await ann.say("23:30 - 7")
    await ann.sees(say("telling-quiet-set"), "23:30-07:00")
    assert (await settings.get(owner.id)).quiet == parse_quiet("23:30-07:00")
    await ann.press(say("telling-quiet-off"))
    await ann.sees(say("telling-never-quiet"))
    assert (await settings.get(owner.id)).quiet is None
    await ann.press(say("telling-quiet-on"))
    await ann.sees("22:00-08:00")
    await ann.press(say("telling-daily", daily="no"))
    await ann.press(say("telling-weekly", weekly="yes"))
    await ann.press(say("telling-weekly", weekly="no"))
    await ann.press(say("telling-monthly", monthly="yes"))
    await ann.press(say("telling-monthly", monthly="no"))
    chosen = await settings.get(owner.id)
    assert (chosen.quiet, chosen.daily, chosen.weekly, chosen.monthly) == (USUAL, True, True, True)
    await ann.press(say("back"))
    await ann.sees(say.first_line("money-title"))
