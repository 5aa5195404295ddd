"""Structured logs on standard error: known fields only, and nothing in them that has the form of a secret.

A field that is not in `FIELDS` is dropped and its name told, so that no log line can begin to carry personal data by
accident. What libraries and exceptions say is not ours to choose: it is masked by form. Tracebacks show no variables.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from types import TracebackType
from typing import Any

import structlog
from pydantic import SecretStr
from structlog.typing import EventDict, WrappedLogger

TOKEN_IN_ADDRESS = ("httpx", "httpcore", "aiohttp.access", "uvicorn.access", "telegram.request")

FIELDS = frozenset(
    {
        "bot", "channel", "chat_id", "code", "customer_id", "database", "error", "fact_id", "gateway", "hold_id",
        "inbox_id", "kind", "meaning", "message_id", "reason", "recurring_id", "review_id", "sandbox", "setting",
        "state", "status", "ticket_id", "tries", "updates",
    }
)  # fmt: skip
"""What an event may tell: ids, codes, counts, and the reasons that Telegram gives."""

OWN_FIELDS = frozenset({"event", "level", "timestamp", "exc_info"})
MASK = "***"

SECRET_FORMS = (
    # A key of the vault with its id.
    (re.compile(r"\b[a-z0-9]{1,8}:[A-Za-z0-9+/]{43}="), MASK),
    # A bot token, also inside an encoded address.
    (re.compile(r"[1-9][0-9]{0,18}(?::|%3[Aa])[A-Za-z0-9_-]{20,}"), MASK),
    # Name and password in an address.
    (re.compile(r"(?<=://)[^\s/@:]+:\S+(?=@)"), MASK),
    (re.compile(r"(?<=://)[^\s/@]+(?=@)"), MASK),
    # What PostgreSQL and its driver tell of a row or a parameter, and pydantic of an input.
    (re.compile(r"(DETAIL:  ).*?(?=\n\W*\[SQL|\nHINT:|\n\n|\Z)", re.DOTALL), rf"\1{MASK}"),
    (re.compile(r"(query argument \$\d+: ).*"), rf"\1{MASK}"),
    (re.compile(r"(input_value=).*?(?=, input_type=|\Z)", re.DOTALL), rf"\1{MASK}"),
)


def masked(text: str) -> str:
    """The text without what has the form of a secret, or of a value that an error quotes."""
    for form, instead in SECRET_FORMS:
        text = form.sub(instead, text)
    return text


def keep_known_fields(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Drop the fields that are not in `FIELDS` and name them under `dropped`. Objects are told by their type alone."""
    kept = {name: value for name, value in event.items() if name in OWN_FIELDS}
    kept |= {name: _plain(value) for name, value in event.items() if name in FIELDS}
    dropped = sorted(event.keys() - kept.keys())
    return kept | {"dropped": dropped} if dropped else kept


def _plain(value: object) -> object:
    if isinstance(value, SecretStr):
        return MASK
    if value is None or isinstance(value, str | int | float):
        return value
    return f"<{type(value).__name__}>"


def mask_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The last before the event is written: mask every text in it, the exception's too."""
    return {name: masked(value) if isinstance(value, str) else value for name, value in event.items()}


class MaskingFormatter(logging.Formatter):
    """For what libraries log."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, and the traceback if there is one, masked."""
        return masked(super().format(record))


def configure_logs(level: str) -> None:
    """Set up structlog, quiet the libraries that log addresses, and mask what they and a last exception say."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(MaskingFormatter("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    for name in TOKEN_IN_ADDRESS:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            keep_known_fields,
            structlog.processors.format_exc_info,
            mask_secrets,
            _renderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    sys.excepthook = _tell_exception


def _renderer() -> Any:
    if sys.stderr.isatty():
        return structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    return structlog.processors.JSONRenderer()


def _tell_exception(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What ends the program, as Python tells it, masked."""
    sys.stderr.write(masked("".join(traceback.format_exception(kind, error, trace))))
