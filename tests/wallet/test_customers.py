"""Registration happens once however it is tried; names are readable; a payee is found by what a payer may type."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select, text

from tests.conftest import ManualClock
from tests.factories import Wallet, registration
from wallet.customers.models import customers
from wallet.customers.queries import Customer, mask_name, mask_number, normal_phone
from wallet.customers.service import clean_name
from wallet.database import Database
from wallet.errors import (
    AlreadyRegistered,
    CustomerNotFound,
    NameInvalid,
    PayeeNotActive,
    PayeeNotFound,
    PayeeNotUnderstood,
    PhoneInvalid,
    PhoneTaken,
    PinInvalid,
    PinTooSimple,
    SameAccount,
)
from wallet.references import is_wallet_number
from wallet.security.vault import Vault


async def test_a_registered_customer_is_recognised(wallet: Wallet, clock: ManualClock) -> None:
    asked = registration(name="  Ann \n Lee ", username="Ann_Lee", language="en")
    customer = await wallet.customers.register(asked)
    assert (customer.name, customer.username, customer.status) == ("Ann Lee", "ann_lee", "active")
    assert customer.registered_at == clock.now()
    assert is_wallet_number(customer.wallet_number)
    assert await wallet.customers.recognise(asked.telegram_user_id, "Ann_Lee") == customer
    assert await wallet.customers.get(customer.id) == customer
    assert await wallet.customers.recognise(1, None) is None
    with pytest.raises(CustomerNotFound):
        await wallet.customers.get(999)


async def test_nothing_personal_is_readable_in_the_database(wallet: Wallet, database: Database) -> None:
    asked = registration(name="王小明")
    await wallet.customers.register(asked)
    row = await database.read(lambda connection: connection.execute(select(customers)).one())
    everything = repr(tuple(row))
    assert "王小明" not in everything
    assert asked.phone.removeprefix("+86") not in everything
    assert asked.pin not in repr(asked)


async def test_registering_again_gives_the_same_wallet(wallet: Wallet) -> None:
    asked = registration()
    first = await wallet.customers.register(asked)
    assert await wallet.customers.register(asked) == first
    with pytest.raises(AlreadyRegistered):
        await wallet.customers.register(registration(telegram_user_id=asked.telegram_user_id))


async def test_a_race_for_one_phone_has_one_winner(wallet: Wallet) -> None:
    tries = [wallet.customers.register(registration(phone="+8613800138000")) for _ in range(8)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(outcome, PhoneTaken) for outcome in outcomes) == 7
    assert sum(isinstance(outcome, Customer) for outcome in outcomes) == 1
    assert not await wallet.customers.is_phone_free("+8613800138000")
    assert await wallet.customers.is_phone_free("+8613800138001")


async def test_a_race_of_one_telegram_account_gives_everybody_the_same_wallet(wallet: Wallet) -> None:
    asked = registration()
    found = await asyncio.gather(*(wallet.customers.register(asked) for _ in range(8)))
    assert len({customer.id for customer in found}) == 1


async def test_a_race_of_one_telegram_account_with_two_phones_has_one_winner(wallet: Wallet) -> None:
    tries = [wallet.customers.register(registration(telegram_user_id=7)) for _ in range(8)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(outcome, AlreadyRegistered) for outcome in outcomes) == 7


@pytest.mark.parametrize(
    ("pin", "error"), [("12345", PinInvalid), ("１２３４５６", PinInvalid), ("123456", PinTooSimple)]
)
async def test_a_bad_pin_registers_nobody(wallet: Wallet, database: Database, pin: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        await wallet.customers.register(registration(pin=pin))
    assert await database.read(lambda connection: connection.execute(select(customers.c.id)).first()) is None


@pytest.mark.parametrize(
    "name", ["王小明", "Ann Lee", "O'Neill-Smith", "Владимир", "김민준", "أحمد", "佐藤 健", "José"]
)
def test_readable_names_are_kept(name: str) -> None:
    assert clean_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "12345",
        "😀😀",
        "x" * 41,
        "Ann\u202eeeL",
        "Ann\u2066Lee",
        "Ann\u200bLee",
        "Ann\u200dLee",
        "Ann\ufeff",
        "Ann\u00adLee",
        "Ann\x00",
        "Ann\ue000",
        "\u3164",
        "Ann\u3164Lee",
        "\u115f\u1160",
        "Ann\ufe0f",
        "Ann\U000e0101",
        "Ann\u034fLee",
        "\u2800a",
    ],
)
def test_unreadable_names_are_refused(name: str) -> None:
    with pytest.raises(NameInvalid):
        clean_name(name)


@pytest.mark.parametrize(
    ("name", "masked"),
    [("王小明", "**明"), ("王明", "*明"), ("王", "*"), ("Ann Lee", "A** L**"), ("Al", "A**"), ("欧阳小明", "***明")],
)
def test_masked_names_tell_little(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_masked_numbers_hide_the_middle() -> None:
    assert mask_number("1234567890") == "123****890"


@pytest.mark.parametrize("typed", ["+86 138 0013 8000", "8613800138000", " +8613800138000 ", "+86-138-0013-8000"])
def test_phones_are_read_in_international_form(typed: str) -> None:
    assert normal_phone(typed) == "+8613800138000"


@pytest.mark.parametrize("typed", ["", "+", "138", "+86" + "1" * 40, "hello", "+99912345678"])
def test_other_phones_are_refused(typed: str) -> None:
    with pytest.raises(PhoneInvalid):
        normal_phone(typed)


async def test_a_payee_is_found_by_name_phone_and_number(wallet: Wallet, payer: Customer) -> None:
    payee = await wallet.customers.register(registration(username="Mei_Ling", phone="+8613900139000"))
    number = payee.wallet_number
    for typed in ("@mei_ling", "MEI_LING", "+86 139 0013 9000", "8613900139000", number, f"{number[:5]} {number[5:]}"):
        assert (await wallet.payments.find_payee(payer.id, typed)).id == payee.id
    shared = await wallet.payments.find_payee_by_telegram_user(payer.id, payee.telegram_user_id)
    assert shared == payee
    assert await wallet.payments.find_payee_by_telegram_user(payer.id, 1) is None


async def test_a_phone_that_looks_like_a_wallet_number_is_found(wallet: Wallet, payer: Customer) -> None:
    """`6581234560`: Singapore without its +, and a right check digit by chance."""
    phone = next(f"658123{number:04d}" for number in range(10) if is_wallet_number(f"658123{number:04d}"))
    payee = await wallet.customers.register(registration(phone=f"+{phone}"))
    assert (await wallet.payments.find_payee(payer.id, phone)).id == payee.id


async def test_payees_that_cannot_be(wallet: Wallet, payer: Customer, database: Database) -> None:
    free_number = next(number for number in map(str, range(10**9, 10**9 + 10)) if is_wallet_number(number))
    for typed, error in (
        ("@nobody_here", PayeeNotFound),
        ("+8613900000000", PayeeNotFound),
        (free_number, PayeeNotFound),
        ("what?", PayeeNotUnderstood),
        ("", PayeeNotUnderstood),
        ("@", PayeeNotUnderstood),
        ("x" * 5000, PayeeNotUnderstood),
        ("1" * 5000, PayeeNotUnderstood),
        (payer.wallet_number, SameAccount),
    ):
        with pytest.raises(error):
            await wallet.payments.find_payee(payer.id, typed)
    gone = await wallet.customers.register(registration(username="gone_one"))
    close = text("UPDATE customers SET status = 'closed' WHERE id = :id").bindparams(id=gone.id)
    await database.write(lambda work: work.connection.execute(close).rowcount)
    with pytest.raises(PayeeNotActive):
        await wallet.payments.find_payee(payer.id, "@gone_one")


async def test_a_name_that_moved_finds_its_new_owner_only(wallet: Wallet, payer: Customer) -> None:
    old = await wallet.customers.register(registration(username="recycled"))
    new = await wallet.customers.register(registration(username="other_name"))
    await wallet.customers.recognise(new.telegram_user_id, "Recycled")
    assert (await wallet.payments.find_payee(payer.id, "@recycled")).id == new.id
    with pytest.raises(PayeeNotFound):
        await wallet.payments.find_payee(payer.id, "@other_name")
    assert (await wallet.customers.get(old.id)).username is None
    newest = await wallet.customers.register(registration(username="RECYCLED"))
    assert (await wallet.payments.find_payee(payer.id, "@recycled")).id == newest.id


async def test_language_and_blocking_are_noted(wallet: Wallet, payer: Customer) -> None:
    await wallet.customers.set_language(payer.id, "en")
    await wallet.customers.note_blocked(payer.telegram_user_id)
    blocked = await wallet.customers.get(payer.id)
    assert (blocked.language, blocked.bot_blocked) == ("en", True)
    await wallet.customers.recognise(payer.telegram_user_id, payer.username)
    assert not (await wallet.customers.get(payer.id)).bot_blocked


async def test_another_vault_opens_nothing(database: Database, payer: Customer) -> None:
    from wallet.customers import queries
    from wallet.security.vault import SealBroken

    other = Vault({"test": bytes(32)}, "test")
    with pytest.raises(SealBroken):
        await database.read(lambda connection: queries.by_id(connection, other, payer.id))
