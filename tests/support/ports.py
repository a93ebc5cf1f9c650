"""Ports for tests. Prefer port 0; ask here only for a part that must be told its port."""

from scripts.parts import accepts, free_port, wait_for

__all__ = ["accepts", "free_port", "wait_for"]
