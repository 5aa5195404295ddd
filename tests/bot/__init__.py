"""Tests of the composition and of the sandbox."""
