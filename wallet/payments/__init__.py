"""Payments: money to people, and play money in the sandbox."""
