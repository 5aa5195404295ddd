"""The way through exchange, rates and alerts."""

from __future__ import annotations

from handlers.states import Checkout, Exchange, Rates
from tests.stories.acts import Tour, at, holding, presses, says

TOUR: Tour = (
    (Exchange.amount, (says("/exchange"),)),
    (Exchange.pays, (holding("From CNY"),)),
    (Exchange.gets, (presses("back"), at(Exchange.amount), holding("To USD"))),
    (Checkout.confirm, (presses("back"), at(Exchange.amount), says("5"))),
    (Rates.main, (says("/rates"),)),
    (Rates.chart, (holding("USD"),)),
    (Rates.alert, (presses("rates-alert-add"),)),
    (Rates.alerts, (says("99.5"),)),
)
