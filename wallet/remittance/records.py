"""What is known of money abroad: for its owner with everything masked, and for the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from wallet.customers.queries import mask_name
from wallet.errors import RemittanceNotFound
from wallet.money import Money, currency
from wallet.remittance.accounts import mask_account
from wallet.remittance.models import remittance_events, remittances
from wallet.security.vault import Vault


@dataclass(frozen=True, slots=True)
class Step:
    """It came to this state."""

    state: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Remittance:
    """Money on its way abroad, or there, or back. The recipient is masked; both parts are empty once erased."""

    id: int
    reference: str
    customer_id: int
    country: str
    method: str
    purpose: str
    recipient: str
    account: str
    pays: Money
    fee: Money
    gets: Money
    status: str
    reason: str | None
    agent_name: str | None
    return_asked_by: int | None
    return_asked_name: str | None
    card_message_id: int | None
    shown_message_id: int | None
    arrives_at: datetime
    created_at: datetime
    steps: tuple[Step, ...] = ()


def by_id(connection: Connection, vault: Vault, remittance_id: int) -> Remittance:
    """For the desk. Raises `RemittanceNotFound`."""
    row = connection.execute(select(remittances).where(remittances.c.id == remittance_id)).one_or_none()
    if row is None:
        raise RemittanceNotFound
    return opened(connection, vault, row)


def opened(connection: Connection, vault: Vault, row: Row[*tuple[Any, ...]]) -> Remittance:
    """A row with its steps, and the recipient masked."""
    events = remittance_events.c
    steps = connection.execute(
        select(events.state, events.created_at).where(events.remittance_id == row.id).order_by(events.id)
    )
    name = "" if row.name_sealed is None else vault.open(row.name_sealed, name_place(row.reference))
    account = "" if row.account_sealed is None else vault.open(row.account_sealed, account_place(row.reference))
    paid = currency(row.pays_currency)
    return Remittance(
        id=row.id,
        reference=row.reference,
        customer_id=row.customer_id,
        country=row.country,
        method=row.method,
        purpose=row.purpose,
        recipient=mask_name(name),
        account=mask_account(account),
        pays=Money(row.pays_minor, paid),
        fee=Money(row.fee_minor, paid),
        gets=Money(row.gets_minor, currency(row.gets_currency)),
        status=row.status,
        reason=row.reason,
        agent_name=row.agent_name,
        return_asked_by=row.return_asked_by,
        return_asked_name=row.return_asked_name,
        card_message_id=row.card_message_id,
        shown_message_id=row.shown_message_id,
        arrives_at=row.arrives_at,
        created_at=row.created_at,
        steps=tuple(Step(step.state, step.created_at) for step in steps),
    )


def name_place(reference: str) -> str:
    """Where the sealed name of whom it goes to belongs."""
    return f"remittances/name/{reference}"


def account_place(reference: str) -> str:
    """Where the sealed account that it goes to belongs."""
    return f"remittances/account/{reference}"
