"""What is due soon and what is overdue, from everywhere."""
