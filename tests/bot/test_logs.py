"""Logs tell known fields only, and never a secret: not in fields, not in exceptions, not through a library."""

from __future__ import annotations

import ast
import io
import json
import logging
import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import structlog
from pydantic import SecretStr
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError

from bot.logs import FIELDS, MASK, configure_logs, masked
from bot.web import webhook_server
from tests.house import ROOT, tracked
from wallet.customers.models import customers
from wallet.database import Database, UnitOfWork

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw_"
SECRETS = (
    TOKEN,
    "1:AA" + "x" * 33,
    "987654321%3AAAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw-",
    "k1:" + "A" * 43 + "=",
    "wallet:hunter2@db",
)
METHODS = frozenset({"debug", "info", "warning", "error", "exception", "critical", "bind", "new", "log"})


class Written(io.StringIO):
    """Standard error, kept; it may be a terminal."""

    terminal = False

    def isatty(self) -> bool:
        return self.terminal


@contextmanager
def written_logs(*, terminal: bool) -> Iterator[Written]:
    """Logs as the program writes them. Not a fixture: pytest puts its own standard error back before the test."""
    written = Written()
    written.terminal = terminal
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys, "stderr", written)
        patched.setattr(sys, "excepthook", sys.excepthook)
        patched.setattr(logging.root, "handlers", [])
        configure_logs("INFO")
        yield written
    structlog.reset_defaults()


def fail(token: str) -> None:
    """Raises with the token in its text, and has something in a variable."""
    variable = " ".join(("kept", "in", "a", "variable"))
    raise ValueError(f"no answer from https://api.telegram.org/bot{token}/getMe", len(variable))


def test_only_known_fields_are_told() -> None:
    log: Any = structlog.get_logger("test")
    with written_logs(terminal=False) as logs:
        log.info(
            "paid", tries=2, phone="+8613800138000", name="王小明", reason=SecretStr("hunter2"), error=ValueError()
        )
    told = json.loads(logs.getvalue())
    assert told.pop("timestamp")
    assert told == {
        "event": "paid",
        "level": "info",
        "tries": 2,
        "reason": MASK,
        "error": "<ValueError>",
        "dropped": ["name", "phone"],
    }


@pytest.mark.parametrize("terminal", [False, True])
def test_no_way_into_the_logs_lets_a_token_through(terminal: bool) -> None:
    log: Any = structlog.get_logger("test")
    with written_logs(terminal=terminal) as logs:
        log.warning(f"sent with {TOKEN}", reason=f"bot{TOKEN}/getMe")
        try:
            fail(TOKEN)
        except ValueError as error:
            log.exception("update_dead", inbox_id=1)
            logging.getLogger("library").error("failed with %s", TOKEN, exc_info=True)
            sys.excepthook(type(error), error, error.__traceback__)
    told = logs.getvalue()
    assert told.count("no answer from https://api.telegram.org/bot***/getMe") == 3
    assert "failed with ***" in told
    assert TOKEN.partition(":")[2] not in told
    assert "kept in a variable" not in told


@pytest.mark.parametrize("secret", SECRETS)
def test_what_has_the_form_of_a_secret_is_masked(secret: str) -> None:
    text = f"could not use https://{secret}/x"
    assert masked(text) == text.replace(secret.removesuffix("@db"), MASK)


@pytest.mark.parametrize("text", ["12:30:05.123456", "2025-03-01T12:00:00Z", "TRF-20250301-A7K2", "at https://a.b/c@d"])
def test_what_is_no_secret_stays(text: str) -> None:
    assert masked(text) == text


def test_an_input_that_pydantic_quotes_is_masked() -> None:
    text = "text\n  Input should be a valid string [type=string_type, input_value='我的密码', input_type=int]"
    assert masked(text).endswith("[type=string_type, input_value=***, input_type=int]")


async def test_a_database_error_tells_no_value(database: Database) -> None:
    names = ("wallet_number", "name_sealed", "phone_sealed", "phone_fingerprint", "language", "time_zone", "status")
    row = dict.fromkeys(names, "secret") | {"telegram_user_id": 7_654_321, "default_currency": "CNY"}

    def insert_twice(work: UnitOfWork) -> None:
        for _ in range(2):
            work.connection.execute(insert(customers).values(registered_at=work.now, **row))

    with pytest.raises(DBAPIError) as refused:
        await database.write(insert_twice)
    assert "hide_parameters" in str(refused.value)
    told = masked("".join(traceback.format_exception(refused.value)))
    assert not {"secret", "7654321"} & set(re.findall(r"\w+", told))


def test_the_webhooks_server_logs_through_ours() -> None:
    assert webhook_server({}, "secret", 1).config.log_config is None


def test_every_logged_field_is_known_and_every_event_is_a_word() -> None:
    """A value that stands in the event's own text would get past the list of fields."""
    found = [breach for name in tracked("*.py") if not name.startswith("tests/") for breach in breaches_of(name)]
    assert found == []


def breaches_of(name: str) -> list[str]:
    found = []
    for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in METHODS):
            continue
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "log"):
            continue
        place = f"{name}:{node.lineno}"
        if len(node.args) != 1 or not isinstance(node.args[0], ast.Constant):
            found.append(f"{place}: the event is not one constant")
        unknown = {keyword.arg for keyword in node.keywords} - FIELDS - {"exc_info"}
        found += [f"{place}: {field} is not in bot.logs.FIELDS" for field in unknown]
    return found
