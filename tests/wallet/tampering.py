"""Ways to cheat with accounts, transfers, entries and facts, each with the codes by which it must show, no others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

CUSTOMER_ACCOUNT = "(SELECT MIN(id) FROM accounts WHERE kind = 'customer')"
OTHER_ACCOUNT = "(SELECT MAX(id) FROM accounts WHERE kind = 'customer' AND currency = 'CNY')"
DOLLAR_ACCOUNT = "(SELECT MAX(id) FROM accounts WHERE kind = 'customer' AND currency = 'USD')"
PLAY_ACCOUNT = "(SELECT MIN(id) FROM accounts WHERE kind = 'play_money')"
TRANSFER = "(SELECT MIN(id) FROM operations WHERE kind = 'transfer')"
FACT = "(SELECT MIN(id) FROM outbox)"
LAST = "(SELECT MAX(id) FROM operations)"


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
        "account-balance entry-arithmetic seal-broken",
        f"UPDATE accounts SET balance = balance + 1 WHERE id = {CUSTOMER_ACCOUNT}",
        f"UPDATE entries SET balance_after = balance_after + 1 WHERE account_id = {CUSTOMER_ACCOUNT} AND sequence ="
        f" (SELECT sequence FROM accounts WHERE id = {CUSTOMER_ACCOUNT})",
    ),
    tampering(
        "an entry's amount is raised with its balances",
        "account-balance currency-not-zero entry-chain seal-broken transfer-entries",
        f"UPDATE entries SET amount = amount + 1, balance_after = balance_after + 1"
        f" WHERE account_id = {CUSTOMER_ACCOUNT} AND sequence = 1",
    ),
    tampering(
        "a last entry is deleted",
        "account-balance account-last-entry account-last-moment currency-not-zero seal-broken sequence-gap"
        " transfer-entries",
        f"DELETE FROM entries WHERE account_id = {OTHER_ACCOUNT} AND sequence ="
        f" (SELECT sequence FROM accounts WHERE id = {OTHER_ACCOUNT})",
    ),
    tampering(
        "a first entry is deleted",
        "account-balance currency-not-zero entry-chain seal-broken sequence-gap transfer-entries",
        f"DELETE FROM entries WHERE account_id = {OTHER_ACCOUNT} AND sequence = 1",
    ),
    tampering(
        "an operation is deleted with all that it wrote",
        "account-balance entry-chain fact-reader fact-without-operation reversal-other seal-broken sequence-gap",
        f"DELETE FROM entries WHERE operation_id = {TRANSFER}",
        f"DELETE FROM transfers WHERE operation_id = {TRANSFER}",
        f"DELETE FROM operations WHERE id = {TRANSFER}",
    ),
    tampering(
        "a transfer is deleted",
        "entry-without-transfer fact-reader operation-content operation-empty reversal-other seal-broken",
        f"DELETE FROM transfers WHERE operation_id = {TRANSFER}",
    ),
    tampering(
        "an operation is deleted alone",
        "fact-without-operation seal-broken transfer-without-operation",
        f"DELETE FROM operations WHERE id = {TRANSFER}",
    ),
    tampering(
        "an empty operation is added",
        "operation-content operation-empty operation-unsealed",
        "INSERT INTO operations (reference, kind, content_hash, created_at) VALUES ('X', 'top-up', '', 0)",
    ),
    tampering(
        "a transfer's amount is changed",
        "operation-content seal-broken transfer-entries",
        f"UPDATE transfers SET amount = amount + 1 WHERE operation_id = {TRANSFER}",
    ),
    tampering(
        "a transfer is turned round",
        "fact-reader operation-content reversal-other seal-broken transfer-entries",
        f"UPDATE transfers SET debit_account_id = credit_account_id, credit_account_id = debit_account_id"
        f" WHERE operation_id = {TRANSFER}",
    ),
    tampering(
        "a transfer pays itself a negative amount",
        "fact-reader operation-content reversal-other reversal-too-large seal-broken transfer-amount transfer-entries",
        f"UPDATE transfers SET amount = -amount, credit_account_id = debit_account_id WHERE operation_id = {TRANSFER}",
    ),
    tampering(
        "a transfer changes its currency",
        "operation-content reversal-other seal-broken transfer-currency",
        f"UPDATE transfers SET currency = 'EUR' WHERE operation_id = {TRANSFER}",
    ),
    tampering(
        "an account changes its currency",
        "currency-not-zero hold-account seal-broken transfer-currency",
        f"UPDATE accounts SET currency = 'EUR' WHERE id = {CUSTOMER_ACCOUNT}",
    ),
    tampering(
        "an account has an unknown currency",
        "account-currency currency-not-zero seal-broken transfer-currency",
        f"UPDATE accounts SET currency = 'DOGE' WHERE id = {DOLLAR_ACCOUNT}",
    ),
    tampering(
        "an account has an unknown kind",
        "account-kind account-overdrawn account-rule seal-broken",
        f"UPDATE accounts SET kind = 'slush' WHERE id = {PLAY_ACCOUNT}",
    ),
    tampering(
        "a customer's account belongs to nobody",
        "account-frozen account-owner entry-owner fact-reader seal-broken",
        f"UPDATE accounts SET customer_id = NULL WHERE id = {OTHER_ACCOUNT}",
    ),
    tampering(
        "a customer's account belongs to somebody who does not exist",
        "account-frozen account-owner entry-owner fact-reader seal-broken",
        f"UPDATE accounts SET customer_id = 999 WHERE id = {OTHER_ACCOUNT}",
    ),
    tampering(
        "a customer's account may be overdrawn",
        "account-rule seal-broken",
        f"UPDATE accounts SET may_be_negative = true WHERE id = {CUSTOMER_ACCOUNT}",
    ),
    tampering(
        "a customer is overdrawn",
        "account-balance account-last-entry account-overdrawn",
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
        "account-last-entry account-last-moment sequence-gap",
        f"UPDATE accounts SET sequence = sequence + 1 WHERE id = {CUSTOMER_ACCOUNT}",
    ),
    tampering(
        "an entry shows in somebody else's history",
        "entry-owner seal-broken",
        f"UPDATE entries SET customer_id = 999 WHERE account_id = {CUSTOMER_ACCOUNT} AND sequence = 1",
    ),
    tampering(
        "an entry without transfer is added to both sides",
        "account-last-moment entry-moment entry-without-transfer seal-broken",
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
        "reference-repeated seal-broken",
        f"UPDATE operations SET reference = (SELECT reference FROM operations WHERE id = {TRANSFER}) WHERE id = {LAST}",
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
        "fact-reader fact-without-operation",
        "INSERT INTO outbox (channel, lane, kind, fields, due_at, created_at)"
        " VALUES ('customer', '1', 'transfer-received', '{\"customer_id\": 1, \"operation_id\": 999}', 0, 0)",
    ),
    tampering(
        "somebody else is told of the money",
        "fact-reader",
        f"UPDATE outbox SET fields = replace(fields, 'customer_id\": ', 'customer_id\": 9') WHERE id = {FACT}",
    ),
    tampering(
        "an entry is dated back",
        "entry-moment seal-broken",
        f"UPDATE entries SET created_at = created_at - 1 WHERE account_id = {CUSTOMER_ACCOUNT} AND sequence = 2",
    ),
    tampering(
        "an account's last entry is said to be newer",
        "account-last-moment",
        f"UPDATE accounts SET last_entry_at = last_entry_at + 1 WHERE id = {CUSTOMER_ACCOUNT}",
    ),
    tampering(
        "an account is frozen without its customer",
        "account-frozen",
        f"UPDATE accounts SET frozen = true WHERE id = {CUSTOMER_ACCOUNT}",
    ),
    tampering(
        "a frozen customer's account is thawed",
        "account-frozen",
        f"UPDATE accounts SET frozen = false WHERE id = {OTHER_ACCOUNT}",
    ),
    tampering(
        "a system account gets a number that no customer meets",
        "account-shard seal-broken",
        f"UPDATE accounts SET shard = 99 WHERE id = {PLAY_ACCOUNT}",
    ),
]
