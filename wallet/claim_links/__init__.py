"""Claim links: money for somebody who has no wallet yet, held until it is taken, called off or returned."""
