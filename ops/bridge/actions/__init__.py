"""Verbs of the bridge."""
