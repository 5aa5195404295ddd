"""Notices by kind of fact: each area of the product puts its own facts into words."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.notices.claim_links import claim_link_returned_notice, claim_link_taken_notice
from handlers.notices.exchange import rate_alert_notice
from handlers.notices.invoices import invoice_paid_notice
from handlers.notices.notice import Maker
from handlers.notices.payees import NOTICES as PAYEES
from wallet import outbox

NOTICES: Mapping[str, Maker] = {
    outbox.RATE_ALERT: rate_alert_notice,
    outbox.INVOICE_PAID: invoice_paid_notice,
    **PAYEES,
    outbox.CLAIM_LINK_TAKEN: claim_link_taken_notice,
    outbox.CLAIM_LINK_RETURNED: claim_link_returned_notice,
}
"""Every area adds its own: `{outbox.SOMETHING: something_notice}`."""
