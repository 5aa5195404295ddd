"""The staff application: the desk in a Telegram group, one topic a ticket."""

import os

# python-telegram-bot warns whenever a wait is read as a number; this is its switch to the form that it will keep.
os.environ.setdefault("PTB_TIMEDELTA", "true")
