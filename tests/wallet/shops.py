"""Merchants for tests: a shop that the desk approved, and payments to it through the ledger."""

from __future__ import annotations

import io

from PIL import Image

from tests import factories
from wallet import ledger
from wallet.customers.queries import Customer
from wallet.database import Database, UnitOfWork
from wallet.ledger import AccountKind, NewOperation, NewTransfer, Posted
from wallet.merchants.sales import MERCHANT
from wallet.merchants.service import Merchants
from wallet.references import new_reference
from wallet.security.vault import Vault

AGENT = 77_001


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), color: str = "teal") -> bytes:
    """A plain picture."""
    written = io.BytesIO()
    Image.new("RGB", size, color).save(written, kind)
    return written.getvalue()


async def open_shop(database: Database, vault: Vault, owner: Customer, name: str = "Corner shop") -> Merchants:
    """A shop that may be paid."""
    merchants = Merchants(database, vault)
    review = await merchants.ask(owner, name, "retail", None)
    await merchants.decide(review.id, None, AGENT, "Mark")
    return merchants


async def sell(
    database: Database,
    payer_id: int,
    merchant_id: int,
    minor: int,
    *,
    fee_minor: int = 0,
    currency: str = "CNY",
    kind: str = MERCHANT,
    note: str = "",
    reference: str | None = None,
) -> Posted:
    """The payer has the money and pays it, with a fee of their own if there is one."""
    await factories.fund(database, payer_id, minor + fee_minor, currency)

    def work(unit: UnitOfWork) -> Posted:
        payer = ledger.customer_account(unit, payer_id, currency)
        items = [NewTransfer(payer, ledger.customer_account(unit, merchant_id, currency), minor, currency)]
        if fee_minor:
            fees = ledger.system_account(unit, AccountKind.FEES, currency, payer_id)
            items.append(NewTransfer(payer, fees, fee_minor, currency, "fee"))
        return ledger.post(unit, NewOperation(kind, reference or new_reference(), tuple(items), payer_id, note))

    return await database.write(work)
