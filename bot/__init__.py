"""Composition: settings, container, bots, runner, delivery, command line."""
