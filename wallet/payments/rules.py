"""What holds for every payment: who may pay, who may be paid, and what the payee hears."""

from __future__ import annotations

from sqlalchemy import Connection, select

from wallet import outbox
from wallet.customers.models import customers
from wallet.customers.queries import ACTIVE, CLOSED, FROZEN, Customer
from wallet.errors import CustomerNotActive, PayeeNotActive, SameAccount
from wallet.ledger import Posted
from wallet.money import Money
from wallet.payments.commands import TransferCommand
from wallet.payments.plans import Leg, Plan, fee_leg
from wallet.payments.plans import customer as account_of
from wallet.security.freezing import DURESS

TRANSFER = "transfer"


def transfer_plan(command: TransferCommand, fee: Money) -> Plan:
    """A transfer from one customer to another, who hears of it."""
    payer_id, payee_id = command.payer_id, command.payee_id
    leg = Leg(account_of(payer_id), account_of(payee_id), command.amount)
    return Plan(
        kind=TRANSFER,
        reference=command.reference,
        payer_id=payer_id,
        pays=command.amount,
        fee=fee,
        legs=(leg, *fee_leg(payer_id, fee)),
        payee_id=payee_id,
        note=command.note,
        facts=lambda posted: told_to_payee(payee_id, posted),
    )


def payable(payee: Customer, payer_id: int) -> Customer:
    """One that is frozen is paid all the same: a freeze stops money out, and nobody else is to learn of it."""
    if payee.id == payer_id:
        raise SameAccount
    if payee.status == CLOSED:
        raise PayeeNotActive
    return payee


def check_active(connection: Connection, customer_id: int) -> None:
    """Raises `CustomerNotActive` for a wallet from which no money may leave."""
    status = connection.execute(select(customers.c.status).where(customers.c.id == customer_id)).scalar_one()
    if status != ACTIVE:
        raise CustomerNotActive(status=status)


def check_seems_active(connection: Connection, customer_id: int) -> None:
    """As `check_active`, but a wallet frozen under duress looks as it did before, until money is to leave it."""
    row = connection.execute(
        select(customers.c.status, customers.c.frozen_cause).where(customers.c.id == customer_id)
    ).one()
    if row.status != ACTIVE and (row.status, row.frozen_cause) != (FROZEN, DURESS):
        raise CustomerNotActive(status=row.status)


def refuse_closed(connection: Connection, payee_id: int) -> None:
    """Raises `PayeeNotActive` for a closed wallet. With its accounts locked this stays so, as closing locks them."""
    status = connection.execute(select(customers.c.status).where(customers.c.id == payee_id)).scalar()
    if status == CLOSED:
        raise PayeeNotActive


def told_to_payee(payee_id: int, posted: Posted) -> list[outbox.Fact]:
    """The payee hears of the money."""
    fields = {"customer_id": payee_id, "operation_id": posted.operation_id}
    return [outbox.Fact(outbox.CUSTOMER_CHANNEL, str(payee_id), outbox.TRANSFER_RECEIVED, fields)]
