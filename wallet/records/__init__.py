"""Records: what a customer's operations mean to them, kept beside the ledger and made anew from it at any time."""
