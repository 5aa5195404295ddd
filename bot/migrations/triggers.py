"""Triggers that keep the books append-only, whoever writes to them: a mistake is reversed, never changed."""

from __future__ import annotations

from sqlalchemy import Connection

REFUSED = {"transfers": ("UPDATE", "DELETE"), "entries": ("UPDATE", "DELETE"), "operations": ("DELETE",)}

POSTGRESQL_FUNCTION = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def create_append_only(connection: Connection) -> None:
    """Refuse what `REFUSED` names on the connected database."""
    sqlite = connection.dialect.name == "sqlite"
    if not sqlite:
        connection.exec_driver_sql(POSTGRESQL_FUNCTION)
    for table, events in REFUSED.items():
        for event in events if sqlite else (*events, "TRUNCATE"):
            name = f"{table}_refuse_{event.lower()}"
            if sqlite:
                body = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                connection.exec_driver_sql(f"CREATE TRIGGER {name} BEFORE {event} ON {table} {body}")
            else:
                body = "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
                connection.exec_driver_sql(f"CREATE TRIGGER {name} BEFORE {event} ON {table} {body}")
