"""What a purge is told, and what it tells afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ops.privacy.proof import Searched

Row = dict[str, Any]
Tell = Callable[[int, int, Row | None], None]
STEPS = ("strings", "backups", "files", "tables", "compact", "search")


@dataclass(frozen=True)
class Plan:
    """What a purge needs to know. `own_job` is the folder it runs in itself, if any."""

    event_id: str
    actor: str
    data: Path
    more: tuple[Path, ...] = ()  # folders and files with backups elsewhere
    own_job: str = ""
    tell: Tell = lambda done, total, said: None

    def step(self, name: str) -> None:
        """Say how far it is."""
        self.tell(STEPS.index(name), len(STEPS), None)


@dataclass
class Report:
    """What was done, in counts; what could not be done, in places."""

    blanked: Row = field(default_factory=dict)
    backups: list[str] = field(default_factory=list)
    files_removed: int = 0
    beyond: list[str] = field(default_factory=list)  # noted, but not there to be reached
    failed: list[str] = field(default_factory=list)
    strings: int = 0
    short: int = 0
    kept: int = 0
    left: int = 0
    searched: Searched = field(default_factory=Searched)

    @property
    def clean(self) -> bool:
        """Whether nothing was found and everything that was reached was done."""
        return not (self.searched.found or self.searched.unread or self.failed or self.left)

    def row(self) -> Row:
        """As the result of a job."""
        names = ("blanked", "files_removed", "beyond", "failed", "strings", "short", "kept", "left", "clean")
        told: Row = {name: getattr(self, name) for name in names} | {"backups": len(self.backups)}
        return told | {name: getattr(self.searched, name) for name in ("files", "bytes", "found", "unread")}
