"""The tours of each area's screens."""
