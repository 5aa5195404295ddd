"""Accounts: a customer has one per currency; the house has several of each kind so that none becomes a hot row."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Connection, bindparam, select, update

from wallet.customers.models import customers
from wallet.customers.queries import ACTIVE, FROZEN
from wallet.database import UnitOfWork, insert_with_conflict
from wallet.ledger.models import accounts
from wallet.money import currency as known_currency

SHARDS = 16
"""How many accounts share the work of one system kind and currency; a customer always meets the same one."""


class AccountKind(StrEnum):
    """Whose money it is and why."""

    CUSTOMER = "customer"
    PLAY_MONEY = "play_money"
    FEES = "fees"
    CLEARING = "clearing"
    EXCHANGE = "exchange"
    ROUNDING = "rounding"
    GOAL = "goal"


MAY_BE_NEGATIVE = {
    AccountKind.CUSTOMER: False,
    AccountKind.PLAY_MONEY: True,
    AccountKind.FEES: False,
    AccountKind.CLEARING: True,
    AccountKind.EXCHANGE: True,
    AccountKind.ROUNDING: True,
    AccountKind.GOAL: False,
}
"""Money from outside (play money, clearing) is owed by its account as long as customers hold it. The exchange pool and
rounding differences have a side each. Fees are only ever earned."""

_FIND_OF_CUSTOMER = select(accounts.c.id).where(
    accounts.c.customer_id == bindparam("customer_id"), accounts.c.currency == bindparam("currency")
)
_FIND_OF_SYSTEM = select(accounts.c.id).where(
    accounts.c.customer_id.is_(None),
    accounts.c.kind == bindparam("kind"),
    accounts.c.currency == bindparam("currency"),
    accounts.c.shard == bindparam("shard"),
)

_IS_FROZEN = (
    select(customers.c.status != ACTIVE).where(customers.c.id == bindparam("customer_id")).with_for_update(read=True)
)
_SET_STATUS = update(customers).where(customers.c.id == bindparam("owner_id")).values(status=bindparam("new_status"))
_LOCK_OF_CUSTOMER = (
    select(accounts.c.id)
    .where(accounts.c.customer_id == bindparam("customer_id"))
    .order_by(accounts.c.id)
    .with_for_update()
)
_SET_FROZEN = (
    update(accounts).where(accounts.c.customer_id == bindparam("owner_id")).values(frozen=bindparam("is_frozen"))
)


def customer_account(work: UnitOfWork, customer_id: int, currency_code: str) -> int:
    """The id of the customer's account in a currency, opened now if it is their first money in it."""
    code = known_currency(currency_code).code
    found = customer_account_id(work.connection, customer_id, code)
    if found is None:
        _open(work, AccountKind.CUSTOMER, code, customer_id=customer_id)
        found = customer_account_id(work.connection, customer_id, code)
    return _opened(found)


def customer_account_id(connection: Connection, customer_id: int, currency_code: str) -> int | None:
    """The id of the customer's account in a currency, or None while they have none."""
    values = {"customer_id": customer_id, "currency": currency_code}
    found: int | None = connection.execute(_FIND_OF_CUSTOMER, values).scalar()
    return found


def system_account_id(connection: Connection, kind: AccountKind, currency_code: str, customer_id: int) -> int | None:
    """The id of the system account that deals with this customer, or None before its first use."""
    values = {"kind": kind.value, "currency": currency_code, "shard": customer_id % SHARDS}
    found: int | None = connection.execute(_FIND_OF_SYSTEM, values).scalar()
    return found


def system_account(work: UnitOfWork, kind: AccountKind, currency_code: str, customer_id: int) -> int:
    """The id of the system account that deals with this customer, opened at its first use."""
    code = known_currency(currency_code).code
    found = system_account_id(work.connection, kind, code, customer_id)
    if found is None:
        _open(work, kind, code, shard=customer_id % SHARDS)
        found = system_account_id(work.connection, kind, code, customer_id)
    return _opened(found)


def goal_account_id(connection: Connection, currency_code: str, goal_id: int) -> int | None:
    """The id of the account of a savings goal, or None before money was first set aside. A goal has one of its own."""
    values = {"kind": AccountKind.GOAL.value, "currency": currency_code, "shard": goal_id}
    found: int | None = connection.execute(_FIND_OF_SYSTEM, values).scalar()
    return found


def goal_account(work: UnitOfWork, currency_code: str, goal_id: int) -> int:
    """The id of the account of a savings goal, opened at its first use."""
    code = known_currency(currency_code).code
    found = goal_account_id(work.connection, code, goal_id)
    if found is None:
        _open(work, AccountKind.GOAL, code, shard=goal_id)
        found = goal_account_id(work.connection, code, goal_id)
    return _opened(found)


def _opened(account_id: int | None) -> int:
    if account_id is None:
        raise RuntimeError("an account that was just opened cannot be found")
    return account_id


def _open(
    work: UnitOfWork, kind: AccountKind, currency: str, *, customer_id: int | None = None, shard: int = 0
) -> None:
    """Insert unless a rival was first: the unique indexes decide."""
    work.connection.execute(
        insert_with_conflict(work, accounts)
        .values(
            kind=kind.value,
            customer_id=customer_id,
            currency=currency,
            shard=shard,
            may_be_negative=MAY_BE_NEGATIVE[kind],
            opened_at=work.now,
            frozen=_is_frozen(work, customer_id),
        )
        .on_conflict_do_nothing()
    )


def _is_frozen(work: UnitOfWork, customer_id: int | None) -> bool:
    """A frozen customer's next account is frozen as the others are; their row is locked, so that no freeze slips by."""
    if customer_id is None:
        return False
    return bool(work.connection.execute(_IS_FROZEN, {"customer_id": customer_id}).scalar_one())


def freeze(work: UnitOfWork, customer_id: int) -> None:
    """From this commit on no money leaves the customer's accounts; money may come in."""
    _set_frozen(work, customer_id, frozen=True)


def unfreeze(work: UnitOfWork, customer_id: int) -> None:
    """The customer's money may move again."""
    _set_frozen(work, customer_id, frozen=False)


def _set_frozen(work: UnitOfWork, customer_id: int, *, frozen: bool) -> None:
    work.connection.execute(_SET_STATUS, {"owner_id": customer_id, "new_status": FROZEN if frozen else ACTIVE})
    work.connection.execute(_LOCK_OF_CUSTOMER, {"customer_id": customer_id}).all()
    work.connection.execute(_SET_FROZEN, {"owner_id": customer_id, "is_frozen": frozen})
