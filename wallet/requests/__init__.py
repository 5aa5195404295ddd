"""Requests for money, and bills split into requests."""
