"""The database's history: one revision a step, applied by `bot/migrate.py`."""
