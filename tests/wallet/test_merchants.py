"""Merchants: what may be asked for, one decision each, a shop that stays in force meanwhile, and what is forgotten."""

from __future__ import annotations

import asyncio
import io
import zlib

import pytest
from PIL import Image, PngImagePlugin
from sqlalchemy import select, update

from tests import factories
from tests.factories import Wallet
from tests.wallet.shops import AGENT, open_shop, picture
from wallet import outbox, trail
from wallet.customers.models import customers
from wallet.customers.profile import Profiles
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import (
    CustomerNotActive,
    LogoUnreadable,
    MerchantNotActive,
    OwnRequest,
    ReviewDecided,
    ReviewNotFound,
    ReviewWaiting,
    ShopNameInvalid,
)
from wallet.merchants import logos
from wallet.merchants.logos import SIDE_PIXELS, clean_logo
from wallet.merchants.models import APPROVED, CLOSED, REFUSED, WAITING, merchant_reviews, merchants
from wallet.merchants.service import Merchants, clean_shop_name, find
from wallet.security.freezing import Freezing
from wallet.security.vault import Vault


@pytest.fixture
def shops(database: Database, vault: Vault) -> Merchants:
    return Merchants(database, vault)


async def told(database: Database, kind: str) -> int:
    query = select(outbox.outbox.c.id).where(outbox.outbox.c.kind == kind)
    return len(await database.read(lambda connection: connection.execute(query).all()))


async def test_a_shop_is_paid_only_after_the_desk_has_agreed(
    database: Database, shops: Merchants, payee: Customer
) -> None:
    assert await shops.get(payee.id) is None
    with pytest.raises(MerchantNotActive):
        await shops.require_open(payee.id)
    review = await shops.ask(payee, "  Noodle\u00a0house ", "food", picture())
    waiting = await shops.get(payee.id)
    assert waiting is not None
    assert (waiting.status, waiting.open, waiting.name) == (WAITING, False, "Noodle house")
    with pytest.raises(ReviewWaiting):
        await shops.ask(payee, "Another", "food", None)
    await shops.decide(review.id, None, AGENT, "Mark")
    shop = await shops.require_open(payee.id)
    assert (shop.name, shop.category, shop.status, shop.wallet_number) == (
        "Noodle house", "food", APPROVED, payee.wallet_number,
    )  # fmt: skip
    assert shop.logo is not None
    assert (await shops.review(review.id)).logo is None
    assert await database.read(lambda connection: find(connection, payee.id)) == shop
    assert (await told(database, outbox.SHOP_REVIEW), await told(database, outbox.SHOP_DECIDED)) == (2, 1)
    kinds = [event.kind for event in await database.read(lambda c: trail.of_customer(c, payee.id, None, 10))]
    assert kinds[:2] == [trail.SHOP_DECIDED, trail.SHOP_ASKED]


@pytest.mark.slow
async def test_a_change_leaves_the_shop_in_force_until_it_is_decided(shops: Merchants, payee: Customer) -> None:
    first = await shops.ask(payee, "Noodle house", "food", picture())
    await shops.decide(first.id, None, AGENT, "Mark")
    before = await shops.require_open(payee.id)
    refused = await shops.ask(payee, "The Bank", "services", None)
    assert await shops.require_open(payee.id) == before
    await shops.decide(refused.id, "name-misleading", AGENT, "Mark")
    assert await shops.require_open(payee.id) == before
    newest = await shops.latest(payee.id)
    assert newest is not None
    assert (newest.status, newest.reason, newest.decided_name) == (REFUSED, "name-misleading", "Mark")
    kept = await shops.ask(payee, "Soup house", "food", None, keep_logo=True)
    await shops.decide(kept.id, None, AGENT, "Mark")
    after = await shops.require_open(payee.id)
    assert (after.name, after.logo) == ("Soup house", before.logo)
    bare = await shops.ask(payee, "Soup house", "food", None)
    await shops.decide(bare.id, None, AGENT, "Mark")
    assert (await shops.require_open(payee.id)).logo is None


async def test_the_first_decision_counts_and_nobody_decides_on_their_own_shop(
    shops: Merchants, payee: Customer
) -> None:
    review = await shops.ask(payee, "Noodle house", "food", None)
    with pytest.raises(OwnRequest):
        await shops.decide(review.id, None, payee.telegram_user_id, "Ann")
    outcomes = await asyncio.gather(
        *(shops.decide(review.id, reason, AGENT, "Mark") for reason in (None, "not-allowed", None, "not-allowed")),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, ReviewDecided) for outcome in outcomes) == 3
    with pytest.raises(ReviewNotFound):
        await shops.decide(review.id + 1, None, AGENT, "Mark")
    with pytest.raises(ValueError, match="no such reason"):
        await shops.decide(review.id, "because", AGENT, "Mark")


@pytest.mark.slow
async def test_a_refused_shop_may_ask_again(shops: Merchants, payee: Customer) -> None:
    review = await shops.ask(payee, "Casino", "other", picture())
    await shops.decide(review.id, "not-allowed", AGENT, "Mark")
    refused = await shops.get(payee.id)
    assert refused is not None
    assert (refused.status, refused.open, refused.logo) == (REFUSED, False, None)
    again = await shops.ask(payee, "Tea house", "food", None)
    with pytest.raises(ReviewDecided):
        await shops.decide(review.id, None, AGENT, "Mark")
    await shops.decide(again.id, None, AGENT, "Mark")
    assert (await shops.require_open(payee.id)).name == "Tea house"


async def test_a_frozen_wallet_s_shop_is_open_and_a_closed_one_s_is_forgotten(
    database: Database, vault: Vault, wallet: Wallet, payee: Customer
) -> None:
    shops = await open_shop(database, vault, payee)
    await shops.ask(payee, "Shop of Ann", "food", picture())
    await Freezing(database).freeze_own(payee.id, payee.telegram_user_id)
    assert (await shops.require_open(payee.id)).open
    closing = update(customers).where(customers.c.id == payee.id).values(status=CLOSED)
    await database.write(lambda work: work.connection.execute(closing) and None)
    with pytest.raises(MerchantNotActive):
        await shops.require_open(payee.id)
    other = await wallet.customers.register(factories.registration(name="Eve Ray"))
    await shops.ask(other, "Eve and sons", "food", picture())
    await wallet.security.prove_pin(other, "erase", factories.PIN)
    await Profiles(database, vault).erase(other)
    closed = await shops.get(other.id)
    assert closed is not None
    assert (closed.name, closed.logo, closed.status, closed.open) == ("", None, CLOSED, False)
    review = await shops.latest(other.id)
    assert review is not None
    assert (review.name, review.logo, review.status) == ("", None, CLOSED)
    with pytest.raises(CustomerNotActive):
        await shops.ask(other, "Eve again", "food", None)
    with pytest.raises(ReviewDecided):
        await shops.decide(review.id, None, AGENT, "Mark")

    for table in (merchants, merchant_reviews):
        rows = await database.read(lambda connection, table=table: connection.execute(select(table)).all())
        assert "Eve" not in str(rows)


@pytest.mark.parametrize("name", ["", "x", "x" * 41, "..", "No\u202eise", "No\u200bise", "\u3164\u3164"])
def test_a_public_name_is_readable(name: str) -> None:
    with pytest.raises(ShopNameInvalid):
        clean_shop_name(name)
    assert clean_shop_name(" 7-\n11 ") == "7- 11"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
async def test_a_logo_becomes_a_small_square_without_metadata(kind: str) -> None:
    written = io.BytesIO()
    image = Image.new("RGB", (900, 300), "teal")
    image.paste("red", (300, 0, 600, 300))
    options = {}
    if kind == "PNG":
        told = PngImagePlugin.PngInfo()
        told.add_text("Comment", "secret place")
        options["pnginfo"] = told
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    image.save(written, kind, exif=exif, **options)
    cleaned = await clean_logo(written.getvalue())
    with Image.open(io.BytesIO(cleaned)) as logo:
        assert (logo.format, logo.size, dict(logo.info), len(logo.getexif())) == ("PNG", (SIDE_PIXELS,) * 2, {}, 0)
        corners = [logo.getpixel((x, y)) for x in (3, 252) for y in (3, 252)]
    assert all(red > 200 and green < 60 for red, green, _ in corners)  # type: ignore[misc]
    assert b"secret" not in cleaned


def png_of(width: int, height: int) -> bytes:
    """A picture that says in its header how large it is, and has no pixels."""
    small = bytearray(picture("PNG", (1, 1)))
    small[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    small[29:33] = zlib.crc32(bytes(small[12:29])).to_bytes(4, "big")
    return bytes(small)


def large(kind: str, pixels: int) -> bytes:
    """A sound picture of a few kilobytes."""
    written = io.BytesIO()
    Image.new("L", (2_000, pixels // 2_000 + 1)).save(written, kind)
    return written.getvalue()


async def test_a_large_photo_is_decoded_small() -> None:
    assert await clean_logo(large("JPEG", logos.DECODED_PIXELS_MAX))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no picture",
        b"GIF89a" + bytes(40),
        picture("BMP"),
        picture("PNG")[:60],
        picture("JPEG")[:200],
        png_of(10_000, 10_000),
        png_of(60_000, 60_000),
        png_of(2**31 - 1, 2**31 - 1),
        png_of(4_000, 4_000),
        large("PNG", logos.DECODED_PIXELS_MAX),
        large("JPEG", logos.PIXELS_MAX),
        picture("PNG") + bytes(logos.BYTES_MAX),
    ],
    ids=[
        "empty",
        "text",
        "gif",
        "bmp",
        "short-png",
        "short-jpeg",
        "100-mp",
        "bomb",
        "huge",
        "no-pixels",
        "large-png",
        "large-jpeg",
        "many-bytes",
    ],
)
async def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(LogoUnreadable):
        await clean_logo(content)
