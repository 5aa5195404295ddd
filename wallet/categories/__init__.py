"""Categories of one's own, rules that choose them, and the category that a customer gives a record."""
