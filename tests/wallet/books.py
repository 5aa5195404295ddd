"""Books with everything in them that the ledger can write, all sealed, and the way past what protects them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import (
    CheckConstraint,
    Connection,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    UniqueConstraint,
    inspect,
)

from tests.conftest import ManualClock
from tests.factories import fund, pay
from wallet import ledger
from wallet.customers.queries import Customer
from wallet.database import Database, UnitOfWork, metadata
from wallet.ledger import AccountKind, NewHold, NewTransfer
from wallet.ledger.audit import Fault, audit

TABLES = ("accounts", "operations", "transfers", "entries", "holds", "seals")
UNPROTECTED = (PrimaryKeyConstraint, CheckConstraint, UniqueConstraint, ForeignKeyConstraint)


async def keep_books(database: Database, clock: ManualClock, payer: Customer, payee: Customer) -> None:
    """Money in two currencies, transfers, a reversal in part, a hold of each status, a frozen customer, two sealings.

    It takes two hours of the clock, so that the audit minds which operations have no seal.
    """
    await fund(database, payer.id, 100_00)
    await fund(database, payee.id, 100_00)
    await fund(database, payer.id, 50_00, "USD")
    sent = await pay(database, payer.id, payee.id, 30_00)
    await pay(database, payee.id, payer.id, 5_00)
    await pay(database, payer.id, payee.id, 7_00, currency="USD")
    await database.write(
        lambda work: ledger.reverse(work, sent.operation_id, "GIVEN-BACK", {0: 2_00}, customer_id=payee.id)
    )
    expires_at = clock.now() + timedelta(hours=1)
    await hold(database, payer.id, NewHold(0, 10_00, "CNY"), "OPEN")
    captured = await hold(database, payer.id, NewHold(0, 8_00, "CNY", expires_at), "CAPTURED")
    released = await hold(database, payee.id, NewHold(0, 6_00, "CNY", expires_at), "RELEASED")
    await hold(database, payer.id, NewHold(0, 4_00, "USD", expires_at), "EXPIRED")
    await database.write(partial(_capture, hold_id=captured, payer_id=payer.id, payee_id=payee.id))
    await database.write(lambda work: ledger.release_hold(work, released, "RELEASE", customer_id=payee.id))
    await seal_all(database)
    clock.advance(timedelta(hours=2))
    assert await database.write(ledger.expire_holds) == 1
    await database.write(partial(ledger.freeze, customer_id=payee.id))
    await seal_all(database)


async def hold(database: Database, customer_id: int, held: NewHold, reference: str) -> int:
    """Set money aside on the customer's account in the hold's currency (its account is not looked at)."""

    def work(unit: UnitOfWork) -> int:
        account_id = ledger.customer_account(unit, customer_id, held.currency)
        placed = NewHold(account_id, held.amount, held.currency, held.expires_at)
        return ledger.place_hold(unit, placed, reference, customer_id=customer_id, note="午饭").operation_id

    return await database.write(work)


def _capture(work: UnitOfWork, hold_id: int, payer_id: int, payee_id: int) -> None:
    payer, payee = (ledger.customer_account(work, customer_id, "CNY") for customer_id in (payer_id, payee_id))
    fees = ledger.system_account(work, AccountKind.FEES, "CNY", payer_id)
    items = (NewTransfer(payer, payee, 4_50, "CNY"), NewTransfer(payer, fees, 50, "CNY", "fee"))
    ledger.capture_hold(work, hold_id, items, "CAPTURE", kind="purchase", customer_id=payer_id, note="two coffees")


async def seal_all(database: Database) -> int:
    """Run the sealing job until it finds nothing more to do."""
    sealed = 0
    while size := await database.write(ledger.seal):
        sealed += size
    return sealed


def unprotect(connection: Connection, tables: Sequence[str] = TABLES) -> None:
    """Take triggers, constraints and indexes away, as somebody with the database's password could."""
    if connection.dialect.name == "sqlite":
        _unprotect_sqlite(connection, tables)
    else:
        _unprotect_postgresql(connection, tables)


def faults_after(connection: Connection, statements: Sequence[str], now: datetime) -> tuple[Fault, ...]:
    """What the audit says after `statements`, which are then undone. The books must be unprotected."""
    savepoint = connection.begin_nested()
    for statement in statements:
        connection.exec_driver_sql(statement)
    faults = audit(connection, now).faults
    savepoint.rollback()
    return faults


def _unprotect_sqlite(connection: Connection, tables: Sequence[str]) -> None:
    """SQLite drops no constraint: the tables are copied into plain ones of the same name."""
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    for table in tables:
        columns = metadata.tables[table].columns
        definitions = ", ".join(
            f"{column.name} {'INTEGER PRIMARY KEY' if column.name == 'id' else column.type.compile(connection.dialect)}"
            f"{_default(connection, column.server_default)}"
            for column in columns
        )
        names = ", ".join(columns.keys())
        connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO old_{table}")
        connection.exec_driver_sql(f"CREATE TABLE {table} ({definitions})")
        connection.exec_driver_sql(f"INSERT INTO {table} ({names}) SELECT {names} FROM old_{table}")


def _default(connection: Connection, server_default: object) -> str:
    argument = getattr(server_default, "arg", None)
    if argument is None:
        return ""
    return f" DEFAULT {repr(argument) if isinstance(argument, str) else argument.compile(dialect=connection.dialect)}"


def _unprotect_postgresql(connection: Connection, tables: Sequence[str]) -> None:
    connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
    for table in tables:
        for index in inspect(connection).get_indexes(table):
            if not index.get("duplicates_constraint"):
                connection.exec_driver_sql(f"DROP INDEX {index['name']}")
        for constraint in metadata.tables[table].constraints:
            if isinstance(constraint, UNPROTECTED):
                connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {constraint.name} CASCADE")
