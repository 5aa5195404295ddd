"""What is forgotten of money abroad when a customer closes their wallet."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from wallet.database import UnitOfWork
from wallet.errors import RemittanceUnderWay
from wallet.remittance.models import UNDER_WAY, remittance_recipients, remittances


def forget_remittances(work: UnitOfWork, customer_id: int) -> None:
    """Forget whom the customer sent to; amounts, states and times stay. Whoever calls this has locked their accounts.

    Raises `RemittanceUnderWay`: money that may still come back needs a wallet to come back to.
    """
    columns = remittances.c
    mine = columns.customer_id == customer_id
    under_way = select(columns.id).where(mine, columns.status.in_(sorted(UNDER_WAY))).limit(1)
    if work.connection.execute(under_way).first() is not None:
        raise RemittanceUnderWay
    work.connection.execute(update(remittances).where(mine).values(name_sealed=None, account_sealed=None))
    work.connection.execute(delete(remittance_recipients).where(remittance_recipients.c.customer_id == customer_id))
