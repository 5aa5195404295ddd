"""The staff group's bot, with python-telegram-bot."""

import os

# Opt in to durations as `timedelta` (the library's next default); without it each wait that Telegram asks for warns.
os.environ.setdefault("PTB_TIMEDELTA", "true")
