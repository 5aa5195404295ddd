"""Fees: one table by operation, currency and level, versioned."""
