"""Links in what people write: the host that a browser would open, whatever it is dressed up as."""

from __future__ import annotations

import time

import pytest

from wallet.security.links import LINKS_MAX, foreign_links, has_link, only_official

OURS = frozenset({"wallet.example", "t.me/wallet_bot"})


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("see https://wallet.example/help?a=1#b", []),
        ("see HTTPS://WALLET.EXAMPLE.", []),
        ("看https://wallet.example谢谢", []),
        ("看https://wallet.example。谢谢", []),
        ("see help.wallet.example, please", []),
        ("see https://evil.example/wallet.example", ["evil.example"]),
        ("see wallet.example.evil.example", ["wallet.example.evil.example"]),
        ("see notwallet.example", ["notwallet.example"]),
        ("http://a.example and www.b.example and c.example/x", ["a.example", "www.b.example", "c.example"]),
        ("twice evil.example evil.example", ["evil.example"]),
    ],
)
def test_a_host_is_ours_or_below_ours_or_foreign(text: str, foreign: list[str]) -> None:
    assert foreign_links(text, OURS) == foreign


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("https://wallet.example@evil.example", "evil.example"),
        ("https://wallet.example:443@evil.example/", "evil.example"),
        ("https://evil.example\\@wallet.example", "evil.example"),
        ("https://xn--wllet-3ve.example", "xn--wllet-3ve.example"),
        ("https://w\u0430llet.example", "xn--wllet-4ve.example"),
        ("https://evil。example", "evil.example"),
        ("ｈｔｔｐｓ://ｅｖｉｌ.example", "evil.example"),
        ("看这里https://evil.example。", "evil.example"),
        ("https://evil%2eexample", "evil.example"),
        ("evil\u200b.example", "evil.example"),
        ("https://xn--80a.wallet.example", "xn--80a.wallet.example"),
        ("a.b.c.d.e.f.g.wallet.example.evil.test", "a.b.c.d.e.f.g.wallet.example.evil.test"),
        ("http://3232235521/", "3232235521"),
        ("http://[::1]/", "[::1]"),
    ],
)
def test_a_dressed_up_link_is_told_by_where_it_leads(text: str, host: str) -> None:
    assert foreign_links(text, OURS) == [host]


@pytest.mark.parametrize(
    "text",
    [
        "write to me@evil.example",
        "it costs 12.50 or 1.000.000",
        "done...ok",
        "version 3.11.2",
        "a.pdf",
        "",
        "好的。谢谢",
    ],
)
def test_addresses_and_numbers_are_no_links(text: str) -> None:
    assert not has_link(text)
    assert foreign_links(text, OURS) == []


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("t.me/wallet_bot", []),
        ("https://t.me/Wallet_Bot?start=1", []),
        ("telegram.me/wallet_bot", []),
        ("https://t.me/wallet_b0t", ["t.me/wallet_b0t"]),
        ("https://t.me/+abcdef", ["t.me/+abcdef"]),
        ("evil.t.me https://t.me/s/other", ["t.me/evil", "t.me/other"]),
        ("tg://resolve?domain=wallet_bot", []),
        ("https://t.me@t.me/wallet_bot", ["t.me/"]),
    ],
)
def test_a_telegram_link_is_whoever_it_names(text: str, foreign: list[str]) -> None:
    assert foreign_links(text, OURS) == foreign


def test_only_a_link_that_was_found_is_called_ours() -> None:
    assert only_official("wallet.example", OURS)
    assert not only_official("wallet.example evil.example", OURS)
    assert not only_official("wallet example", OURS)


def test_a_wall_of_links_is_bounded() -> None:
    begun = time.monotonic()
    assert len(foreign_links(" ".join(f"a{number}.example" for number in range(100_000)), OURS)) == LINKS_MAX
    foreign_links("a." * 50_000 + "@", OURS)
    foreign_links("a-" * 50_000, OURS)
    assert time.monotonic() - begun < 1
