"""The customers' conversations."""
