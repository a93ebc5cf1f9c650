"""Letters of a job: on paper or as pictures. Runs in a job's child."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ops.invitations import letters, pictures

Row = dict[str, Any]


def make(facts: Row, folder: Path, tell: letters.Tell) -> Row:
    """The file that was asked for."""
    if facts["form"] == "png":
        return pictures.make(facts, folder, tell)
    return letters.make(facts, folder, tell)
