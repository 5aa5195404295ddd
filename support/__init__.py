"""The support desk: tickets and the staff application."""
