"""The two refusals of the sandbox: what a bot is told and what a person or a test is told."""

from typing import Any


class BotApiError(Exception):
    """A Bot API reply with `ok: false`; `code` is the error_code and the HTTP status."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.parameters = parameters


class ControlError(Exception):
    """A control API reply `{"error": text}` with a 4xx status."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


def bad_request(text: str) -> BotApiError:
    """Return a 400 with the official prefix."""
    return BotApiError(400, f"Bad Request: {text}")


def forbidden(text: str) -> BotApiError:
    """Return a 403 with the official prefix."""
    return BotApiError(403, f"Forbidden: {text}")
