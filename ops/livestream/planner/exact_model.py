"""The problem in the words of CP-SAT: a literal for every choice, an optional interval for every use of a resource.

What does not move is no part of the model: it only takes starts away. Points are doubled, so that halves are whole.
"""

from __future__ import annotations

import time
from itertools import combinations
from typing import Any

from ops.livestream.planner.board import STUCK, Board
from ops.livestream.planner.model import Place, Problem, Unit, resources
from ops.livestream.planner.values import FAIR_PRIME, FIRST_OF_PRODUCER, ON_AIR_A_DAY, PLACED, PRIME_ABOVE

Lit = Any


class TooSlow(Exception):
    """The time is over before the model is whole; what the search has found stands."""


class Choices:
    """The literals of one unit."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.base = 0
        self.start: Any = None
        self.placed: Lit = None
        self.rooms: dict[str, Lit] = {}
        self.hosts: dict[str, Lit] = {}
        self.channels: dict[str, Lit] = {}
        self.teams: list[Lit] = []
        self.sites: dict[str, Lit] = {}
        self.days: dict[int, Lit] = {}
        self.bands: list[tuple[float, int, Lit]] = []
        self.prime: Lit = None


class Model:
    """Built once for a problem and solved once. Raises TooSlow when it is not whole at `until` (of time.monotonic)."""

    def __init__(self, cp: Any, problem: Problem, board: Board, until: float | None = None) -> None:
        self.api, self.problem, self.grid, self.until = cp, problem, problem.grid, until
        self.cp = cp.CpModel()
        self.open = [unit for unit in problem.units if unit.open]
        for unit in self.open:
            if unit.id in board.places:
                board.take(unit)
        self.board = board
        self.uses: dict[str, list[Any]] = {}
        self.domains: dict[int, Any] = {}
        self.worth: list[Any] = []
        self.all = {unit.id: self.unit(unit) for unit in self.open}
        for name, intervals in self.uses.items():
            if len(intervals) > 1:
                self.cp.AddNoOverlap(intervals)
            assert name
        self.long_days()
        self.roads()
        self.fairness()
        self.cp.Maximize(sum(self.worth))

    def in_time(self) -> None:
        """Forty hosts and a week make a model that takes longer than some people wait."""
        if self.until is not None and time.monotonic() > self.until:
            raise TooSlow

    # ---------- one unit ----------

    def domain(self, mask: int) -> Any:
        """Starts of a mask as the solver knows them; most hosts share theirs with others."""
        if mask not in self.domains:
            self.domains[mask] = self.api.Domain.FromValues(list(self.grid.each(mask)))
        return self.domains[mask]

    def only(self, one: Choices, mask: int, *when: Lit) -> None:
        """The start lies in a mask, when these hold. A mask that takes nothing away needs no words."""
        if not when or one.base & ~mask:
            here = self.domain(mask & one.base)
            self.cp.AddLinearExpressionInDomain(one.start, here).OnlyEnforceIf([one.placed, *when])

    def unit(self, unit: Unit) -> Choices:
        """Literals of a unit and what they mean."""
        self.in_time()
        one, new = Choices(unit), self.cp.NewBoolVar
        one.placed = new(f"{unit.id} placed")
        base = one.base = self.board.starts_for(unit)
        one.start = self.cp.NewIntVarFromDomain(self.domain(base | 1), f"{unit.id} start")
        if not base or not unit.teams:
            self.cp.Add(one.placed == 0)
        one.rooms = {it.id: new(f"{unit.id} {it.id}") for it in unit.rooms}
        one.hosts = {it.id: new(f"{unit.id} {it.id}") for team in unit.teams for it in team.hosts}
        one.channels = {it.id: new(f"{unit.id} {it.id}") for team in unit.teams for it in team.channels}
        for choice in (one.rooms, one.hosts, one.channels):
            self.cp.Add(sum(choice.values()) == one.placed)
        self.only(one, base)
        self.rooms_and_sites(one)
        self.hosts_and_channels(one)
        self.hours(one)
        self.value(one)
        self.take(one)
        return one

    def rooms_and_sites(self, one: Choices) -> None:
        """When each room is free, and at which site the unit is then."""
        for name, lit in one.rooms.items():
            self.only(one, self.board.room_free(one.unit, name), lit)
        sites: dict[str, list[Lit]] = {}
        for name, lit in one.rooms.items():
            sites.setdefault(self.problem.sites.get(name, ""), []).append(lit)
        for site, lits in sites.items():
            one.sites[site] = self.cp.NewBoolVar(f"{one.unit.id} at {site}")
            self.cp.Add(sum(lits) == one.sites[site])
            if one.unit.crew:
                self.only(one, self.board.crew_free(one.unit, site), one.sites[site])

    def hosts_and_channels(self, one: Choices) -> None:
        """When each host is free at each site; who may host where; when each channel is free."""
        unit, board = one.unit, self.board
        for name, lit in one.channels.items():
            self.only(one, board.channel_free(unit, name), lit)
        for n, team in enumerate(unit.teams):
            chosen = self.cp.NewBoolVar(f"{unit.id} team {n}")
            self.cp.Add(sum(one.channels[it.id] for it in team.channels) == chosen)
            one.teams.append(chosen)
            if team.shut:
                self.only(one, self.grid.all & ~team.shut, chosen)
            for host, mask in team.closed.items():
                if host in one.hosts:
                    self.only(one, self.grid.all & ~mask, chosen, one.hosts[host])
        for name, lit in one.hosts.items():
            teams = [one.teams[n] for n, team in enumerate(unit.teams) if name in {it.id for it in team.hosts}]
            self.cp.Add(sum(teams) >= lit)
            for site, at in one.sites.items() if name else ():
                self.only(one, board.free(f"person:{name}", unit.minutes, site, True), lit, at)

    def hours(self, one: Choices) -> None:
        """Which band of worth, which day, and whether in the best hours."""
        for value, mask in one.unit.bands:
            lit = self.cp.NewBoolVar(f"{one.unit.id} {value}")
            self.only(one, mask, lit)
            one.bands.append((value, mask, lit))
        if one.bands:
            self.cp.Add(sum(lit for _, _, lit in one.bands) == one.placed)
        for day, mask in self.grid.days.items():
            if mask & one.unit.starts:
                one.days[day] = self.cp.NewBoolVar(f"{one.unit.id} day {day}")
                self.only(one, mask, one.days[day])
        self.cp.Add(sum(one.days.values()) == one.placed)
        one.prime = self.cp.NewBoolVar(f"{one.unit.id} prime")
        self.only(one, self.board.prime_mask(), one.prime)
        self.only(one, self.grid.all & ~self.board.prime_mask(), one.prime.Not())
        self.cp.AddImplication(one.prime, one.placed)

    def value(self, one: Choices) -> None:
        """What being placed, the hour, the room, the host and the channel are worth."""
        unit = one.unit
        self.worth.append(2 * int(PLACED) * unit.priority * one.placed)
        if unit.now is not None:
            self.worth.append(2 * int(STUCK) * (1 - one.placed))
        self.worth += [int(2 * value) * lit for value, _, lit in one.bands]
        self.worth += [int(2 * it.value) * one.rooms[it.id] for it in unit.rooms]
        for team in unit.teams:
            self.worth += [int(2 * it.value) * one.channels[it.id] for it in team.channels]
        hosts = {it.id: it.value for team in unit.teams for it in team.hosts}
        self.worth += [int(2 * value) * one.hosts[name] for name, value in hosts.items()]

    def take(self, one: Choices) -> None:
        """Every resource that is used, while it is used and turned round; a slot that stays stuck uses its old ones."""
        unit = one.unit
        for name in resources(self.problem, unit, Place(0, "", "", "")):
            self.use(one, name, one.placed)
        for kind, choice in (("room", one.rooms), ("person", one.hosts), ("channel", one.channels)):
            for name, lit in choice.items():
                if name:
                    self.use(one, f"{kind}:{name}", lit)
                if kind == "channel" and name in self.problem.keys:
                    self.use(one, self.problem.keys[name], lit)
        if unit.now is not None:
            for name in resources(self.problem, unit, unit.now):
                size = unit.minutes + self.problem.gaps.get(name.partition(":")[0], 0)
                old = self.cp.NewOptionalFixedSizeIntervalVar(unit.now.start, size, one.placed.Not(), f"{unit.id} old")
                self.uses.setdefault(name, []).append(old)

    def use(self, one: Choices, name: str, lit: Lit) -> None:
        """An interval that counts when the literal holds."""
        size = one.unit.minutes + self.problem.gaps.get(name.partition(":")[0], 0)
        made = self.cp.NewOptionalFixedSizeIntervalVar(one.start, size, lit, f"{one.unit.id} {name}")
        self.uses.setdefault(name, []).append(made)

    # ---------- several ----------

    def long_days(self) -> None:
        """Nobody hosts for longer than allowed on one day."""
        hours: dict[tuple[str, int], list[Any]] = {}
        for one in self.all.values():
            for host, lit in one.hosts.items():
                for day, on in one.days.items() if host else ():
                    both = self.cp.NewBoolVar("")
                    self.cp.AddBoolOr([lit.Not(), on.Not(), both])
                    hours.setdefault((host, day), []).append(one.unit.minutes * both)
        for (host, day), parts in hours.items():
            taken = self.board.load.get(f"person:{host}", {}).get(day, 0)
            self.cp.Add(sum(parts) <= max(0, ON_AIR_A_DAY - taken))

    def roads(self) -> None:
        """Who has two units at two sites needs the time to get there."""
        if not any(self.problem.travel.values()):
            return
        for one, other in combinations(self.all.values(), 2):
            self.in_time()
            if hosts := (one.hosts.keys() & other.hosts.keys()) - {""}:
                self.road(one, other, sorted(hosts))

    def road(self, one: Choices, other: Choices, hosts: list[str]) -> None:
        """Before or after, with the way between; only where one host is at both sites."""
        least = self.problem.gaps["person"]
        ways = [
            (at, to, way)
            for here, at in one.sites.items()
            for there, to in other.sites.items()
            if here != there and (way := self.problem.gap("person:", here, there)) > least
        ]
        if not ways:
            return
        same, first = self.cp.NewBoolVar(""), self.cp.NewBoolVar("")
        for host in hosts:
            self.cp.AddBoolOr([one.hosts[host].Not(), other.hosts[host].Not(), same])
        for at, to, way in ways:
            late = other.start >= one.start + one.unit.minutes + way
            early = one.start >= other.start + other.unit.minutes + way
            self.cp.Add(late).OnlyEnforceIf([same, at, to, first])
            self.cp.Add(early).OnlyEnforceIf([same, at, to, first.Not()])

    def fairness(self) -> None:
        """First slots of producers, and prime slots of a commune above the fair number."""
        first: dict[str, list[Lit]] = {}
        prime: dict[str, list[Lit]] = {}
        for one in self.all.values():
            for name in one.unit.producers:
                first.setdefault(name, []).append(one.placed)
            for name in one.unit.communes:
                prime.setdefault(name, []).append(one.prime)
        for name, lits in first.items():
            if not self.board.of_producer.get(name):
                got = self.cp.NewBoolVar(f"first {name}")
                self.cp.Add(sum(lits) >= got)
                self.worth.append(2 * int(FIRST_OF_PRODUCER) * got)
        for name, lits in prime.items():
            has = self.board.prime_of.get(name, 0)
            above = self.cp.NewIntVar(0, len(lits), f"above {name}")
            self.cp.Add(above >= sum(lits) + min(0, has - FAIR_PRIME))
            self.worth.append(2 * int(PRIME_ABOVE) * above)

    # ---------- from and to a plan ----------

    def hint(self, places: dict[str, Place], stuck: set[str]) -> None:
        """Begin with this plan, told for every choice: half a hint is worse than none."""
        for one in self.all.values():
            place = None if one.unit.id in stuck else places.get(one.unit.id)
            say = self.cp.AddHint
            say(one.placed, place is not None)
            for choice, name in ((one.rooms, place and place.room), (one.hosts, place and place.host),
                                 (one.channels, place and place.channel)):  # fmt: skip
                for it, lit in choice.items():
                    say(lit, place is not None and it == name)
            for it, lit in one.sites.items():
                say(lit, place is not None and it == self.problem.sites.get(place.room, ""))
            bit = 1 << self.grid.index[place.start] if place else 0
            for _, mask, lit in one.bands:
                say(lit, bool(mask & bit))
            for day, lit in one.days.items():
                say(lit, bool(self.grid.days[day] & bit))
            say(one.prime, bool(self.board.prime_mask() & bit))
            if place:
                say(one.start, place.start)

    def places(self, engine: Any) -> dict[str, Place]:
        """The solver's plan, with everything that does not move where it is."""
        found = {unit.id: unit.now for unit in self.problem.units if not unit.open and unit.now is not None}
        for name, one in self.all.items():
            if engine.Value(one.placed):
                chosen = [
                    next(it for it, lit in choice.items() if engine.Value(lit))
                    for choice in (one.rooms, one.hosts, one.channels)
                ]
                found[name] = Place(engine.Value(one.start), *chosen)
        return found
