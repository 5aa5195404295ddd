"""A password is neither common nor personal, is told what it lacks, and is proved in five tries like a PIN."""

from __future__ import annotations

import asyncio
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, update
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from tests.factories import PIN, Wallet
from wallet import outbox
from wallet.customers.queries import ACTIVE, Customer
from wallet.database import Database
from wallet.errors import FieldValue, PasswordLocked, PasswordNotSet, PasswordTooWeak, PasswordWrong
from wallet.security.guesses import TRIES_MAX
from wallet.security.models import credentials, guess_counters
from wallet.security.passwords import LENGTH_MAX, MISSING, About, check_password_choice, missing

NOBODY = About("", "")
XIAOMING = About("王小明", "+8613800138000", date(1990, 5, 20))
ANN = About("Ann Jérôme O'Neil-Li", "+447911123456", date(1985, 11, 2))
PASSWORD = "Kvq#7-plum2"
WORDS = sorted(word for word in FREQUENCY_LISTS["passwords"] if word.isalpha() and len(word) >= 4)
ADDED = {"length": "kvqxjwzh", "letters": "kvqxj", "digits": "7", "special": "#", "common": "kvqxj"}


@given(st.text(max_size=40), st.sampled_from(sorted(ADDED)))
def test_adding_what_is_missing_clears_it_and_no_rule_comes_back(password: str, rule: str) -> None:
    before, after = missing(password, NOBODY), missing(password + ADDED[rule], NOBODY)
    assert rule not in after
    assert not (set(after) - set(before)) & {"length", "letters", "digits", "special"}


@given(st.text(max_size=140))
def test_the_choice_is_refused_by_the_first_thing_missing(password: str) -> None:
    lacking = missing(password, XIAOMING)
    assert list(lacking) == [rule for rule in MISSING if rule in lacking]
    assert lacking == missing(unicodedata.normalize("NFKC", password), XIAOMING)
    refused: dict[str, FieldValue] = {}
    try:
        check_password_choice(password, XIAOMING)
    except PasswordTooWeak as refusal:
        refused = refusal.fields
    assert refused == ({"missing": lacking[0]} if lacking else {})


around = st.text("0123456789!#$%&*-+. ", max_size=12)


@given(around, st.sampled_from(WORDS), st.booleans(), around)
def test_a_common_word_among_digits_and_signs_is_common(before: str, word: str, shouted: bool, after: str) -> None:
    assert "common" in missing(before + (word.upper() if shouted else word.capitalize()) + after, NOBODY)


@pytest.mark.parametrize(
    ("password", "lacking"),
    [
        ("", ("length", "letters", "digits", "special")),
        ("kvq7#xj", ("length",)),
        ("kvq7#xjw", ()),
        ("青山不改绿水长流7。", ()),
        ("ｋｖｑ７＃ｘｊｗ", ()),
        ("١٢٣٤٥٦٧#", ("letters",)),
        ("kvq xjw 7", ("special",)),
        ("kvqx7#" * 21 + "kv", ()),
        ("kvqx7#" * 21 + "kvq", ("too-long",)),
        ("Password1!", ("common",)),
        ("qwerty123!", ("common",)),
        ("1qaz2wsx!", ("common",)),
        ("P@ssw0rd!9", ("common",)),
        ("We1come#24", ("common",)),
        ("passwordpassword1!", ("common",)),
        ("a123456789!", ("common",)),
        ("Woaini1314!", ("common",)),
        ("kvPassword1!", ("common",)),
        ("kvqPassword1!", ()),
        ("dragon-horse-77", ()),
        ("kv#12345-#", ()),
        ("plum2000#71xw", ()),
    ],
)
def test_what_a_password_lacks(password: str, lacking: tuple[str, ...]) -> None:
    assert missing(password, NOBODY) == lacking
    assert len(password) <= LENGTH_MAX or "too-long" in lacking


@pytest.mark.parametrize(
    ("about", "held"),
    [
        (XIAOMING, "19900520 900520 20051990 05201990 1990-05-20 1990年5月20日 20May1990 １９９００５２０"),
        (XIAOMING, "13800138000 138000 13-80-00 王小明 小明"),
        (ANN, "19851102 2.11.1985 11/2/1985 123456 07911123456 ANN jérôme Jerome oneil o'neil"),
    ],
)
def test_what_everybody_knows_of_a_person_is_personal(about: About, held: str) -> None:
    for personal in held.split():
        assert missing(f"kvq#7w{personal}xjz", about) == ("personal",), personal
        assert missing(f"kvq#7w{personal}xjz", NOBODY) == ()


@pytest.mark.parametrize("password", ["kvq#1991x0520", "kvq#13800xjw", "kvqxjw#王7", "kvq#7liveliwx"])
def test_a_little_likeness_is_not_personal(password: str) -> None:
    assert missing(password, XIAOMING) == missing(password, ANN) == ()


def test_what_is_known_of_a_person_is_not_shown() -> None:
    assert repr(XIAOMING) == "About()"


async def set_password(wallet: Wallet, database: Database, customer: Customer, password: str = PASSWORD) -> None:
    password_hash = await wallet.passwords.hash(password)
    change = update(credentials).where(credentials.c.customer_id == customer.id).values(password_hash=password_hash)
    await database.write(lambda work: work.connection.execute(change) and None)


async def test_a_password_is_proved_as_it_looks_and_kept_as_a_hash(
    wallet: Wallet, database: Database, payer: Customer, payee: Customer
) -> None:
    assert not await wallet.passwords.is_set(payer.id)
    with pytest.raises(PasswordNotSet):
        await wallet.passwords.prove(payer.id, PASSWORD)
    await set_password(wallet, database, payer)
    kept = await database.read(lambda connection: repr(connection.execute(select(credentials.c.password_hash)).all()))
    assert "$argon2id$" in kept
    assert PASSWORD not in kept
    await wallet.passwords.prove(payer.id, "Ｋｖｑ＃７－ｐｌｕｍ２")
    assert await wallet.passwords.is_set(payer.id)
    assert not await wallet.passwords.is_set(payee.id)


async def test_parallel_guesses_get_five_tries_together_and_lock_the_password_alone(
    wallet: Wallet, database: Database, payer: Customer
) -> None:
    await set_password(wallet, database, payer)
    two_locks = {"customer_id": payer.id, "kind": "password", "failures": 2 * TRIES_MAX}
    await database.write(lambda work: work.connection.execute(insert(guess_counters).values(two_locks)) and None)
    guesses = [wallet.passwords.prove(payer.id, "another#7") for _ in range(20)]
    outcomes = await asyncio.gather(*guesses, return_exceptions=True)
    assert {outcome.fields["tries_left"] for outcome in outcomes if isinstance(outcome, PasswordWrong)} == {1, 2, 3, 4}
    assert sum(isinstance(outcome, PasswordLocked) for outcome in outcomes) == 20 - TRIES_MAX + 1
    with pytest.raises(PasswordLocked):
        await wallet.passwords.prove(payer.id, PASSWORD)
    await wallet.pins.prove(payer.id, PIN)
    told = await database.read(lambda connection: connection.execute(select(outbox.outbox.c.kind)).scalars().all())
    assert list(told) == [outbox.SECURITY]
    assert (await wallet.customers.get(payer.id)).status == ACTIVE


async def test_a_right_password_forgets_earlier_failures(wallet: Wallet, database: Database, payer: Customer) -> None:
    await set_password(wallet, database, payer)
    for tries_left in (4, 4):
        with pytest.raises(PasswordWrong) as refusal:
            await wallet.passwords.prove(payer.id, PASSWORD.lower())
        assert refusal.value.fields == {"tries_left": tries_left}
        await wallet.passwords.prove(payer.id, PASSWORD)
