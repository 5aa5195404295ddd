"""Tests of the texts and of how money and time are written."""
