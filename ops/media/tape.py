"""The recording of one stream: begins with the run-up, ends when nobody wants it, gives way to a full disk."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from ops.media import clock
from ops.media.recorder import Recorder
from ops.media.segments import Segment

Row = dict[str, Any]
log = logging.getLogger("ops.media")


class Tape:
    """folder: of this stream's recordings; told(kind, facts) hears of `record` and `disk`."""

    def __init__(self, folder: Path, told: Callable[[str, Row], None]) -> None:
        self._folder, self._told = folder, told
        self._recorder: Recorder | None = None
        self._said = False

    @property
    def runs(self) -> bool:
        """Whether it records."""
        return self._recorder is not None

    def want(self, wanted: bool, ready: Iterable[Segment]) -> None:
        """Begin or end. It begins with what the monitors saw just before: a cross begins before somebody says so."""
        if wanted and self._recorder is None:
            self._begin(ready)
        elif not wanted and self._recorder is not None:
            recorder, self._recorder = self._recorder, None
            with contextlib.suppress(OSError):
                recorder.close()
            self._told("record", {"file": recorder.path.name, "on": False, "bytes": recorder.bytes})

    def keep(self, segment: Segment) -> None:
        """A segment is whole."""
        self._write(lambda recorder: recorder.add(segment))

    def mark(self, mark: Row) -> bool:
        """Write a cue's mark; False when nothing is recorded."""
        return self._write(lambda recorder: recorder.mark(mark))

    def row(self) -> Row | None:
        """As the report holds it."""
        one = self._recorder
        return None if one is None else {"file": one.path.name, "since": one.since, "bytes": one.bytes}

    def _begin(self, ready: Iterable[Segment]) -> None:
        try:
            self._recorder = Recorder(self._folder, clock.wall())
        except OSError as error:
            self._full(error)
            return
        self._said = False
        self._told("record", {"file": self._recorder.path.name, "on": True})
        for segment in list(ready):
            self.keep(segment)

    def _write(self, write: Callable[[Recorder], None]) -> bool:
        if self._recorder is None:
            return False
        try:
            write(self._recorder)
        except OSError as error:
            self.want(False, ())
            self._full(error)
        return self._recorder is not None

    def _full(self, error: OSError) -> None:
        """A recording that cannot be is told once, and tried again with every wish."""
        if not self._said:
            log.error("%s: the recording ended: %s", self._folder.name, error)
            self._told("disk", {"error": error.strerror or str(error)})
        self._said = True
