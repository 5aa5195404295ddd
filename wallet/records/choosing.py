"""Which category a payment belongs to, before anybody says otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, String, bindparam, exists, select

from wallet.categories.matching import Rule, winner
from wallet.categories.models import category_rules, own_categories
from wallet.merchants.models import merchants
from wallet.records.categories import BY_MERCHANT, OWN_PREFIX, by_kind
from wallet.records.models import records, spending

BY_KIND, BY_SHOP, BY_RULE, BY_PAYEE, BY_HAND, BY_REFUND = "kind", "merchant", "rule", "payee", "hand", "refund"

NOT_IN_WORDS = "\x01"
"""Words are cleaned of control characters: none of their characters escapes another."""

_RULES = select(category_rules.c.id, category_rules.c.payee_id, category_rules.c.word, category_rules.c.category).where(
    category_rules.c.customer_id == bindparam("customer_id")
)
_LIKELY = _RULES.where(
    (category_rules.c.payee_id == bindparam("payee_id"))
    | bindparam("words", type_=String).like("%" + category_rules.c.word + "%", escape=NOT_IN_WORDS)
)
"""Few of many rules, looked at closely by `winner`."""
_BY_HAND = (
    select(records.c.category)
    .where(
        records.c.customer_id == bindparam("customer_id"),
        records.c.counterparty_id == bindparam("payee_id"),
        # As text, not as a parameter: only so does PostgreSQL see that the index of these alone will do.
        records.c.chosen_by == bindparam("by", BY_HAND, literal_execute=True),
        ~exists().where(
            spending.c.customer_id == records.c.customer_id,
            spending.c.operation_id == records.c.operation_id,
            spending.c.position == 1,
        ),
    )
    .order_by(records.c.operation_id.desc())
    .limit(1)
)
_OPEN = select(own_categories.c.id).where(
    own_categories.c.customer_id == bindparam("customer_id"),
    own_categories.c.id == bindparam("own_id"),
    own_categories.c.archived_at.is_(None),
)
_SHOP = select(merchants.c.category).where(merchants.c.customer_id == bindparam("payee_id"))


@dataclass(frozen=True, slots=True)
class Payment:
    """What is known of a payment, made or about to be made. `words` is casefolded."""

    customer_id: int
    kind: str
    payee_id: int | None
    words: str = ""


def choose(connection: Connection, payment: Payment) -> tuple[str, str]:
    """The category and by what it was chosen: a rule, what was chosen by hand before, the shop's, else the kind's."""
    asked = {"customer_id": payment.customer_id, "payee_id": payment.payee_id, "words": payment.words}
    likely = [Rule(row.id, row.payee_id, row.word, row.category) for row in connection.execute(_LIKELY, asked)]
    rule = winner(likely, payment.payee_id, payment.words)
    if rule is not None:
        return rule.category, BY_RULE
    if payment.payee_id is not None:
        before = _as_before(connection, payment.customer_id, payment.payee_id)
        if before is not None:
            return before, BY_PAYEE
        shop = connection.execute(_SHOP, {"payee_id": payment.payee_id}).scalar()
        if shop is not None and payment.kind not in {"transfer", "request"}:
            return BY_MERCHANT.get(shop, "other"), BY_SHOP
    return by_kind(payment.kind), BY_KIND


def rules_of(connection: Connection, customer_id: int) -> list[Rule]:
    """A customer's rules, in no particular order."""
    rows = connection.execute(_RULES, {"customer_id": customer_id})
    return [Rule(row.id, row.payee_id, row.word, row.category) for row in rows]


def _as_before(connection: Connection, customer_id: int, payee_id: int) -> str | None:
    """What was last chosen by hand for this payee, unless it is archived."""
    found: str | None = connection.execute(_BY_HAND, {"customer_id": customer_id, "payee_id": payee_id}).scalar()
    if found is None or not found.startswith(OWN_PREFIX):
        return found
    own = {"customer_id": customer_id, "own_id": int(found.removeprefix(OWN_PREFIX))}
    return None if connection.execute(_OPEN, own).first() is None else found
