"""Digests: what was spent in a day, a week or a month, told on the morning after it."""
