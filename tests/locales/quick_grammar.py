"""Made-up quick commands whose meaning is known, damaged ones, and a second, simple reading to hold the parser against.

Nothing here uses the parser's own words or code: the words are written down a second time on purpose.
"""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from locales import load_texts
from tests.wallet.slow_reading import slow_reading
from wallet.money import CURRENCIES, MINOR_MAX, Currency, Money, currency
from wallet.references import is_wallet_number, new_wallet_number

STYLE = load_texts().language("en").number_style
PAY = {"en": ("send", "pay", "transfer"), "zh": ("转账", "转帐", "转", "付款", "支付", "付")}
EXCHANGE = {"en": ("exchange", "convert"), "zh": ("兑换", "换", "兑")}
TO = ("给", "to")
INTO = {"en": ("to", "into", "for", "in"), "zh": ("换成", "兑成", "成", "到", "为")}
LABELS = {
    "CNY": ("元", "块", "块钱", "人民币", "CNY", "cny", "RMB", "yuan", "kuai"),
    "USD": ("美元", "美金", "USD", "usd", "dollars", "dollar"),
    "EUR": ("欧元", "EUR", "eur", "euro", "euros"),
    "HKD": ("港币", "港元", "HKD", "hkd"),
    "JPY": ("日元", "JPY", "jpy", "yen"),
    "GBP": ("英镑", "GBP", "gbp", "pounds"),
    "SGD": ("新加坡元", "新币", "SGD", "sgd"),
    "KRW": ("韩元", "KRW", "krw", "won"),
    "USDT": ("USDT", "usdt", "tether"),
}
SIGNS = {"CNY": "CN¥", "USD": "$", "EUR": "€", "HKD": "HK$", "GBP": "£", "KRW": "₩", "USDT": "₮"}
DIGITS, UNITS = "零一二三四五六七八九", ("", "十", "百", "千")
NOTES = (
    "", "", "lunch", "for the trip", "thank you!", "happy birthday 🎂", "taxi & tea", "Rent, May", "see you",
    "午饭", "谢谢", "生日快乐", "一起吃饭", "请你喝茶。", "房租（五月）", "辛苦啦！", "买菜的钱 和水果", "＜备注＞",
)  # fmt: skip
NOTES_AFTER_PAYEE = ("3月房租", "2个苹果", "5th floor rent")
CLOSE = frozenset("午谢生一请房辛买")
"""First characters of notes that may follow a payee without a blank."""

PREFIXES = ("please ", "can you ", "我想", "昨天", "20 ", "不要", "don't ", "> ", "“")
DAMAGE = (
    "0123456789", "０１２３４５６７８９", "一二两三十百千万零半", ".,，。、:： ", "\u200b\u202e\u00a0\u3000²½٣",
    "@＠+-给to", "元块钱毛角分$¥€", "abkmx_",
)  # fmt: skip
WIDE = {ord(character): ord(character) + 0xFEE0 for character in "0123456789.,"}


@dataclass(frozen=True)
class Made:
    """A text with the meaning that it was made from: amount, then payee and note, or the wanted currency."""

    text: str
    default: Currency
    meaning: tuple[object, ...]


def payment(chance: random.Random) -> Made:
    """A payment in one of the three orders."""
    default, tongue = chance.choice(list(CURRENCIES.values())), chance.choice(("en", "zh"))
    amount, written = amount_text(chance, default)
    payee, verb, to = payee_text(chance), chance.choice(PAY[tongue]), chance.choice(TO)
    order = chance.randrange(3)
    note = chance.choice(NOTES + (NOTES_AFTER_PAYEE if order == 0 else ()))
    tail = note and chance.choice(("", " ", "，", "\u3000") if order == 0 and note[0] in CLOSE else (" ", "  ")) + note
    if order == 0:
        between = chance.choice((f" {to} ", " ")) if to == "to" else chance.choice((" 给 ", "给", " "))
        text = f"{verb}{_gap(chance, verb)}{written}{between}{payee}{tail}"
    elif order == 1:
        lead = chance.choice((f"{verb} to ", f"{verb} ")) if to == "to" else f"{verb}{chance.choice(_given(verb))}"
        text = f"{lead}{payee} {written}{tail}"
    else:
        lead = "to " if to == "to" else chance.choice(("给", "给 "))
        text = f"{lead}{payee} {verb}{_gap(chance, verb)}{written}{tail}"
    return Made(_cased(chance, text, note), default, (amount, payee, note))


def exchange(chance: random.Random) -> Made:
    """An exchange, with or without a word before the wanted currency."""
    default, tongue = chance.choice(list(CURRENCIES.values())), chance.choice(("en", "zh"))
    pays, wanted = chance.sample(sorted(CURRENCIES), 2)
    verb, label = chance.choice(EXCHANGE[tongue]), chance.choice(LABELS[wanted])
    minor = chance.randrange(1, 10 ** chance.randint(1, 12))
    written = f"{digits_text(chance, Money(minor, currency(pays)))} {chance.choice(LABELS[pays])}"
    into = f" {chance.choice(INTO[tongue])} " if tongue == "en" else chance.choice(INTO["zh"])
    text = f"{verb} {written}{chance.choice((into, ' '))}{label}"
    return Made(text, default, (Money(minor, currency(pays)), wanted))


def damaged(chance: random.Random, text: str) -> str:
    """One to three small accidents, or words before it."""
    if chance.random() < 0.05:
        return chance.choice(PREFIXES) + text
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        place = chance.randrange(len(text) + 1)
        kept = place + chance.choice((0, 0, 1, 2))
        text = text[:place] + chance.choice(("", chance.choice(chance.choice(DAMAGE)))) + text[kept:]
    return text


def amount_text(chance: random.Random, default: Currency) -> tuple[Money, str]:
    """An amount and one of the ways to write it."""
    of = chance.choice((default, chance.choice(list(CURRENCIES.values()))))
    if chance.random() < 0.2:
        number = chance.randrange(1, 10 ** chance.randint(1, 8))
        amount = Money(number * 10**of.exponent, of)
        words = spelled(number)
        if chance.random() < 0.5:
            words = re.sub(r"二(?=[百千])|^二(?=万)|^二$", "两", words)
        return amount, words + ("" if of == default and chance.random() < 0.5 else chance.choice(LABELS[of.code][:1]))
    amount = Money(chance.randrange(1, chance.choice((10**4, 10**7, MINOR_MAX))), of)
    digits = digits_text(chance, amount)
    if of == default and chance.random() < 0.4:
        return amount, digits
    if of.code in SIGNS and chance.random() < 0.3:
        return amount, SIGNS[of.code] + chance.choice(("", " ")) + digits
    if chance.random() < 0.2:
        return amount, f"{of.code} {digits}"
    return amount, digits + chance.choice(("", " ")) + chance.choice(LABELS[of.code])


def digits_text(chance: random.Random, amount: Money) -> str:
    """The number, grouped or not, narrow or wide."""
    whole, mark, decimals = amount.digits().partition(".")
    if not decimals.strip("0") and chance.random() < 0.7:
        mark = decimals = ""
    text = chance.choice((f"{int(whole):,}", whole)) + mark + decimals
    return text.translate(WIDE) if chance.random() < 0.15 else text


def payee_text(chance: random.Random) -> str:
    """A @name, a wallet number, or a phone number with or without its country."""
    kind = chance.randrange(4)
    if kind == 0:
        return new_wallet_number()
    if kind == 1:
        return f"+{chance.randrange(10**9, 10**12)}"
    if kind == 2:
        return f"1{chance.randint(3, 9)}{chance.randrange(10**9):09}"
    letters = "abcdefghijklmnopqrstuvwxyzABCDXYZ0123456789_"
    return "@" + chance.choice("abliwz") + "".join(chance.choices(letters, k=chance.randint(1, 12)))


def _gap(chance: random.Random, verb: str) -> str:
    return chance.choice((" ", "  ")) if verb.isascii() else chance.choice(("", " ", "\u3000"))


def _given(verb: str) -> tuple[str, ...]:
    return (" 给 ", " 给", " ") if verb.isascii() else ("给", " 给 ", " ")


def _cased(chance: random.Random, text: str, note: str) -> str:
    """The first word in capitals now and then, which changes nothing."""
    word, blank, rest = text.partition(" ")
    return word.upper() + blank + rest if word.isalpha() and word.isascii() and chance.random() < 0.2 else text


def spelled(number: int) -> str:
    """A whole number below 100,000,000 in Chinese: every digit with its unit, then the needless zeros taken out."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        return spelled(high) + "万" + ("零" if 0 < low < 1000 else "") + (_places(low) if low else "")
    return re.sub("^一十", "十", _places(number))


def _places(number: int) -> str:
    text = str(number)
    placed = "".join(DIGITS[int(digit)] + UNITS[len(text) - 1 - at] for at, digit in enumerate(text))
    placed = re.sub("零[十百千]", "零", placed)
    return re.sub("零+", "零", placed).strip("零")


def simple_reading(text: str, default: Currency) -> set[tuple[object, ...]]:
    """What a command may mean when notes are not looked at: the longest amount, and all that is left is the note."""
    plain, found = "".join(map(_narrow, text)).strip(" "), set()
    low = "".join(character.lower() if character.isascii() else character for character in plain)
    for verb in (*PAY["en"], *PAY["zh"]):
        if low.startswith(verb):
            found |= _after_verb(plain[len(verb) :], default)
    for to in TO:
        for start, end in _payees(plain):
            middle = plain[len(to) : start]
            if low.startswith(to) and not middle.strip(" "):
                rest = plain[end:].strip(" ")
                for verb in (*PAY["en"], *PAY["zh"]):
                    if rest.lower().startswith(verb):
                        found |= _amount_then_note(rest[len(verb) :], plain[start:end], default)
    return found


def simple_exchange(text: str, default: Currency) -> set[tuple[object, ...]]:
    """What an exchange may mean: every cut into a verb, an amount and a currency."""
    plain, found = "".join(map(_narrow, text)).strip(" "), set()
    named = {label.lower(): code for code, labels in LABELS.items() for label in labels}
    named |= {sign.lower(): code for code, sign in SIGNS.items()} | {"hong kong dollars": "HKD"}
    named |= {"singapore dollars": "SGD", "jp¥": "JPY", "us$": "USD", "s$": "SGD", "pound": "GBP", "円": "JPY"}
    for verb in (*EXCHANGE["en"], *EXCHANGE["zh"]):
        rest = plain[len(verb) :] if plain.lower().startswith(verb) else ""
        for cut in range(1, len(rest)):
            wanted = named.get(rest[cut:].strip(" ").lower())
            before = rest[:cut].strip(" ")
            words = [word for word in (*INTO["en"], *INTO["zh"]) if before.lower().endswith(word)]
            for head in {before, *(before[: -len(word)].strip(" ") for word in words)}:
                if wanted is not None and (amount := _money(head, default)) is not None:
                    found.add((amount, wanted))
    return found


def _narrow(character: str) -> str:
    if "\uff01" <= character <= "\uff5e" and character not in "，：；":
        return unicodedata.normalize("NFKC", character)
    return " " if character == "\t" or unicodedata.category(character) == "Zs" else character


def _payees(plain: str) -> list[tuple[int, int]]:
    """Where somebody who can be paid stands."""
    found = []
    for match in re.finditer(r"@[A-Za-z0-9_]+|\+?[0-9]+", plain):
        shown, before = match[0], plain[match.start() - 1 : match.start()] if match.start() else ""
        if before and (before.isascii() and (before.isalnum() or before in "_@+.-")):
            continue
        after = plain[match.end() : match.end() + 1]
        if after and not (after in " ,，、:：" or "\u3400" <= after <= "\u9fff"):
            continue
        is_name = shown[0] == "@" and shown[1].isalpha() and 3 <= len(shown) <= 33
        is_phone = (shown[0] == "+" and 8 <= len(shown) <= 16) or re.fullmatch("1[3-9][0-9]{9}", shown)
        if is_name or is_phone or is_wallet_number(shown):
            found.append(match.span())
    return found


def _after_verb(rest: str, default: Currency) -> set[tuple[object, ...]]:
    found: set[tuple[object, ...]] = set()
    for start, end in _payees(rest):
        before = rest[:start].strip(" ")
        for head in {before, *(before[: -len(to)].strip(" ") for to in TO if before.lower().endswith(to))}:
            if (amount := _money(head, default)) is not None:
                found.add((amount, rest[start:end]))
            if not head:
                found |= _amount_then_note(rest[end:], rest[start:end], default)
    return found


def _amount_then_note(rest: str, payee: str, default: Currency) -> set[tuple[object, ...]]:
    words = rest.split()
    for count in range(min(5, len(words)), 0, -1):
        if (amount := _money(" ".join(words[:count]), default)) is not None:
            return {(amount, payee)}
    return set()


def _money(text: str, default: Currency) -> Money | None:
    text = _numeral_in_digits(text)
    readings = {code: slow_reading(text, of, STYLE) for code, of in CURRENCIES.items()}
    if (own := readings[default.code]) is not None:
        return _exact(own, default)
    others = [(code, value) for code, value in readings.items() if value is not None]
    return _exact(others[0][1], currency(others[0][0])) if len(others) == 1 else None


def _exact(value: Fraction, of: Currency) -> Money:
    minor = value * 10**of.exponent
    assert minor.denominator == 1
    return Money(int(minor), of)


def _numeral_in_digits(text: str) -> str:
    """A numeral at the beginning as digits, when `spelled` would write it so."""
    matched = re.match("[零一二两三四五六七八九十百千万]+", text)
    if matched is None:
        return text
    number = _count(matched[0].replace("两", "二"))
    usual = re.sub(r"两(?=[百千])|^两(?=万)|^两$", "二", matched[0])
    rest = text[matched.end() :]
    if number == 0 or spelled(number) != usual or re.match(r" *[0-9.,\-]", rest):
        return "not an amount"
    return f"{number}{rest}"


def _count(numeral: str) -> int:
    """The value of a numeral, by its largest unit."""
    for unit, size in (("万", 10_000), ("千", 1000), ("百", 100), ("十", 10)):
        if unit in numeral:
            before, _, after = numeral.partition(unit)
            return (_count(before) if before else 1) * size + _count(after)
    plain = numeral.strip("零")
    return DIGITS.index(plain) if len(plain) == 1 else 0
