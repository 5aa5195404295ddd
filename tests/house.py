"""House rules that no linter knows: every text in every language and in use, no words in code, no place given away.

`python -m tests.house` prints each breach and exits 1; `make check` runs it.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from fluent.syntax import FluentParser
from fluent.syntax.ast import Message, VariableReference
from fluent.syntax.visitor import Visitor

from bot.settings import Settings
from locales import LANGUAGES
from wallet.errors import all_errors
from wallet.outbox import CUSTOMER_FACTS

ROOT = Path(__file__).parent.parent
CODE = ("bot/", "handlers/", "support/", "wallet/", "locales/")
WITHOUT_OUR_TEXTS = "bot/sandbox/"
WORDLESS = ("handlers/", "support/", "wallet/")
DYNAMIC_KEYS = (
    "category-",
    "error-",
    "currency-",
    "language-",
    "record-kind-",
    "command-",
    "activity-",
    "profile-",
    "identity-reason-",
    "checkout-warning-",
    "request-state-",
    "request-reason-",
)
SPEAKING = frozenset({"Const", "Format", "BotCommand", "InlineKeyboardButton", "KeyboardButton"}) | frozenset(
    {"answer", "reply", "reply_text", "send_message", "edit_text", "edit_message_text", "edit_caption"}
)
SPOKEN_ARGUMENTS = frozenset({"text", "caption", "description"})
CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
GIVEN_AWAY = re.compile(
    "|".join(
        (
            "py" + r"pi\.org",
            "python" + r"hosted\.org",
            "registry" + r"\.npmjs",
            "deb" + r"\.debian",
            "/wo" + "rk/",
            "/ro" + "ot/",
        )
    )
)
LINES_MAX, FUNCTION_LINES_MAX = 300, 70
LONG_ON_PURPOSE = frozenset({"wallet/errors.py"})
"""The whole tree of errors is one page."""
KEY = re.compile(r"[a-z][a-z0-9]*(?:-[A-Za-z0-9]+)+|[a-z]{2,}")


class Variables(Visitor):
    """Collects the fields that a text is filled with."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def visit_VariableReference(self, node: VariableReference) -> None:  # noqa: N802 - the visitor's own naming
        self.names.add(node.id.name)


def texts_of(source: str) -> dict[str, set[str]]:
    """The keys of a Fluent source with their fields."""
    found: dict[str, set[str]] = {}
    for entry in FluentParser().parse(source).body:
        if isinstance(entry, Message):
            variables = Variables()
            variables.visit(entry)
            found[entry.id.name] = variables.names
    return found


def language_breaches(texts: Mapping[str, Mapping[str, set[str]]]) -> list[str]:
    """Keys that a language lacks, and keys whose fields differ."""
    found: list[str] = []
    first, *others = texts
    for other in others:
        either, both = set(texts[first]) ^ set(texts[other]), set(texts[first]) & set(texts[other])
        found += [f"{key} is not in every language" for key in sorted(either)]
        unlike = [key for key in sorted(both) if texts[first][key] != texts[other][key]]
        found += [f"{key} has other fields in {other} than in {first}" for key in unlike]
    return found


def missing_texts(keys: Iterable[str], error_codes: Iterable[str], facts: Iterable[str]) -> list[str]:
    """Errors and customers' facts without words."""
    wanted = [f"error-{code}" for code in error_codes] + [f"notice-{kind}" for kind in facts]
    known = set(keys)
    return [f"{key} has no text" for key in wanted if key not in known]


def used_keys(trees: Iterable[ast.AST]) -> set[str]:
    """Every string constant that could be a key."""
    return {
        node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.fullmatch(node.value)
    }


def asked_texts(trees: Iterable[ast.AST]) -> list[tuple[str, set[str] | None]]:
    """The literal keys that code asks texts for, each with the fields it gives (None when the code does not say)."""
    asked: list[tuple[str, set[str] | None]] = []
    for call in calls(trees):
        name = called(call)
        as_widget = isinstance(call.func, ast.Name) and name in {"Prose", "Label"}
        as_method = isinstance(call.func, ast.Attribute) and name in {"text", "html"}
        key = constant_text(call.args[0]) if call.args and (as_widget or as_method) else None
        if key is None or not KEY.fullmatch(key):
            continue
        given = [constant_text(field) if as_widget else None for field in call.args[1:]]
        if as_method:
            given += [keyword.arg for keyword in call.keywords]
        asked.append((key, None if None in given else {name for name in given if name is not None}))
    return asked


def field_breaches(texts: Mapping[str, set[str]], asked: Iterable[tuple[str, set[str] | None]]) -> list[str]:
    """Texts that are asked for and do not exist, or are asked for without a field that they show."""
    found = []
    for key, given in asked:
        if key not in texts:
            found.append(f"{key} does not exist")
        elif given is not None and texts[key] - given:
            found.append(f"{key} is asked for without {', '.join(sorted(texts[key] - given))}")
    return sorted(set(found))


def dynamic_prefix_breaches(trees: Iterable[ast.AST], prefixes: Iterable[str]) -> list[str]:
    """Prefixes that are excused from being used and that no code completes any more."""
    begun = {
        str(node.values[0].value)
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant)
    }
    return [f"no code completes {prefix}" for prefix in prefixes if prefix not in begun]


def calls(trees: Iterable[ast.AST]) -> list[ast.Call]:
    """Every call in the code."""
    return [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]


def called(call: ast.Call) -> str:
    """The last part of the name that is called."""
    return str(getattr(call.func, "attr", getattr(call.func, "id", "")))


def constant_text(node: ast.expr) -> str | None:
    """The string that stands there literally."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def unused_keys(keys: Iterable[str], used: set[str]) -> list[str]:
    """Texts that nothing uses."""
    return [f"{key} is not used" for key in sorted(keys) if key not in used and not key.startswith(DYNAMIC_KEYS)]


def shape_breaches(name: str, source: str) -> list[str]:
    """Files and functions that are too long."""
    found = []
    if source.count("\n") > LINES_MAX and name not in LONG_ON_PURPOSE:
        found.append(f"{name} has over {LINES_MAX} lines")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES_MAX:
                found.append(f"{name}: {node.name} has {lines} lines")
    return found


def word_breaches(name: str, source: str) -> list[str]:
    """Chinese in code, and literal words handed to Telegram: texts belong into locales/."""
    found = [f"{name} has words that belong into locales/"] if CJK.search(source) else []
    for call in calls([ast.parse(source)]):
        if called(call) not in SPEAKING:
            continue
        arguments = [*call.args[:2], *(one.value for one in call.keywords if one.arg in SPOKEN_ARGUMENTS)]
        words = [text for text in map(literal_words, arguments) if re.search("[A-Za-z]{2}", text)]
        found += [f"{name}: {called(call)} says {text!r}, which belongs into locales/" for text in words]
    return found


def literal_words(node: ast.expr) -> str:
    """The literal characters of a string or f-string, without what is filled in."""
    if isinstance(node, ast.JoinedStr):
        return " ".join(text for part in node.values if (text := constant_text(part)))
    return re.sub(r"\{[^}]*\}", " ", constant_text(node) or "")


def place_breaches(name: str, source: str) -> list[str]:
    """Registry hosts and paths of a machine."""
    return [f"{name} names {found[0]!r}" for found in [GIVEN_AWAY.search(source)] if found]


def setting_breaches(settings: Iterable[str], example: str) -> list[str]:
    """Settings and `.env.example` must name the same variables."""
    given = set(re.findall(r"^([A-Z_]+)=", example, flags=re.MULTILINE))
    wanted = {name.upper() for name in settings}
    return [f"{name} is not in both Settings and .env.example" for name in sorted(given ^ wanted)]


def tracked(*patterns: str) -> list[str]:
    """Files that git tracks."""
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def all_breaches() -> list[str]:
    """Every rule over the whole checkout."""
    texts = {
        language: {
            key: fields
            for path in sorted((ROOT / "locales" / language).glob("*.ftl"))
            for key, fields in texts_of(path.read_text(encoding="utf-8")).items()
        }
        for language in LANGUAGES
    }
    sources = {name: (ROOT / name).read_text(encoding="utf-8") for name in tracked("*.py")}
    trees = [
        ast.parse(source)
        for name, source in sources.items()
        if name.startswith(CODE) and not name.startswith(WITHOUT_OUR_TEXTS)
    ]
    keys = texts[LANGUAGES[0]]
    found = language_breaches(texts)
    found += missing_texts(keys, [kind.code for kind in all_errors()], sorted(CUSTOMER_FACTS))
    found += unused_keys(keys, used_keys(trees)) + dynamic_prefix_breaches(trees, DYNAMIC_KEYS)
    for language in LANGUAGES:
        found += field_breaches(texts[language], asked_texts(trees))
    for name, source in sources.items():
        if not name.startswith("bot/migrations/versions/"):
            found += shape_breaches(name, source)
        if name.startswith(WORDLESS):
            found += word_breaches(name, source)
    for name in tracked(
        "*.py", "*.md", "*.toml", "*.txt", "*.js", "*.html", "*.ftl", "Makefile", ".ci/*", ".env.example"
    ):
        found += place_breaches(name, (ROOT / name).read_text(encoding="utf-8"))
    return found + setting_breaches(Settings.model_fields, (ROOT / ".env.example").read_text(encoding="utf-8"))


def main() -> int:
    """Print each breach; 1 if there is any."""
    found = all_breaches()
    for line in found:
        print(line)  # noqa: T201 - this is a command
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
