"""Ways to cheat with holds, reversals, contents and seals, each with the codes by which it must show, and no others."""

from __future__ import annotations

from tests.wallet.tampering import CUSTOMER_ACCOUNT, DOLLAR_ACCOUNT, LAST, OTHER_ACCOUNT, TRANSFER, tampering

OPEN, CAPTURED, RELEASED, EXPIRED = (
    f"(SELECT operation_id FROM holds WHERE status = '{status}')"
    for status in ("open", "captured", "released", "expired")
)
CAPTURE, RELEASE, REVERSAL = (
    f"(SELECT id FROM operations WHERE kind = '{kind}')" for kind in ("purchase", "hold-release", "reversal")
)

TAMPERINGS_OF_HOLDS = [
    tampering(
        "an open hold is said to be released",
        "account-held hold-status",
        f"UPDATE holds SET status = 'released' WHERE operation_id = {OPEN}",
    ),
    tampering(
        "an open hold is released with its money, without an operation",
        "hold-status",
        f"UPDATE accounts SET held = 0 WHERE id = {CUSTOMER_ACCOUNT}",
        f"UPDATE holds SET status = 'released' WHERE operation_id = {OPEN}",
    ),
    tampering(
        "an ended hold is open again and holds money again",
        "hold-status",
        f"UPDATE accounts SET held = held + 600 WHERE id = {OTHER_ACCOUNT}",
        f"UPDATE holds SET status = 'open' WHERE operation_id = {RELEASED}",
    ),
    tampering(
        "a hold is moved to an account in another currency",
        "hold-account operation-content seal-broken",
        f"UPDATE holds SET account_id = {DOLLAR_ACCOUNT} WHERE operation_id = {RELEASED}",
    ),
    tampering(
        "a hold is put under an operation that does not exist",
        "hold-account hold-end hold-status operation-content operation-empty seal-broken",
        f"UPDATE holds SET operation_id = 999 WHERE operation_id = {EXPIRED}",
    ),
    tampering(
        "a hold is ended twice",
        "hold-end hold-status operation-content seal-broken",
        f"UPDATE operations SET hold_id = {CAPTURED} WHERE id = {RELEASE}",
    ),
    tampering(
        "an ended hold is deleted",
        "hold-end operation-content operation-empty seal-broken",
        f"DELETE FROM holds WHERE operation_id = {EXPIRED}",
    ),
    tampering(
        "a hold is made smaller than what was captured of it",
        "hold-overdrawn operation-content seal-broken",
        f"UPDATE holds SET amount = 1 WHERE operation_id = {CAPTURED}",
    ),
    tampering(
        "a reversal gives back more than there was",
        "operation-content reversal-too-large seal-broken transfer-entries",
        f"UPDATE transfers SET amount = 3001 WHERE operation_id = {REVERSAL}",
    ),
    tampering(
        "a reversal gives back somebody else's transfer",
        "operation-content reversal-other seal-broken",
        f"UPDATE operations SET reverses_id = {TRANSFER} + 1 WHERE id = {REVERSAL}",
    ),
    tampering(
        "a reversal becomes a payment",
        "operation-content reversal-other seal-broken",
        f"UPDATE operations SET reverses_id = NULL WHERE id = {REVERSAL}",
    ),
    tampering(
        "a note is changed",
        "operation-content seal-broken",
        f"UPDATE operations SET note = 'gift' WHERE id = {CAPTURE}",
    ),
    tampering(
        "a reference is changed",
        "seal-broken",
        f"UPDATE operations SET reference = 'OTHER' WHERE id = {CAPTURE}",
    ),
    tampering(
        "a note is changed that is not sealed yet",
        "operation-content",
        f"DELETE FROM seals WHERE operation_id = {LAST}",
        f"UPDATE operations SET note = 'gift' WHERE id = {LAST}",
    ),
    tampering(
        "a seal in the middle is deleted",
        "operation-unsealed seal-broken",
        "DELETE FROM seals WHERE position = 2",
    ),
    tampering(
        "all seals but the first ones are deleted",
        "operation-unsealed",
        "DELETE FROM seals WHERE position > 2",
    ),
    tampering(
        "a seal is put before the first place, so that its operation is never sealed",
        "seal-broken",
        f"DELETE FROM seals WHERE operation_id = {LAST}",
        f"INSERT INTO seals (position, operation_id, hash, sealed_at) VALUES (-1, {LAST}, '', 0)",
    ),
    tampering(
        "a seal is written anew",
        "seal-broken",
        "UPDATE seals SET hash = (SELECT hash FROM seals WHERE position = 3) WHERE position = 2",
    ),
    tampering(
        "a release is deleted with its seal, and its hold is open again",
        "seal-broken",
        f"UPDATE accounts SET held = held + 600 WHERE id = {OTHER_ACCOUNT}",
        f"UPDATE holds SET status = 'open' WHERE operation_id = {RELEASED}",
        f"DELETE FROM seals WHERE operation_id = {RELEASE}",
        f"DELETE FROM operations WHERE id = {RELEASE}",
    ),
]
