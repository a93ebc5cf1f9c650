"""Verbs of the spaces: what is there, taps at doors, stamps, gifts, leads, draws."""
