"""Random commands for two ledgers: numbers that fit any history, and what they come to in a given one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, TypeVar

from hypothesis import strategies as st

from tests.wallet.ledger_model import LedgerModel, Transfers
from wallet.ledger import NewHold, NewTransfer
from wallet.money import MINOR_MAX

STEPS, CUSTOMERS = 50, 3
OTHER = {"CNY": "USD", "USD": "CNY"}
UNKNOWN = 10**12
"""An id that neither an account nor an operation has."""

Item = TypeVar("Item")


@dataclass(frozen=True)
class Leg:
    """A transfer, or a hold of `minor` on `debit`; `odd` says what is strange about it."""

    debit: int
    credit: int
    minor: int
    currency: str
    odd: str


@dataclass(frozen=True)
class Command:
    """`which` counts from the newest; `borrows` takes the reference of an earlier command, counted so too."""

    what: str
    which: int = 0
    legs: Sequence[Leg] = ()
    seconds: int | None = None
    amounts: Mapping[int, int] | None = None
    frozen: bool = False
    borrows: int | None = None


@dataclass(frozen=True)
class Call:
    """What both ledgers are given, in the model's operation ids."""

    method: str
    reference: str
    arguments: tuple[Any, ...]


_minor = st.integers(1, 403).map(lambda n: {401: 0, 402: -5, 403: MINOR_MAX + 1}.get(n, n))
_oddities = ("same account", "unknown debit", "unknown credit", "other currency", "other payer")
_leg = st.builds(
    Leg,
    debit=st.integers(0, CUSTOMERS + 1),
    credit=st.integers(0, CUSTOMERS),
    minor=_minor,
    currency=st.sampled_from(tuple(OTHER)),
    odd=st.sampled_from(("",) * 30 + _oddities),
)
# No hold stays on the house's accounts, which later histories use too.
_customers_leg = _leg.filter(lambda leg: leg.debit < CUSTOMERS)
_legs = st.lists(_leg, min_size=1, max_size=3)
_amounts = st.none() | st.dictionaries(st.integers(0, 3), _minor, min_size=1, max_size=2)
_which, _borrows = st.integers(0, 7), st.sampled_from((None,) * 20 + (0, 2, 5))
_held_for = st.sampled_from((None, 0, 1, 2, 5, 10, 20))


def _commands(what: str, times: int = 1, **fields: st.SearchStrategy[Any]) -> list[st.SearchStrategy[Command]]:
    return [st.builds(Command, st.just(what), **fields)] * times


HISTORIES = st.lists(
    st.one_of(
        *_commands("wait", 2, seconds=st.integers(-3, 12)),
        *_commands("post", 3, legs=_legs, borrows=_borrows),
        *_commands("place_hold", 3, legs=st.tuples(_customers_leg), seconds=_held_for, borrows=_borrows),
        *_commands("capture_hold", 3, which=_which, legs=_legs, borrows=_borrows),
        *_commands("release_hold", which=_which, borrows=_borrows),
        *_commands("reverse", 3, which=_which, amounts=_amounts, borrows=_borrows),
        *_commands("freeze", which=st.integers(0, CUSTOMERS - 1), frozen=st.sampled_from((False, False, True))),
        *_commands("expire"),
        *_commands("again", 2, which=_which),
    ),
    min_size=STEPS,
    max_size=STEPS,
)
"""In a shrunk history all that does not matter has become a wait of no seconds."""


def newest(items: Sequence[Item], which: int) -> Item:
    """Counted from the end, round and round."""
    return items[-1 - which % len(items)]


def arguments(command: Command, model: LedgerModel, sides: Mapping[str, Sequence[int]]) -> tuple[Any, ...]:
    """What a command comes to now. `sides` are the accounts by currency, the one that gives first money last."""
    if command.what == "post":
        return (tuple(_transfer(leg, sides) for leg in command.legs),)
    if command.what == "place_hold":
        item = _transfer(command.legs[0], sides)
        span = None if command.seconds is None else timedelta(seconds=command.seconds)
        return (NewHold(item.debit_account_id, item.amount, item.currency, None if span is None else model.now + span),)
    if command.what == "reverse":
        return newest([UNKNOWN, *model.operation_ids], command.which), command.amounts
    hold_id = newest([UNKNOWN, *model.operation_ids[:2], *model.holds], command.which)
    if command.what == "release_hold":
        return (hold_id,)
    return hold_id, _taken(command.legs, model.holds.get(hold_id), sides)


def _transfer(leg: Leg, sides: Mapping[str, Sequence[int]]) -> NewTransfer:
    ids = sides[leg.currency]
    debit, credit = ids[leg.debit], ids[(leg.debit + 1 + leg.credit) % len(ids)]
    item = NewTransfer(debit, credit, leg.minor, leg.currency)
    strange: dict[str, dict[str, Any]] = {
        "same account": {"credit_account_id": debit},
        "unknown debit": {"debit_account_id": UNKNOWN},
        "unknown credit": {"credit_account_id": UNKNOWN},
        "other currency": {"currency": OTHER[leg.currency]},
    }
    return replace(item, **strange.get(leg.odd, {}))


def _taken(legs: Sequence[Leg], hold: NewHold | None, sides: Mapping[str, Sequence[int]]) -> Transfers:
    """Out of the hold's own account, unless that is what is odd."""
    if hold is None:
        return tuple(_transfer(leg, sides) for leg in legs)
    place = sides[hold.currency].index(hold.account_id)
    own = [leg if leg.odd == "other payer" else replace(leg, debit=place, currency=hold.currency) for leg in legs]
    return tuple(_transfer(leg, sides) for leg in own)
