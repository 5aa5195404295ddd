"""Triggers that keep the books append-only, whoever writes to them: a mistake is reversed, never changed."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

REFUSED_0001 = {"transfers": ("UPDATE", "DELETE"), "entries": ("UPDATE", "DELETE"), "operations": ("DELETE",)}
REFUSED_0002 = {
    "operations": ("UPDATE",),
    "seals": ("UPDATE", "DELETE"),
    "holds": ("DELETE", "UPDATE OF operation_id, account_id, amount, currency, expires_at"),
}
REFUSED_0003 = {"audit_events": ("UPDATE", "DELETE"), "audit_seals": ("UPDATE", "DELETE")}
"""By table, what is refused from that revision on. Of a hold only its status may change."""

POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def create_append_only(connection: Connection, refused: Mapping[str, tuple[str, ...]] = REFUSED_0001) -> None:
    """Refuse what is named, on the connected database."""
    sqlite = connection.dialect.name == "sqlite"
    if not sqlite:
        connection.exec_driver_sql(POSTGRESQL_FUNCTION)
    for table, events in refused.items():
        for event in events if sqlite or "DELETE" not in events else (*events, "TRUNCATE"):
            name = f"{table}_refuse_{event.partition(' ')[0].lower()}"
            if sqlite:
                body = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            else:
                body = "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            connection.exec_driver_sql(f"CREATE TRIGGER {name} BEFORE {event} ON {table} {body}")
