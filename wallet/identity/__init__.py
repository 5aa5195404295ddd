"""Identity: which level a customer has proved, and the reviews by which they rise."""
