"""Codes that are scanned: what stands in them, drawing them, and reading them from pictures."""
