"""Customers, money and services for tests, made by the real services; only the PIN's slow hash is computed once."""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
from argon2 import PasswordHasher
from sqlalchemy import select, text

from wallet import ledger, outbox
from wallet.clock import Clock
from wallet.customers.queries import Customer
from wallet.customers.service import Customers, Registration
from wallet.database import Database, UnitOfWork
from wallet.errors import CodeNotSent
from wallet.fees.table import DEFAULT_FEES, parse_fees
from wallet.ledger import AccountKind, NewOperation, NewTransfer, Posted
from wallet.limits.service import Limits
from wallet.limits.valuation import BankRates
from wallet.money import CURRENCIES, Money
from wallet.payments.checkout import Checkout
from wallet.payments.quotes import Quotes
from wallet.payments.receipts import Receipts
from wallet.payments.records import Records
from wallet.payments.service import TOP_UP, TRANSFER, Payments
from wallet.payments.transfers import Transfers
from wallet.payments.waiting import LATER
from wallet.references import new_reference
from wallet.security.argon import Hasher
from wallet.security.codes import Codes
from wallet.security.passwords import Passwords
from wallet.security.pins import Pins
from wallet.security.service import Factor, Security
from wallet.security.vault import Vault

PIN, WRONG_PIN = "246813", "975312"
PASSWORD = "correct-horse-7-staple"
_numbers = itertools.count(1)
_hashes: dict[bytes, str] = {}


class QuickHasher(Hasher):
    """Argon2id all the same, with so little work that ten recovery codes cost a test nothing."""

    def __init__(self, pepper: bytes) -> None:
        super().__init__(pepper)
        self._argon = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class QuickPins(Pins):
    """Real PINs and real proofs, but a PIN that was hashed before gets the same hash again."""

    async def hash(self, pin: str) -> str:
        key = self.hasher.pepper + pin.encode()
        if key not in _hashes:
            _hashes[key] = await super().hash(pin)
        return _hashes[key]


class KeptCodes:
    """A code sender that keeps what it was given, and brings nothing to anybody while it is down."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.down = False

    async def send(self, phone: str, code: str, language: str) -> None:
        """Keep the code. Raises `CodeNotSent` while down."""
        self.sent.append((phone, code))
        if self.down:
            raise CodeNotSent

    def last(self, phone: str) -> str:
        """The newest code that was sent to a phone."""
        return next(code for number, code in reversed(self.sent) if number == phone)


@dataclass(frozen=True, slots=True)
class Wallet:
    """All services over one database."""

    customers: Customers
    payments: Payments
    records: Records
    pins: Pins
    codes: Codes
    sender: KeptCodes
    passwords: Passwords
    security: Security
    limits: Limits
    quotes: Quotes
    transfers: Transfers
    checkout: Checkout
    receipts: Receipts


@asynccontextmanager
async def open_wallet(
    database: Database, vault: Vault, *, play_money_allowed: bool = True, fees: str = DEFAULT_FEES
) -> AsyncIterator[Wallet]:
    """The services; their threads end with the block."""
    hasher, sender = Hasher(vault.pepper), KeptCodes()
    pins = QuickPins(database, hasher)
    codes = Codes(database, vault, sender, hasher)
    customers = Customers(database, vault, pins, codes)
    quick = QuickHasher(vault.pepper)
    passwords = Passwords(database, quick)
    security = Security(database, vault, quick, pins, passwords, issuer="Chat wallet")
    limits = Limits(database, BankRates())
    payments = Payments(database, vault, pins, play_money_allowed=play_money_allowed, limits=limits, security=security)
    records = Records(database, vault)
    quotes = Quotes(database, vault, limits, parse_fees(fees))
    transfers = Transfers(database, vault, quotes)
    checkout = Checkout(database, payments, quotes, {TRANSFER: transfers, LATER: transfers})
    receipts = Receipts(database, vault, quotes)
    try:
        yield Wallet(
            customers, payments, records, pins, codes, sender, passwords, security, limits,
            quotes, transfers, checkout, receipts,
        )  # fmt: skip
    finally:
        hasher.close()
        quick.close()


def registration(**fields: object) -> Registration:
    """A registration like no other before; `fields` replace its own."""
    number = next(_numbers)
    values: dict[str, object] = {
        "telegram_user_id": 1_000_000 + number,
        "username": f"customer_{number}",
        "name": "王小明",
        "phone": f"+86138{number:08d}",
        "language": "zh-CN",
        "time_zone": "Asia/Shanghai",
        "default_currency": "CNY",
        "pin": PIN,
    }
    return Registration(**(values | fields))  # type: ignore[arg-type]


async def customer(database: Database, vault: Vault, **fields: object) -> Customer:
    """A registered customer whose PIN is `PIN`; `fields` are those of `Registration`."""
    async with open_wallet(database, vault) as wallet:
        return await wallet.customers.register(registration(**fields))


def totp_code(secret: str, moment: datetime, drift: int = 0) -> str:
    """What an authenticator shows at a moment, or so many time steps later."""
    return pyotp.TOTP(secret).at(moment + drift * timedelta(seconds=30))


async def prove_pin_if_asked(wallet: Wallet, owner: Customer, *purposes: str) -> None:
    """Who has neither password nor second factor proves the PIN for these purposes; others prove nothing here."""
    for purpose in purposes:
        if await wallet.security.needed(owner.id, purpose) == (Factor.PIN,):
            await wallet.security.prove_pin(owner, purpose, PIN)


async def give_password(wallet: Wallet, owner: Customer, password: str = PASSWORD) -> None:
    """Give a customer their first password."""
    await prove_pin_if_asked(wallet, owner, "password")
    await wallet.security.set_password(owner, password)


async def switch_totp_on(wallet: Wallet, owner: Customer, clock: Clock) -> tuple[str, tuple[str, ...]]:
    """Give a customer a second factor: its secret and the recovery codes. Takes the code of the moment.

    Proves the PIN for it, if that is all that is asked for.
    """
    await prove_pin_if_asked(wallet, owner, "totp")
    setup = await wallet.security.begin_totp(owner)
    return setup.secret, await wallet.security.confirm_totp(owner, totp_code(setup.secret, clock.now()))


async def facts_told(database: Database, customer_id: int) -> list[str]:
    """The security events that a customer is told of, in order."""
    mine = select(outbox.outbox.c.fields).where(
        outbox.outbox.c.lane == f"security/{customer_id}", outbox.outbox.c.kind == outbox.SECURITY
    )
    rows = await database.read(lambda connection: connection.execute(mine.order_by(outbox.outbox.c.id)).scalars().all())
    return [json.loads(fields)["event"] for fields in rows]


async def fund(database: Database, customer_id: int, minor: int = 100_00, currency: str = "CNY") -> Posted:
    """Give a customer play money."""

    def work(unit: UnitOfWork) -> Posted:
        source = ledger.system_account(unit, AccountKind.PLAY_MONEY, currency, customer_id)
        target = ledger.customer_account(unit, customer_id, currency)
        item = NewTransfer(source, target, minor, currency)
        return ledger.post(unit, NewOperation(TOP_UP, new_reference(), (item,), customer_id))

    return await database.write(work)


async def pay(
    database: Database,
    payer_id: int,
    payee_id: int,
    minor: int,
    *,
    currency: str = "CNY",
    reference: str | None = None,
    note: str = "",
) -> Posted:
    """A transfer between customers with its fact, without asking for the PIN."""
    asked_reference = reference or new_reference()

    def work(unit: UnitOfWork) -> Posted:
        payer = ledger.customer_account(unit, payer_id, currency)
        payee = ledger.customer_account(unit, payee_id, currency)
        item = NewTransfer(payer, payee, minor, currency)
        posted = ledger.post(unit, NewOperation(TRANSFER, asked_reference, (item,), payer_id, note))
        if not posted.repeated:
            fields = {"customer_id": payee_id, "operation_id": posted.operation_id}
            fact = outbox.Fact(outbox.CUSTOMER_CHANNEL, str(payee_id), outbox.TRANSFER_RECEIVED, fields)
            outbox.record(unit, fact)
        return posted

    return await database.write(work)


async def balance(database: Database, customer_id: int, currency: str = "CNY") -> int:
    """What a customer has in a currency, in minor units."""
    found = await database.read(lambda connection: ledger.balances(connection, customer_id))
    return next((item.total.minor for item in found if item.total.currency.code == currency), 0)


def wait_until_one_waits_for(work: UnitOfWork) -> None:
    """On PostgreSQL: let others run until one of them waits for a lock of this transaction, for ten seconds at most."""
    mine = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))")
    for _ in range(1000):
        if work.connection.execute(mine).scalar_one():
            return
        work.connection.execute(text("SELECT pg_sleep(0.01)"))


def money(minor: int, currency: str = "CNY") -> Money:
    """Money by its currency's code."""
    return Money(minor, CURRENCIES[currency])
