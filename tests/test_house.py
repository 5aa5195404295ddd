"""Each house rule refuses a small sample that breaks it."""

from __future__ import annotations

import ast
import re

import pytest

from tests import house


def test_a_key_in_one_language_only_is_a_breach() -> None:
    assert house.language_breaches({"zh-CN": {"a-b": set()}, "en": {}}) == ["a-b is not in every language"]


def test_other_fields_in_another_language_are_a_breach() -> None:
    texts = {"zh-CN": house.texts_of("a-b = { $x }"), "en": house.texts_of("a-b = { $y }")}
    assert house.language_breaches(texts) == ["a-b has other fields in en than in zh-CN"]


def test_an_error_and_a_fact_need_words() -> None:
    found = house.missing_texts(["error-known"], ["known", "new"], ["told"])
    assert found == ["error-new has no text", "notice-told has no text"]


def test_unused_and_unknown_keys_are_breaches() -> None:
    tree = ast.parse('Prose("is-asked")\nLabel("word")\nname = "is-used"')
    assert house.unused_keys(["is-used", "is-idle"], house.used_keys([tree])) == ["is-idle is not used"]
    found = house.field_breaches({"is-used": set()}, house.asked_texts([tree]))
    assert found == ["is-asked does not exist", "word does not exist"]


@pytest.mark.parametrize("call", ['Prose("a-b", "x", when=y)', 'language.html("a-b", x=1)'])
def test_a_field_that_is_not_given_is_a_breach(call: str) -> None:
    asked = house.asked_texts([ast.parse(call)])
    assert house.field_breaches(house.texts_of("a-b = { $x } { $y }"), asked) == ["a-b is asked for without y"]
    assert house.field_breaches(house.texts_of("a-b = { $x }"), asked) == []


def test_fields_given_as_a_mapping_are_not_judged() -> None:
    asked = house.asked_texts([ast.parse('language.text("a-b", **fields)')])
    assert house.field_breaches(house.texts_of("a-b = { $x }"), asked) == []


def test_an_excuse_that_nobody_needs_is_a_breach() -> None:
    tree = ast.parse('language.text(f"known-{name}")')
    assert house.dynamic_prefix_breaches([tree], ["known-", "gone-"]) == ["no code completes gone-"]


def test_long_files_and_functions_are_breaches() -> None:
    long_function = "def f():\n" + "    x = 1\n" * 80
    assert house.shape_breaches("a.py", long_function) == ["a.py: f has 81 lines"]
    assert house.shape_breaches("a.py", "x = 1\n" * 301) == ["a.py has over 300 lines"]


def test_words_in_code_are_a_breach() -> None:
    assert house.word_breaches("handlers/a.py", 'x = "\u4f60\u597d"')
    assert house.word_breaches("handlers/a.py", "# \ucda9\uc804")
    for call in (
        'message.answer("Hello")',
        'bot.send_message(1, f"Hi {name}")',
        'Format("{a} and {b}")',
        'B.reply(text="No")',
    ):
        assert house.word_breaches("handlers/a.py", call), call
    for call in (
        "message.answer(shown)",
        'Format("{dots}")',
        'bot.send_message(1, f"{name}: ")',
        'log.info("Started up")',
    ):
        assert not house.word_breaches("handlers/a.py", call), call


def test_a_machine_path_is_a_breach() -> None:
    assert house.place_breaches("a.md", "see /wo" + "rk/main")


def test_settings_and_example_must_agree() -> None:
    found = house.setting_breaches(["data_dir"], "OTHER=1\n")
    assert found == [
        "DATA_DIR is not in both Settings and .env.example",
        "OTHER is not in both Settings and .env.example",
    ]


def test_tests_named_in_the_documents_exist() -> None:
    named = {
        (path.name, found)
        for path in (house.ROOT / "docs").glob("*.md")
        for found in re.findall(r"tests/[\w/]+\.py", path.read_text(encoding="utf-8"))
    }
    assert [(page, name) for page, name in sorted(named) if not (house.ROOT / name).is_file()] == []
