"""Recurring transfers and bills: what is due on days to come, paid or told about without anybody pressing."""
