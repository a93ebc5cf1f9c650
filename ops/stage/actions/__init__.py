"""Verbs of the stage: steps of the caller, edits of the sheet and their undoing, messages, ready taps."""
