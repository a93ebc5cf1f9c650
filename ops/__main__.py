"""`python -m ops …` is the same as `ops …`."""

from ops.cli import main

main()
