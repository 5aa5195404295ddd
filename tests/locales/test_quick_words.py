"""Quick commands are read to the last digit, or refused: never a wrong amount, currency, payee or note."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.parts.quick_words import QuickBalance, QuickCommand, QuickExchange, QuickPay, QuickWords
from locales import LANGUAGES, load_texts
from tests.locales.quick_grammar import (
    Made,
    damaged,
    exchange,
    payment,
    simple_exchange,
    simple_reading,
    spelled,
)
from wallet.errors import AmountNotPositive, AmountTooManyDecimals, InvalidInput, QuickCommandNotUnderstood
from wallet.money import CURRENCIES, MINOR_MAX, Currency, Money, currency

TEXTS = load_texts()
READER = QuickWords(TEXTS)
CHINESE, ENGLISH = (TEXTS.language(code) for code in LANGUAGES)
CNY, USD, JPY, HKD = (currency(code) for code in ("CNY", "USD", "JPY", "HKD"))


def read(text: str, default: Currency = CNY) -> QuickCommand | None:
    return READER.read(text, default, CHINESE)


def pay(minor: int, payee: str, note: str = "", of: Currency = CNY) -> QuickPay:
    return QuickPay(Money(minor, of), payee, note)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("转 20 给 @li 午饭", pay(2000, "@li", "午饭")),
        ("转20块给@li", pay(2000, "@li")),
        ("转20块给@li午饭", pay(2000, "@li", "午饭")),
        ("转账 ¥1,234.50 给 @li，谢谢", pay(123450, "@li", "谢谢")),
        ("付给 13800138000 20 元", pay(2000, "13800138000")),
        ("给 @li 转 20 块 午饭", pay(2000, "@li", "午饭")),
        ("给@li转20块钱", pay(2000, "@li")),
        ("转 ２０．５ 给 ＠li", pay(2050, "@li")),
        ("转二十块给@li", pay(2000, "@li")),
        ("转 两百零五 给 @li", pay(20500, "@li")),
        ("转两万给 1234567897", pay(2_000_000, "1234567897")),
        ("转 3000 给 @li 3月房租", pay(300_000, "@li", "3月房租")),
        ("付给 @li 20块 一起吃饭", pay(2000, "@li", "一起吃饭")),
        ("send 20 usd to @li lunch", pay(2000, "@li", "lunch", USD)),
        ("Pay @li 20", pay(2000, "@li")),
        ("pay @li 20 lunch money", pay(2000, "@li", "lunch money")),
        ("transfer to +8613800138000 20.5 dollars", pay(2050, "+8613800138000", of=USD)),
        ("send 20 Hong Kong dollars to @li", pay(2000, "@li", of=HKD)),
        ("pay @li 20 hong kong dollars", pay(2000, "@li", of=HKD)),
        ("pay @li ¥20", pay(2000, "@li")),
        ("转 20 to @li 午饭", pay(2000, "@li", "午饭")),
        ("换 100 美元 人民币", QuickExchange(Money(10000, USD), CNY)),
        ("换100美元成人民币", QuickExchange(Money(10000, USD), CNY)),
        ("换 一百 美元 到 rmb", QuickExchange(Money(10000, USD), CNY)),
        ("exchange 100 usd to cny", QuickExchange(Money(10000, USD), CNY)),
        ("convert 100 into usd", QuickExchange(Money(10000, CNY), USD)),
        ("余额", QuickBalance()),
        (" Balance ", QuickBalance()),
    ],
)
def test_understood(text: str, command: QuickCommand) -> None:
    assert read(text) == command
    assert READER.read(text, CNY, ENGLISH) == command


@pytest.mark.parametrize(
    "text",
    [
        "", "20", "20元", "¥20", "@li", "13800138000", "二十", "我昨天花了20块", "please send 20 to @li",
        "不要转 20 给 @li", "send 20", "转 20", "转给 @li", "pay @li", "send20 to @li", "20 转给 @li",
        "付款失败了怎么办",
        "换 3 号座", "换个手机号 13800138000", "exchange 100", "balance 20", "我的余额不对", "转 20\n给 @li",
        "转 20 给 @li" + "啊" * 300, "/pay 20 @li", "send 20 to li",
    ],
)  # fmt: skip
def test_no_command_at_all(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "转一千二给 @li", "转一百五给@li", "转二百五给 @li", "转两十给 @li", "转十两万给 @li", "转三块五给 @li",
        "转20块5 给 @li", "转20万给@li", "转半块给@li", "转 2 0 给 @li", "付给 @li 20块 5毛", "付给 @li 20块 五毛",
        "付给 @li 20 5", "付给@li20块",
        "付给 @li 20块 半", "给 @li 转 20 3月房租", "给 @li 20", "转 20 给 @li @bob", "转20给@li 再转30给@bob",
        "付款失败了 @li 20 块没到", "pay @li 20 000", "pay @li 20 k", "pay @li 20 thousand", "pay @li 20 and a half",
        "pay @li 20 aud", "send 20 to @li usd", "send 20 to @li 5", "pay @li 20 to @bob", "send 20to @li",
        "send 20 to @li.com", "send 20 to @li? no", "send 20 us to @li", "send A$20 to @li", "send 20 usd 30 to @li",
        "send 20\u200b to @li", "send 2² to @li", "send ٣ to @li",
        "换 100 美元", "exchange 100 usd", "exchange 100 usd to", "换 一千二 美元 人民币", "exchange 100 usd to aud",
    ],
)  # fmt: skip
def test_nearly_a_command_is_refused_with_the_right_forms(text: str) -> None:
    for language in (CHINESE, ENGLISH):
        with pytest.raises(QuickCommandNotUnderstood) as refused:
            READER.read(text, CNY, language)
        forms = [str(refused.value.fields[name]) for name in ("first", "second")]
        assert forms[0] != forms[1]
        assert all(form in language.error(refused.value) for form in forms)
        assert all(isinstance(READER.read(form, CNY, language), QuickPay | QuickExchange) for form in forms), forms


def test_a_sign_of_two_currencies_is_the_customers_own_or_asked_about() -> None:
    assert read("转 ¥20 给 @li", JPY) == pay(20, "@li", of=JPY)
    with pytest.raises(QuickCommandNotUnderstood) as refused:
        read("转 ¥20 给 @li", USD)
    readings = [read(str(form), USD) for form in refused.value.fields.values()]
    assert readings == [pay(2000, "@li"), pay(20, "@li", of=JPY)]


def test_an_amount_that_can_not_be_paid_says_why() -> None:
    for text in ("转 20.005 给 @li", "send 20.5 jpy to @li", "换 0.001 美元 人民币"):
        with pytest.raises(AmountTooManyDecimals):
            read(text)
    for text in ("转 0 给 @li", "pay @li -20"):
        with pytest.raises(AmountNotPositive):
            read(text)


def test_what_follows_a_command() -> None:
    assert READER.read_payment("20 @li lunch", CNY, ENGLISH) == pay(2000, "@li", "lunch")
    assert READER.read_payment("@li 20", CNY, ENGLISH) == pay(2000, "@li")
    assert READER.read_payment("给 @li 20块", CNY, ENGLISH) == pay(2000, "@li")
    assert READER.read_exchange("100 usd cny", CNY, ENGLISH) == QuickExchange(Money(10000, USD), CNY)
    for words in ("", "20", "@li", "send 20 to @li", "20 @li\n30 @bob", "x" * 301):
        with pytest.raises(QuickCommandNotUnderstood):
            READER.read_payment(words, CNY, ENGLISH)
    for words in ("", "100", "100 usd", "100 usd cny eur", "cny"):
        with pytest.raises(QuickCommandNotUnderstood):
            READER.read_exchange(words, CNY, ENGLISH)


def test_every_numeral_that_is_written_out_is_read() -> None:
    numerals = READER.amounts.numerals
    chance = random.Random(7)
    for number in (*range(1, 2_000), *(chance.randrange(10**8) or 1 for _ in range(2_000))):
        assert numerals.value(spelled(number)) == number
        assert numerals.spelled(number) == spelled(number)


def meaning(command: QuickCommand | None) -> tuple[object, ...]:
    if isinstance(command, QuickPay):
        return command.amount, command.payee, command.note
    assert isinstance(command, QuickExchange)
    return command.pays, command.to.code


def check_forms(refusal: InvalidInput, default: Currency) -> None:
    """What is proposed instead is understood."""
    if isinstance(refusal, QuickCommandNotUnderstood):
        assert all(READER.read(str(form), default, ENGLISH) for form in refusal.fields.values())


def check_damaged(made: Made, text: str) -> str:
    """Refused, or read as a second, simple reading understands it, and as that alone."""
    try:
        command = READER.read(text, made.default, ENGLISH)
    except InvalidInput as refusal:
        check_forms(refusal, made.default)
        return "refused"
    if command is None or isinstance(command, QuickBalance):
        return "no command"
    if isinstance(command, QuickExchange):
        assert simple_exchange(text, made.default) == {meaning(command)}, text
        return "understood"
    assert simple_reading(text, made.default) == {(command.amount, command.payee)}, text
    assert text.strip().endswith(command.note), text
    return "understood"


def many(chance: random.Random, count: int) -> Counter[str]:
    """So many commands as they were made, and as many damaged ones."""
    seen: Counter[str] = Counter()
    for _ in range(count):
        made = chance.choice((payment, payment, payment, exchange))(chance)
        assert meaning(READER.read(made.text, made.default, ENGLISH)) == made.meaning, made
        seen[check_damaged(made, damaged(chance, made.text))] += 1
    return seen


def test_generated_commands() -> None:
    seen = many(random.Random(8), 1_000)
    assert min(seen["understood"], seen["refused"], seen["no command"]) > 30, seen


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_100_000_generated_commands() -> None:
    seen = many(random.Random(80), 50_000)
    assert min(seen["understood"], seen["refused"], seen["no command"]) > 1_000, seen


@given(st.text(max_size=80), st.sampled_from(["", "send ", "转", "给 @li 转 ", "pay @li 20 ", "换 100 "]))
def test_no_text_breaks_the_reader(text: str, begun: str) -> None:
    try:
        command = read(begun + text)
    except InvalidInput as refusal:
        CHINESE.error(refusal)
        return
    if isinstance(command, QuickPay):
        assert (command.amount, command.payee) in simple_reading(begun + text, CNY)


@given(
    st.integers(1, MINOR_MAX), st.sampled_from(list(CURRENCIES.values())), st.sampled_from(list(CURRENCIES.values()))
)
def test_every_amount_is_read_exactly(minor: int, of: Currency, default: Currency) -> None:
    amount = Money(minor, of)
    for shown in (str(amount), ENGLISH.money(amount), f"{of.code} {amount.digits()}"):
        for text in (f"send {shown} to @li tea", f"付给 @li {shown} tea", f"给@li转{shown} tea"):
            assert read(text, default) == QuickPay(amount, "@li", "tea")
