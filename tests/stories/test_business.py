"""A merchant: refused and approved by the desk, paid, looking at the day, exporting, and giving money back."""

from __future__ import annotations

import asyncio
import base64
import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from handlers.states import Refund
from tests.factories import balance
from tests.stage import Stage
from tests.stories.people import Agent, Phone, buttons_of, words_of
from tests.stories.screens import Walk, press_as
from tests.stories.steps import GENERAL, PIN, colleague, desk_hears, desk_presses, gone, sees_below, two_customers
from tests.stories.words import Words, words
from tests.wallet.shops import AGENT, picture, sell
from wallet.customers.queries import Customer
from wallet.errors import (
    AmountNotANumber,
    CustomerNotActive,
    LogoUnreadable,
    OwnRequest,
    PinWrong,
    RefundTooLarge,
    RefundTooLate,
    ReviewDecided,
    ShopNameInvalid,
)
from wallet.merchants.export import COLUMNS
from wallet.merchants.logos import BYTES_MAX, SIDE_PIXELS
from wallet.merchants.models import APPROVED, NAME_LENGTH_MAX
from wallet.merchants.refunds import DAYS_MAX
from wallet.merchants.service import NAME_LENGTH_MIN
from wallet.qr.payload import Payload, QrKind

SHOP = "Lee & Sons <Tea>"


async def customer(stage: Stage, phone: Phone, username: str) -> Customer:
    found = await stage.application.container.customers.recognise(phone.person, username)
    assert found is not None
    return found


async def open_page(phone: Phone, *shown: str) -> dict[str, Any]:
    """The merchant's page, anew."""
    return await sees_below(phone, await phone.say("/business"), *shown)


async def send_picture(phone: Phone, content: bytes) -> None:
    """A photo, which goes from the chat."""
    path, encoded = f"/chats/{phone.chat}/messages", base64.b64encode(content).decode()
    await gone(phone, await phone.world.call("POST", path, {"from": phone.person, "photo": encoded}))


async def ask_for(phone: Phone, say: Words, name: str, category: str) -> None:
    """From the question for the name to the one for the logo."""
    await phone.sees(say.first_line("business-name", length_min=NAME_LENGTH_MIN, length_max=NAME_LENGTH_MAX))
    await phone.say(name)
    await phone.sees(say.first_line("business-category", name=name))
    await phone.press(say("business-category-name", category=category))
    await phone.sees(say.first_line("business-logo"))


async def shop_of(stage: Stage, phone: Phone, username: str = "ann", name: str = SHOP) -> Customer:
    """A shop, without the way there."""
    owner, merchants = await customer(stage, phone, username), stage.application.container.merchants
    review = await merchants.ask(owner, name, "food", picture())
    await merchants.decide(review.id, None, AGENT, "Mark")
    return owner


async def pay_shop(stage: Stage, phone: Phone, say: Words, merchant: Customer, amount: str) -> None:
    """By the shop's code to the receipt, and home."""
    payload = Payload(QrKind.STATIC, merchant.id)
    await phone.say(f"/start {stage.application.container.payloads.argument(payload)}")
    await phone.sees(say.first_line("pay-merchant-amount", name=SHOP, available=""))
    await phone.say(amount)
    await phone.sees(say.first_line("checkout-card", lines=""), SHOP)
    await phone.press("✅")
    await phone.sees(say.first_line("checkout-pin", what="", dots=""))
    await phone.enter_pin(PIN)
    await phone.sees(say.first_line("checkout-receipt", lines=""), SHOP)
    await phone.press(say("home"))


async def begin_refund(phone: Phone, say: Words, sale: str, amount: str, reason: str) -> None:
    """From the merchant's page to the page to check."""
    await open_page(phone, SHOP)
    await phone.press(say("business-sales"))
    await phone.press(sale)
    await phone.press(say("sale-refund"))
    await phone.sees(say("refund-amount", payer="", left="").split("\n")[1])
    await (phone.press(say("refund-all", left="").split("(")[0].split("（")[0]) if not amount else phone.say(amount))
    await phone.sees(say("refund-reason", amount="", payer="", length_max=100).split("\n")[1])
    await phone.say(reason)
    await phone.sees(say.first_line("refund-check", payer="", number="", amount="", reason="", reference=""), reason)


async def give_back(phone: Phone, say: Words, pin: str = PIN) -> None:
    await phone.press(say("refund-confirm", amount=""))
    await phone.sees(say.first_line("refund-pin", amount="", payer="", dots=""))
    await phone.enter_pin(pin)


@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_a_shop_is_refused_then_approved(stage: Stage, code: str) -> None:
    say, desk = words(code), words("en")
    ann, _ = await two_customers(stage, say, 500_00)
    await open_page(ann, say.first_line("business-intro"))
    await ann.press(say("business-open"))
    await ann.say("x\u202e")
    refused = ShopNameInvalid(length_min=NAME_LENGTH_MIN, length_max=NAME_LENGTH_MAX)
    await ann.sees(say.refusal(refused), say.first_line("business-name", length_min=2, length_max=40))
    await ask_for(ann, say, "The Bank", "services")
    await ann.press(say("business-logo-none"))
    await ann.sees(say("business-handed-in"), say("business-first-waiting", wanted="The Bank").split("\n")[-1])
    await desk_hears(stage, "The Bank")
    await desk_presses(stage.agent, GENERAL, desk("desk-refuse"))
    why = "name-misleading"
    await desk_presses(stage.agent, GENERAL, desk("business-reason", reason=why))
    await ann.sees(say("notice-shop-decided", status="refused", name="The Bank"), say("business-reason", reason=why))

    await ann.press(say("home-business"))
    await ann.press(say("business-again"))
    await ask_for(ann, say, SHOP, "food")
    await send_picture(ann, b"not a picture at all")
    await ann.sees(say.refusal(LogoUnreadable(megabytes_max=BYTES_MAX // 2**20)), say.first_line("business-logo"))
    await send_picture(ann, picture("JPEG", (900, 500)))
    await ann.sees(say("business-handed-in"))
    card = await desk_hears(stage, SHOP)
    assert desk("desk-shop-status", status="waiting", agent="", reason="") in words_of(card)
    assert "Ann" not in words_of(card)
    await desk_presses(stage.agent, GENERAL, desk("desk-shop-show-logo"))
    logo = await desk_hears(stage, desk("desk-shop-logo", shop=SHOP))
    answer = await stage.world.api.get(f"/files/{logo['photo'][-1]['file_id']}")
    with Image.open(io.BytesIO(answer.content)) as opened:
        assert opened.size == (SIDE_PIXELS, SIDE_PIXELS)
    own = Agent(stage.world, ann.person, stage.staff_chat)
    await stage.world.call("POST", f"/chats/{stage.staff_chat}/members", {"id": ann.person, "status": "member"})
    assert await desk_presses(own, GENERAL, desk("desk-approve")) == desk.refusal(OwnRequest())
    await desk_presses(stage.agent, GENERAL, desk("desk-approve"))
    await ann.sees(say("notice-shop-decided", status="approved", name=SHOP))

    page = await open_page(ann, say("business-shop", name=SHOP, category=""), say("business-today-none"))
    assert say("business-sales") in buttons_of(page)


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_a_change_waits_for_the_desk_and_is_decided_once(stage: Stage, code: str) -> None:
    say, desk = words(code), words("en")
    ann, _ = await two_customers(stage, say, 500_00)
    await shop_of(stage, ann)
    await desk_hears(stage, SHOP)
    await open_page(ann, say("business-shop", name=SHOP, category=""))
    await ann.press(say("business-change"))
    await ann.press(say("business-name-keep", name=SHOP))
    await ann.press(say("business-category-name", category="retail"))
    await ann.press(say("business-logo-keep"))
    await ann.sees(say("business-change-waiting", wanted=SHOP).strip())
    merchants, owner = stage.application.container.merchants, await customer(stage, ann, "ann")
    assert (await merchants.require_open(owner.id)).category == "food"
    await desk_hears(stage, desk("desk-shop-now", shop=SHOP, category="").split(",")[0])
    mia = await colleague(stage, "Mia")
    decided = await asyncio.gather(
        *(agent.press(GENERAL, desk("desk-approve")) for agent in (stage.agent, mia, stage.agent, mia))
    )
    answers = sorted(answer["answer"] for answer in decided)
    assert answers == sorted([desk("desk-review-decided"), *[desk.refusal(ReviewDecided(status=APPROVED))] * 3])
    assert (await merchants.require_open(owner.id)).category == "retail"


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_sales_of_today_their_export_and_a_refund_in_parts(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 500_00)
    shop = await shop_of(stage, bob, "bob")
    await pay_shop(stage, ann, say, shop, "20")
    page = await open_page(bob, say("business-turnover", amount=say.yuan(20_00), count=1))
    assert SHOP in words_of(page)
    await bob.press(say("business-export"))
    sent = await bob.sees(say("export-caption", count=1))
    answer = await stage.world.api.get(f"/files/{sent['document']['file_id']}")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == [say("export-column", column=column) for column in COLUMNS]
    assert rows[1][2:7] == ["20.00", "CNY", "0.00", "A** L**", ""]

    await begin_refund(bob, say, say.yuan(20_00), "5", "One cup <broken>")
    await give_back(bob, say, "111222")
    await bob.sees(say.refusal(PinWrong(tries_left=4)), say.first_line("refund-pin", amount="", payer="", dots="")[:4])
    await bob.enter_pin(PIN)
    await bob.sees(
        say("refund-done", amount=say.yuan(5_00), payer="", reason="", paid_reference="", left="").split("\n")[0]
    )
    back = await ann.sees(say.yuan(5_00), "One cup <broken>", SHOP)
    assert rows[1][1] in words_of(back)
    await begin_refund(bob, say, say.yuan(20_00), "", "The rest")
    await give_back(bob, say)
    await bob.sees(
        say("refund-done", amount=say.yuan(15_00), payer="", reason="", paid_reference="", left="").split("\n")[0]
    )
    await ann.sees(say.yuan(15_00), "The rest", SHOP)
    await open_page(bob, say("business-turnover-refunded", amount=say.yuan(20_00), count=1, refunded=say.yuan(20_00)))
    await bob.press(say("business-sales"))
    await bob.press(say("sales-mark-refunded", refunded=say.yuan(20_00)))
    sale = await bob.sees(say("sale-refunded", refunded=say.yuan(20_00), left=say.yuan(0)))
    assert say("sale-refund") not in buttons_of(sale)


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_refunds_that_are_refused(stage: Stage, code: str) -> None:
    say, container = words(code), stage.application.container
    ann, bob = await two_customers(stage, say, 500_00)
    payer, shop = await customer(stage, ann, "ann"), await shop_of(stage, bob, "bob")
    await sell(container.database, payer.id, shop.id, 12_00)
    await open_page(bob, SHOP)
    await bob.press(say("business-sales"))
    await bob.press(say.yuan(12_00))
    await bob.press(say("sale-refund"))
    for wrong, refusal in (
        ("12.01", RefundTooLarge(currency="CNY", left_minor=12_00)),
        ("much", AmountNotANumber(text="much")),
    ):
        await bob.say(wrong)
        await bob.sees(say.refusal(refusal))
    await begin_refund(bob, say, say.yuan(12_00), "", "Sold out")
    await container.freezing.freeze_own(shop.id, shop.telegram_user_id)
    await give_back(bob, say)
    await bob.sees(
        say.refusal(CustomerNotActive(status="frozen")),
        say.first_line("refund-check", payer="", number="", amount="", reason="", reference=""),
    )

    stage.clock.advance(timedelta(days=DAYS_MAX))
    await bob.say("/business")
    await bob.sees(say("lock", dots="").split("\n")[0])
    await bob.enter_pin(PIN)
    await open_page(bob, say("business-today-none"))
    await bob.press(say("business-export"))
    await bob.sees(say("business-none-to-export"))
    await bob.press(say("business-sales"))
    await bob.press(say.yuan(12_00))
    await bob.press(say("sale-refund"))
    await bob.sees(say.refusal(RefundTooLate(days_max=DAYS_MAX)))


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_a_history_links_the_payment_and_its_refund(stage: Stage, code: str) -> None:
    say, container = words(code), stage.application.container
    ann, bob = await two_customers(stage, say, 500_00)
    payer, shop = await customer(stage, ann, "ann"), await shop_of(stage, bob, "bob")
    sale = await sell(container.database, payer.id, shop.id, 12_00)
    await begin_refund(bob, say, say.yuan(12_00), "2", "Too much")
    await give_back(bob, say)
    await bob.sees(
        say.first_line("refund-done", amount=say.yuan(2_00), payer="", reason="", paid_reference="", left="")
    )
    await ann.sees(say.yuan(2_00), "Too much", sale.reference)
    for phone, sign in ((ann, 1), (bob, -1)):
        await phone.say("/history")
        refunded = say.yuan(sign * 2_00, signed=True)
        await phone.press(refunded)
        kind = say("record-kind-refund-in" if sign > 0 else "record-kind-refund-out")
        await phone.sees(kind, "Too much", "↩️", say.yuan(12_00))
        await phone.press(sale.reference)
        await phone.sees(say.yuan(-sign * 12_00, signed=True), "↩️", refunded, sale.reference)


@pytest.mark.slow
@pytest.mark.parametrize("code", ["zh-CN", "en"])
async def test_the_last_digit_pressed_again_refunds_nothing_more(stage: Stage, code: str) -> None:
    """As after a crash: the conversation stands before the last digit again."""
    say, container = words(code), stage.application.container
    ann, bob = await two_customers(stage, say, 500_00)
    payer, shop = await customer(stage, ann, "ann"), await shop_of(stage, bob, "bob")
    await sell(container.database, payer.id, shop.id, 12_00)
    await begin_refund(bob, say, say.yuan(12_00), "2", "Too much")
    await give_back(bob, say, PIN[:-1])
    await bob.sees("● ● ● ● ● ○")
    walk = Walk(stage, bob, say)
    await walk.reach(Refund.pin)
    await walk.look(Refund.pin, short=PIN[-1])
    await bob.press(PIN[-1])
    await walk.reach(Refund.done)
    await walk.put_back(walk.screens[0])
    user = {"id": bob.person, "is_bot": False, "first_name": "Bob", "username": "bob", "language_code": "en"}
    await press_as(stage, user, bob.person, walk.screens[0], walk.screens[0].buttons[0]["callback_data"])
    await walk.reach(Refund.done)
    assert await balance(container.database, shop.id) == 10_00
