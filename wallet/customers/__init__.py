"""Customers: who they are, how they register, how they are found."""
