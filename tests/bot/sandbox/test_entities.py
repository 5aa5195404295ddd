"""Message texts: every parse mode, Telegram's own finds, trimming and the words of the errors."""

import pytest

from bot.sandbox.entities import parse_text, utf16_length
from bot.sandbox.errors import BotApiError


def kinds(text: str, parse_mode: str | None = None, entities: list[dict[str, object]] | None = None) -> list[object]:
    shown, found = parse_text(text, parse_mode, entities)
    encoded = shown.encode("utf-16-le")
    return [
        (item["type"], encoded[item["offset"] * 2 : (item["offset"] + item["length"]) * 2].decode("utf-16-le"))
        for item in found
    ]


def test_html_marks_become_entities_with_utf16_offsets() -> None:
    marked = (
        "😀<b>粗 <i>斜</i></b><u>u</u><s>s</s><code>c</code><tg-spoiler>秘</tg-spoiler>"
        "<blockquote expandable>q</blockquote><tg-emoji emoji-id='5368324170671202286'>👍</tg-emoji>"
    )
    assert kinds(marked, "HTML") == [
        ("bold", "粗 斜"),
        ("italic", "斜"),
        ("underline", "u"),
        ("strikethrough", "s"),
        ("code", "c"),
        ("spoiler", "秘"),
        ("expandable_blockquote", "q"),
        ("custom_emoji", "👍"),
    ]
    _, entities = parse_text(marked, "HTML", None)
    assert entities[0]["offset"] == 2
    assert entities[-1]["custom_emoji_id"] == "5368324170671202286"


def test_links_mentions_and_code_languages_keep_their_fields() -> None:
    marked = (
        "<a href='http://example.com/x'>l</a><a href='tg://user?id=5'>u</a>"
        "<pre><code class='language-python'>print()</code></pre><tg-time unix='60' format='wDT'>t</tg-time>"
    )
    _, (link, mention, code, moment) = parse_text(marked, "html", None)
    assert link["url"] == "http://example.com/x"
    assert mention["user"] == {"id": 5}
    assert code == {"type": "pre", "offset": 2, "length": 7, "language": "python"}
    assert (moment["unix_time"], moment["date_time_format"]) == (60, "wDT")


@pytest.mark.parametrize("parse_mode", ["MarkdownV2", "Markdown"])
def test_markdown_marks(parse_mode: str) -> None:
    assert kinds("*a* _b_ `c`", parse_mode) == [("bold", "a"), ("italic", "b"), ("code", "c")]


@pytest.mark.parametrize(
    ("text", "parse_mode", "words"),
    [
        ("<b>x", "HTML", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        (
            "a.",
            "MarkdownV2",
            "can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'",
        ),
        ("*x", "Markdown", "can't parse entities: Can't find end of the entity starting at byte offset 0"),
        ("x", "RTF", "unsupported parse_mode"),
        ("\ud83d", None, "strings must be encoded in UTF-8"),
    ],
)
def test_errors_word_for_word(text: str, parse_mode: str | None, words: str) -> None:
    with pytest.raises(BotApiError) as refused:
        parse_text(text, parse_mode, None)
    assert (refused.value.code, refused.value.description) == (400, f"Bad Request: {words}")


def test_telegram_finds_the_rest_by_itself() -> None:
    text = "/start@wallet_bot @alice https://example.com/x #转账 $USD a@example.com +86 138 0013 8000 example.org"
    assert kinds(text) == [
        ("bot_command", "/start@wallet_bot"),
        ("mention", "@alice"),
        ("url", "https://example.com/x"),
        ("hashtag", "#转账"),
        ("cashtag", "$USD"),
        ("email", "a@example.com"),
        ("phone_number", "+86 138 0013 8000"),
        ("url", "example.org"),
    ]


def test_nothing_is_found_inside_code_or_a_link() -> None:
    assert kinds("<code>/start</code> <a href='http://a.example/'>@alice</a> <b>@bobby</b>", "HTML") == [
        ("code", "/start"),
        ("text_link", "@alice"),
        ("bold", "@bobby"),
        ("mention", "@bobby"),
    ]


def test_whitespace_is_trimmed_and_entities_move() -> None:
    assert parse_text("  \n 你好 \n\n", None, None) == ("你好", [])
    assert parse_text("  <b>x</b>  ", "HTML", None) == ("x", [{"type": "bold", "offset": 0, "length": 1}])
    assert parse_text("<b>  </b>", "HTML", None)[0] == ""
    assert parse_text("a\r\nb\x00", None, None)[0] == "a\nb"


def test_given_entities_are_kept_and_cut_at_the_end() -> None:
    given: list[dict[str, object]] = [
        {"type": "bold", "offset": 1, "length": 50},
        {"type": "bot_command", "offset": 0, "length": 1},
        {"type": "unheard_of", "offset": 0, "length": 1},
    ]
    assert parse_text("xyz  ", None, given) == ("xyz", [{"type": "bold", "offset": 1, "length": 2}])


def test_utf16_length_counts_code_units() -> None:
    assert [utf16_length(text) for text in ("", "a中", "😀")] == [0, 2, 2]
