"""A statement's lines added up again while they are written, and hashed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from wallet.statements.model import Line, Section


class Recount:
    """Adds the lines up again and hashes them: a statement that does not agree with its balances is not given out."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._section: Section | None = None
        self.reached = self._balance = self._paid_in = 0

    def begin(self, section: Section) -> None:
        """The lines of this section come next."""
        self._section, self.reached = section, section.after
        self._balance, self._paid_in = section.opening.minor, 0

    def add(self, lines: Sequence[Line]) -> None:
        """Some lines, in their order. Raises RuntimeError where one is missing or a balance does not follow."""
        assert self._section is not None
        for line in lines:
            self.reached += 1
            self._balance += line.change
            if line.change > 0:
                self._paid_in += line.change
            if (line.sequence, line.balance) != (self.reached, self._balance):
                raise RuntimeError(f"account {self._section.account_id} breaks at entry {line.sequence}")
        account = self._section.account_id
        said = "".join(
            f"{account} {line.sequence} {line.operation_id} {line.change} {line.balance}\n" for line in lines
        )
        self._hash.update(said.encode())

    def end(self) -> None:
        """The section has no more lines. Raises RuntimeError when they don't lead to its figures."""
        assert self._section is not None
        found = (self.reached, self._balance, self._paid_in)
        if found != (self._section.last, self._section.closing.minor, self._section.paid_in.minor):
            raise RuntimeError(f"account {self._section.account_id} does not add up")

    def digest(self) -> str:
        """The hash of all lines."""
        return self._hash.hexdigest()
