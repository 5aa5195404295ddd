"""Parameters of one Bot API request, read as leniently and as strictly as Telegram reads them."""

import json
import re
from dataclasses import dataclass
from typing import Any

from bot.sandbox.errors import bad_request

_LEADING_INTEGER = re.compile(r"\s*([+-]?\d{1,19})")


@dataclass(slots=True)
class Upload:
    """One file of a multipart body."""

    file_name: str
    mime_type: str
    data: bytes


class Parameters:
    """Values by name; a value is a string from a form or any JSON value from a JSON body."""

    def __init__(self, values: dict[str, Any], uploads: dict[str, Upload] | None = None) -> None:
        self.values = {name: value for name, value in values.items() if value is not None}
        self.uploads = uploads or {}

    def __contains__(self, name: str) -> bool:
        return name in self.values or name in self.uploads

    def text(self, name: str) -> str:
        """Return the value as Telegram sees it, a string; empty when missing."""
        value = self.values.get(name, "")
        if isinstance(value, str):
            return value
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int | float):
            return str(value)
        return json.dumps(value, ensure_ascii=False)

    def integer(self, name: str, default: int = 0) -> int:
        """Return the leading integer of the value, `default` when there is none."""
        found = _LEADING_INTEGER.match(self.text(name))
        return int(found.group(1)) if found else default

    def number(self, name: str) -> float | None:
        """Return the value as a float, None when it is not one."""
        try:
            return float(self.text(name))
        except ValueError:
            return None

    def boolean(self, name: str) -> bool:
        """Return True for true, yes and 1 in any case, as the official server does."""
        return self.text(name).strip().lower() in {"true", "yes", "1"}

    def structure(self, name: str, what: str | None = None) -> Any:
        """Return the decoded JSON value, None when missing or empty; `what` names it in the error."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError as error:
            raise bad_request(f"can't parse {what or name} JSON object") from error

    def array(self, name: str, what: str | None = None) -> list[Any] | None:
        """Return a JSON array, None when missing."""
        value = self.structure(name, what)
        if value is not None and not isinstance(value, list):
            raise bad_request(f"can't parse {what or name}: Expected an Array")
        return value

    def object(self, name: str, what: str | None = None) -> dict[str, Any] | None:
        """Return a JSON object, None when missing."""
        value = self.structure(name, what)
        if value is not None and not isinstance(value, dict):
            raise bad_request(f"can't parse {what or name}: Object expected")
        return value

    def logged(self) -> dict[str, Any]:
        """Return what is kept in the log of calls: values as sent, files by their name and size."""
        files = {
            name: {"file_name": upload.file_name, "mime_type": upload.mime_type, "size": len(upload.data)}
            for name, upload in self.uploads.items()
        }
        return {**self.values, **files}
