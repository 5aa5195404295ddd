"""Quiet hours: by the clock on the customer's wall, in nights that lose an hour and in nights that have one twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import Wallet
from wallet.budgets.quiet import USUAL, Quiet, TellingSettings, parse_quiet, settings_of, speaks_at
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import QuietHoursInvalid

ZONES = [
    ZoneInfo(name)
    for name in ("Asia/Shanghai", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "UTC")
]
NEW_YORK, LORD_HOWE = ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe")
START = datetime(2026, 1, 1, tzinfo=UTC)
A_MINUTE = st.integers(0, 24 * 60 - 1)


def quiet(text: str) -> Quiet:
    return parse_quiet(text)


@pytest.mark.parametrize(
    ("zone", "hours", "moment", "told"),
    [
        (NEW_YORK, "22-8", "2026-03-07 21:59:59-05:00", "2026-03-07 21:59:59-05:00"),
        (NEW_YORK, "22-8", "2026-03-07 22:00-05:00", "2026-03-08 08:00-04:00"),
        (NEW_YORK, "22-8", "2026-03-08 07:59:59-04:00", "2026-03-08 08:00-04:00"),
        (NEW_YORK, "22-8", "2026-03-08 08:00-04:00", "2026-03-08 08:00-04:00"),
        (NEW_YORK, "22-8", "2026-10-31 23:30-04:00", "2026-11-01 08:00-05:00"),
        (NEW_YORK, "22-2:30", "2026-03-07 23:00-05:00", "2026-03-08 03:00-04:00"),
        (NEW_YORK, "22-1:30", "2026-11-01 01:10-04:00", "2026-11-01 01:30-04:00"),
        (NEW_YORK, "22-1:30", "2026-11-01 01:40-04:00", "2026-11-01 01:40-04:00"),
        (NEW_YORK, "22-1:30", "2026-11-01 01:10-05:00", "2026-11-01 01:30-05:00"),
        (LORD_HOWE, "22-2:15", "2026-10-04 01:00+10:30", "2026-10-04 02:30+11:00"),
        (LORD_HOWE, "22-8", "2026-04-05 01:45+10:30", "2026-04-05 08:00+10:30"),
        (LORD_HOWE, "13-14", "2026-04-05 13:20+10:30", "2026-04-05 14:00+10:30"),
    ],
)
def test_quiet_hours_end_by_the_clock_on_the_wall(zone: ZoneInfo, hours: str, moment: str, told: str) -> None:
    assert speaks_at(datetime.fromisoformat(moment), zone, quiet(hours)) == datetime.fromisoformat(told)


@given(
    st.sampled_from(ZONES),
    st.integers(0, 800 * 24 * 60 * 60),
    st.tuples(A_MINUTE, A_MINUTE).filter(lambda ends: ends[0] != ends[1]),
)
def test_nothing_is_said_in_quiet_hours_and_nothing_waits_longer(
    zone: ZoneInfo, seconds: int, ends: tuple[int, int]
) -> None:
    hours, moment = Quiet(*ends), START + timedelta(seconds=seconds)
    told = speaks_at(moment, zone, hours)
    assert not hours.covers(told.astimezone(zone))
    assert moment <= told <= moment + timedelta(hours=25)
    assert told == moment or hours.covers((told - timedelta(minutes=1)).astimezone(zone))
    assert (told == moment) == (not hours.covers(moment.astimezone(zone)))


def test_typed_hours_are_read_as_people_write_them() -> None:
    for text in ("22:00-08:00", "22-8", " 22:00 – 08:00 ", "２２：００～８：００", "22.00-8.00", "22:00至8:00"):
        assert parse_quiet(text) == USUAL
    assert parse_quiet("0:30-07:05").text == "00:30-07:05"
    for text in ("", "22", "22-22", "24:00-8:00", "22:60-8:00", "-1-8", "10pm-8am", "22:00-08:00" * 9, "22:00-08:00-9"):
        with pytest.raises(QuietHoursInvalid):
            parse_quiet(text)
    for ends in ((5, 5), (-1, 5), (5, 24 * 60)):
        with pytest.raises(ValueError, match=r"minute|times"):
            Quiet(*ends)


async def test_settings_are_each_customers_own(
    database: Database, wallet: Wallet, payer: Customer, payee: Customer
) -> None:
    settings = TellingSettings(database)
    usual = await settings.get(payer.id)
    assert (usual.quiet, usual.daily, usual.weekly, usual.monthly) == (USUAL, False, True, True)
    await settings.set_quiet(payer.id, None)
    await settings.set_digest(payer.id, "daily", wanted=True)
    await settings.set_digest(payer.id, "weekly", wanted=False)
    mine = await database.read(lambda connection: settings_of(connection, payer.id))
    assert (mine.quiet, mine.daily, mine.weekly, mine.monthly) == (None, True, False, True)
    night = datetime(2026, 5, 1, 20, tzinfo=UTC)
    assert mine.speaks_at(night, payer.zone) == night
    await settings.set_quiet(payer.id, parse_quiet("23-7"))
    assert (await settings.get(payer.id)).speaks_at(night, ZoneInfo("Asia/Shanghai")) == night + timedelta(hours=3)
    assert await settings.get(payee.id) == usual
    with pytest.raises(ValueError, match="hourly"):
        await settings.set_digest(payer.id, "hourly", wanted=True)
