"""Money sent abroad: corridors, recipients, quotes, and the states until it is delivered or given back."""
