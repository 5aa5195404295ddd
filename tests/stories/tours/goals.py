"""The way through savings goals."""

from __future__ import annotations

from handlers.money_states import Goals, Money
from handlers.states import Home
from tests.stories.acts import Tour, at, presses, says

TOUR: Tour = (
    (Money.main, (says("/start"), at(Home.main), presses("home-money"))),
    (Goals.main, (presses("home-goals"),)),
    (Goals.name, (presses("goals-new"),)),
    (Goals.amount, (says("Bike"),)),
    (Goals.day, (says("300"),)),
    (Goals.one, (presses("goals-no-day"),)),
    (Goals.put, (presses("goals-put"),)),
    (Goals.take, (says("5"), at(Goals.one), presses("goals-take"))),
)
