"""Worked examples, told end to end through the sandbox."""
