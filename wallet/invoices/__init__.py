"""Invoices: what a merchant asks for, with an amount and an end, and who paid it."""
