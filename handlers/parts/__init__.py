"""What conversations share."""
