"""The ledger: accounts, operations, transfers, entries. `post()` is the one door for money."""

from wallet.ledger.accounts import AccountKind, customer_account, system_account
from wallet.ledger.posting import NewOperation, NewTransfer, Posted, post
from wallet.ledger.queries import Balance, OperationView, balances, find_by_reference, history, operation_view

__all__ = [
    "AccountKind",
    "Balance",
    "NewOperation",
    "NewTransfer",
    "OperationView",
    "Posted",
    "balances",
    "customer_account",
    "find_by_reference",
    "history",
    "operation_view",
    "post",
    "system_account",
]
