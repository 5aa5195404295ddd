"""Notices by kind of fact: each area of the product puts its own facts into words."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.notices.budgets import budget_alert_notice
from handlers.notices.business import refund_received, shop_decided
from handlers.notices.claim_links import claim_link_returned_notice, claim_link_taken_notice
from handlers.notices.digests import digest_notice
from handlers.notices.exchange import rate_alert_notice
from handlers.notices.invoices import invoice_paid_notice
from handlers.notices.notice import Maker
from handlers.notices.payees import NOTICES as PAYEES
from handlers.notices.recurring import recurring_notice
from handlers.notices.remittance import remittance_changed_notice
from handlers.notices.requests import asked_notice, declined_notice, paid_notice
from wallet import outbox

NOTICES: Mapping[str, Maker] = {
    outbox.REMITTANCE_CHANGED: remittance_changed_notice,
    outbox.RATE_ALERT: rate_alert_notice,
    outbox.RECURRING: recurring_notice,
    outbox.INVOICE_PAID: invoice_paid_notice,
    outbox.SHOP_DECIDED: shop_decided,
    outbox.REFUND_RECEIVED: refund_received,
    **PAYEES,
    outbox.REQUEST_RECEIVED: asked_notice,
    outbox.REQUEST_REMINDED: asked_notice,
    outbox.REQUEST_PAID: paid_notice,
    outbox.REQUEST_DECLINED: declined_notice,
    outbox.CLAIM_LINK_TAKEN: claim_link_taken_notice,
    outbox.CLAIM_LINK_RETURNED: claim_link_returned_notice,
    outbox.BUDGET_ALERT: budget_alert_notice,
    outbox.DIGEST: digest_notice,
}
"""Every area adds its own: `{outbox.SOMETHING: something_notice}`."""
