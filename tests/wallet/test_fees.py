"""The table of fees: read strictly, the most exact entry counts, and a fraction never costs the house."""

from __future__ import annotations

import pytest

from tests.factories import money
from wallet.fees.table import DEFAULT_FEES, FeeTable, parse_fees

TABLE = "exchange/*/*=0.1%,exchange/CNY/*=0.2%+1.50,exchange/*/2=0.05%,exchange/CNY/2=3,remittance/JPY/*=100"


@pytest.mark.parametrize(
    ("operation", "minor", "code", "level", "fee_minor"),
    [
        ("exchange", 100_00, "USD", 0, 10),
        ("exchange", 100_01, "USD", 0, 11),
        ("exchange", 1, "USD", 0, 1),
        ("exchange", 100_00, "USD", 2, 5),
        ("exchange", 100_00, "CNY", 1, 20 + 150),
        ("exchange", 100_00, "CNY", 2, 3_00),
        ("exchange", 100_00, "CNY", 9, 3_00),
        ("remittance", 5_000, "JPY", 0, 100),
        ("remittance", 5_000, "USD", 0, 0),
        ("transfer", 5_000, "CNY", 0, 0),
    ],
)
def test_the_most_exact_entry_counts_and_rounds_up(
    operation: str, minor: int, code: str, level: int, fee_minor: int
) -> None:
    assert parse_fees(TABLE).fee(operation, money(minor, code), level) == money(fee_minor, code)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("exchange/*/*=free", "percent"),
        ("exchange/*/*=", "percent"),
        ("exchange/*/*=-1%", "percent"),
        ("lottery/*/*=1%", "lottery"),
        ("exchange/XAU/*=1%", "XAU"),
        ("exchange/*/3=1%", "percent"),
        ("exchange/*/*=1%+2.00", "name the currency"),
        ("exchange/JPY/*=0.5", "decimals"),
        ("exchange/CNY/*=1%,exchange/CNY/*=2%", "twice"),
    ],
)
def test_what_is_not_understood_is_refused_in_one_line(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as refusal:
        parse_fees(text)
    assert "\n" not in str(refusal.value)


def test_the_version_names_the_content_whatever_its_order() -> None:
    first, second = parse_fees("exchange/*/*=1%,transfer/*/*=2%"), parse_fees(" transfer/*/*=2% , exchange/*/*=1%")
    assert isinstance(first, FeeTable)
    assert first.version == second.version != parse_fees(DEFAULT_FEES).version
