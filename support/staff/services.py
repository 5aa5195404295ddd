"""What the staff group's bot works with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from support.desk.approvals import Approvals
from support.desk.service import Desk
from wallet.customers.service import Customers
from wallet.identity.service import Identity
from wallet.merchants.service import Merchants
from wallet.remittance.payouts import PayoutDesk


@dataclass(frozen=True, slots=True)
class StaffServices:
    """`fetch_file` brings a file that a customer sent to the other bot; it may raise `FileUnavailable`.

    `official_places` are the hosts that are ours, and the Telegram links to our names.
    """

    desk: Desk
    customers: Customers
    identity: Identity
    approvals: Approvals
    merchants: Merchants
    payout_desk: PayoutDesk
    fetch_file: Callable[[str], Awaitable[bytes]]
    official_places: Callable[[], Awaitable[frozenset[str]]]
