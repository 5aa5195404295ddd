"""Changing the key: everything sealed gets the new one, beside running bots, and is found as before."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, cast

import pytest
from aiogram.fsm.storage.base import StorageKey
from sqlalchemy import Connection, insert, select, update

from bot.conversations import ConversationStorage
from bot.inbox import Inbox
from bot.keys import SEALED, SealedColumn, key_counts, rotate, run_rotate, run_status
from bot.migrations.tables import all_tables
from bot.settings import load_settings
from support.desk.service import Desk, IncomingMessage
from tests import factories
from wallet.customers import queries
from wallet.customers.models import customers
from wallet.database import Database, UnitOfWork, metadata
from wallet.security.vault import Vault

OLD, NEW = bytes(range(32)), bytes(range(1, 33))
OLD_KEY, NEW_KEY = (f"{name}:{base64.b64encode(key).decode()}" for name, key in (("k1", OLD), ("k2", NEW)))
PHONE = "+8613800138000"
CONVERSATIONS = 5


@pytest.fixture
def before() -> Vault:
    """The vault as it was."""
    return Vault({"k1": OLD}, "k1")


@pytest.fixture
def after() -> Vault:
    """The vault with a new key in front."""
    return Vault({"k2": NEW, "k1": OLD}, "k2")


@pytest.fixture
async def filled(database: Database, before: Vault) -> Database:
    """A value in every sealed column, all under the first key."""
    person = factories.registration(phone=PHONE, birthday=date(1990, 5, 17))
    async with factories.open_wallet(database, before) as wallet:
        customer = await wallet.customers.register(person)
        asked = await wallet.customers.register(factories.registration())
    await Desk(database, before).write_from_customer(customer.id, IncomingMessage("text", "您好", None, None, 1001, 7))
    await Inbox(database, before, "staff").accept([{"update_id": 12, "message": {"chat": {"id": 1}, "text": "hi"}}])
    storage = ConversationStorage(database, before)
    for number in range(CONVERSATIONS):
        await storage.set_data(StorageKey(1, number, number), {"number": number})
    await database.write(partial(fill_rest, vault=before, customer=customer))
    booked = (await factories.fund(database, customer.id)).operation_id
    await database.write(partial(fill_remittances, vault=before, customer_id=customer.id, operation_id=booked))
    await database.write(partial(fill_requests, vault=before, requester_id=customer.id, payer_id=asked.id))
    await database.write(partial(fill_claim_link, vault=before, giver_id=customer.id))
    await database.write(partial(fill_payee, vault=before, customer_id=customer.id, payee_id=asked.id))
    return database


def fill_rest(work: UnitOfWork, vault: Vault, customer: queries.Customer) -> None:
    number = customer.wallet_number
    places = {f"{name}_sealed": f"customers/{name}/{number}" for name in ("address", "email", "phrase")}
    sealed = {name: vault.seal(name, place) for name, place in places.items()}
    work.connection.execute(update(customers).where(customers.c.id == customer.id).values(sealed))

    def put(name: str, places: dict[str, str], **values: object) -> None:
        sealed = {column: vault.seal(place, place) for column, place in places.items()}
        row = {"customer_id": customer.id} | values | sealed
        work.connection.execute(insert(metadata.tables[name]).values(row))

    factor = {
        "secret_sealed": f"totp_factors/secret/{customer.id}",
        "pending_sealed": f"totp_factors/pending/{customer.id}",
    }
    put("totp_factors", factor)
    claim = {"claim_sealed": "identity_reviews/claim/V-1", "photo_sealed": "identity_reviews/photo/V-1"}
    put("identity_reviews", claim, case_number="V-1", level=1, status="waiting", created_at=work.now)
    asked = {"requested_by": 9, "requested_name": "Mark", "requested_at": work.now, "expires_at": work.now}
    put(
        "approvals",
        {"reason_sealed": "approvals/reason/A-1"},
        case_number="A-1",
        kind="unfreeze",
        status="open",
        **asked,
    )


def fill_remittances(work: UnitOfWork, vault: Vault, customer_id: int, operation_id: int) -> None:
    common = {"customer_id": customer_id, "country": "DE", "method": "iban", "created_at": work.now}
    figures = {"pays_minor": 1, "pays_currency": "CNY", "fee_minor": 0, "gets_minor": 1, "gets_currency": "EUR"}
    about = {"purpose": "family", "status": "waiting", "arrives_at": work.now, "operation_id": operation_id}
    for name, number, row in (
        ("remittance_recipients", "number", {"fingerprint": "f", "used_at": work.now}),
        ("remittances", "reference", figures | about),
    ):
        places = {f"{part}_sealed": f"{name}/{part}/M-1" for part in ("name", "account")}
        sealed = {column: vault.seal(place, place) for column, place in places.items()}
        work.connection.execute(insert(metadata.tables[name]).values(common | row | sealed | {number: "M-1"}))


def fill_requests(work: UnitOfWork, vault: Vault, requester_id: int, payer_id: int) -> None:
    note = {"code": "R-1", "currency": "CNY", "created_at": work.now}
    request = {"requester_id": requester_id, "payer_id": payer_id, "amount_minor": 1, "status": "open"}
    bill = {"customer_id": requester_id, "total_minor": 2, "own_minor": 1}
    for name, row in (("money_requests", request | {"expires_at": work.now}), ("splits", bill)):
        place = f"{name}/note/R-1"
        work.connection.execute(
            insert(metadata.tables[name]).values(row | note | {"note_sealed": vault.seal(place, place)})
        )


def fill_payee(work: UnitOfWork, vault: Vault, customer_id: int, payee_id: int) -> None:
    place = f"payees/alias/{customer_id}/{payee_id}"
    row = {"customer_id": customer_id, "payee_id": payee_id, "touched_at": work.now}
    work.connection.execute(insert(metadata.tables["payees"]).values(row | {"alias_sealed": vault.seal(place, place)}))


def fill_claim_link(work: UnitOfWork, vault: Vault, giver_id: int) -> None:
    sealed = {f"{name}_sealed": f"claim_links/{name}/f1" for name in ("token", "note", "only_for")}
    row = {name: vault.seal(place, place) for name, place in sealed.items()}
    figures = {"amount_minor": 1, "currency": "CNY", "created_at": work.now, "expires_at": work.now}
    link = {"customer_id": giver_id, "token_fingerprint": "f1", "status": "draft"} | figures | row
    work.connection.execute(insert(metadata.tables["claim_links"]).values(link))


def opened(connection: Connection, vault: Vault) -> dict[tuple[str, object], str]:
    """Every sealed value, opened at its place."""
    return {
        (sealed.name, row._mapping[sealed.key.name]): vault.open(row._mapping[sealed.column.name], sealed.place_of(row))
        for sealed in SEALED
        for row in connection.execute(select(sealed.column.table).where(sealed.column.is_not(None)))
    }


def test_every_sealed_column_is_turned_over() -> None:
    named = {
        f"{table.name}.{column.name}"
        for table in all_tables().tables.values()
        for column in table.columns
        if column.name.endswith("_sealed")
    }
    assert {sealed.name for sealed in SEALED} == named


async def test_everything_gets_the_new_key_and_stays_what_it_was(
    filled: Database, database_url: str, before: Vault, after: Vault
) -> None:
    values = await filled.read(partial(opened, vault=before))
    assert {name for name, _ in values} == {sealed.name for sealed in SEALED}
    settings = load_settings(database_url=database_url, wallet_keys=f"{NEW_KEY},{OLD_KEY}")
    lines: list[str] = []
    assert await run_status(settings, lines.append) == 0
    assert f"conversation_states.value_sealed: k1 {CONVERSATIONS}" in lines

    lines.clear()
    assert await run_rotate(settings, lines.append) == 0
    assert lines[-1] == "everything is under key k2"
    assert f"conversation_states.value_sealed: {CONVERSATIONS} sealed anew" in lines
    counted = await filled.read(key_counts)
    assert {key for counts in counted.values() for key in counts} == {"k2"}
    assert sum(size for counts in counted.values() for size in counts.values()) == len(values)

    assert await filled.read(partial(opened, vault=Vault({"k2": NEW}, "k2"))) == values
    found = await filled.read(lambda connection: queries.find_payee(connection, after, PHONE))
    assert (found.name, found.phrase) == ("王小明", "phrase_sealed")
    assert await run_rotate(settings, lines.append) == 0
    assert "customers.name_sealed: 0 sealed anew" in lines


async def test_a_small_batch_reaches_the_last_row(filled: Database, after: Vault) -> None:
    conversations = column_named("conversation_states.value_sealed")
    assert (await rotate(filled, after, conversations, size_max=2)).resealed == CONVERSATIONS


async def test_what_a_bot_writes_meanwhile_is_kept(filled: Database, before: Vault, after: Vault) -> None:
    storage, key = ConversationStorage(filled, before), StorageKey(1, 0, 0)

    class Meanwhile:
        """A database in which a bot writes between the reading and the writing of a batch."""

        write = filled.write

        async def read(self, work: Callable[[Connection], Any]) -> Any:
            rows = await filled.read(work)
            await storage.set_data(key, {"number": "newer"})
            return rows

    conversations = column_named("conversation_states.value_sealed")
    outcome = await rotate(cast(Database, Meanwhile()), after, conversations)
    assert outcome.resealed == CONVERSATIONS - 1
    assert await ConversationStorage(filled, after).get_data(key) == {"number": "newer"}
    assert (await rotate(filled, after, conversations)).resealed == 1


async def test_a_value_that_no_key_opens_stays_and_is_told(filled: Database, database_url: str) -> None:
    def spoil(work: UnitOfWork) -> None:
        work.connection.execute(update(customers).values(email_sealed=customers.c.name_sealed))

    await filled.write(spoil)
    lines: list[str] = []
    settings = load_settings(database_url=database_url, wallet_keys=f"{NEW_KEY},{OLD_KEY}")
    assert await run_rotate(settings, lines.append) == 1
    assert "customers.email_sealed: 0 sealed anew, 2 that no key opens" in lines
    assert lines[-1].startswith("2 are not under key k2")
    counted = await filled.read(key_counts)
    assert (counted["customers.email_sealed"], counted["customers.name_sealed"]) == ({"k1": 2}, {"k2": 2})


def column_named(name: str) -> SealedColumn:
    return next(sealed for sealed in SEALED if sealed.name == name)
