"""The pace of the staff bot: never over the group's limit, and close to it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import RetryAfter

from support.staff.pace import GROUP_MESSAGES_MAX, GROUP_WINDOW_SECONDS, Window, seconds_of


def sent_times(gaps: list[float], wait_seconds_max: float = 10.0) -> list[float]:
    """When each message goes, of senders that come back after as long as they are told."""
    window, now, sent = Window(GROUP_MESSAGES_MAX, GROUP_WINDOW_SECONDS), 0.0, []
    for gap in gaps:
        now += gap
        for _ in range(100):
            try:
                sent.append(now + window.book(now, wait_seconds_max))
                break
            except RetryAfter as error:
                now += seconds_of(error)
    return sent


@settings(deadline=None)
@given(st.lists(st.floats(0, 30), min_size=1, max_size=120))
def test_no_minute_has_more_than_its_messages(gaps: list[float]) -> None:
    sent = sent_times(gaps)
    assert len(sent) == len(gaps)
    assert all(late - early > 60 for early, late in zip(sent, sent[GROUP_MESSAGES_MAX:], strict=False))


def test_a_long_queue_uses_almost_all_that_is_allowed() -> None:
    sent = sent_times([0.0] * 200)
    assert sent[-1] <= (200 / GROUP_MESSAGES_MAX - 1) * 60 / 0.95


def test_nothing_goes_before_the_moment_that_telegram_named() -> None:
    window = Window(GROUP_MESSAGES_MAX, GROUP_WINDOW_SECONDS)
    window.halt(0.0, 7.0)
    assert window.book(1.0, 10.0) == 6.0
    window.halt(1.0, 30.0)
    with pytest.raises(RetryAfter):
        window.book(2.0, 10.0)
