"""The profile: every field changed, refused and cleared; and the wallet closed, with the person gone from the books."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.check import run_check
from support.desk.service import IncomingMessage
from tests.stage import Stage
from tests.stories.people import Phone, words_of
from tests.stories.steps import open_security, pay, prove, register, sees_below, top_up
from tests.stories.words import Words, words
from tests.support.conftest import until
from wallet import outbox, trail
from wallet.customers.models import customers
from wallet.customers.queries import name_place, phone_place
from wallet.errors import (
    AddressInvalid,
    BirthdayInvalid,
    EmailInvalid,
    MoneyLeft,
    NameInvalid,
    TimeZoneUnknown,
    WalletError,
)
from wallet.security.proofs import PROOF_VALID_FOR

PHONE = "+8613800138001"
CLEARED = ("address", "email", "birthday")
PERSONAL = ("username", "address_sealed", "email_sealed", "birthday_sealed", "phrase_sealed")


async def open_field(phone: Phone, say: Words, name: str) -> None:
    """From the profile to a field, past the proof."""
    await phone.press(say(f"profile-{name}"))
    await prove(phone, say)
    await phone.sees(say.first_line(f"profile-ask-{name}"))


async def back_on_the_page(phone: Phone, say: Words) -> str:
    """Wait for the page that says that something was changed; returns its text."""
    return words_of(await phone.sees(say("profile-changed"), page_title(say)))


def page_title(say: Words) -> str:
    empty = dict.fromkeys(("name", "phone", "address", "email", "birthday", "zone", "currency", "language"), "")
    return say.first_line("profile-page", **empty)


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_each_field_is_changed_refused_and_cleared(stage: Stage, code: str) -> None:
    say = words(code)
    ann = await stage.phone("Ann", username="ann", phone=PHONE, language="en")
    await register(ann, say, name="Ann Lee")
    await open_security(ann, say, "security-profile")
    page = words_of(await ann.sees(page_title(say)))
    assert page.count(say("profile-empty")) == len(CLEARED)
    assert "+861****8001" in page
    refused: dict[str, tuple[str, WalletError, str, str]] = {
        "name": ("Ann\u202eeeL", NameInvalid(length_max=40), "Ann <Lee> Wu", "Ann <Lee> Wu"),
        "address": ("Road", AddressInvalid(length_max=200), " 5  Long Road & Co, London", "5 Long Road & Co, London"),
        "email": ("ann@home", EmailInvalid(), "ann.lee@example.com", "ann.lee@example.com"),
        "birthday": ("1990-13-01", BirthdayInvalid(), "1990/5/20", "1990-05-20"),
        "zone": ("Moon/Base", TimeZoneUnknown(), "europe/london", "Europe/London"),
    }
    for name, (wrong, refusal, right, shown) in refused.items():
        await open_field(ann, say, name)
        await ann.say(wrong)
        await ann.sees(say.refusal(refusal), say.first_line(f"profile-ask-{name}"))
        await ann.say(right)
        assert shown in await back_on_the_page(ann, say)
    for name in CLEARED:
        await open_field(ann, say, name)
        await ann.press(say("profile-clear"))
        page = await back_on_the_page(ann, say)
    assert page.count(say("profile-empty")) == len(CLEARED)
    home = await sees_below(ann, await ann.say("/home"), "👛", "Ann <Lee> Wu")
    assert "⚠️" not in words_of(home)


@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_currency_and_language_need_no_proof(stage: Stage, code: str) -> None:
    say, other = words(code), words("en" if code == "zh-CN" else "zh-CN")
    ann = await stage.phone("Ann", username="ann", phone=PHONE, language="en")
    await register(ann, say, name="Ann Lee")
    await open_security(ann, say, "security-profile")
    await ann.press(say("profile-currency"))
    await ann.sees(say.first_line("profile-ask-currency"))
    await ann.press("JPY")
    assert say.language.currency_name("JPY") in await back_on_the_page(ann, say)
    await ann.press(say("profile-name"))
    await ann.sees(say.first_line("prove-password"))
    await ann.press(say("cancel"))
    page = await ann.sees(page_title(say))
    assert say("profile-changed") not in words_of(page)
    await ann.press(say("home-language"))
    await ann.press(say(f"language-{other.language.code}"))
    home = await ann.sees("👛", "Ann Lee")
    await ann.press(other("home-top-up"), on=home)
    await ann.sees(other.first_line("top-up-amount", name=other.language.currency_name("JPY")))


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_a_closed_wallet_forgets_the_person_and_keeps_the_books(stage: Stage, code: str) -> None:
    say = words(code)
    ann = await stage.phone("Ann", username="ann", phone=PHONE, language="en")
    bob = await stage.phone("Bob", username="bob", phone="+8613800138002", language="en")
    await register(ann, say, name="Ann Lee", birthday="1990-05-20")
    await register(bob, say, name="Bob Ray")
    await top_up(ann, say, 10000)
    await open_security(ann, say, "security-phrase")
    await prove(ann, say)
    await ann.sees(say.first_line("security-phrase-page"))
    await ann.say("grandma's pear tree")
    await ann.sees(say("security-phrase-done"))

    await open_security(ann, say, "security-profile")
    await ann.press(say("profile-erase"))
    await ann.sees(say.first_line("profile-erase-page"))
    await ann.press(say("profile-erase-now"))
    await prove(ann, say)
    await ann.sees(say.refusal(MoneyLeft()), say.first_line("profile-erase-page"))
    await ann.say("/home")
    await pay(ann, say, "@bob", "100")
    await bob.sees(say.yuan(10000), "A** L**")
    await ann.press(say("home"))
    number = await number_of(stage, ann)
    stage.clock.advance(PROOF_VALID_FOR)
    await ask_the_desk(stage, ann)
    await close_wallet(ann, say)
    await nothing_personal_is_left(stage, number)
    await nothing_is_told(stage, number)
    lines: list[object] = []
    assert await run_check(stage.settings.database_address, lines.append) == 0, lines

    home = await sees_below(bob, await bob.say("/home"), "👛")
    await bob.press(say("home-history"), on=home)
    await bob.press(say.yuan(10000, signed=True))
    record = words_of(await bob.sees(say("record-kind-transfer-in"), say("record-closed-wallet")))
    assert "A** L**" not in record

    await register(ann, say, name="Ann Again")
    assert await number_of(stage, ann) != number


async def close_wallet(phone: Phone, say: Words) -> None:
    """To the goodbye: no screen of the wallet is left, and who writes again is a stranger."""
    await open_security(phone, say, "security-profile")
    await phone.press(say("profile-erase"))
    page = await phone.sees(say.first_line("profile-erase-page"))
    await phone.press(say("profile-erase-now"), on=page)
    await prove(phone, say)
    await phone.sees(say.first_line("profile-erased"))
    await sees_below(phone, await phone.say("/home"), "Choose your language")
    chat = "\n".join(map(words_of, await phone.messages()))
    assert say.first_line("prove-password") not in chat
    assert say.first_line("lock", dots="") not in chat


async def number_of(stage: Stage, phone: Phone) -> str:
    customer = await stage.application.container.customers.recognise(phone.person, "ann")
    assert customer is not None
    return customer.wallet_number


async def nothing_personal_is_left(stage: Stage, number: str) -> None:
    """As the vault opens the row."""
    container = stage.application.container
    row = await container.database.read(
        lambda connection: connection.execute(select(customers).where(customers.c.wallet_number == number)).one()
    )
    assert [row._mapping[column] for column in PERSONAL] == [None] * len(PERSONAL)
    assert container.vault.open(row.name_sealed, name_place(number)) == ""
    assert container.vault.open(row.phone_sealed, phone_place(number)) == ""
    assert row.telegram_user_id < 0
    assert await container.customers.is_phone_free(PHONE)


async def ask_the_desk(stage: Stage, phone: Phone) -> None:
    container = stage.application.container
    customer = await container.customers.recognise(phone.person, "ann")
    assert customer is not None
    message = IncomingMessage("text", "It's Ann Lee", None, None, phone.person, 10**6)
    assert (await container.desk.write_from_customer(customer.id, message)).id == 1


async def nothing_is_told(stage: Stage, number: str) -> None:
    """What comes due after the end is never tried: there is no account behind a negative id."""
    container = stage.application.container
    mine = select(customers.c.id).where(customers.c.wallet_number == number)
    customer_id = await container.database.read(lambda connection: connection.execute(mine).scalar_one())
    await container.database.write(lambda work: outbox.record_security(work, customer_id, trail.PIN_CHANGED))
    newest = select(outbox.outbox.c.state).where(outbox.outbox.c.lane == f"security/{customer_id}")

    async def done() -> bool:
        states = await container.database.read(
            lambda connection: connection.execute(newest.order_by(outbox.outbox.c.id)).scalars().all()
        )
        return states[-1] != "waiting"

    await until(done)
    calls = await stage.world.calls()
    assert not [call for call in calls if str(call["params"].get("chat_id")) == str(-customer_id)]
    ticket, message = await container.desk.ticket(1), await container.desk.message(1)
    assert (ticket.closed, message.text) == (True, "")
