"""Statements: what was on a customer's accounts, every line and the balances around them, as files to keep."""
