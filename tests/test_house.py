"""Each house rule refuses a small sample that breaks it."""

from __future__ import annotations

import ast

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
    tree = ast.parse('Prose("is-asked")\nname = "is-used"')
    found = house.key_breaches(["is-used", "is-idle"], house.used_keys([tree]), house.asked_keys([tree]))
    assert found == ["is-idle is not used", "is-asked does not exist"]


def test_long_files_and_functions_are_breaches() -> None:
    long_function = "def f():\n" + "    x = 1\n" * 80
    assert house.shape_breaches("a.py", long_function) == ["a.py: f has 81 lines"]
    assert house.shape_breaches("a.py", "x = 1\n" * 301) == ["a.py has over 300 lines"]


def test_words_in_code_are_a_breach() -> None:
    assert house.word_breaches("handlers/a.py", 'x = "\u4f60\u597d"')


def test_a_machine_path_is_a_breach() -> None:
    assert house.place_breaches("a.md", "see /wo" + "rk/main")


def test_settings_and_example_must_agree() -> None:
    found = house.setting_breaches(["data_dir"], "OTHER=1\n")
    assert found == [
        "DATA_DIR is not in both Settings and .env.example",
        "OTHER is not in both Settings and .env.example",
    ]
