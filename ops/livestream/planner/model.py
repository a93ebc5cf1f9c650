"""What the search knows: units to place, where they may stand, and what keeps resources busy."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from ops.livestream.planner.grid import Grid


class Place(NamedTuple):
    """Where a unit stands. An empty name: it has none, and none was to be chosen."""

    start: int
    room: str
    host: str
    channel: str


class Choice(NamedTuple):
    """One possible room, host or channel, what it is worth to this unit, and its name as a resource."""

    id: str
    value: float
    resource: str = ""


class Busy(NamedTuple):
    """A resource is in use; `site` says where, for people who travel."""

    start: int
    end: int
    site: str


class Team(NamedTuple):
    """Channels of one sort of platform, and who may host there."""

    channels: tuple[Choice, ...]
    hosts: tuple[Choice, ...]
    closed: dict[str, int]  # host -> starts at which their identity would not hold
    shut: int = 0  # starts at which this platform would not take what is sold


@dataclass(frozen=True, slots=True)
class Unit:
    """What moves as one: a session without a slot, or its slots of one time."""

    id: str
    session: str
    slots: tuple[str, ...]
    minutes: int
    priority: int
    producers: tuple[str, ...]
    communes: tuple[str, ...]
    starts: int = 0  # mask of the grid
    bands: tuple[tuple[float, int], ...] = ()  # value and starts, the best first
    wished: int = 0  # starts in the window that was wished for
    rooms: tuple[Choice, ...] = ()
    quiet: dict[str, int] = field(default_factory=dict)  # room -> starts at which the stage must not hear this
    teams: tuple[Team, ...] = ()
    others: tuple[str, ...] = ()  # resources that it always takes: kits, channels of a simulcast
    crew: tuple[str, ...] = ()  # people who come along and do not change
    airing: tuple[str, ...] = ()  # those of them who host
    now: Place | None = None
    firm: bool = False
    open: bool = True
    fields: tuple[str, ...] = ()  # what may change
    pins: int = 0  # how many fields a person has set
    banned: tuple[str, ...] = ()  # products that the law lets nobody advertise: no place in the world helps


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything of one search. Resources: `room:r1`, `person:p1`, `channel:c1`, `key:…`, `kit:k1`, `producer:…`."""

    grid: Grid
    units: tuple[Unit, ...]
    gaps: dict[str, int]  # minutes of turnaround by kind of resource
    sites: dict[str, str]  # room -> its spot: rooms of one spot have no way between them
    travel: dict[tuple[str, str], int]
    keys: dict[str, str]  # channel -> key resource, of channels that share one
    pieces: dict[str, int]  # kit resource -> how many there are
    closed: dict[str, tuple[tuple[int, int], ...]]  # resource -> hours, absence, bridge, parts on stage
    now: int = 0

    def gap(self, resource: str, here: str, there: str) -> int:
        """Minutes between two uses of a resource, one at either site."""
        kind = resource.partition(":")[0]
        least = self.gaps.get(kind, 0)
        if kind != "person" or here == there:
            return least
        return max(least, self.travel.get((here, there), self.travel.get((there, here), 0)))


def resources(problem: Problem, unit: Unit, place: Place) -> list[str]:
    """Everything that a unit at a place uses."""
    found = [f"producer:{one}" for one in unit.producers] + [*unit.others, *(f"person:{one}" for one in unit.crew)]
    found += [f"room:{place.room}"] if place.room else []
    found += [f"person:{place.host}"] if place.host else []
    if place.channel:
        found.append(f"channel:{place.channel}")
        found += [problem.keys[place.channel]] if place.channel in problem.keys else []
    return found
