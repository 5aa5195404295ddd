"""Secrets: sealed fields, payment PINs, one-time codes."""
