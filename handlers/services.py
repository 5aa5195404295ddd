"""What the conversations are given: the wallet's services, the desk, the texts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiogram_dialog import DialogManager

from locales import Texts
from support.desk.service import Desk
from wallet.budgets.alerts import BudgetAlerts
from wallet.budgets.impact import Outlooks
from wallet.budgets.quiet import TellingSettings
from wallet.budgets.service import Budgets
from wallet.categories.giving import Giving
from wallet.categories.rules import Rules
from wallet.categories.service import Categories
from wallet.charts.service import Pictures, Reports
from wallet.claim_links.claims import Claims
from wallet.claim_links.service import ClaimLinks
from wallet.clock import Clock
from wallet.customers.profile import Profiles
from wallet.customers.queries import Customer
from wallet.customers.service import Customers
from wallet.digests.figures import Digests
from wallet.errors import NotRegistered
from wallet.exchange.alerts import RateAlerts
from wallet.exchange.book import RateBook
from wallet.exchange.chart import Charts
from wallet.exchange.service import Exchange
from wallet.goals.service import Goals
from wallet.identity.service import Identity
from wallet.invoices.paying import MerchantPayments
from wallet.invoices.service import Invoices
from wallet.limits.service import Limits
from wallet.merchants.refunds import Refunds
from wallet.merchants.sales import Sales
from wallet.merchants.service import Merchants
from wallet.payments.checkout import Checkout
from wallet.payments.payees import PayeeBook
from wallet.payments.receipts import Receipts
from wallet.payments.records import Records
from wallet.payments.service import Payments
from wallet.payments.transfers import Transfers
from wallet.payments.waiting import WaitingTransfers
from wallet.qr.payload import Payloads
from wallet.qr.reading import PictureReader
from wallet.records.annotating import Annotating
from wallet.records.searching import Searching
from wallet.recurring.service import RecurringPayments
from wallet.remittance.service import Remittances
from wallet.requests.service import Requests
from wallet.requests.splits import Splits
from wallet.security.freezing import Freezing
from wallet.security.passwords import Passwords
from wallet.security.service import Security
from wallet.statements.service import Statements
from wallet.upcoming.service import Upcoming


@dataclass(frozen=True, slots=True)
class Services:
    """Built once by `bot/container.py` and handed to every handler as `services`."""

    customers: Customers
    payments: Payments
    transfers: Transfers
    claim_links: ClaimLinks
    claims: Claims
    checkout: Checkout
    merchants: Merchants
    sales: Sales
    refunds: Refunds
    invoices: Invoices
    merchant_payments: MerchantPayments
    payloads: Payloads
    pictures: PictureReader
    exchange: Exchange
    remittances: Remittances
    rate_book: RateBook
    rate_alerts: RateAlerts
    charts: Charts
    payees: PayeeBook
    waiting: WaitingTransfers
    requests: Requests
    splits: Splits
    goals: Goals
    recurring: RecurringPayments
    budgets: Budgets
    categories: Categories
    category_rules: Rules
    giving: Giving
    telling: TellingSettings
    budget_alerts: BudgetAlerts
    outlooks: Outlooks
    receipts: Receipts
    statements: Statements
    reports: Reports
    digests: Digests
    upcoming: Upcoming
    pictures_of_figures: Pictures
    records: Records
    searching: Searching
    annotating: Annotating
    desk: Desk
    profiles: Profiles
    passwords: Passwords
    security: Security
    freezing: Freezing
    identity: Identity
    limits: Limits
    official_names: frozenset[str]
    official_links: frozenset[str]
    texts: Texts
    clock: Clock
    fetch_staff_file: Callable[[str], Awaitable[bytes]]
    play_money: bool
    codes_are_sent: bool
    default_currency: str
    default_time_zone: str
    support_phone: str
    support_email: str


def services_of(manager: DialogManager) -> Services:
    """The services that every handler is given."""
    services: Services = manager.middleware_data["services"]
    return services


def customer_of(manager: DialogManager) -> Customer:
    """The customer who writes. Raises `NotRegistered` when they have no wallet (any more)."""
    customer: Customer | None = manager.middleware_data["customer"]
    if customer is None:
        raise NotRegistered
    return customer
