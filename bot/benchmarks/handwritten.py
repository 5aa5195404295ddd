"""A transfer as a careful programmer would write it by hand for each database: what `post()` is measured against.

PostgreSQL: one call of a function by asyncpg, each call its own transaction. SQLite: a loop with one transfer a commit.
"""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass

import asyncpg

CREATE_FUNCTION = """
CREATE OR REPLACE FUNCTION handwritten_post(
    the_reference text, customer bigint, the_hash text, now_at bigint, source bigint, target bigint, minor bigint
) RETURNS bigint LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    known record; debited record; credited record; new_id bigint;
BEGIN
    SELECT id, content_hash INTO known FROM operations WHERE reference = the_reference;
    IF FOUND THEN
        IF known.content_hash = the_hash THEN RETURN known.id; END IF;
        RAISE EXCEPTION 'reference reused';
    END IF;
    PERFORM 1 FROM accounts WHERE id IN (source, target) ORDER BY id FOR NO KEY UPDATE;
    UPDATE accounts
    SET balance = balance - minor, sequence = sequence + 1, last_entry_at = greatest(now_at, last_entry_at)
    WHERE id = source AND NOT frozen AND (may_be_negative OR balance - held >= minor)
    RETURNING balance, sequence, customer_id INTO debited;
    IF NOT FOUND THEN RAISE EXCEPTION 'insufficient funds'; END IF;
    UPDATE accounts
    SET balance = balance + minor, sequence = sequence + 1, last_entry_at = greatest(now_at, last_entry_at)
    WHERE id = target RETURNING balance, sequence, customer_id INTO credited;
    INSERT INTO operations (reference, kind, customer_id, note, category, content_hash, created_at)
    VALUES (the_reference, 'transfer', customer, '', '', the_hash, now_at) RETURNING id INTO new_id;
    INSERT INTO transfers (operation_id, position, purpose, debit_account_id, credit_account_id, amount, currency)
    VALUES (new_id, 0, 'amount', source, target, minor, 'CNY');
    INSERT INTO entries (account_id, sequence, operation_id, position, customer_id, amount, balance_before,
        balance_after, created_at)
    VALUES (source, debited.sequence, new_id, 0, debited.customer_id, -minor, debited.balance + minor, debited.balance,
            now_at),
        (target, credited.sequence, new_id, 0, credited.customer_id, minor, credited.balance - minor, credited.balance,
            now_at);
    RETURN new_id;
END $$
"""
CALL = "SELECT handwritten_post($1, $2, $3, $4, $5, $6, $7)"
DROP_FUNCTION = "DROP FUNCTION IF EXISTS handwritten_post"


@dataclass(frozen=True, slots=True)
class Payment:
    """One transfer of the benchmark, in minor units of CNY; `now` in microseconds since 1970."""

    reference: str
    customer_id: int
    debit_account_id: int
    credit_account_id: int
    amount: int
    now: int

    def content_hash(self) -> str:
        """What tells a retry from another transfer under the same reference."""
        content = f"{self.customer_id}/{self.debit_account_id}/{self.credit_account_id}/{self.amount}"
        return hashlib.sha256(content.encode()).hexdigest()


async def post_by_function(pool: asyncpg.Pool, payment: Payment) -> None:
    """One transfer on PostgreSQL: one round trip, one transaction."""
    sides = (payment.debit_account_id, payment.credit_account_id)
    await pool.fetchval(
        CALL, payment.reference, payment.customer_id, payment.content_hash(), payment.now, *sides, payment.amount
    )


FIND = "SELECT id, content_hash FROM operations WHERE reference = ?"
ACCOUNT = "SELECT balance, held, sequence, customer_id, may_be_negative, frozen FROM accounts WHERE id = ?"
SET = "UPDATE accounts SET balance = ?, sequence = ?, last_entry_at = ? WHERE id = ?"
OPERATION = """
    INSERT INTO operations (reference, kind, customer_id, note, category, content_hash, created_at)
    VALUES (?, 'transfer', ?, '', '', ?, ?)
"""
TRANSFER = """
    INSERT INTO transfers (operation_id, position, purpose, debit_account_id, credit_account_id, amount, currency)
    VALUES (?, 0, 'amount', ?, ?, ?, 'CNY')
"""
ENTRY = """
    INSERT INTO entries
        (account_id, sequence, operation_id, position, customer_id, amount, balance_before, balance_after, created_at)
    VALUES (?, ?, ?, 0, ?, ?, ?, ?, ?)
"""


def open_sqlite(path: str) -> sqlite3.Connection:
    """A connection with the same durability as ours: WAL, synchronous FULL."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=30)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "recursive_triggers = ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def post_by_statements(connection: sqlite3.Connection, payment: Payment) -> None:
    """One transfer on SQLite: one transaction. Raises `RuntimeError` when the money is not there."""
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute(FIND, (payment.reference,)).fetchone() is None:
        debited = connection.execute(ACCOUNT, (payment.debit_account_id,)).fetchone()
        credited = connection.execute(ACCOUNT, (payment.credit_account_id,)).fetchone()
        if debited[5] or (not debited[4] and debited[0] - debited[1] < payment.amount):
            raise RuntimeError("insufficient funds")
        head = (payment.reference, payment.customer_id, payment.content_hash(), payment.now)
        operation_id = connection.execute(OPERATION, head).lastrowid
        sides = (payment.debit_account_id, payment.credit_account_id)
        connection.execute(TRANSFER, (operation_id, *sides, payment.amount))
        for account_id, row, change in ((sides[0], debited, -payment.amount), (sides[1], credited, payment.amount)):
            after, sequence = row[0] + change, row[2] + 1
            connection.execute(SET, (after, sequence, payment.now, account_id))
            line = (account_id, sequence, operation_id, row[3], change, row[0], after, payment.now)
            connection.execute(ENTRY, line)
    connection.execute("COMMIT")
