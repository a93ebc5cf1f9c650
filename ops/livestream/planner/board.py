"""What is taken when: for every resource the starts that are still free, kept until something changes there."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from ops.livestream.planner.model import Busy, Place, Problem, Team, Unit, resources
from ops.livestream.planner.values import FAIR_PRIME, FIRST_OF_PRODUCER, ON_AIR_A_DAY, PLACED, PRIME_ABOVE, band_of

SILENT_INSIDE = ("room", "person", "producer")
STUCK = -5_000.0
"""A slot that stands where something is in its way: any other place is better."""


class Board:
    """A plan while it is searched. Every change keeps the score up to date."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.grid = problem, problem.grid
        self.units = {unit.id: unit for unit in problem.units}
        self.places: dict[str, Place] = {}
        self.stuck: set[str] = set()
        self.busy: dict[str, dict[int, list[Busy]]] = {}
        self.load: dict[str, dict[int, int]] = {}
        self.of_producer: dict[str, int] = {}
        self.prime_of: dict[str, int] = {}
        self.score = 0.0
        self._free: dict[str, dict[tuple[int, str, bool], int]] = {}
        self._blocked: dict[str, dict[tuple[int, str], dict[int, int]]] = {}
        self._masks: dict[tuple[int, int, int, int], int] = {}
        self._shut: dict[tuple[str, int], int] = {}
        self.family: dict[str, list[str]] = {}
        for unit in problem.units:
            self.family.setdefault(unit.session, []).append(unit.id)
        self._prime = problem.grid.of(t for t in problem.grid.times if band_of(problem.grid.clock_of(t)) == "prime")
        self._values = {unit.id: _values_of(unit) for unit in problem.units}

    # ---------- what is free ----------

    def free(self, resource: str, minutes: int, site: str = "", hosting: bool = False) -> int:
        """Starts at which a resource is free for so many minutes; of a person: when the use is at this site."""
        kept = self._free.get(resource)
        if kept is None:
            kept = self._free[resource] = {}
        found = kept.get((minutes, site, hosting))
        if found is None:
            found = kept[minutes, site, hosting] = self._count_free(resource, minutes, site, hosting)
        return found

    def _count_free(self, resource: str, minutes: int, site: str, hosting: bool) -> int:
        blocked = self._closed(resource, minutes)
        days = self._blocked.setdefault(resource, {}).setdefault((minutes, site), {})
        for day, busy in self.busy.get(resource, {}).items():
            if day not in days:
                days[day] = self._count_day(resource, busy, minutes, site)
            blocked |= days[day]
        if hosting:
            for day, load in self.load.get(resource, {}).items():
                if load + minutes > ON_AIR_A_DAY:
                    blocked |= self.grid.days.get(day, 0)
        return self.grid.all & ~blocked

    def _count_day(self, resource: str, busy: list[Busy], minutes: int, site: str) -> int:
        """Starts that the uses of one day block; crowds of a kit are counted over all days at once."""
        problem, mask, known = self.problem, 0, self._masks
        pieces = problem.pieces.get(resource, 1)
        if pieces > 1:
            every = [one for some in self.busy[resource].values() for one in some]
            busy = crowded(every, pieces, problem.gaps.get("kit", 0))
        travels, least = resource.startswith("person:"), problem.gaps.get(resource.partition(":")[0], 0)
        for start, end, there in busy:
            asked = (start, end, minutes, problem.gap(resource, site, there) if travels and there != site else least)
            found = known.get(asked)
            if found is None:
                found = known[asked] = self.grid.blocked(*asked)
            mask |= found
        return mask

    def _closed(self, resource: str, minutes: int) -> int:
        found = self._shut.get((resource, minutes))
        if found is None:
            found = 0
            for start, end in self.problem.closed.get(resource, ()):
                found |= self.grid.blocked(start, end, minutes, 0)
            self._shut[resource, minutes] = found
        return found

    def _add(self, resource: str, busy: Busy) -> None:
        self.busy.setdefault(resource, {}).setdefault(self.grid.day_of(busy.start), []).append(busy)
        self._forget(resource, busy)

    def _remove(self, resource: str, busy: Busy) -> None:
        self.busy[resource][self.grid.day_of(busy.start)].remove(busy)
        self._forget(resource, busy)

    def _forget(self, resource: str, busy: Busy) -> None:
        """What was known of a resource on this day; of a kit with several pieces on any day."""
        self._free.pop(resource, None)
        day, several = self.grid.day_of(busy.start), resource in self.problem.pieces
        for days in self._blocked.get(resource, {}).values():
            if several:
                days.clear()
            else:
                days.pop(day, None)

    def starts_for(self, unit: Unit) -> int:
        """Starts at which everything that the unit does not choose is free."""
        mask = unit.starts
        for one in unit.producers:
            mask &= self.free(f"producer:{one}", unit.minutes)
        for one in unit.others:
            mask &= self.free(one, unit.minutes)
        return mask

    def channel_free(self, unit: Unit, channel: str) -> int:
        """Starts at which a channel and its key are free."""
        if not channel:
            return self.grid.all
        mask, key = self.free(f"channel:{channel}", unit.minutes), self.problem.keys.get(channel)
        return mask & self.free(key, unit.minutes) if key else mask

    def room_free(self, unit: Unit, room: str) -> int:
        """Starts at which a room is free for a unit."""
        if not room:
            return self.grid.all
        return self.free(f"room:{room}", unit.minutes) & ~unit.quiet.get(room, 0)

    def host_free(self, unit: Unit, team: Team, host: str, site: str) -> int:
        """Starts at which a host is free for a unit at a site."""
        if not host:
            return self.grid.all
        return self.free(f"person:{host}", unit.minutes, site, True) & ~team.closed.get(host, 0)

    def crew_free(self, unit: Unit, site: str) -> int:
        """Starts at which everybody who comes along is free at a site."""
        mask = self.grid.all
        for one in unit.crew:
            mask &= self.free(f"person:{one}", unit.minutes, site, one in unit.airing)
        return mask

    @contextlib.contextmanager
    def alone(self, unit: Unit) -> Iterator[None]:
        """Other parts of the same session do not stand in each other's way, but for channels and kits."""
        parts = [self.units[one] for one in self.family[unit.session] if one != unit.id and one in self.places]
        taken = [
            (name, self._use(part, self.places[part.id]))
            for part in parts
            for name in resources(self.problem, part, self.places[part.id])
            if name.partition(":")[0] in SILENT_INSIDE
        ]
        for name, busy in taken:
            self._remove(name, busy)
        try:
            yield
        finally:
            for name, busy in taken:
                self._add(name, busy)

    def is_free(self, unit: Unit, place: Place) -> bool:
        """May the unit stand there?"""
        with self.alone(unit):
            return self._is_free(unit, place)

    def _is_free(self, unit: Unit, place: Place) -> bool:
        bit, site = self.grid.index.get(place.start), self.problem.sites.get(place.room, "")
        team = next((one for one in unit.teams if place.channel in {it.id for it in one.channels}), None)
        if bit is None or team is None or place.host not in {one.id for one in team.hosts}:
            return False
        mask = self.starts_for(unit) & ~team.shut & self.room_free(unit, place.room) & self.crew_free(unit, site)
        mask &= self.channel_free(unit, place.channel) & self.host_free(unit, team, place.host, site)
        return bool(mask & 1 << bit) and place.room in {one.id for one in unit.rooms}

    # ---------- changes ----------

    def put(self, unit: Unit, place: Place, stuck: bool = False) -> None:
        """The unit stands here now."""
        self.score += self.worth(unit, place) + (STUCK if stuck else 0.0)
        self.places[unit.id] = place
        if stuck:
            self.stuck.add(unit.id)
        self._count(unit, place, 1)
        busy = self._use(unit, place)
        for resource in resources(self.problem, unit, place):
            self._add(resource, busy)

    def take(self, unit: Unit) -> Place:
        """The unit stands nowhere; answers where it stood."""
        place = self.places.pop(unit.id)
        busy = self._use(unit, place)
        for resource in resources(self.problem, unit, place):
            self._remove(resource, busy)
        self._count(unit, place, -1)
        self.score -= self.worth(unit, place) + (STUCK if unit.id in self.stuck else 0.0)
        self.stuck.discard(unit.id)
        return place

    def _use(self, unit: Unit, place: Place) -> Busy:
        return Busy(place.start, place.start + unit.minutes, self.problem.sites.get(place.room, ""))

    def _count(self, unit: Unit, place: Place, by: int) -> None:
        day = self.grid.day_of(place.start)
        for host in {place.host, *unit.airing} - {""}:
            days = self.load.setdefault(f"person:{host}", {})
            days[day] = days.get(day, 0) + by * unit.minutes
            self._free.pop(f"person:{host}", None)
        for one in unit.producers:
            self.of_producer[one] = self.of_producer.get(one, 0) + by
        if self.is_prime(place.start):
            for one in unit.communes:
                self.prime_of[one] = self.prime_of.get(one, 0) + by

    # ---------- worth ----------

    def is_prime(self, start: int) -> bool:
        """Is this a start in the best hours?"""
        return band_of(self.grid.clock_of(start)) == "prime"

    def prime_mask(self) -> int:
        """Starts in the best hours."""
        return self._prime

    def crowding(self, unit: Unit) -> float:
        """What another prime slot costs for the communes of a unit."""
        return PRIME_ABOVE * sum(self.prime_of.get(one, 0) >= FAIR_PRIME for one in unit.communes)

    def time_value(self, unit: Unit, start: int) -> float:
        """What a start is worth to a unit."""
        bit = self.grid.index.get(start)
        return 0.0 if bit is None else next((value for value, mask in unit.bands if mask >> bit & 1), 0.0)

    def worth(self, unit: Unit, place: Place) -> float:
        """What it would add if the unit, which stands nowhere, stood here."""
        rooms, hosts, channels = self._values[unit.id]
        value = PLACED * unit.priority + self.time_value(unit, place.start)
        value += rooms.get(place.room, 0.0) + hosts.get(place.host, 0.0) + channels.get(place.channel, 0.0)
        value += FIRST_OF_PRODUCER * sum(not self.of_producer.get(one) for one in unit.producers)
        return value + (self.crowding(unit) if self.is_prime(place.start) else 0.0)


def _values_of(unit: Unit) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    hosts = {one.id: one.value for team in unit.teams for one in team.hosts}
    rooms = {one.id: one.value for one in unit.rooms}
    return rooms, hosts, {one.id: one.value for team in unit.teams for one in team.channels}


def crowded(busy: list[Busy], pieces: int, gap: int) -> list[Busy]:
    """When all pieces of a kit are in use, the time to turn it round counted in."""
    edges = sorted([(one.start, 1) for one in busy] + [(one.end + gap, -1) for one in busy])
    found: list[Busy] = []
    count, since = 0, 0
    for time, by in edges:
        before, count = count, count + by
        if before < pieces <= count:
            since = time
        if count < pieces <= before:
            found.append(Busy(since, time - gap, ""))
    return found
