"""Money arithmetic is exact and never mixes currencies."""

from __future__ import annotations

import ast
import pickle
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import wallet.money
from wallet.money import CURRENCIES, MINOR_MAX, Money, Rounding, currency, total, zero

CNY, USD, JPY, USDT = (CURRENCIES[code] for code in ("CNY", "USD", "JPY", "USDT"))
minors = st.integers(-MINOR_MAX, MINOR_MAX)


def test_registry() -> None:
    assert {code: of.exponent for code, of in CURRENCIES.items()} == {
        "CNY": 2,
        "USD": 2,
        "EUR": 2,
        "HKD": 2,
        "JPY": 0,
        "GBP": 2,
        "SGD": 2,
        "KRW": 0,
        "USDT": 6,
    }
    with pytest.raises(KeyError):
        currency("usd")


@pytest.mark.parametrize("minor", [1.0, True, "1", None, 2**63])
def test_only_whole_storable_minor_units(minor: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        Money(minor, CNY)  # type: ignore[arg-type]


def test_currencies_never_mix() -> None:
    yuan, dollar = Money(1, CNY), Money(1, USD)
    assert yuan != dollar
    for operation in ("__add__", "__sub__", "__lt__", "__le__", "__gt__", "__ge__"):
        with pytest.raises(TypeError):
            getattr(yuan, operation)(dollar)
    with pytest.raises(TypeError):
        yuan + 1  # type: ignore[operator]
    with pytest.raises(TypeError):
        total([yuan, dollar], CNY)
    for factor in (1.5, True):
        with pytest.raises(TypeError):
            yuan * factor  # type: ignore[operator]


def test_arithmetic_and_order() -> None:
    assert Money(5, CNY) + Money(7, CNY) - Money(20, CNY) == -Money(8, CNY)
    assert 3 * Money(5, CNY) == Money(5, CNY) * 3 == Money(15, CNY)
    assert sorted([Money(3, CNY), Money(-1, CNY), Money(2, CNY)])[0] == Money(-1, CNY)
    assert Money(2, CNY) >= Money(2, CNY) <= Money(3, CNY)
    assert total([Money(1, CNY), Money(2, CNY)], CNY) == Money(3, CNY)
    assert total([], CNY) == zero(CNY)
    assert not zero(CNY)
    assert pickle.loads(pickle.dumps(Money(5, USDT))) == Money(5, USDT)


@pytest.mark.parametrize(
    ("minor", "of", "digits"),
    [(0, CNY, "0.00"), (5, CNY, "0.05"), (-123450, CNY, "-1234.50"), (7, JPY, "7"), (1, USDT, "0.000001")],
)
def test_digits(minor: int, of: wallet.money.Currency, digits: str) -> None:
    assert Money(minor, of).digits() == digits
    assert str(Money(minor, of)) == f"{digits} {of.code}"


@given(minors, st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(any))
def test_allocation_sums_and_is_fair(minor: int, parts: list[int]) -> None:
    shares = Money(minor, CNY).allocate(parts)
    assert total(shares, CNY) == Money(minor, CNY)
    for share, part in zip(shares, parts, strict=True):
        assert abs(Fraction(minor * part, sum(parts)) - share.minor) < 1


@pytest.mark.parametrize("parts", [[], [0, 0], [1, -1], [1.0], [True]])
def test_allocation_refuses(parts: list[int]) -> None:
    with pytest.raises((TypeError, ValueError)):
        Money(10, CNY).allocate(parts)


def test_division_is_exact() -> None:
    assert [share.minor for share in Money(100, CNY).divide_exactly(3)] == [34, 33, 33]
    assert [share.minor for share in Money(-100, CNY).divide_exactly(3)] == [-34, -33, -33]
    with pytest.raises(ValueError, match="parts"):
        Money(1, CNY).divide_exactly(0)


@given(
    minors,
    st.integers(-1000, 1000),
    st.integers(-1000, 1000).filter(bool),
    st.sampled_from(["down", "up", "half_even"]),
)
def test_scale(minor: int, numerator: int, denominator: int, rounding: Rounding) -> None:
    exact = Fraction(minor * numerator, denominator)
    got = Money(minor, CNY).scale(numerator, denominator, rounding).minor
    if rounding == "half_even":
        assert got == round(exact)
    elif rounding == "down":
        assert abs(exact) - 1 < abs(got) <= abs(exact)
    else:
        assert abs(exact) <= abs(got) < abs(exact) + 1
    assert got * exact >= 0


@pytest.mark.parametrize(
    ("minor", "down", "up", "half_even"),
    [(1, 0, 1, 0), (3, 1, 2, 2), (5, 2, 3, 2), (-1, 0, -1, 0), (-3, -1, -2, -2), (4, 2, 2, 2)],
)
def test_scale_by_a_half(minor: int, down: int, up: int, half_even: int) -> None:
    amount = Money(minor, CNY)
    assert amount.scale(1, 2, "down").minor == down
    assert amount.scale(1, 2, "up").minor == up
    assert amount.scale(-1, -2, "half_even").minor == half_even
    with pytest.raises(ZeroDivisionError):
        amount.scale(1, 0, "down")


def test_float_never_appears() -> None:
    tree = ast.parse(Path(wallet.money.__file__).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        assert not (isinstance(node, ast.Name) and node.id in {"float", "Decimal", "round"})
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float))
        assert not isinstance(node, ast.Div)
