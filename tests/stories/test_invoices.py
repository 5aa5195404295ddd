"""A shop is paid: by an invoice that is scanned or opened by its link, and by the code on its counter."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.check import run_check
from tests.factories import registration
from tests.stage import Stage
from tests.stories.invoice_steps import SHOP, argument, ask_for, customer, open_shop, photo_of, send_photo
from tests.stories.people import Phone, buttons_of, words_of
from tests.stories.steps import PIN, gone, sees_below, two_customers
from tests.stories.words import Words, words
from wallet.errors import (
    CustomerNotActive,
    InsufficientFunds,
    InvoiceClosed,
    InvoiceNotYours,
    MerchantNotActive,
    NoteTooLong,
    PinWrong,
    QrForged,
    QrVersionUnknown,
    SameAccount,
    WalletError,
)
from wallet.merchants.models import merchants
from wallet.payments.quotes import VALID_FOR
from wallet.qr.payload import QrKind

WRONG_PIN = "975312"


async def make_invoice(phone: Phone, say: Words, amount: str, note: str) -> None:
    """From anywhere to the page of the new invoice."""
    await phone.say("/invoice")
    await phone.sees(say.first_line("invoices-title"))
    await phone.press(say("invoice-new"))
    await phone.sees(say.first_line("invoice-amount", currency_name=""))
    await phone.say(amount)
    await phone.sees(say.first_line("invoice-ask-note"))
    await phone.say(note)


async def pay(phone: Phone, say: Words) -> None:
    """From the confirm card to the receipt."""
    await phone.press("✅")
    await phone.sees(say.first_line("checkout-pin", what="", dots=""))
    await phone.enter_pin(PIN)
    await phone.sees(say.first_line("checkout-receipt", lines=""), SHOP)


async def unlock(phone: Phone, say: Words) -> None:
    """After a while the PIN comes first."""
    await phone.say("/home")
    await phone.sees(say.first_line("lock", dots=""))
    await phone.enter_pin(PIN)


async def opens(phone: Phone, link: str, *words: str) -> dict[str, object]:
    """Press a link to the bot."""
    return await sees_below(phone, await phone.say(f"/start {link}"), *words)


@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_an_invoice_is_made_scanned_and_paid(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 500_00)
    await open_shop(stage, await customer(stage, bob))
    await make_invoice(bob, say, "30", "Table 4 <b>")
    await bob.sees(say("invoice-terms", amount="").split("\n")[-1])
    await bob.press(say("invoice-create"))
    picture = await bob.sees(SHOP, "№ 1", say.yuan(30_00), "https://t.me/wallet_bot?start=q1i_")
    page = await sees_below(
        bob, picture, say.first_line("invoice-page", number="1", amount="", status="open", until="")
    )
    assert "Table 4 <b>" in words_of(page)

    sent = await send_photo(ann, await photo_of(bob, picture))
    card = await ann.sees(say.first_line("checkout-card", lines=""), SHOP, "№ 1", say.yuan(30_00), "Table 4 <b>")
    assert say.yuan(470_00) in words_of(card)
    await gone(ann, sent)
    await ann.press("✅")
    await ann.sees(say.first_line("checkout-pin", what="", dots=""), SHOP)
    await ann.enter_pin(WRONG_PIN)
    await ann.sees(say.refusal(PinWrong(tries_left=4)))
    await ann.enter_pin(PIN)
    receipt = await ann.sees(say.first_line("checkout-receipt", lines=""), SHOP, say.yuan(470_00))
    notice = await bob.sees(say("notice-invoice-paid", number="1", amount=say.yuan(30_00), payer="", wallet="", when="",
                                reference="").split("\n")[0], "A** L**")  # fmt: skip
    reference = next(word for word in words_of(receipt).split() if word.count("-") == 2)
    assert reference in words_of(notice)

    await send_photo(ann, await photo_of(bob, picture))
    await ann.sees(say.refusal(InvoiceClosed(status="paid")), say.first_line("scan-page"))
    await bob.say("/invoice")
    await bob.press("№ 1")
    paid = await bob.sees("№ 1", say("invoice-status", status="paid"))
    assert say("invoice-cancel") not in buttons_of(paid)
    lines: list[object] = []
    assert await run_check(stage.settings.database_address, lines.append) == 0, lines


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_the_code_on_the_counter(stage: Stage, code: str) -> None:
    """The payer types the amount; each refusal is told where it arises."""
    say = words(code)
    ann, bob = await two_customers(stage, say, 500_00)
    owner = await customer(stage, bob)
    await open_shop(stage, owner)
    await bob.say("/business")
    await bob.press(say("shop-code"))
    picture = await bob.sees(SHOP, "https://t.me/wallet_bot?start=q1s_")
    assert say("invoices-open") in buttons_of(await sees_below(bob, picture, SHOP))
    await ann.say("/scan")
    await ann.sees(say.first_line("scan-page"))
    await send_photo(ann, await photo_of(bob, picture))
    amount = say.first_line("pay-merchant-amount", name=SHOP, available="")
    await ann.sees(amount)
    await ann.say("600")
    short = InsufficientFunds(currency="CNY", available_minor=500_00, needed_minor=600_00)
    await ann.sees(say.refusal(short), amount)
    await ann.say("20.50")
    await ann.sees(say.first_line("checkout-card", lines=""), SHOP, say.yuan(20_50))
    stage.clock.advance(VALID_FOR)
    await ann.press("✅")
    await ann.sees(say.first_line("lock", dots=""))
    await ann.enter_pin(PIN)
    await ann.press(say("checkout-renew"))
    await ann.sees(say("checkout-renewed"), SHOP, say.yuan(20_50))
    await pay(ann, say)
    await bob.sees(say.first_line("notice-transfer-received", amount=say.yuan(20_50), payer="", number="", balance="",
                                  when="", reference=""), "A** L**")  # fmt: skip
    await ann.press(say("home"))
    await ann.press(say("home-history"))
    await ann.press(say.yuan(-20_50))
    await ann.sees(say("record-kind-merchant-out"), SHOP)

    static = argument(stage, QrKind.STATIC, owner.id)
    await opens(ann, static, amount)
    await ann.say("30")
    await ann.sees(say.first_line("checkout-card", lines=""), say.yuan(30_00))
    await ann.press(say("back"))
    await ann.sees(amount)
    change = merchants.update().where(merchants.c.customer_id == owner.id).values(status="closed")
    await stage.application.container.database.write(lambda work: work.connection.execute(change) and None)
    await ann.say("30")
    await ann.sees(say.refusal(MerchantNotActive()), amount)
    await opens(ann, static, say.refusal(MerchantNotActive()), say.first_line("scan-page"))
    await unlock(bob, say)
    await bob.say("/invoice")
    await bob.sees(say("invoices-no-shop").split("\n")[-1])


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_each_code_that_cannot_be_paid_says_why(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 500_00)
    payer, owner = await customer(stage, ann), await customer(stage, bob)
    await open_shop(stage, owner)
    container = stage.application.container
    third = await container.customers.register(registration(username="third"))

    async def refused(link: str, error: WalletError) -> None:
        await opens(ann, link, say.refusal(error), say.first_line("scan-page"))

    static = argument(stage, QrKind.STATIC, owner.id)
    await refused(static[:-1] + ("0" if static[-1] != "0" else "1"), QrForged())
    await refused("q2" + static[2:], QrVersionUnknown())
    await refused(argument(stage, QrKind.PERSON, payer.id), SameAccount())

    cancelled = await ask_for(stage, owner, 10_00)
    await container.invoices.cancel(owner.id, cancelled.id)
    await refused(argument(stage, QrKind.INVOICE, cancelled.id), InvoiceClosed(status="cancelled"))
    locked = await ask_for(stage, owner, 10_00, payer_id=third.id)
    await refused(argument(stage, QrKind.INVOICE, locked.id), InvoiceNotYours())
    large = await ask_for(stage, owner, 800_00)
    short = InsufficientFunds(currency="CNY", available_minor=500_00, needed_minor=800_00)
    await refused(argument(stage, QrKind.INVOICE, large.id), short)
    expired, taken = await ask_for(stage, owner, 10_00, term="hour"), await ask_for(stage, owner, 10_00)

    link = argument(stage, QrKind.INVOICE, taken.id)
    await opens(ann, link, say.first_line("checkout-card", lines=""), SHOP)
    await container.invoices.cancel(owner.id, taken.id)
    await ann.press("✅")
    await ann.sees(say.first_line("checkout-pin", what="", dots=""))
    await ann.enter_pin(PIN)
    await ann.sees(say.refusal(InvoiceClosed(status="cancelled")))
    stage.clock.advance(timedelta(minutes=61))
    await unlock(ann, say)
    await refused(argument(stage, QrKind.INVOICE, expired.id), InvoiceClosed(status="expired"))

    open_one = await ask_for(stage, owner, 10_00)
    link = argument(stage, QrKind.INVOICE, open_one.id)
    own_page = say.first_line("invoice-page", number=str(open_one.number), amount="", status="open", until="")
    await unlock(bob, say)
    await opens(bob, link, own_page)
    await container.freezing.freeze_own(payer.id, payer.telegram_user_id)
    await opens(ann, link, say.first_line("checkout-card", lines=""))
    await ann.press("✅")
    await ann.sees(say.first_line("checkout-pin", what="", dots=""))
    await ann.enter_pin(PIN)
    await ann.sees(say.refusal(CustomerNotActive(status="frozen")))


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_making_and_cancelling_invoices(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 500_00)
    await open_shop(stage, await customer(stage, bob))
    await make_invoice(bob, say, "5", "x" * 101)
    await bob.sees(say.refusal(NoteTooLong(length_max=100)), say.first_line("invoice-ask-note"))
    await bob.press(say("invoice-skip-note"))
    terms = say("invoice-terms", amount="").split("\n")[-1]
    await bob.sees(terms)
    await bob.press(say("invoice-term", term="week"))
    await bob.press(say("invoice-payers", payers="person"))
    await bob.say("@bob")
    await bob.sees(say.refusal(SameAccount()), say.first_line("invoice-ask-payer"))
    await bob.say("@ann")
    shown = await bob.sees(terms, "A** L**")
    assert f"● {say('invoice-term', term='week')}" in buttons_of(shown)
    assert f"● {say('invoice-payers', payers='person')}" in buttons_of(shown)
    await bob.press(say("invoice-create"))
    picture = await bob.sees(SHOP, "№ 1", "https://t.me/wallet_bot?start=q1i_")
    await sees_below(bob, picture, "A** L**")
    await bob.press(say("invoice-cancel"))
    await bob.sees(say("invoice-cancelled"), say("invoice-status", status="cancelled"))
    await send_photo(ann, await photo_of(bob, picture))
    await ann.sees(say.refusal(InvoiceClosed(status="cancelled")))

    await make_invoice(bob, say, "7", "tea")
    await bob.sees(terms)
    await bob.press(say("invoice-payers", payers="many"))
    await bob.press(say("invoice-create"))
    picture = await bob.sees(SHOP, "№ 2", "https://t.me/wallet_bot?start=q1i_")
    for _ in range(2):
        await send_photo(ann, await photo_of(bob, picture))
        await ann.sees(say.first_line("checkout-card", lines=""), SHOP, "№ 2")
        await pay(ann, say)
        await ann.press(say("home"))
    await bob.say("/invoice")
    await bob.press("№ 2")
    await bob.sees(say("invoice-paid-count", paid_count=2))
