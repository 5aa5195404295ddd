"""The way through the filters of the history, and what can be added to a record."""

from __future__ import annotations

from handlers.money_states import Filters, RecordMore
from handlers.states import History
from tests.stories.acts import Tour, at, holding, presses, says

OPEN_RECORD = (says("/history"), at(History.page), holding("3.00"), at(History.record))

TOUR: Tour = (
    (Filters.main, (says("/history"), at(History.page), presses("history-filter"))),
    (Filters.period, (presses("filter-by-period"),)),
    (Filters.currency, (presses("back"), at(Filters.main), presses("filter-by-currency"))),
    (Filters.category, (presses("back"), at(Filters.main), presses("filter-by-category"))),
    (Filters.person, (presses("back"), at(Filters.main), presses("filter-by-person"))),
    (Filters.kind, (presses("back"), at(Filters.main), presses("filter-by-kind"))),
    (Filters.search, (presses("back"), at(Filters.main), presses("filter-by-words"))),
    (RecordMore.note, (*OPEN_RECORD, presses("record-add-note"))),
    (RecordMore.tags, (says("Lunch"), at(History.record), presses("record-add-tags"))),
    (RecordMore.past, (says("food"), at(History.record), presses("record-past"))),
    (RecordMore.receipt, (presses("back"), at(History.record), presses("record-receipt"))),
    (RecordMore.dispute, (presses("back"), at(History.record), presses("record-dispute"))),
)
