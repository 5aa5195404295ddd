"""Scanning: what is ours is opened wherever the picture is sent, and what is others' is named and never followed."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image

from tests.stage import Stage
from tests.stories.invoice_steps import SHOP, ask_for, code_link, customer, open_shop, photo_of, picture, send_photo
from tests.stories.people import words_of
from tests.stories.steps import PIN, gone, sees_below, two_customers
from tests.stories.words import words
from tests.wallet.hard_pictures import bomb
from wallet.errors import PictureTooLarge, PictureUnreadable, QrForged, QrNotFound
from wallet.qr.payload import QrKind
from wallet.qr.reading import MEGAPIXELS_WHOLE_MAX

OTHER_BOT = "https://t.me/wallet_b0t?start=q1s_1_0123456789abcdef01234567"


def barcode(text: str) -> bytes:
    """A picture with the bar code of a product."""
    drawn = memoryview(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.EAN13).to_image(scale=6))
    written = io.BytesIO()
    Image.frombytes("L", (drawn.shape[1], drawn.shape[0]), drawn.tobytes()).save(written, "PNG")
    return written.getvalue()


def plain() -> bytes:
    """A picture without any code."""
    written = io.BytesIO()
    Image.linear_gradient("L").save(written, "JPEG")
    return written.getvalue()


@pytest.mark.parametrize("code", ["zh-CN", "en"])
@pytest.mark.slow
async def test_foreign_codes_are_named_and_no_more(stage: Stage, code: str) -> None:
    say = words(code)
    ann, _ = await two_customers(stage, say, 500_00)
    await ann.press(say("home-scan"))
    page = say.first_line("scan-page")
    await ann.sees(page)
    for text, kind, what in (
        ("https://pay.example/p?id=4711&x=<b>", "link", "pay.example"),
        ("https://t.me@evil.example/wallet_bot?start=abc", "link", "evil.example"),
        (OTHER_BOT, "link", "t.me/wallet_b0t"),
        ("WIFI:T:WPA;S:Cafe <3;P:espresso-7;;", "wifi", "Cafe <3"),
        ("otpauth://totp/x?secret=JBSWY3DPEHPK3PXP", "secret", ""),
        ("BEGIN:VCARD\nFN:Somebody\nEND:VCARD", "contact", ""),
        ("tel:+4420794600", "phone", "tel:+4420794600"),
        ("<i>free</i> money " + "x" * 60, "text", "<i>free</i> money " + "x" * 22 + "…"),
    ):
        sent = await send_photo(ann, picture(text))
        shown = await ann.sees(say("scan-foreign", kind=kind, what=what), page)
        assert "espresso" not in words_of(shown)
        assert "JBSW" not in words_of(shown)
        await gone(ann, sent)
    await send_photo(ann, barcode("4006381333931"))
    await ann.sees(say("scan-foreign", kind="product", what="4006381333931"), page)
    await send_photo(ann, plain())
    await ann.sees(say.refusal(QrNotFound()), page)
    await send_photo(ann, b"\xff\xd8\xff broken")
    await ann.sees(say.refusal(PictureUnreadable()), page)
    await send_photo(ann, bomb(10_000, 10_000, 10_000), "document", file_name="code.png")
    await ann.sees(say.refusal(PictureTooLarge(megapixels_max=MEGAPIXELS_WHOLE_MAX["PNG"])), page)
    await ann.say("https://t.me/wallet_bot?start=abc")
    await ann.sees(say("scan-not-a-picture"), page)

    await ann.say("/transfer")
    await ann.sees(say.first_line("transfer-payee"))
    await send_photo(ann, picture(OTHER_BOT))
    await ann.sees(say("scan-foreign", kind="link", what="t.me/wallet_b0t"), say.first_line("transfer-payee"))


@pytest.mark.parametrize("code", ["zh-CN", "en"])
@pytest.mark.slow
async def test_ours_are_opened_on_any_screen(stage: Stage, code: str) -> None:
    say = words(code)
    ann, bob = await two_customers(stage, say, 500_00)
    owner = await customer(stage, bob)
    await open_shop(stage, owner)
    invoice = await ask_for(stage, owner, 30_00)
    codes = [code_link(stage, QrKind.STATIC, owner.id), code_link(stage, QrKind.INVOICE, invoice.id)]
    await ann.say("/help")
    await ann.sees(say.first_line("help"))
    await send_photo(ann, picture(codes[0], codes[1]))
    asked = say.first_line("scan-choose", count=2)
    await ann.sees(asked)
    await ann.press(say("scan-choice-invoice", name=SHOP, amount=say.yuan(30_00)))
    await ann.sees(say.first_line("checkout-card", lines=""), SHOP, "№ 1")
    await ann.press(say("back"))

    await ann.say("/history")
    await send_photo(ann, picture(codes[0], OTHER_BOT), "document", file_name="photo.jpg", mime_type="image/jpeg")
    await ann.sees(say.first_line("pay-merchant-amount", name=SHOP, available=""))

    await ann.say("/receive")
    await ann.sees(say.first_line("receive", name="", number=""))
    forged = codes[0][:-1] + ("0" if codes[0][-1] != "0" else "1")
    await send_photo(ann, picture(forged))
    await ann.sees(say.refusal(QrForged()), say.first_line("scan-page"))

    await bob.say("/receive")
    await bob.press(say("own-code"))
    own = await bob.sees("B** R**", "https://t.me/wallet_bot?start=q1p_")
    await sees_below(bob, own, say.first_line("receive", name="", number=""))
    await send_photo(ann, await photo_of(bob, own))
    await ann.sees("B** R**", say("transfer-amount", payee="", payee_number="", available="").split("\n")[1])


@pytest.mark.parametrize("code", ["zh-CN", "en"])
@pytest.mark.slow
async def test_pictures_that_belong_elsewhere(stage: Stage, code: str) -> None:
    """An open ticket gets every picture but a code of ours; a locked session opens nothing."""
    say = words(code)
    ann, bob = await two_customers(stage, say, 500_00)
    owner = await customer(stage, bob)
    await open_shop(stage, owner)
    ours = picture(code_link(stage, QrKind.STATIC, owner.id))
    await send_photo(ann, plain())
    await ann.sees(say("home-not-understood"))
    await ann.say("/support")
    await ann.sees(say.first_line("support-fresh"))
    await ann.say("What is this code?")
    sent = say.first_line("support-sent", ticket="1")
    await ann.sees(sent)
    thread = await stage.agent.topic_with("What is this code?")

    async def pictures_at_the_desk() -> int:
        return len([message for message in await stage.agent.messages(thread) if message.get("photo")])

    for number, (content, command) in enumerate(((ours, ""), (plain(), "/home"), (picture(OTHER_BOT), "/home")), 1):
        if command:
            await ann.say(command)
            await ann.sees(say.first_line("home-title", name="Ann Lee", number=""))
        asked = await send_photo(ann, content)
        await sees_below(ann, asked, sent)
        for _ in range(300):
            if await pictures_at_the_desk() == number:
                break
            await stage.agent.topics()
        assert await pictures_at_the_desk() == number
    await ann.say("/home")
    await send_photo(ann, ours)
    await ann.sees(say.first_line("pay-merchant-amount", name=SHOP, available=""))
    assert await pictures_at_the_desk() == 3

    await ann.say("/lock")
    await ann.sees(say.first_line("lock", dots=""))
    await ann.press(say("lock-support"))
    await ann.say("/help")
    await ann.sees(say.first_line("help"))
    photo = await send_photo(ann, ours)
    await gone(ann, photo)
    await ann.sees(say("not-expected"), say.first_line("help"))
    await ann.say("/home")
    await ann.sees(say.first_line("lock", dots=""))
    photo = await send_photo(ann, ours)
    await gone(ann, photo)
    await ann.sees(say.first_line("lock", dots=""))
    await ann.enter_pin(PIN)
