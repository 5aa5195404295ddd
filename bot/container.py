"""Builds the whole application from settings, and takes it down again in order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx
import structlog

from bot.code_senders import NoCodes, choose_sender
from bot.rate_sources import make_rate_book
from bot.settings import Settings, SettingsInvalid
from handlers.services import Services
from locales import load_texts
from support.desk.approvals import Approvals
from support.desk.forgetting import Forgetting
from support.desk.service import Desk
from support.staff.services import StaffServices
from wallet.budgets.alerts import BudgetAlerts
from wallet.budgets.impact import Outlooks
from wallet.budgets.quiet import TellingSettings
from wallet.budgets.service import Budgets
from wallet.categories.giving import Giving
from wallet.categories.rules import Rules
from wallet.categories.service import Categories
from wallet.charts.service import Pictures, Reports
from wallet.claim_links.claims import Claims
from wallet.claim_links.links import KIND as CLAIM_LINK
from wallet.claim_links.service import ClaimLinks
from wallet.clock import Clock
from wallet.customers.profile import Profiles
from wallet.customers.service import Customers
from wallet.database import Database
from wallet.digests.figures import Digests
from wallet.exchange.alerts import RateAlerts
from wallet.exchange.chart import Charts
from wallet.exchange.history import RateHistory
from wallet.exchange.service import EXCHANGE, Exchange
from wallet.goals.service import Goals
from wallet.identity.service import Identity
from wallet.invoices.paying import INVOICE, MERCHANT, MerchantPayments
from wallet.invoices.service import Invoices
from wallet.limits.service import Limits
from wallet.limits.valuation import BankRates
from wallet.merchants.refunds import Refunds
from wallet.merchants.sales import Sales
from wallet.merchants.service import Merchants
from wallet.payments.checkout import Checkout
from wallet.payments.payees import PayeeBook
from wallet.payments.plans import Settlement
from wallet.payments.quotes import Quotes
from wallet.payments.receipts import Receipts
from wallet.payments.records import Records
from wallet.payments.rules import TRANSFER
from wallet.payments.service import Payments
from wallet.payments.transfers import Transfers
from wallet.payments.waiting import LATER, WaitingTransfers
from wallet.qr.payload import Payloads
from wallet.qr.reading import PictureReader
from wallet.records.annotating import Annotating
from wallet.records.searching import Searching
from wallet.recurring.service import RecurringPayments
from wallet.remittance.payouts import DeskPayouts, PayoutDesk
from wallet.remittance.service import REMITTANCE, Remittances
from wallet.requests.service import REQUEST, Requests
from wallet.requests.splits import Splits
from wallet.security.argon import Hasher
from wallet.security.codes import Codes
from wallet.security.freezing import Freezing
from wallet.security.passwords import Passwords, warm_up
from wallet.security.pins import Pins
from wallet.security.service import Security
from wallet.security.vault import Vault
from wallet.statements.service import Statements
from wallet.upcoming.service import Upcoming

SANDBOX_KEY = b"the sandbox key protects nothing"
PROBE_SECONDS_MAX = 5.0

log = structlog.get_logger(__name__)


async def is_sandbox(api_base: str) -> bool:
    """Whether Telegram is our local one: only on a loopback address, and only if it answers as the sandbox does."""
    host = urlsplit(api_base).hostname or ""
    try:
        loopback = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        return False
    try:
        async with httpx.AsyncClient(timeout=PROBE_SECONDS_MAX) as client:
            answer = await client.get(f"{api_base}/sandbox/api/state")
    except httpx.HTTPError:
        return False
    return answer.status_code == httpx.codes.OK and "bots" in answer.text


def make_vault(settings: Settings, *, sandbox: bool) -> Vault:
    """The vault of `WALLET_KEYS`. Without keys only the sandbox starts, and says so. Raises `SettingsInvalid`."""
    given = settings.vault_keys()
    if given is not None:
        return Vault(*given)
    if not sandbox:
        raise SettingsInvalid("WALLET_KEYS is missing: outside the sandbox personal data needs a key of your own")
    log.warning("sandbox_key_in_use", meaning="personal data is sealed with a key that everybody knows")
    return Vault({"sandbox": SANDBOX_KEY}, "sandbox")


class Container:
    """The wallet's services over one database. Bots are attached by `bot/application.py`."""

    def __init__(self, settings: Settings, vault: Vault, *, sandbox: bool, clock: Clock) -> None:
        self.settings, self.vault, self.clock, self.sandbox = settings, vault, clock, sandbox
        self.texts = load_texts()
        self.database = Database.open(settings.database_address, clock)
        self.hasher = Hasher(vault.pepper)
        self.pins = Pins(self.database, self.hasher)
        sender = choose_sender(settings, self.texts, sandbox=sandbox)
        self.codes_are_sent = not isinstance(sender, NoCodes)
        codes = Codes(self.database, vault, sender, self.hasher)
        self.customers = Customers(self.database, vault, self.pins, codes)
        self.passwords = Passwords(self.database, self.hasher)
        warm_up()
        self.security = Security(
            self.database, vault, self.hasher, self.pins, self.passwords, issuer=settings.product_name
        )
        self.limits = Limits(self.database, BankRates(), settings.levels)
        self.payments = Payments(
            self.database,
            vault,
            self.pins,
            play_money_allowed=sandbox,
            limits=self.limits,
            security=self.security,
        )
        self.quotes = Quotes(self.database, vault, self.limits, settings.fee_table)
        self.transfers = Transfers(self.database, vault, self.quotes)
        self.receipts = Receipts(self.database, vault, self.quotes)
        self.payees = PayeeBook(self.database, vault)
        self.waiting = WaitingTransfers(self.database, vault)
        self.rate_book = make_rate_book(settings, self.database, clock, sandbox=sandbox)
        self.exchange = Exchange(self.database, vault, self.quotes, self.rate_book, settings.exchange_spread_bps)
        self.rate_alerts = RateAlerts(self.database, self.rate_book)
        self.charts = Charts(settings.data_dir / "charts", RateHistory(self.database))
        spread_bps = settings.remittance_spread_bps
        self.remittances = Remittances(
            self.database, vault, self.quotes, self.limits, self.rate_book, DeskPayouts(), spread_bps
        )
        self.payout_desk = PayoutDesk(self.database, vault, self.limits)
        self.claim_links = ClaimLinks(self.database, vault, self.quotes, self.hasher)
        self.claims = Claims(self.database, vault, self.hasher)
        self.merchants = Merchants(self.database, vault)
        self.sales = Sales(self.database, vault)
        self.refunds = Refunds(self.database, vault, self.pins)
        self.invoices = Invoices(self.database, vault)
        self.merchant_payments = MerchantPayments(self.database, vault, self.quotes)
        self.payloads = Payloads(vault)
        self.pictures = PictureReader()
        self.requests = Requests(self.database, vault, self.quotes)
        self.splits = Splits(self.database, vault)
        settlements: dict[str, Settlement] = {
            REQUEST: self.requests,
            MERCHANT: self.merchant_payments,
            INVOICE: self.merchant_payments,
            CLAIM_LINK: self.claim_links,
            REMITTANCE: self.remittances,
            EXCHANGE: self.exchange,
            TRANSFER: self.transfers,
            LATER: self.transfers,
        }
        self.checkout = Checkout(self.database, self.payments, self.quotes, settlements)
        self.profiles = Profiles(self.database, vault, Forgetting(vault))
        self.freezing = Freezing(self.database)
        self.identity = Identity(self.database, vault)
        self.desk = Desk(self.database, vault)
        self.approvals = Approvals(self.database, vault)
        self._keep_track()

    def _keep_track(self) -> None:
        """What tells customers where their money went, and helps them to keep it together."""
        self.records = Records(self.database, self.vault)
        self.searching = Searching(self.database, self.vault)
        self.annotating = Annotating(self.database)
        self.statements = Statements(self.database, self.vault)
        self.digests, self.upcoming = Digests(self.database), Upcoming(self.database, self.vault)
        self.reports, self.pictures_of_figures = Reports(self.database), Pictures()
        self.goals = Goals(self.database)
        self.recurring = RecurringPayments(self.database, self.vault, self.pins, self.limits, self.quotes.fees)
        self.budgets = Budgets(self.database)
        self.telling = TellingSettings(self.database)
        self.categories = Categories(self.database)
        self.category_rules = Rules(self.database)
        self.giving = Giving(self.database)
        self.budget_alerts = BudgetAlerts(self.database)
        self.outlooks = Outlooks(self.database)

    def services(self, fetch_staff_file: Callable[[str], Awaitable[bytes]]) -> Services:
        """What the conversations are given."""
        settings = self.settings
        return Services(
            customers=self.customers,
            payments=self.payments,
            transfers=self.transfers,
            claim_links=self.claim_links,
            claims=self.claims,
            checkout=self.checkout,
            merchants=self.merchants,
            sales=self.sales,
            refunds=self.refunds,
            invoices=self.invoices,
            merchant_payments=self.merchant_payments,
            payloads=self.payloads,
            pictures=self.pictures,
            exchange=self.exchange,
            remittances=self.remittances,
            rate_book=self.rate_book,
            rate_alerts=self.rate_alerts,
            charts=self.charts,
            payees=self.payees,
            waiting=self.waiting,
            requests=self.requests,
            splits=self.splits,
            goals=self.goals,
            recurring=self.recurring,
            budgets=self.budgets,
            categories=self.categories,
            category_rules=self.category_rules,
            giving=self.giving,
            telling=self.telling,
            budget_alerts=self.budget_alerts,
            outlooks=self.outlooks,
            receipts=self.receipts,
            statements=self.statements,
            reports=self.reports,
            digests=self.digests,
            upcoming=self.upcoming,
            pictures_of_figures=self.pictures_of_figures,
            records=self.records,
            searching=self.searching,
            annotating=self.annotating,
            desk=self.desk,
            profiles=self.profiles,
            passwords=self.passwords,
            security=self.security,
            freezing=self.freezing,
            identity=self.identity,
            limits=self.limits,
            official_names=settings.official_name_set,
            official_links=settings.official_link_set,
            texts=self.texts,
            clock=self.clock,
            fetch_staff_file=fetch_staff_file,
            play_money=self.sandbox,
            codes_are_sent=self.codes_are_sent,
            default_currency=settings.default_currency,
            default_time_zone=settings.default_time_zone,
            support_phone=settings.support_phone,
            support_email=settings.support_email,
        )

    def staff_services(
        self,
        fetch_customer_file: Callable[[str], Awaitable[bytes]],
        official_places: Callable[[], Awaitable[frozenset[str]]],
    ) -> StaffServices:
        """What the staff group's bot is given."""
        return StaffServices(
            desk=self.desk,
            customers=self.customers,
            identity=self.identity,
            approvals=self.approvals,
            merchants=self.merchants,
            payout_desk=self.payout_desk,
            fetch_file=fetch_customer_file,
            official_places=official_places,
        )

    async def close(self) -> None:
        """Stop the hashing thread and close the database."""
        self.hasher.close()
        self.pictures.close()
        self.pictures_of_figures.close()
        await self.database.close()
