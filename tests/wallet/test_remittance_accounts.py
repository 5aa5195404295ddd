"""Accounts abroad are read strictly, kept in one form, masked, and expected at the right time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.errors import (
    BankAccountInvalid,
    BicInvalid,
    IbanInvalid,
    LocalNumberInvalid,
    RecipientNameInvalid,
    RecipientWalletInvalid,
    WalletError,
)
from wallet.remittance.accounts import is_routing_number, mask_account, read_account, read_name
from wallet.remittance.corridors import CORRIDORS, arrives_at

GOOD = [
    ("DE", "iban", "de89 3704 0044 0532 0130 00", "DE89370400440532013000", "****3000"),
    ("DE", "iban", "DE89370400440532013000\nDEUTDEFF", "DE89370400440532013000 DEUTDEFF", "****3000"),
    ("FR", "iban", "IBAN FR14-2004-1010-0505-0001-3M02-606", "FR1420041010050500013M02606", "****2606"),
    ("GB", "iban", "GB29 NWBK 6016 1331 9268 19", "GB29NWBK60161331926819 NWBKGB2LXXX", "****6819"),
    ("GB", "iban", "GB82 WEST 1234 5698 7654 32 MIDLGB22", "GB82WEST12345698765432 MIDLGB22", "****5432"),
    ("GB", "account", "12-34-56 12345678", "123456 12345678", "****5678"),
    ("US", "account", "021000021, 123456789", "021000021 123456789", "****6789"),
    ("US", "account", "０２１０００021　123456789", "021000021 123456789", "****6789"),
    ("JP", "account", "0001 123 1234567", "0001 123 1234567", "****4567"),
    ("HK", "account", "004/123456789", "004 123456789", "****6789"),
    ("HK", "phone", "9123 4567", "+85291234567", "+852****4567"),
    ("KR", "phone", "+82 10-2345-6789", "+821023456789", "+821****6789"),
    ("SG", "wallet-merlion", "@Mei_Ling", "@mei_ling", "@me****"),
    ("HK", "wallet-harbour", "+852 9123 4567", "+85291234567", "+852****4567"),
]


@pytest.mark.parametrize(("country", "method", "typed", "kept", "masked"), GOOD)
def test_an_account_is_kept_in_one_form(country: str, method: str, typed: str, kept: str, masked: str) -> None:
    corridor = CORRIDORS[country]
    assert read_account(corridor, corridor.method(method), typed) == kept
    assert read_account(corridor, corridor.method(method), kept) == kept
    assert mask_account(kept) == masked


BAD = [
    ("DE", "iban", "DE88 3704 0044 0532 0130 00", IbanInvalid(fault="checksum")),
    ("DE", "iban", "DE89 3704 0044 0532 0130 0", IbanInvalid(fault="length")),
    ("DE", "iban", "FR1420041010050500013M02606", IbanInvalid(fault="country")),
    ("DE", "iban", "hello", IbanInvalid(fault="structure")),
    ("DE", "iban", "", IbanInvalid(fault="structure")),
    ("DE", "iban", "DE89370400440532013000" + "0" * 500, IbanInvalid(fault="structure")),
    ("DE", "iban", "DE89370400440532013000 PSSTFRPP", BicInvalid(fault="country")),
    ("DE", "iban", "DE89370400440532013000 ABCDXX22", BicInvalid(fault="structure")),
    ("GB", "iban", "GB82WEST12345698765432", BicInvalid(fault="missing")),
    ("GB", "account", "12345 12345678", BankAccountInvalid(fault="structure")),
    ("GB", "account", "12345612345678", BankAccountInvalid(fault="structure")),
    ("US", "account", "021000022 123456789", BankAccountInvalid(fault="checksum")),
    ("US", "account", "000000000 123456789", BankAccountInvalid(fault="checksum")),
    ("HK", "phone", "+81 90-1234-5678", LocalNumberInvalid()),
    ("HK", "phone", "12", LocalNumberInvalid()),
    ("SG", "wallet-merlion", "mei", RecipientWalletInvalid()),
    ("SG", "wallet-merlion", "9" * 500, RecipientWalletInvalid()),
]


@pytest.mark.parametrize(("country", "method", "typed", "refusal"), BAD)
def test_what_is_wrong_is_named(country: str, method: str, typed: str, refusal: WalletError) -> None:
    corridor = CORRIDORS[country]
    with pytest.raises(type(refusal)) as raised:
        read_account(corridor, corridor.method(method), typed)
    assert raised.value.fields == refusal.fields


def test_a_single_wrong_digit_of_an_iban_or_a_routing_number_is_found() -> None:
    corridor = CORRIDORS["DE"]
    iban = "DE89370400440532013000"
    for index in range(2, len(iban)):
        for digit in "0123456789":
            if digit != iban[index]:
                with pytest.raises(IbanInvalid):
                    read_account(corridor, corridor.methods[0], iban[:index] + digit + iban[index + 1 :])
    right = "021000021"
    wrong = {right[:i] + digit + right[i + 1 :] for i in range(9) for digit in "0123456789"} - {right}
    assert [number for number in wrong if is_routing_number(number)] == []


@given(st.text(max_size=120), st.sampled_from(sorted(CORRIDORS)))
def test_anything_typed_is_read_or_refused(typed: str, country: str) -> None:
    corridor = CORRIDORS[country]
    for method in corridor.methods:
        try:
            kept = read_account(corridor, method, typed)
        except WalletError:
            continue
        assert read_account(corridor, method, kept) == kept


@pytest.mark.parametrize("name", ["Anna Weber", "José Ñúñez-O'Hara", "J. P. Müller"])
def test_names_that_banks_can_read(name: str) -> None:
    assert read_name(f"  {name} ") == name


@pytest.mark.parametrize("name", ["", "A", "王小明", "Anna 2", "Анна Вебер", "Anna\u202eWeber", "x" * 71, "a\u200bb c"])
def test_names_that_banks_can_not_read(name: str) -> None:
    with pytest.raises(RecipientNameInvalid):
        read_name(name)


@pytest.mark.parametrize(
    ("sent", "country", "method", "there"),
    [
        (datetime(2026, 11, 25, 10, tzinfo=UTC), "DE", "iban", datetime(2026, 11, 26, 16, tzinfo=UTC)),
        (datetime(2026, 11, 27, 10, tzinfo=UTC), "DE", "iban", datetime(2026, 11, 30, 16, tzinfo=UTC)),
        (datetime(2026, 11, 28, 10, tzinfo=UTC), "DE", "iban", datetime(2026, 12, 1, 16, tzinfo=UTC)),
        (datetime(2026, 11, 26, 3, tzinfo=UTC), "US", "account", datetime(2026, 11, 27, 22, tzinfo=UTC)),
        (datetime(2026, 11, 27, 20, tzinfo=UTC), "JP", "account", datetime(2026, 12, 1, 8, tzinfo=UTC)),
        (datetime(2026, 11, 28, 10, tzinfo=UTC), "HK", "phone", datetime(2026, 11, 28, 12, tzinfo=UTC)),
        (datetime(2026, 10, 23, 10, tzinfo=UTC), "GB", "iban", datetime(2026, 10, 26, 17, tzinfo=UTC)),
    ],
)
def test_working_days_are_counted_by_the_calendar_there(
    sent: datetime, country: str, method: str, there: datetime
) -> None:
    corridor = CORRIDORS[country]
    assert arrives_at(sent, corridor, corridor.method(method)) == there
