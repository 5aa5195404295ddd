"""Exchange: live rates, quotes between a customer's currencies, alerts and charts."""
