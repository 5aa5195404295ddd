"""The table of statements that carry a code: what the code stands for, so that anybody can ask."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table, Text

from wallet.database import Moment, metadata

statements = Table(
    "statements",
    metadata,
    Column("code", String(24), primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("first", String(10), nullable=False),
    Column("last", String(10), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("figures", Text, nullable=False),
    Column("lines_hash", String(64), nullable=False),
)
"""`code` is a keyed hash of all the rest: a row that was changed, or put in without the key, counts as none.
`figures` is JSON with opening, in, out, closing (minor units) and the number of lines by currency."""
