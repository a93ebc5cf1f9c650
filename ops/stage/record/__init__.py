"""Planned and actual of every take, beside each other, and the lengths that they propose."""
