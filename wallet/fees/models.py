"""The table of fee tables: which version was in force since when. Quotes name the version they were made by."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, Text

from wallet.database import Moment, metadata

fee_versions = Table(
    "fee_versions",
    metadata,
    Column("version", String(16), primary_key=True),
    Column("content", Text, nullable=False),
    Column("first_used_at", Moment, nullable=False),
)
