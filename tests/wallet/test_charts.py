"""Charts: small pictures of known days, drawn once."""

from __future__ import annotations

import io
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import insert

from tests.conftest import ManualClock
from wallet.database import Database
from wallet.exchange.chart import BYTES_MAX, Charts, draw
from wallet.exchange.history import RateHistory
from wallet.exchange.models import rates

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])


@SQLITE
async def test_days_come_from_the_package_and_from_what_was_stored(database: Database, clock: ManualClock) -> None:
    history = RateHistory(database)
    known = await history.days("USD", "CNY", 365)
    days = [day for day, _ in known]
    assert days == sorted(days)
    assert 240 < len(days) < 270
    assert all(4 < rate < 12 for _, rate in known)
    assert len(await history.days("EUR", "CNY", 30)) > 15
    back = dict(await history.days("CNY", "USD", 365))
    assert all(back[day] * rate == 1 for day, rate in known)
    assert {rate for _, rate in await history.days("USDT", "USD", 30)} == {Fraction(1)}
    later = days[-1] + timedelta(days=3)
    await database.write(lambda work: work.connection.execute(insert(rates), stored(later, clock)).rowcount)
    assert (await history.days("USD", "CNY", 30))[-1] == (later, Fraction(13, 2))


def stored(day: date, clock: ManualClock) -> list[dict[str, object]]:
    common = {"feed": "bank", "day": day.isoformat(), "base": "EUR", "source": "ecb"}
    moments = {"dated_at": clock.now(), "stored_at": clock.now()}
    return [common | moments | {"code": code, "rate": rate} for code, rate in (("USD", "6/5"), ("CNY", "39/5"))]


@SQLITE
async def test_a_chart_is_drawn_once_and_replaced_by_newer_ones(database: Database, tmp_path: Path) -> None:
    charts = Charts(tmp_path / "charts", RateHistory(database))
    (tmp_path / "charts").mkdir()
    old = tmp_path / "charts" / "USD-CNY-30-2020-01-01-20.png"
    old.write_bytes(b"old")
    path = await charts.path("USD", "CNY", 30)
    assert path is not None
    made_at = path.stat().st_mtime_ns
    assert await charts.path("USD", "CNY", 30) == path
    assert (path.stat().st_mtime_ns, old.exists()) == (made_at, False)
    with pytest.raises(KeyError):
        await charts.path("../x", "CNY", 30)
    with pytest.raises(ValueError, match="31"):
        await charts.path("USD", "CNY", 31)


@pytest.mark.slow
@pytest.mark.parametrize("pair", [("USD", "CNY"), ("KRW", "USD"), ("GBP", "JPY"), ("USDT", "USD")])
@SQLITE
async def test_every_chart_is_small_and_as_wide_as_a_phone(
    database: Database, tmp_path: Path, pair: tuple[str, str]
) -> None:
    charts = Charts(tmp_path, RateHistory(database))
    for days in (30, 365):
        path = await charts.path(*pair, days)
        assert path is not None
        with Image.open(path) as picture:
            assert picture.size == (864, 648)
        assert path.stat().st_size < BYTES_MAX


@pytest.mark.slow
def test_a_wild_year_is_still_small() -> None:
    days = [date(2025, 1, 1) + timedelta(days=number) for number in range(365)]
    line = [(day, Fraction(7 + (day.toordinal() * 7919 % 1000), 1000)) for day in days]
    png = draw("USD/CNY", line)
    assert len(png) < BYTES_MAX
    assert Image.open(io.BytesIO(png)).format == "PNG"
