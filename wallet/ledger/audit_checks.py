"""The statements of the audit. Each selects `ids` (which rows, as text) and `found` (what is wrong) of every fault."""

from __future__ import annotations

FACTS = {
    "sqlite": """
        facts AS (
            SELECT id, json_extract(fields, '$.operation_id') AS operation_id,
                json_extract(fields, '$.customer_id') AS reader_id
            FROM outbox WHERE kind = :transfer_fact
        )
    """,
    "postgresql": """
        facts AS (
            SELECT id, CAST(CAST(fields AS json) ->> 'operation_id' AS bigint) AS operation_id,
                CAST(CAST(fields AS json) ->> 'customer_id' AS bigint) AS reader_id
            FROM outbox WHERE kind = :transfer_fact
        )
    """,
}
"""What payees were told of transfers, by dialect: goes where a check says `{facts}`."""

CHECKS = {
    "currency-not-zero": """
        SELECT accounts.currency AS ids, SUM(sums.amount) AS found
        FROM (SELECT account_id, SUM(amount) AS amount FROM entries GROUP BY account_id) AS sums
        JOIN accounts ON accounts.id = sums.account_id
        GROUP BY accounts.currency HAVING SUM(sums.amount) <> 0
    """,
    "transfer-entries": """
        SELECT transfers.operation_id || '/' || transfers.position AS ids, COUNT(entries.account_id) AS found
        FROM transfers LEFT JOIN entries
            ON entries.operation_id = transfers.operation_id AND entries.position = transfers.position
        GROUP BY transfers.operation_id, transfers.position
        HAVING COUNT(entries.account_id) <> 2
            OR SUM(CASE WHEN entries.account_id = transfers.debit_account_id
                         AND entries.amount = -transfers.amount THEN 1 ELSE 0 END) <> 1
            OR SUM(CASE WHEN entries.account_id = transfers.credit_account_id
                         AND entries.amount = transfers.amount THEN 1 ELSE 0 END) <> 1
    """,
    "entry-without-transfer": """
        SELECT account_id || '/' || sequence AS ids, operation_id AS found
        FROM entries WHERE NOT EXISTS (
            SELECT 1 FROM transfers
            WHERE transfers.operation_id = entries.operation_id AND transfers.position = entries.position)
    """,
    "entry-owner": """
        SELECT entries.account_id || '/' || entries.sequence AS ids, entries.customer_id AS found
        FROM entries LEFT JOIN accounts ON accounts.id = entries.account_id
        WHERE accounts.id IS NULL OR COALESCE(entries.customer_id, 0) <> COALESCE(accounts.customer_id, 0)
    """,
    "entry-arithmetic": """
        SELECT account_id || '/' || sequence AS ids, amount AS found
        FROM entries WHERE balance_after <> balance_before + amount OR amount = 0
    """,
    "entry-chain": """
        SELECT account_id || '/' || sequence AS ids, balance_before AS found
        FROM (
            SELECT account_id, sequence, balance_before,
                LAG(balance_after, 1, 0) OVER (PARTITION BY account_id ORDER BY sequence) AS expected
            FROM entries
        ) AS chain
        WHERE balance_before <> expected
    """,
    "entry-moment": """
        SELECT account_id || '/' || sequence AS ids, created_at AS found
        FROM (
            SELECT entries.account_id, entries.sequence, entries.created_at, operations.created_at AS expected,
                LAG(entries.created_at, 1, 0) OVER (PARTITION BY account_id ORDER BY sequence) AS earlier
            FROM entries LEFT JOIN operations ON operations.id = entries.operation_id
        ) AS moments
        WHERE created_at < earlier OR created_at <> COALESCE(expected, created_at)
    """,
    "sequence-gap": """
        SELECT CAST(accounts.id AS text) AS ids, accounts.sequence AS found
        FROM accounts LEFT JOIN (
            SELECT account_id, COUNT(*) AS lines, MIN(sequence) AS first, MAX(sequence) AS last
            FROM entries GROUP BY account_id
        ) AS counted ON counted.account_id = accounts.id
        WHERE accounts.sequence <> COALESCE(counted.lines, 0)
            OR counted.first <> 1 OR counted.last <> counted.lines
    """,
    "account-balance": """
        SELECT CAST(accounts.id AS text) AS ids, accounts.balance AS found
        FROM accounts LEFT JOIN (
            SELECT account_id, SUM(amount) AS amount FROM entries GROUP BY account_id
        ) AS sums ON sums.account_id = accounts.id
        WHERE accounts.balance <> COALESCE(sums.amount, 0)
    """,
    "account-last-entry": """
        SELECT CAST(accounts.id AS text) AS ids, accounts.balance AS found
        FROM accounts LEFT JOIN entries ON entries.account_id = accounts.id AND entries.sequence = accounts.sequence
        WHERE accounts.balance <> COALESCE(entries.balance_after, 0)
    """,
    "account-held": """
        SELECT CAST(accounts.id AS text) AS ids, accounts.held AS found
        FROM accounts LEFT JOIN (
            SELECT account_id, SUM(amount) AS amount FROM holds WHERE status = 'open' GROUP BY account_id
        ) AS open_holds ON open_holds.account_id = accounts.id
        WHERE accounts.held <> COALESCE(open_holds.amount, 0)
    """,
    "account-last-moment": """
        SELECT CAST(accounts.id AS text) AS ids, accounts.last_entry_at AS found
        FROM accounts LEFT JOIN entries ON entries.account_id = accounts.id AND entries.sequence = accounts.sequence
        WHERE accounts.last_entry_at <> COALESCE(entries.created_at, 0)
    """,
    "account-frozen": """
        SELECT CAST(accounts.id AS text) AS ids, customers.status AS found
        FROM accounts LEFT JOIN customers ON customers.id = accounts.customer_id
        WHERE accounts.frozen <> (COALESCE(customers.status, 'active') <> 'active')
    """,
    "account-shard": """
        SELECT CAST(id AS text) AS ids, shard AS found
        FROM accounts WHERE shard < 0 OR shard >= :shards OR (customer_id IS NOT NULL AND shard <> 0)
    """,
    "account-overdrawn": """
        SELECT CAST(id AS text) AS ids, balance AS found
        FROM accounts WHERE balance < held AND kind NOT IN :kinds_that_may_be_negative
    """,
    "account-rule": """
        SELECT CAST(id AS text) AS ids, kind AS found
        FROM accounts WHERE may_be_negative <> (kind IN :kinds_that_may_be_negative)
    """,
    "account-kind": """
        SELECT CAST(id AS text) AS ids, kind AS found FROM accounts WHERE kind NOT IN :kinds
    """,
    "account-currency": """
        SELECT CAST(id AS text) AS ids, currency AS found FROM accounts WHERE currency NOT IN :currencies
    """,
    "account-owner": """
        SELECT CAST(accounts.id AS text) AS ids, accounts.customer_id AS found
        FROM accounts LEFT JOIN customers ON customers.id = accounts.customer_id
        WHERE (accounts.kind = 'customer') <> (accounts.customer_id IS NOT NULL)
            OR (accounts.customer_id IS NOT NULL AND customers.id IS NULL)
    """,
    "account-repeated": """
        SELECT CAST(MAX(id) AS text) AS ids, COUNT(*) AS found
        FROM accounts GROUP BY kind, currency, COALESCE(customer_id, 0), shard HAVING COUNT(*) > 1
    """,
    "reference-repeated": """
        SELECT reference || '' AS ids, COUNT(*) AS found FROM operations GROUP BY reference || '' HAVING COUNT(*) > 1
    """,
    "operation-empty": """
        SELECT CAST(id AS text) AS ids, kind AS found FROM operations
        WHERE hold_id IS NULL AND NOT EXISTS (SELECT 1 FROM transfers WHERE transfers.operation_id = operations.id)
            AND NOT EXISTS (SELECT 1 FROM holds WHERE holds.operation_id = operations.id)
    """,
    "hold-status": """
        SELECT CAST(holds.operation_id AS text) AS ids, holds.status AS found
        FROM holds LEFT JOIN operations AS ending ON ending.hold_id = holds.operation_id
        WHERE holds.status <> CASE
            WHEN ending.id IS NULL THEN 'open'
            WHEN EXISTS (SELECT 1 FROM transfers WHERE transfers.operation_id = ending.id) THEN 'captured'
            WHEN ending.kind = :expire THEN 'expired' ELSE 'released' END
    """,
    "hold-account": """
        SELECT CAST(holds.operation_id AS text) AS ids, holds.account_id AS found
        FROM holds LEFT JOIN accounts ON accounts.id = holds.account_id
        LEFT JOIN operations ON operations.id = holds.operation_id
        WHERE operations.id IS NULL OR holds.amount <= 0 OR COALESCE(accounts.currency, '') <> holds.currency
    """,
    "hold-end": """
        SELECT CAST(id AS text) AS ids, hold_id AS found FROM operations
        WHERE hold_id IS NOT NULL AND (
            NOT EXISTS (SELECT 1 FROM holds WHERE holds.operation_id = operations.hold_id)
            OR EXISTS (SELECT 1 FROM operations AS other WHERE other.hold_id = operations.hold_id
                       AND other.id <> operations.id))
    """,
    "hold-overdrawn": """
        SELECT CAST(holds.operation_id AS text) AS ids, SUM(transfers.amount) AS found
        FROM holds JOIN operations ON operations.hold_id = holds.operation_id
        JOIN transfers ON transfers.operation_id = operations.id AND transfers.debit_account_id = holds.account_id
        GROUP BY holds.operation_id, holds.amount HAVING SUM(transfers.amount) > holds.amount
    """,
    "reversal-too-large": """
        SELECT original.operation_id || '/' || original.position AS ids, SUM(given.amount) AS found
        FROM operations JOIN transfers AS given ON given.operation_id = operations.id
        JOIN transfers AS original
            ON original.operation_id = operations.reverses_id AND original.position = given.reverses_position
        GROUP BY original.operation_id, original.position, original.amount
        HAVING SUM(given.amount) > original.amount
    """,
    "reversal-other": """
        SELECT given.operation_id || '/' || given.position AS ids, given.reverses_position AS found
        FROM transfers AS given JOIN operations ON operations.id = given.operation_id
        LEFT JOIN transfers AS original
            ON original.operation_id = operations.reverses_id AND original.position = given.reverses_position
        WHERE (operations.reverses_id IS NULL) <> (given.reverses_position IS NULL)
            OR (operations.reverses_id IS NOT NULL AND (
                original.operation_id IS NULL OR original.debit_account_id <> given.credit_account_id
                OR original.credit_account_id <> given.debit_account_id OR original.currency <> given.currency))
    """,
    "operation-unsealed": """
        SELECT CAST(id AS text) AS ids, created_at AS found FROM operations
        WHERE created_at < (SELECT MAX(created_at) FROM operations) - :unsealed_for_max
            AND NOT EXISTS (SELECT 1 FROM seals WHERE seals.operation_id = operations.id)
    """,
    "transfer-without-operation": """
        SELECT operation_id || '/' || position AS ids, amount AS found FROM transfers
        WHERE NOT EXISTS (SELECT 1 FROM operations WHERE operations.id = transfers.operation_id)
    """,
    "transfer-amount": """
        SELECT operation_id || '/' || position AS ids, amount AS found
        FROM transfers WHERE amount <= 0 OR debit_account_id = credit_account_id
    """,
    "transfer-currency": """
        SELECT transfers.operation_id || '/' || transfers.position AS ids, transfers.currency AS found
        FROM transfers
        LEFT JOIN accounts AS debit ON debit.id = transfers.debit_account_id
        LEFT JOIN accounts AS credit ON credit.id = transfers.credit_account_id
        WHERE COALESCE(debit.currency, '') <> transfers.currency OR COALESCE(credit.currency, '') <> transfers.currency
    """,
    "fact-without-operation": """
        WITH {facts}
        SELECT CAST(facts.id AS text) AS ids, facts.operation_id AS found FROM facts
        WHERE NOT EXISTS (
            SELECT 1 FROM operations WHERE operations.id = facts.operation_id AND operations.kind = :transfer_kind)
    """,
    "fact-reader": """
        WITH {facts}
        SELECT CAST(facts.id AS text) AS ids, facts.reader_id AS found FROM facts
        WHERE NOT EXISTS (
            SELECT 1 FROM transfers JOIN accounts ON accounts.id = transfers.credit_account_id
            WHERE transfers.operation_id = facts.operation_id AND accounts.customer_id = facts.reader_id)
    """,
    "fact-count": """
        WITH {facts}
        SELECT CAST(operations.id AS text) AS ids, COUNT(facts.id) AS found
        FROM operations LEFT JOIN facts ON facts.operation_id = operations.id
        WHERE operations.kind = :transfer_kind
        GROUP BY operations.id, operations.created_at
        HAVING COUNT(facts.id) > 1 OR (COUNT(facts.id) = 0 AND operations.created_at > :facts_kept_since)
    """,
}
"""By the stable code of the fault. A delivered fact is forgotten after a while, so old ones may be missing."""
