"""Links: whose they are, also when they are written to look like somebody else's."""

from __future__ import annotations

import pytest

from wallet.security.links import LINKS_MAX, foreign_links, has_link, only_official

OFFICIAL = frozenset({"bank.example", "银行.example", "t.me/wallet_bot"})


@pytest.mark.parametrize(
    "text",
    [
        "no link at all",
        "1.50 or 1.2.3, e.g. this; 5.5元",
        "write to john.co@mail.example",
        "see passport.pdf",
        "https://bank.example/help?u=https://evil.example",
        "help.bank.example and BANK.EXAMPLE:8080/x.",
        "看https://bank.example。谢谢",
        "看https://bank.example谢谢",
        "银行.example",
        "xn--jn2a72x.example",
        "t.me/wallet_bot?start=1",
        "https://telegram.me/Wallet_Bot",
        "tg://resolve?domain=wallet_bot",
    ],
)
def test_what_is_ours_or_no_link_is_let_be(text: str) -> None:
    assert foreign_links(text, OFFICIAL) == []


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("go to https://evil.example/bank.example now", ["evil.example"]),
        ("www.evil.example", ["www.evil.example"]),
        ("evil.example很好，(https://evil.example)", ["evil.example"]),
        ("http://bank.example@evil.example", ["evil.example"]),
        ("http://bank.example:x@evil.example/", ["evil.example"]),
        ("https://evil.example\\@bank.example", ["evil.example"]),
        ("https:\\\\evil.example", ["evil.example"]),
        ("https://evil%2eexample", ["evil.example"]),
        ("https://bank.example%2f@evil.example", ["evil.example"]),
        ("bank.example.evil.example", ["bank.example.evil.example"]),
        ("a.b.c.d.e.f.g.bank.example.evil.test", ["a.b.c.d.e.f.g.bank.example.evil.test"]),
        ("https://bank.example。evil.test", ["bank.example.evil.test"]),
        ("evil\u200b.example", ["evil.example"]),
        ("ｅｖｉｌ．example", ["evil.example"]),
        ("xn--80ak6aa92e.example", ["xn--80ak6aa92e.example"]),
        ("http://1.2.3.4/a http://3232235521/ http://[::1]/", ["1.2.3.4", "3232235521", "[::1]"]),
        ("t.me/evil_bot evil.t.me https://t.me/s/other", ["t.me/evil_bot", "t.me/evil", "t.me/other"]),
        ("tg://resolve?domain=evil_bot tg://openmessage?user_id=1", ["t.me/evil_bot", "tg://openmessage"]),
        ("https://t.me/+abc", ["t.me/+abc"]),
        ("https://t.me@t.me/wallet_bot", ["t.me/"]),
    ],
)
def test_a_strangers_link_is_named_by_where_it_goes(text: str, hosts: list[str]) -> None:
    assert foreign_links(text, OFFICIAL) == hosts


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("b\u0430nk.example", "xn--bnk-6cd.example"),
        ("https://\u0430.bank.example", "xn--80a.bank.example"),
        ("https://xn--80a.bank.example", "xn--80a.bank.example"),
    ],
)
def test_letters_that_only_look_alike_are_shown_for_what_they_are(text: str, host: str) -> None:
    assert foreign_links(text, OFFICIAL) == [host]


def test_many_links_are_bounded_and_odd_texts_are_quick() -> None:
    assert len(foreign_links(" ".join(f"e{number}.example" for number in range(50)), OFFICIAL)) == LINKS_MAX
    for text in ("a." * 3000, "-" * 5000, "https://" * 1000, "a-." * 2000, "@a.b" * 1500, "https://" + "%2e" * 2000):
        foreign_links(text, OFFICIAL)


def test_only_what_was_found_and_is_ours_is_official() -> None:
    assert only_official("bank.example", OFFICIAL)
    assert not only_official("bank.example evil.example", OFFICIAL)
    assert not only_official("bank example", OFFICIAL)
    assert has_link("evil.example")
    assert not has_link("1.50")
