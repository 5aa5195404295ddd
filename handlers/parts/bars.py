"""A bar of ten blocks, for how much of something is reached or used."""

from __future__ import annotations

BLOCKS = 10


def bar(percent: int) -> str:
    """`███░░░░░░░` for 30 percent; full from 100 on, and one block as soon as there is anything."""
    full = min(BLOCKS, max(0, percent * BLOCKS // 100))
    if percent > 0:
        full = max(1, full)
    return "█" * full + "░" * (BLOCKS - full)
