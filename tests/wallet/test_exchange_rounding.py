"""Conversion between currencies: exact, rounded down, and nobody gains by going there and back."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.errors import AmountTooLarge
from wallet.money import CURRENCIES, MINOR_MAX, Currency, Money, convert

CNY, USD, JPY, USDT = (CURRENCIES[code] for code in ("CNY", "USD", "JPY", "USDT"))
PAIRS = list(permutations(CURRENCIES.values(), 2))

currencies = st.sampled_from(list(CURRENCIES.values()))
terms = st.integers(1, 10**12)


@pytest.mark.parametrize(
    ("minor", "of", "to", "numerator", "denominator", "got"),
    [
        (100_00, CNY, USD, 100, 724, 13_81),
        (72_40, CNY, USD, 100, 724, 10_00),
        (72_39, CNY, USD, 100, 724, 9_99),
        (7, CNY, USD, 100, 724, 0),
        (-100_00, CNY, USD, 100, 724, -13_81),
        (0, CNY, USD, 100, 724, 0),
        (1_00, USD, JPY, 15_099, 100, 150),
        (150, JPY, USD, 100, 15_099, 99),
        (1, JPY, USDT, 1, 150, 6_666),
        (9_999, USDT, USD, 1, 1, 0),
        (10_000, USDT, USD, 1, 1, 1),
        (MINOR_MAX, CNY, USD, 1, 1, MINOR_MAX),
    ],
)
def test_a_conversion_is_by_whole_units_and_rounds_down(
    minor: int, of: Currency, to: Currency, numerator: int, denominator: int, got: int
) -> None:
    assert convert(Money(minor, of), to, numerator, denominator) == Money(got, to)


@given(st.integers(-MINOR_MAX, MINOR_MAX), currencies, currencies, terms, terms)
def test_a_conversion_is_the_exact_value_cut_to_minor_units(
    minor: int, of: Currency, to: Currency, numerator: int, denominator: int
) -> None:
    exact = Fraction(minor, 10**of.exponent) * Fraction(numerator, denominator) * 10**to.exponent
    if abs(exact) >= MINOR_MAX + 1:
        with pytest.raises(AmountTooLarge) as refusal:
            convert(Money(minor, of), to, numerator, denominator)
        assert refusal.value.fields == {"currency": to.code, "minor_max": MINOR_MAX}
    else:
        assert convert(Money(minor, of), to, numerator, denominator) == Money(int(exact), to)


@pytest.mark.parametrize(("numerator", "denominator"), [(0, 1), (-1, 1), (1, 0), (1, -1), (-1, -1)])
def test_a_rate_is_positive(numerator: int, denominator: int) -> None:
    with pytest.raises(ValueError, match="positive"):
        convert(Money(1, CNY), USD, numerator, denominator)


@pytest.mark.parametrize("rate", [(7.24, 1), (1, True), ("1", 1), (None, 1)])
def test_a_rate_is_two_whole_numbers(rate: tuple[int, int]) -> None:
    with pytest.raises(TypeError):
        convert(Money(1, CNY), USD, *rate)


def gain(amount: Money, abroad: Currency, numerator: int, denominator: int) -> int | None:
    """What the customer has more, in minor units, after a way there and back; None when it is too much to exchange."""
    try:
        there = convert(amount, abroad, numerator, denominator)
        return convert(there, amount.currency, denominator, numerator).minor - amount.minor
    except AmountTooLarge:
        return None


def random_gains(chance: random.Random, trips: int) -> tuple[int, int, int]:
    """How many of so many round trips through random pairs were made, how many lost by rounding, and the largest gain.

    Amounts and rates are of every size: a customer who looks for a gap tries the smallest amounts most.
    """
    made = lost = 0
    largest = -MINOR_MAX
    sizes = [10**digits for digits in range(16)]
    for _ in range(trips):
        home, abroad = PAIRS[int(chance.random() * len(PAIRS))]
        minor = 1 + int(chance.random() * sizes[int(chance.random() * 16)])
        numerator = 1 + int(chance.random() * sizes[int(chance.random() * 10)])
        denominator = 1 + int(chance.random() * sizes[int(chance.random() * 10)])
        gained = gain(Money(min(minor, MINOR_MAX), home), abroad, numerator, denominator)
        if gained is not None:
            made += 1
            lost += gained < 0
            largest = max(largest, gained)
    return made, lost, largest


def test_nobody_gains_by_rounding_there_and_back() -> None:
    made, lost, largest = random_gains(random.Random(20250301), 20_000)
    assert made > 12_000
    assert lost > 6_000
    assert largest == 0


@pytest.mark.slow
def test_nobody_gains_by_rounding_in_a_million_round_trips() -> None:
    made, lost, largest = random_gains(random.Random(1_000_000), 1_400_000)
    assert made > 1_000_000
    assert lost > 500_000
    assert largest == 0


EXTREME_AMOUNTS = (1, 2, 9, 10, 99, 100, 101, 999_999, MINOR_MAX - 1, MINOR_MAX)
EXTREME_RATES = (
    *((1, 1), (1, 2), (2, 1), (2, 3), (3, 2), (99, 100), (100, 99), (100, 724), (724, 100)),
    *((1, 10**6), (10**6, 1), (10**12, 10**12 - 1), (10**12 - 1, 10**12), (1, MINOR_MAX), (MINOR_MAX, 1)),
)


def test_nobody_gains_at_the_edges_of_amounts_and_rates() -> None:
    gains = [
        gain(Money(minor, home), abroad, *rate)
        for (home, abroad), minor, rate in product(PAIRS, EXTREME_AMOUNTS, EXTREME_RATES)
    ]
    made = [found for found in gains if found is not None]
    assert len(made) > len(gains) // 2
    assert max(made) == 0


def test_nobody_gains_by_cutting_an_amount_in_pieces() -> None:
    chance = random.Random(7)
    for _ in range(2_000):
        home, abroad = chance.choice(PAIRS)
        rate = chance.randint(1, 10**5), chance.randint(1, 10**5)
        pieces = [Money(chance.randint(1, 10 ** chance.randint(1, 7)), home) for _ in range(chance.randint(2, 9))]
        whole = convert(Money(sum(piece.minor for piece in pieces), home), abroad, *rate)
        assert sum(convert(piece, abroad, *rate).minor for piece in pieces) <= whole.minor
