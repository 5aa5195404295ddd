"""What stands in a code is signed and told apart from everything else; what is drawn can be read."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from wallet.errors import QrForged, QrVersionUnknown
from wallet.qr.drawing import LOGO_SHARE, SIZE_PIXELS, draw
from wallet.qr.payload import ID_MAX, Payload, Payloads, QrKind, argument_in, link
from wallet.qr.reading import read_codes
from wallet.security.vault import Vault

BOT = "wallet_bot"


@pytest.fixture(scope="module")
def payloads(vault: Vault) -> Payloads:
    return Payloads(vault)


@pytest.mark.parametrize("kind", QrKind)
@pytest.mark.parametrize("number", [1, 4711, ID_MAX])
def test_a_code_is_read_as_it_was_made(payloads: Payloads, kind: QrKind, number: int) -> None:
    argument = payloads.argument(Payload(kind, number))
    assert len(argument) <= 64
    assert payloads.read(argument) == Payload(kind, number)
    assert argument_in(link(BOT, argument), BOT) == argument


def test_nothing_can_be_changed_in_a_code(payloads: Payloads, vault: Vault) -> None:
    argument = payloads.argument(Payload(QrKind.STATIC, 123))
    for place, character in enumerate(argument):
        other = "0" if character != "0" else "1"
        with pytest.raises((QrForged, QrVersionUnknown)):
            payloads.read(argument[:place] + other + argument[place + 1 :])
    head, mac = argument.rsplit("_", 1)
    for forged in (
        f"q1i_123_{mac}", f"q1p_123_{mac}", f"q1s_0123_{mac}", f"q1s_124_{mac}", f"{head}_{mac[:-1]}", f"{head}_{mac}0",
        f"{head}_{mac.upper()}", f"q1s_{ID_MAX + 1}_{mac}", f"q1x_123_{mac}", f"q1s_123_{'0' * 24}", "q1s", "q", "",
    ):  # fmt: skip
        with pytest.raises(QrForged):
            payloads.read(forged)
    for later in (f"q2s_123_{mac}", "q2z_anything", "q10s_1_x"):
        with pytest.raises(QrVersionUnknown):
            payloads.read(later)
    with pytest.raises(QrForged):
        Payloads(Vault({"other": bytes(32)}, "other")).read(argument)


@pytest.mark.parametrize(
    "text",
    [
        "https://t.me/wallet_bot?start=abc", "http://t.me/wallet_bot?start=abc", "https://T.me/Wallet_Bot?start=abc",
        "https://telegram.me/wallet_bot?start=abc", "tg://resolve?domain=wallet_bot&start=abc",
        "tg://resolve?start=abc&domain=Wallet_bot",
    ],
)  # fmt: skip
def test_links_to_us(text: str) -> None:
    assert argument_in(text, BOT) == "abc"


@pytest.mark.parametrize(
    "text",
    [
        "https://t.me/wallet_b0t?start=abc", "https://t.me/wallet_bot", "https://t.me/wallet_bot?start=",
        "https://t.me/wallet_bot?start=a&start=b", "https://t.me/wallet_bot?start=abc&x=1", "abc",
        "https://t.me@evil.example/wallet_bot?start=abc", "https://evil.example/t.me/wallet_bot?start=abc",
        "https://t.me.evil.example/wallet_bot?start=abc", "https://t.me:443/wallet_bot?start=abc",
        "https://t.me/wallet_bot/x?start=abc", "https://t.me/wallet_bot?startapp=abc", "https://t.me/+abc?start=abc",
        "https://t.me/wallet_bot?start=abc#x", "https://t.me\\wallet_bot?start=abc", "javascript:alert(1)",
        "https://t.me/wallet_bot?start=" + "a" * 65, "https://t.me/wallet_bot?start=a%20b", "https://[t.me/wallet_bot",
        "https://t.me/wallet_bot?start=abc\n", "https://t.me/wallet\u200b_bot?start=abc", "tg://resolve?domain=other&start=a",
        "tg://resolve?domain=wallet_bot&domain=other&start=a", "tg://join?domain=wallet_bot&start=a", "",
        "mailto:x@t.me?start=abc", "ftp://t.me/wallet_bot?start=abc", "see https://t.me/wallet_bot?start=abc",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_link_to_us(text: str) -> None:
    assert argument_in(text, BOT) is None


@pytest.mark.parametrize("color", [None, "black", "white", "red"])
def test_what_is_drawn_is_read(payloads: Payloads, color: str | None) -> None:
    logo = None
    if color is not None:
        written = io.BytesIO()
        Image.new("RGB", (256, 256), color).save(written, "PNG")
        logo = written.getvalue()
    address = link(BOT * 4, payloads.argument(Payload(QrKind.INVOICE, ID_MAX)))
    drawn = draw(address, logo)
    with Image.open(io.BytesIO(drawn)) as picture:
        assert (picture.format, picture.size) == ("PNG", (SIZE_PIXELS, SIZE_PIXELS))
        if color == "red":
            reds = picture.convert("RGB").point(lambda value: value > 128 and 255).getcolors()
            red = sum(count for count, shade in reds or () if shade == (255, 0, 0))
            assert red < (SIZE_PIXELS // LOGO_SHARE) ** 2
    assert [code.text for code in read_codes(drawn)] == [address]
