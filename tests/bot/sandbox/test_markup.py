"""Reply markup: what is accepted as it is, and what is refused in the official server's words."""

import json
from typing import Any

import pytest

from bot.sandbox.errors import BotApiError
from bot.sandbox.markup import ChatKind, check_markup

INLINE = "can't parse inline keyboard button: "


def inline(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[button]]}


@pytest.mark.parametrize(
    "markup",
    [
        inline(text="付款", callback_data="pay", style="success", icon_custom_emoji_id="1"),
        inline(text="打开", url="https://t.me/wallet_bot?start=x"),
        inline(text="复制", copy_text={"text": "W-1"}),
        {"keyboard": [[{"text": "号码", "request_contact": True}]], "resize_keyboard": True, "is_persistent": True},
        {"remove_keyboard": True},
        {"force_reply": True, "input_field_placeholder": "金额", "selective": False},
    ],
)
def test_good_markup_comes_back_whole_from_json_and_from_a_dict(markup: dict[str, Any]) -> None:
    assert check_markup(markup, kind="private") == markup
    assert check_markup(json.dumps(markup), kind="private") == markup


@pytest.mark.parametrize("value", [None, "", "null", {}, {"inline_keyboard": []}, {"inline_keyboard": [[]]}])
def test_nothing_is_none(value: Any) -> None:
    assert check_markup(value, kind="private") is None


def test_plain_strings_are_reply_buttons_and_unknown_fields_are_dropped() -> None:
    assert check_markup({"keyboard": [["是", "否"]], "colour": 1}, kind="group") == {
        "keyboard": [[{"text": "是"}, {"text": "否"}]]
    }
    assert check_markup(inline(text="a", callback_data="b", colour=1), kind="group") == inline(
        text="a", callback_data="b"
    )


@pytest.mark.parametrize(
    ("markup", "kind", "words"),
    [
        ("{", "private", "can't parse reply keyboard markup JSON object"),
        ("[]", "private", "object expected as reply markup"),
        ({"inline_keyboard": {}}, "private", 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array'),
        ({"keyboard": [{}]}, "private", 'field "keyboard" of the ReplyKeyboardMarkup must be an Array of Arrays'),
        (
            {"keyboard": [["a"]], "resize_keyboard": 1},
            "private",
            'field "resize_keyboard" of the ReplyKeyboardMarkup must be of the type Boolean',
        ),
        (inline(text="a"), "private", INLINE + "Text buttons are unallowed in the inline keyboard"),
        (inline(callback_data="a"), "private", INLINE + 'Can\'t find field "text"'),
        (inline(text=1, callback_data="a"), "private", INLINE + 'Field "text" must be of type String'),
        (inline(text=" ", callback_data="a"), "private", "inline keyboard button text must be non-empty"),
        (inline(text="a", callback_data=1), "private", INLINE + 'Field "callback_data" must be of type String'),
        (inline(text="a", callback_data=""), "private", "BUTTON_DATA_INVALID"),
        (inline(text="a", callback_data="钱" * 22), "private", "BUTTON_DATA_INVALID"),
        (
            inline(text="a", callback_data="b", url="https://a.example"),
            "private",
            INLINE + "Only one action of the button can be specified",
        ),
        (inline(text="a", url="x y"), "private", "inline keyboard button URL 'x y' is invalid: Wrong HTTP URL"),
        (inline(text="a", copy_text={"text": "x" * 257}), "private", "BUTTON_COPY_TEXT_INVALID"),
        (inline(text="a", web_app={"url": "https://a.example"}), "group", "BUTTON_TYPE_INVALID"),
        (inline(text="a", callback_data="b", style="loud"), "private", INLINE + "Invalid button style specified"),
        ({"keyboard": [[""]]}, "private", "keyboard button text must be non-empty"),
        (
            {"keyboard": [[{"text": "a", "request_contact": True}]]},
            "group",
            "phone number can be requested in private chats only",
        ),
        (
            {"inline_keyboard": [[{"text": "a", "callback_data": "b"}] * 8] * 13},
            "private",
            "reply markup is too long",
        ),
    ],
)
def test_bad_markup_is_refused_word_for_word(markup: Any, kind: ChatKind, words: str) -> None:
    with pytest.raises(BotApiError) as refused:
        check_markup(markup, kind=kind)
    assert (refused.value.code, refused.value.description) == (400, f"Bad Request: {words}")


def test_callback_data_of_64_bytes_and_100_buttons_are_allowed() -> None:
    rows = [[{"text": "a", "callback_data": "x" * 64}] * 5] * 20
    assert check_markup({"inline_keyboard": rows}, kind="private") == {"inline_keyboard": rows}
