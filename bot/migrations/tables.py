"""Every table of the application in one place: importing the modules below fills `wallet.database.metadata`."""

from __future__ import annotations

import importlib

from sqlalchemy import MetaData

from wallet.database import metadata

MODULES = (
    "wallet.customers.models",
    "wallet.security.models",
    "wallet.ledger.models",
    "wallet.identity.models",
    "wallet.limits.models",
    "wallet.fees.models",
    "wallet.payments.models",
    "wallet.claim_links.models",
    "wallet.payments.payee_models",
    "wallet.merchants.models",
    "wallet.invoices.models",
    "wallet.exchange.models",
    "wallet.remittance.models",
    "wallet.requests.models",
    "wallet.records.models",
    "wallet.categories.models",
    "wallet.goals.models",
    "wallet.recurring.models",
    "wallet.budgets.models",
    "wallet.budgets.alert_models",
    "wallet.digests.models",
    "wallet.statements.models",
    "wallet.trail",
    "wallet.outbox",
    "support.desk.models",
    "bot.inbox",
    "bot.leader",
    "bot.conversations",
)


def all_tables() -> MetaData:
    """The tables as the code wants them."""
    for name in MODULES:
        importlib.import_module(name)
    return metadata
