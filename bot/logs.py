"""Structured logs on standard error: events with named fields, and no address of a request, which holds the token."""

from __future__ import annotations

import logging
import sys

import structlog

TOKEN_IN_ADDRESS = ("httpx", "httpcore", "aiohttp.access", "uvicorn.access", "telegram.request")


def configure_logs(level: str) -> None:
    """Set up structlog and quiet the libraries that log addresses."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    for name in TOKEN_IN_ADDRESS:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
