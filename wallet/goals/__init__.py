"""Savings goals: money set aside on an account of its own, still the customer's, taken back at any time."""
