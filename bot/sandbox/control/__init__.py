"""The control API: what people do and see, and what tests order."""
