"""The walk through the product that docs/tour.md shows, with its pictures; the command there takes them anew."""

from __future__ import annotations

import pytest

from tests.stage import Stage
from tests.stories import abroad
from tests.stories.album import Album
from tests.stories.browser import opened_page
from tests.stories.claim_link_steps import make
from tests.stories.invoice_steps import ask_for, code_link, customer, open_shop, photo_of, picture, send_photo
from tests.stories.people import Phone, words_of
from tests.stories.steps import PIN, register, top_up
from tests.stories.tour_money import keeps_track, lived
from tests.stories.words import Words, words
from wallet.qr.payload import QrKind

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

SAID = {
    "zh-CN": {
        "ann": "王小明",
        "bob": "李华",
        "shop": "幸福小店",
        "lunch": "午饭",
        "taxi": "打车",
        "typed": "转 20 给 @bobby 午饭",
        "gift": "生日快乐！",
    },
    "en": {
        "ann": "Ann Lee",
        "bob": "Bob Ray",
        "shop": "Lucky Mart",
        "lunch": "lunch",
        "taxi": "Taxi",
        "typed": "send 20 to @bobby lunch",
        "gift": "Happy birthday!",
    },
}
"""What people type, in each language."""

CHECKED = dict.fromkeys(("kind", "amount", "payer", "to", "when", "reference"), "")


async def pay(phone: Phone, say: Words) -> None:
    """From the confirm card to the receipt."""
    await phone.press("✅")
    await phone.sees(say.first_line("checkout-pin", what="", dots=""))
    await phone.enter_pin(PIN)
    await phone.sees(say.first_line("checkout-receipt", lines=""))


async def transfers(album: Album, ann: Phone, bob: Phone, say: Words, said: dict[str, str]) -> None:
    await album.keep(ann, "home")
    await ann.say("/transfer")
    await ann.sees(say.first_line("transfer-payee"))
    await album.keep(ann, "payee")
    await ann.say("@bobby")
    await ann.sees(say("transfer-amount", payee="", payee_number="", available="").split("\n")[1])
    await ann.say("20.50")
    await ann.sees(say.first_line("checkout-card", lines=""))
    await album.keep(ann, "confirm")
    await pay(ann, say)
    receipt = words_of(await ann.sees(say.first_line("checkout-receipt", lines="")))
    await album.keep(ann, "receipt")
    await bob.sees(say.yuan(2050))
    await album.keep(bob, "received")
    checked = next(word for line in receipt.split("\n") for word in line.split() if word[:19].count("-") == 3)[:19]
    await bob.say(f"/verify {checked}")
    await bob.sees(say("verify-receipt", **CHECKED).split("\n")[-1])
    await album.keep(bob, "verify")
    await ann.say(said["typed"])
    await ann.sees(say.first_line("checkout-card", lines=""), said["lunch"])
    await album.keep(ann, "typed")


async def asks(album: Album, ann: Phone, bob: Phone, say: Words, said: dict[str, str]) -> None:
    link = await make(ann, say, "20", note=said["gift"])
    await album.keep(ann, "link")
    await bob.say(f"/start {link}")
    await bob.sees(say.first_line("claim-offer", amount=say.yuan(2000), giver="", number="", lines=""))
    await album.keep(bob, "claim")
    await bob.press(say("claim-take", amount=say.yuan(2000)))
    await ann.say("/receive")
    await ann.press(say("receive-split"))
    await ann.sees(say.first_line("split-total", currency="CNY"))
    await ann.say("60")
    await ann.sees(say.first_line("split-note", length_max=100, total="").split("(")[0])
    await ann.say(said["taxi"])
    await ann.say("@bobby")
    await ann.sees(say("split-people-added", people="").strip())
    await ann.press(say("split-go-on"))
    await ann.sees(said["taxi"], say.yuan(3000))
    await album.keep(ann, "split")
    await ann.press("🙏")
    await bob.sees(said["taxi"], say.yuan(3000))
    await album.keep(bob, "request")


async def shop(stage: Stage, album: Album, ann: Phone, bob: Phone, say: Words, said: dict[str, str]) -> None:
    owner = await customer(stage, bob)
    await open_shop(stage, owner, said["shop"])
    await bob.say("/business")
    await bob.sees(said["shop"])
    await bob.press(say("shop-code"))
    shown = next(item for item in reversed(await bob.messages()) if item.get("photo"))
    assert await photo_of(bob, shown)
    await album.keep(bob, "code")
    invoice = await ask_for(stage, owner, 3000, note=said["lunch"])
    await ann.say("/scan")
    await send_photo(ann, picture(code_link(stage, QrKind.INVOICE, invoice.id)))
    await ann.sees(say.first_line("checkout-card", lines=""), said["shop"])
    await album.keep(ann, "invoice")
    await pay(ann, say)
    await bob.say("/business")
    await bob.sees(said["shop"], say.yuan(3000))
    await album.keep(bob, "business")


async def rates(album: Album, ann: Phone, say: Words) -> None:
    await ann.say("/exchange")
    await ann.sees(say("exchange-title", pays="CNY", gets="USD", available="").split("\n")[0])
    await ann.say("100")
    await ann.sees(say.first_line("checkout-card", lines=""), "💱")
    await album.keep(ann, "exchange")
    await ann.say("/rates")
    await ann.press("USD")
    await ann.sees("USD")
    await album.keep(ann, "rates")


async def money_abroad(album: Album, ann: Phone, say: Words) -> None:
    await abroad.to_amount(ann, say, "DE", euro=True)
    await abroad.to_recipient(ann, say, "100")
    await abroad.to_purpose(ann, say, "iban", abroad.DE_IBAN)
    await abroad.to_card(ann, say)
    await album.keep(ann, "abroad")
    await pay(ann, say)
    await ann.press(say("remittance-follow"))
    await album.keep(ann, "abroad-states")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_the_tour_and_its_pictures(stage: Stage, language: str) -> None:
    say, said = words(language), SAID[language]
    ann = await stage.phone(said["ann"], username="ann", phone="+8613800138000", language=language[:2])
    bob = await stage.phone(said["bob"], username="bobby", phone="+8613800138001", language=language[:2])
    await register(ann, say, name=said["ann"])
    await register(bob, say, name=said["bob"])
    await lived(stage, await customer(stage, ann), language)
    await top_up(ann, say, 50000)
    async with opened_page(stage.world.url, width=1440, height=900, language=language[:2]) as (page, errors):
        album = Album(page, language)
        await transfers(album, ann, bob, say, said)
        await asks(album, ann, bob, say, said)
        await shop(stage, album, ann, bob, say, said)
        await rates(album, ann, say)
        await money_abroad(album, ann, say)
        await keeps_track(album, ann, say, language)
        assert errors == []
    assert album.named_in_docs() == album.names
