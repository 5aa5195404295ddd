"""How alembic reaches the database: over the connection, and inside the transaction, that it is handed."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from wallet.database import Moment, metadata


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Revisions name plain column types, so that they stay readable when our own types move."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.BigInteger()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_item=render_item,
)
context.run_migrations()
