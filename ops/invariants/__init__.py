"""What must be true of every database: one function per invariant, named and listed in `ops/checks.py`."""
