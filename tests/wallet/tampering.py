"""Thirty ways to cheat with the database's password, each with the fault codes by which it must show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import CheckConstraint, Connection, ForeignKeyConstraint, UniqueConstraint, inspect

from wallet.database import UnitOfWork, metadata

CUSTOMER_ACCOUNT = "(SELECT MIN(id) FROM accounts WHERE kind = 'customer')"
OTHER_ACCOUNT = "(SELECT MAX(id) FROM accounts WHERE kind = 'customer' AND currency = 'CNY')"
DOLLAR_ACCOUNT = "(SELECT MAX(id) FROM accounts WHERE kind = 'customer' AND currency = 'USD')"
PLAY_ACCOUNT = "(SELECT MIN(id) FROM accounts WHERE kind = 'play_money')"
TRANSFER = "(SELECT MIN(id) FROM operations WHERE kind = 'transfer')"
FACT = "(SELECT MIN(id) FROM outbox)"


@dataclass(frozen=True)
class Tampering:
    """What somebody with the database's password does, and the codes by which it shows."""

    name: str
    statements: Sequence[str]
    codes: frozenset[str]


def tampering(name: str, codes: str, *statements: str) -> Tampering:
    return Tampering(name, statements, frozenset(codes.split()))


TAMPERINGS = [
    tampering(
        "a balance is raised",
        "account-balance account-last-entry",
        f"UPDATE accounts SET balance = balance + 1 WHERE id = {CUSTOMER_ACCOUNT}",
    ),
    tampering(
        "a balance and its last entry are raised",
        "account-balance entry-arithmetic",
        f"UPDATE accounts SET balance = balance + 1 WHERE id = {CUSTOMER_ACCOUNT}",
        f"UPDATE entries SET balance_after = balance_after + 1 WHERE account_id = {CUSTOMER_ACCOUNT} AND sequence ="
        f" (SELECT sequence FROM accounts WHERE id = {CUSTOMER_ACCOUNT})",
    ),
    tampering(
        "an entry's amount is raised with its balances",
        "account-balance entry-chain transfer-entries currency-not-zero",
        f"UPDATE entries SET amount = amount + 1, balance_after = balance_after + 1"
        f" WHERE account_id = {CUSTOMER_ACCOUNT} AND sequence = 1",
    ),
    tampering(
        "a last entry is deleted",
        "account-balance account-last-entry sequence-gap transfer-entries currency-not-zero",
        f"DELETE FROM entries WHERE account_id = {OTHER_ACCOUNT} AND sequence ="
        f" (SELECT sequence FROM accounts WHERE id = {OTHER_ACCOUNT})",
    ),
    tampering(
        "a first entry is deleted",
        "account-balance entry-chain sequence-gap transfer-entries currency-not-zero",
        f"DELETE FROM entries WHERE account_id = {OTHER_ACCOUNT} AND sequence = 1",
    ),
    tampering(
        "an operation is deleted with all that it wrote",
        "account-balance sequence-gap entry-chain fact-without-operation fact-reader",
        f"DELETE FROM entries WHERE operation_id = {TRANSFER}",
        f"DELETE FROM transfers WHERE operation_id = {TRANSFER}",
        f"DELETE FROM operations WHERE id = {TRANSFER}",
    ),
    tampering(
        "a transfer is deleted",
        "entry-without-transfer operation-empty fact-reader",
        f"DELETE FROM transfers WHERE operation_id = {TRANSFER}",
    ),
    tampering(
        "an operation is deleted alone",
        "transfer-without-operation fact-without-operation",
        f"DELETE FROM operations WHERE id = {TRANSFER}",
    ),
    tampering(
        "an empty operation is added",
        "operation-empty",
        "INSERT INTO operations (reference, kind, content_hash, created_at) VALUES ('X', 'top-up', '', 0)",
    ),
    tampering(
        "a transfer's amount is changed",
        "transfer-entries",
        f"UPDATE transfers SET amount = amount + 1 WHERE operation_id = {TRANSFER}",
    ),
    tampering(
        "a transfer is turned round",
        "transfer-entries fact-reader",
        f"UPDATE transfers SET debit_account_id = credit_account_id, credit_account_id = debit_account_id"
        f" WHERE operation_id = {TRANSFER}",
    ),
    tampering(
        "a transfer pays itself a negative amount",
        "transfer-entries transfer-amount fact-reader",
        f"UPDATE transfers SET amount = -amount, credit_account_id = debit_account_id WHERE operation_id = {TRANSFER}",
    ),
    tampering(
        "a transfer changes its currency",
        "transfer-currency",
        f"UPDATE transfers SET currency = 'EUR' WHERE operation_id = {TRANSFER}",
    ),
    tampering(
        "an account changes its currency",
        "transfer-currency currency-not-zero",
        f"UPDATE accounts SET currency = 'EUR' WHERE id = {CUSTOMER_ACCOUNT}",
    ),
    tampering(
        "an account has an unknown currency",
        "account-currency transfer-currency currency-not-zero",
        f"UPDATE accounts SET currency = 'DOGE' WHERE id = {DOLLAR_ACCOUNT}",
    ),
    tampering(
        "an account has an unknown kind",
        "account-kind account-overdrawn account-rule",
        f"UPDATE accounts SET kind = 'slush' WHERE id = {PLAY_ACCOUNT}",
    ),
    tampering(
        "a customer's account belongs to nobody",
        "account-owner entry-owner fact-reader",
        f"UPDATE accounts SET customer_id = NULL WHERE id = {OTHER_ACCOUNT}",
    ),
    tampering(
        "a customer's account belongs to somebody who does not exist",
        "account-owner entry-owner fact-reader",
        f"UPDATE accounts SET customer_id = 999 WHERE id = {OTHER_ACCOUNT}",
    ),
    tampering(
        "a customer's account may be overdrawn",
        "account-rule",
        f"UPDATE accounts SET may_be_negative = true WHERE id = {CUSTOMER_ACCOUNT}",
    ),
    tampering(
        "a customer is overdrawn",
        "account-overdrawn account-balance account-last-entry",
        f"UPDATE accounts SET balance = -1 WHERE id = {CUSTOMER_ACCOUNT}",
    ),
    tampering(
        "money is held for no reason",
        "account-held",
        f"UPDATE accounts SET held = 1 WHERE id = {CUSTOMER_ACCOUNT}",
    ),
    tampering(
        "a second account is opened",
        "account-repeated",
        "INSERT INTO accounts (kind, customer_id, currency, may_be_negative, opened_at)"
        " SELECT kind, customer_id, currency, may_be_negative, opened_at FROM accounts"
        f" WHERE id = {CUSTOMER_ACCOUNT}",
    ),
    tampering(
        "a sequence runs ahead",
        "sequence-gap account-last-entry",
        f"UPDATE accounts SET sequence = sequence + 1 WHERE id = {CUSTOMER_ACCOUNT}",
    ),
    tampering(
        "an entry shows in somebody else's history",
        "entry-owner",
        f"UPDATE entries SET customer_id = 999 WHERE account_id = {CUSTOMER_ACCOUNT} AND sequence = 1",
    ),
    tampering(
        "an entry without transfer is added to both sides",
        "entry-without-transfer",
        *(
            statement
            for account, change in ((CUSTOMER_ACCOUNT, 500), (PLAY_ACCOUNT, -500))
            for statement in (
                f"UPDATE accounts SET balance = balance + {change}, sequence = sequence + 1 WHERE id = {account}",
                "INSERT INTO entries (account_id, sequence, operation_id, position, customer_id, amount,"
                " balance_before, balance_after, created_at)"
                f" SELECT id, sequence, {TRANSFER}, 9, customer_id, {change}, balance - {change}, balance, 0"
                f" FROM accounts WHERE id = {account}",
            )
        ),
    ),
    tampering(
        "a reference is used twice",
        "reference-repeated",
        f"UPDATE operations SET reference = (SELECT reference FROM operations WHERE id = {TRANSFER})"
        " WHERE id = (SELECT MAX(id) FROM operations)",
    ),
    tampering(
        "a payee is never told",
        "fact-count",
        f"DELETE FROM outbox WHERE id = {FACT}",
    ),
    tampering(
        "a payee is told twice",
        "fact-count",
        "INSERT INTO outbox (channel, lane, kind, fields, due_at, created_at)"
        f" SELECT channel, lane, kind, fields, due_at, created_at FROM outbox WHERE id = {FACT}",
    ),
    tampering(
        "a payee is told of money that never came",
        "fact-without-operation fact-reader",
        "INSERT INTO outbox (channel, lane, kind, fields, due_at, created_at)"
        " VALUES ('customer', '1', 'transfer-received', '{\"customer_id\": 1, \"operation_id\": 999}', 0, 0)",
    ),
    tampering(
        "somebody else is told of the money",
        "fact-reader",
        f"UPDATE outbox SET fields = replace(fields, 'customer_id\": ', 'customer_id\": 9') WHERE id = {FACT}",
    ),
]


def tamper(work: UnitOfWork, *statements: str) -> None:
    """Do what the schema forbids: its triggers, constraints and indexes are taken away first."""
    connection = work.connection
    if connection.dialect.name == "sqlite":
        _unprotect_sqlite(connection)
    else:
        _unprotect_postgresql(connection)
    for statement in statements:
        connection.exec_driver_sql(statement)


TABLES = ("accounts", "operations", "transfers", "entries")


def _unprotect_sqlite(connection: Connection) -> None:
    """SQLite drops no constraint: the tables are copied into plain ones of the same name."""
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    for table in TABLES:
        columns = ", ".join(
            f"{column.name} {'INTEGER PRIMARY KEY' if column.name == 'id' else column.type.compile(connection.dialect)}"
            f"{_default(column.server_default)}"
            for column in metadata.tables[table].columns
        )
        connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO old_{table}")
        connection.exec_driver_sql(f"CREATE TABLE {table} ({columns})")
        connection.exec_driver_sql(f"INSERT INTO {table} SELECT * FROM old_{table}")


def _default(server_default: object) -> str:
    argument = getattr(server_default, "arg", None)
    return "" if argument is None else f" DEFAULT '{argument}'"


def _unprotect_postgresql(connection: Connection) -> None:
    connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
    for table in TABLES:
        for index in inspect(connection).get_indexes(table):
            if not index.get("duplicates_constraint"):
                connection.exec_driver_sql(f"DROP INDEX {index['name']}")
        for constraint in metadata.tables[table].constraints:
            if isinstance(constraint, CheckConstraint | UniqueConstraint | ForeignKeyConstraint):
                connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {constraint.name}")
