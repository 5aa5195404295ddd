"""Merchants: customers who are paid under a public name, what they sold, and what they gave back."""
