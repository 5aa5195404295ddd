"""Budgets: how much may be spent, on what, in which period."""
