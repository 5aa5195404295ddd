"""Measurements that an operator can repeat; each prints JSON."""
