"""`python -m bot.migrations`: write the first revision anew from the models. Only until the first release."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from sqlalchemy import create_engine

from bot.migrate import MIGRATIONS, alembic_config
from bot.migrations.tables import all_tables

FIRST = MIGRATIONS / "versions" / "0001_first_floor.py"


def main() -> None:
    """Compare the models with an empty database and write down the difference, with the triggers."""
    all_tables()
    FIRST.unlink(missing_ok=True)
    with TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'empty.sqlite3'}")
        with engine.connect() as connection:
            config = alembic_config(connection)
            command.revision(config, "First floor", autogenerate=True, rev_id="0001")
        engine.dispose()
    text = FIRST.read_text(encoding="utf-8").rstrip()
    text = text.replace("from alembic import op\n", "from alembic import op\n\nfrom bot.migrations import triggers\n")
    FIRST.write_text(f"{text}\n    triggers.create_append_only(op.get_bind())\n", encoding="utf-8")


if __name__ == "__main__":
    main()
