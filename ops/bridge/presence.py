"""Who is on the line, in the memory of one server: heartbeats, gauges and the sockets of each site."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ops.bridge.rules.cues import STALE_MS

Row = dict[str, Any]
Key = tuple[str, str]
REPORTING = frozenset({"bridge_producer", "bridge_server"})
"""Whose heartbeat is the site's: an MC's tablet alone does not make a site ready."""
GAUGES = ("offset", "pm", "rtt", "n", "epoch", "delay")


@dataclass
class Line:
    """One site as this server hears it; `at` is the last heartbeat in hub ms."""

    at: int = 0
    online: bool = False
    gauge: Row = field(default_factory=dict)
    clients: set[str] = field(default_factory=set)

    def row(self) -> Row:
        return self.gauge | {"at": self.at, "online": self.online, "clients": len(self.clients)}


@dataclass
class Presence:
    """All sites of one server. Not for two threads at once without the engine's help: every method is short."""

    lines: dict[Key, Line] = field(default_factory=dict)
    of: dict[str, Key] = field(default_factory=dict)

    def enter(self, sid: str, event_id: str, site: str) -> None:
        """A socket speaks for a site."""
        self.of[sid] = (event_id, site)
        self.lines.setdefault((event_id, site), Line()).clients.add(sid)

    def leave(self, sid: str) -> None:
        """A socket is gone; whether the site is lost, its silence tells."""
        key = self.of.pop(sid, None)
        if key is not None:
            self.lines[key].clients.discard(sid)

    def beat(self, sid: str, now: int, gauge: Row) -> Key | None:
        """A heartbeat; answers the site when it was not online before."""
        key = self.of.get(sid)
        if key is None:
            return None
        line = self.lines[key]
        line.at = now
        if gauge:
            line.gauge = gauge
        if line.online:
            return None
        line.online = True
        return key

    def silent(self, now: int) -> list[Key]:
        """Sites that have been silent for too long, each told once."""
        found = [key for key, line in self.lines.items() if line.online and now - line.at > STALE_MS]
        for key in found:
            self.lines[key].online = False
        return found

    def gauges(self, event_id: str) -> dict[str, Row]:
        """How the sites of an event are heard here."""
        return {site: line.row() for (event, site), line in self.lines.items() if event == event_id and line.at}

    def forget(self, key: Key) -> None:
        """The site is another server's now."""
        line = self.lines.get(key)
        if line is not None and not line.clients:
            del self.lines[key]


def gauge_of(said: Any) -> Row:
    """What a site says of its clock, numbers only."""
    if not isinstance(said, dict):
        return {}
    return {
        name: round(float(value), 1)
        for name in GAUGES
        if isinstance(value := said.get(name), int | float) and abs(value) < 1e15
    }
