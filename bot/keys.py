"""`python -m bot keys`: which key seals how much, and sealing everything anew with the current key.

A new key goes in front of `WALLET_KEYS`, the bots start with it, and `keys rotate` brings what is stored after. An old
key opens what is left, so nothing stands still meanwhile. Fingerprints and PINs stay with the oldest key for good.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Column, Connection, Row, bindparam, func, select, text, update
from sqlalchemy.sql.elements import ColumnElement

from bot.conversations import conversation_states
from bot.inbox import inbox
from bot.migrate import migration_needed
from bot.settings import Settings, SettingsInvalid
from support.desk.approvals import reason_place
from support.desk.models import approvals, ticket_messages
from support.desk.queries import text_place
from wallet.claim_links import links as claim_links
from wallet.claim_links.models import claim_links as claim_links_table
from wallet.customers import queries
from wallet.customers.models import customers
from wallet.database import Database, UnitOfWork
from wallet.identity.models import identity_reviews
from wallet.identity.service import claim_place, photo_place
from wallet.payments.payee_models import payees
from wallet.payments.payees import alias_place
from wallet.remittance.models import remittance_recipients, remittances
from wallet.remittance.recipients import recipient_account_place, recipient_name_place
from wallet.remittance.records import account_place as remittance_account_place
from wallet.remittance.records import name_place as remittance_name_place
from wallet.requests.models import money_requests, splits
from wallet.requests.queries import request_note_place, split_note_place
from wallet.security import totp
from wallet.security.models import totp_factors
from wallet.security.vault import AFTER_KEY, SealBroken, Vault

BATCH_SIZE_MAX = 200
KEY_ID = re.compile("[a-z0-9]{1,8}")
NO_KEY = "no key"
MIGRATE_FIRST = "the database is not up to date: run `python -m bot migrate` first"


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column of sealed values: `place` tells from the `named_by` columns of a row where its value belongs."""

    column: Column[Any]
    named_by: tuple[str, ...]
    place: Callable[..., str]

    @property
    def name(self) -> str:
        """`table.column`."""
        return f"{self.column.table.name}.{self.column.name}"

    @property
    def key(self) -> Column[Any]:
        """The primary key's column, by which the rows are walked through."""
        return next(iter(self.column.table.primary_key))

    def place_of(self, row: Row[Any]) -> str:
        """Where the row's value belongs."""
        return self.place(*(row._mapping[name] for name in self.named_by))


SEALED = (
    SealedColumn(customers.c.name_sealed, ("wallet_number",), queries.name_place),
    SealedColumn(customers.c.phone_sealed, ("wallet_number",), queries.phone_place),
    SealedColumn(customers.c.address_sealed, ("wallet_number",), queries.address_place),
    SealedColumn(customers.c.email_sealed, ("wallet_number",), queries.email_place),
    SealedColumn(customers.c.birthday_sealed, ("wallet_number",), queries.birthday_place),
    SealedColumn(customers.c.phrase_sealed, ("wallet_number",), queries.phrase_place),
    SealedColumn(totp_factors.c.secret_sealed, ("customer_id",), totp.secret_place),
    SealedColumn(totp_factors.c.pending_sealed, ("customer_id",), totp.pending_place),
    SealedColumn(identity_reviews.c.claim_sealed, ("case_number",), claim_place),
    SealedColumn(identity_reviews.c.photo_sealed, ("case_number",), photo_place),
    SealedColumn(approvals.c.reason_sealed, ("case_number",), reason_place),
    SealedColumn(ticket_messages.c.text_sealed, ("direction", "source_chat_id", "source_message_id"), text_place),
    SealedColumn(payees.c.alias_sealed, ("customer_id", "payee_id"), alias_place),
    SealedColumn(claim_links_table.c.token_sealed, ("token_fingerprint",), claim_links.token_place),
    SealedColumn(claim_links_table.c.note_sealed, ("token_fingerprint",), claim_links.note_place),
    SealedColumn(claim_links_table.c.only_for_sealed, ("token_fingerprint",), claim_links.name_place),
    SealedColumn(money_requests.c.note_sealed, ("code",), request_note_place),
    SealedColumn(splits.c.note_sealed, ("code",), split_note_place),
    SealedColumn(remittance_recipients.c.name_sealed, ("number",), recipient_name_place),
    SealedColumn(remittance_recipients.c.account_sealed, ("number",), recipient_account_place),
    SealedColumn(remittances.c.name_sealed, ("reference",), remittance_name_place),
    SealedColumn(remittances.c.account_sealed, ("reference",), remittance_account_place),
    SealedColumn(conversation_states.c.value_sealed, ("key",), "conversation/{}".format),
    SealedColumn(inbox.c.payload_sealed, ("bot", "update_id"), "inbox/{}/{}".format),
)
"""Every sealed column there is."""


@dataclass(slots=True)
class Rotation:
    """What became of a column: values sealed anew, and those that no key opens at their place."""

    resealed: int = 0
    unreadable: int = 0


async def run_rotate(settings: Settings, echo: Callable[[str], object]) -> int:
    """Seal everything anew and print the counts; 0 when nothing is left under another key, else 1.

    Raises `SettingsInvalid` without `WALLET_KEYS`.
    """
    vault = _vault(settings)
    if await migration_needed(settings.database_address):
        echo(MIGRATE_FIRST)
        return 2
    database = Database.open(settings.database_address)
    try:
        for sealed in SEALED:
            outcome = await rotate(database, vault, sealed)
            unreadable = f", {outcome.unreadable} that no key opens" if outcome.unreadable else ""
            echo(f"{sealed.name}: {outcome.resealed} sealed anew{unreadable}")
        left = sum(
            size
            for counts in (await database.read(key_counts)).values()
            for key_id, size in counts.items()
            if key_id != vault.current
        )
    finally:
        await database.close()
    if left:
        echo(f"{left} are not under key {vault.current}: start the bots with it in front and run this again")
    else:
        echo(f"everything is under key {vault.current}")
    return 1 if left else 0


async def run_status(settings: Settings, echo: Callable[[str], object]) -> int:
    """Print how many values each key seals, by column. Raises `SettingsInvalid` without `WALLET_KEYS`."""
    vault = _vault(settings)
    if await migration_needed(settings.database_address):
        echo(MIGRATE_FIRST)
        return 2
    database = Database.open(settings.database_address)
    try:
        counted = await database.read(key_counts)
    finally:
        await database.close()
    echo(f"current key: {vault.current}")
    for name, counts in counted.items():
        echo(f"{name}: " + (", ".join(f"{key_id} {size}" for key_id, size in sorted(counts.items())) or "empty"))
    return 0


def _vault(settings: Settings) -> Vault:
    given = settings.vault_keys()
    if given is None:
        raise SettingsInvalid("WALLET_KEYS is missing: without it there is no key to change")
    return Vault(*given)


async def rotate(database: Database, vault: Vault, sealed: SealedColumn, size_max: int = BATCH_SIZE_MAX) -> Rotation:
    """Seal a column anew with the current key, `size_max` values a transaction.

    Safe to break off, to run again and to run beside the bots: a value that changed meanwhile is left as it is.
    """
    outcome, after = Rotation(), None
    while rows := await database.read(
        partial(_others, sealed=sealed, current=vault.current, after=after, size=size_max)
    ):
        values = []
        for row in rows:
            place = sealed.place_of(row)
            try:
                values.append((row.row_key, row.value, vault.seal(vault.open(row.value, place), place)))
            except SealBroken:
                outcome.unreadable += 1
        outcome.resealed += await database.write(partial(_replace, sealed=sealed, values=values))
        after = rows[-1].row_key
    return outcome


def key_counts(connection: Connection) -> dict[str, Mapping[str, int]]:
    """By column, how many values each key seals. What carries no key's id is counted under `NO_KEY`."""
    if connection.dialect.name == "postgresql":
        # The limits for customers' queries would stop a count of long tables.
        connection.execute(text("SET LOCAL statement_timeout = 0"))
    return {sealed.name: _counts(connection, sealed.column) for sealed in SEALED}


def _counts(connection: Connection, column: Column[Any]) -> dict[str, int]:
    key_id: ColumnElement[str]
    if connection.dialect.name == "sqlite":
        key_id = func.substr(column, 1, func.instr(column, AFTER_KEY) - 1)
    else:
        key_id = func.split_part(column, AFTER_KEY, 1)
    counted = select(key_id.label("key_id"), func.count()).where(column.is_not(None)).group_by("key_id")
    counts: dict[str, int] = {}
    for found, size in connection.execute(counted):
        name = found if KEY_ID.fullmatch(found) else NO_KEY
        counts[name] = counts.get(name, 0) + size
    return counts


def _others(connection: Connection, sealed: SealedColumn, current: str, after: object, size: int) -> Sequence[Row[Any]]:
    """The next values that the current key did not seal."""
    column, key = sealed.column, sealed.key
    names = [column.table.c[name] for name in sealed.named_by]
    query = select(key.label("row_key"), column.label("value"), *names).where(
        column.is_not(None), ~column.startswith(current + AFTER_KEY, autoescape=True)
    )
    if after is not None:
        query = query.where(key > after)
    return connection.execute(query.order_by(key).limit(size)).all()


def _replace(work: UnitOfWork, sealed: SealedColumn, values: Sequence[tuple[object, str, str]]) -> int:
    """Put each new value into the place of the old one, unless that has gone."""
    same = (sealed.key == bindparam("row_key")) & (sealed.column == bindparam("old"))
    change = update(sealed.column.table).where(same).values({sealed.column: bindparam("new")})
    return sum(
        work.connection.execute(change, {"row_key": row_key, "old": old, "new": new}).rowcount
        for row_key, old, new in values
    )
