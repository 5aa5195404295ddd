"""Which category a payment belongs to, before anybody says otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from wallet.merchants.models import merchants
from wallet.records.categories import BY_MERCHANT, by_kind

BY_KIND, BY_SHOP, BY_RULE, BY_PAYEE, BY_HAND, BY_REFUND = "kind", "merchant", "rule", "payee", "hand", "refund"


@dataclass(frozen=True, slots=True)
class Payment:
    """What is known of a payment, made or about to be made. `words` is casefolded."""

    customer_id: int
    kind: str
    payee_id: int | None
    words: str = ""


def choose(connection: Connection, payment: Payment) -> tuple[str, str]:
    """The category and by what it was chosen: the shop's, else the kind's."""
    if payment.payee_id is not None:
        query = select(merchants.c.category).where(merchants.c.customer_id == payment.payee_id)
        shop = connection.execute(query).scalar()
        if shop is not None and payment.kind not in {"transfer", "request"}:
            return BY_MERCHANT.get(shop, "other"), BY_SHOP
    return by_kind(payment.kind), BY_KIND
