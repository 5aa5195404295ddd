"""Limits: how much money may leave a customer at their level, per operation, day and month."""
