"""The ledger: accounts, operations, transfers, entries, holds. `post()` is the one door for money."""

from wallet.ledger.accounts import (
    AccountKind,
    customer_account,
    customer_account_id,
    freeze,
    goal_account,
    goal_account_id,
    system_account,
    system_account_id,
    unfreeze,
)
from wallet.ledger.door import Door, Guard
from wallet.ledger.holds import capture_hold, expire_holds, hold_status, place_hold, release_hold
from wallet.ledger.operations import HoldEnd, NewHold, NewOperation, NewTransfer, Posted
from wallet.ledger.posting import post, post_many
from wallet.ledger.queries import (
    Balance,
    OperationView,
    TransferView,
    balances,
    goal_balances,
    history,
    is_known,
    operation_view,
    operation_views,
    reversals_of,
)
from wallet.ledger.reversals import reverse, reversible
from wallet.ledger.seals import seal
from wallet.ledger.statements import balance_at, statement, trial_balance

__all__ = [
    "AccountKind",
    "Balance",
    "Door",
    "Guard",
    "HoldEnd",
    "NewHold",
    "NewOperation",
    "NewTransfer",
    "OperationView",
    "Posted",
    "TransferView",
    "balance_at",
    "balances",
    "capture_hold",
    "customer_account",
    "customer_account_id",
    "expire_holds",
    "freeze",
    "goal_account",
    "goal_account_id",
    "goal_balances",
    "history",
    "hold_status",
    "is_known",
    "operation_view",
    "operation_views",
    "place_hold",
    "post",
    "post_many",
    "release_hold",
    "reversals_of",
    "reverse",
    "reversible",
    "seal",
    "statement",
    "system_account",
    "system_account_id",
    "trial_balance",
    "unfreeze",
]
