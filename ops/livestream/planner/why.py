"""Why something could not be placed, in three layers: what is in the way, counted over every possible start; where it
would all but fit; what else would have to move."""

from __future__ import annotations

import random
from typing import Any

from ops.livestream.planner.board import Board
from ops.livestream.planner.grid import DAY
from ops.livestream.planner.model import Choice, Place, Problem, Team, Unit, resources
from ops.livestream.planner.placing import best_place

Row = dict[str, Any]
MS = 60_000
NEAREST = 3
LOOKED_AT = 60
LAYERS = ("producer", "crew", "other", "platform", "channel", "room", "host", "together")


def board_of(problem: Problem, places: dict[str, Place], stuck: set[str]) -> Board:
    """A plan as a board."""
    board = Board(problem)
    for unit in problem.units:
        if unit.id in places:
            board.put(unit, places[unit.id], unit.id in stuck)
    return board


def first_two(problem: Problem, places: dict[str, Place], stuck: set[str], unit: Unit) -> Row:
    """The first blocker of every start, counted, and the nearest misses."""
    board = board_of(problem, places, stuck)
    return explain(board, unit)


def explain(board: Board, unit: Unit) -> Row:
    """Of a unit that stands nowhere, or where it must not. Goods that the law forbids come before all rooms and hosts:
    with them no start is left, and nothing that moved would help."""
    if unit.banned:
        every = unit.starts.bit_count()
        law = [{"by": "goods", "starts": every}] if every else []
        return {"starts": every, "blockers": law, "nearest": [], "goods": list(unit.banned)}
    stuck = unit.id in board.stuck
    was = board.take(unit) if unit.id in board.places else None
    try:
        with board.alone(unit):
            counted = blockers(board, unit)
            near = nearest(board, unit)
    finally:
        if was:
            board.put(unit, was, stuck)
    return {"starts": unit.starts.bit_count(), "blockers": counted, "nearest": near, "goods": []}


def layers(board: Board, unit: Unit) -> list[tuple[str, int]]:
    """For every kind of blocker the starts that it leaves free, in the order in which they are asked."""
    every = board.grid.all
    producers, others = every, every
    for one in unit.producers:
        producers &= board.free(f"producer:{one}", unit.minutes)
    for one in unit.others:
        others &= board.free(one, unit.minutes)
    sites = {board.problem.sites.get(one.id, "") for one in unit.rooms}
    crew = either(board.crew_free(unit, site) for site in sites)
    platform = either(every & ~team.shut for team in unit.teams)
    channel = either(board.channel_free(unit, one.id) for team in unit.teams for one in team.channels)
    room = either(board.room_free(unit, one.id) for one in unit.rooms)
    host = either(
        board.host_free(unit, team, one.id, site) for team in unit.teams for one in team.hosts for site in sites
    )
    return list(zip(LAYERS, (producers, crew, others, platform, channel, room, host, every), strict=True))


def either(masks: Any) -> int:
    """Starts of any of these."""
    found = 0
    for mask in masks:
        found |= mask
    return found


def blockers(board: Board, unit: Unit) -> list[Row]:
    """'46 starts: 19 the producer is busy, 15 no room, 12 no channel'; `together`: each is free, but never at once."""
    left, found = unit.starts, []
    for name, free in layers(board, unit):
        here = left & ~free if name != "together" else left & ~possible(board, unit)
        if here:
            found.append({"by": name, "starts": here.bit_count()})
        left &= ~here
    return sorted(found, key=lambda one: -int(str(one["starts"])))


def possible(board: Board, unit: Unit) -> int:
    """Starts at which it could stand after all."""
    found = 0
    for team in unit.teams:
        channels = either(board.channel_free(unit, one.id) for one in team.channels) & ~team.shut
        for site in {board.problem.sites.get(one.id, "") for one in unit.rooms}:
            rooms = [one for one in unit.rooms if board.problem.sites.get(one.id, "") == site]
            mask = channels & either(board.room_free(unit, one.id) for one in rooms) & board.crew_free(unit, site)
            found |= mask & either(board.host_free(unit, team, one.id, site) for one in team.hosts)
    return found & board.starts_for(unit)


# ---------- the nearest miss ----------


def nearest(board: Board, unit: Unit) -> list[Row]:
    """Places at which only one other unit is in the way, the most valuable first: who it is, and over what."""
    found: list[Row] = []
    for start in targets(board, unit):
        miss = miss_at(board, unit, start)
        if miss and all(miss["unit"] != one["unit"] for one in found):
            found.append(miss)
        if len(found) >= NEAREST:
            break
    return found


def targets(board: Board, unit: Unit) -> list[int]:
    """Starts to be looked at, the most valuable first; of very many every so many."""
    found = [start for _, mask in unit.bands for start in board.grid.each(mask & unit.starts)]
    return found[:: max(1, -(-len(found) // LOOKED_AT))]


def miss_at(board: Board, unit: Unit, start: int) -> Row | None:
    """The one movable unit without which this start would do; None: more is in the way."""
    for room in unit.rooms[:8]:
        for team in unit.teams:
            people, channel = free_at(board, unit, team, room, start)
            if people is None or channel is None:
                continue
            place = Place(start, room.id, people, channel)
            blocking = in_the_way(board, unit, place)
            if len(blocking) == 1 and blocking[0][0].open:
                other, over = blocking[0]
                return {"starts": start * MS, "room": room.id, "host": people, "channel": channel, "over": over,
                        "unit": other.id, "session": other.session}  # fmt: skip
    return None


def free_at(board: Board, unit: Unit, team: Team, room: Choice, start: int) -> tuple[str | None, str | None]:
    """A host and a channel that are free then; else the first ones, so that something can be named."""
    bit, site = 1 << board.grid.index[start], board.problem.sites.get(room.id, "")
    if team.shut & bit or not board.crew_free(unit, site) & bit:
        return None, None
    hosts = [one.id for one in team.hosts if board.host_free(unit, team, one.id, site) & bit]
    channels = [one.id for one in team.channels if board.channel_free(unit, one.id) & bit]
    return (hosts or [team.hosts[0].id])[0], (channels or [team.channels[0].id])[0]


def in_the_way(board: Board, unit: Unit, place: Place) -> list[tuple[Unit, str]]:
    """The units that must go for this one to stand there, and over what; empty when one's going would not do."""
    found: dict[str, tuple[Unit, str]] = {}
    here = board.problem.sites.get(place.room, "")
    for name in resources(board.problem, unit, place):
        for other, there in users(board, name, place.start, unit.minutes):
            gap = board.problem.gap(name, here, board.problem.sites.get(there.room, ""))
            if there.start < place.start + unit.minutes + gap and place.start < there.start + other.minutes + gap:
                found.setdefault(other.id, (other, name.partition(":")[0]))
    ways = list(found.values())
    if len(ways) == 1 and ways[0][0].open and not would_fit(board, unit, place, ways[0][0]):
        return []
    return ways


def users(board: Board, name: str, start: int, minutes: int) -> list[tuple[Unit, Place]]:
    """Who uses a resource around some minutes."""
    day = board.grid.day_of(start)
    near = [busy for one in (day - 1, day, day + 1) for busy in board.busy.get(name, {}).get(one, ())]
    close = [busy for busy in near if busy.start < start + minutes + DAY // 6 and start < busy.end + DAY // 6]
    if not close:
        return []
    spans = {(busy.start, busy.end) for busy in close}
    return [
        (other, place)
        for key, place in board.places.items()
        if (place.start, place.start + (other := board.units[key]).minutes) in spans
        and name in resources(board.problem, other, place)
    ]


def would_fit(board: Board, unit: Unit, place: Place, other: Unit) -> bool:
    """Is the place free once the other one is gone?"""
    stuck = other.id in board.stuck
    was = board.take(other)
    fits = board.is_free(unit, place)
    board.put(other, was, stuck)
    return fits


# ---------- what must move ----------


def must_move(problem: Problem, places: dict[str, Place], stuck: set[str], unit: Unit, seed: int = 1) -> Row | None:
    """The fewest others found that would have to move for this unit to be placed, and where to; None: none found."""
    board = board_of(problem, places, stuck)
    if unit.id in board.places:
        board.take(unit)
    rng = random.Random(seed)
    tries = [(start, miss) for start in targets(board, unit) if (miss := ways_at(board, unit, start))]
    best: Row | None = None
    for _, options in sorted(tries, key=lambda one: len(one[1][0][1])):
        for place, others in options[:4]:
            if best is not None and len(others) >= len(best["moves"]):
                continue
            best = push(board, unit, place, others, rng) or best
            if best is not None and len(best["moves"]) == 1:
                return best
    return best


def ways_at(board: Board, unit: Unit, start: int) -> list[tuple[Place, list[Unit]]]:
    """Places at a start with those who would have to go, the fewest first; at most three, and all of them movable."""
    found = []
    for room in unit.rooms:
        for team in unit.teams:
            host, channel = free_at(board, unit, team, room, start)
            if host is None or channel is None:
                continue
            place = Place(start, room.id, host, channel)
            others = [one for one, _ in in_the_way(board, unit, place)]
            if 1 <= len(others) <= 3 and all(one.open for one in others):
                found.append((place, others))
    return sorted(found, key=lambda one: len(one[1]))


def push(board: Board, unit: Unit, place: Place, others: list[Unit], rng: random.Random) -> Row | None:
    """Put the unit there and find the others a place elsewhere; the board is as before in any case."""
    was = {one.id: (board.take(one), False) for one in others}
    try:
        if not board.is_free(unit, place):
            return None
        board.put(unit, place)
        moves = []
        for one in others:
            found = best_place(board, one, rng)
            if found is None:
                return None
            board.put(one, found)
            moves.append(moved(one, was[one.id][0], found))
        return {"place": spelled(place, unit.minutes), "moves": moves}
    finally:
        for one in (unit, *others):
            if one.id in board.places:
                board.take(one)
        for one in others:
            board.put(one, was[one.id][0])


def moved(unit: Unit, was: Place, place: Place) -> Row:
    """One other and where it would go."""
    return {"unit": unit.id, "session": unit.session, "slot": unit.slots[0] if unit.slots else "",
            "was": spelled(was, unit.minutes), "place": spelled(place, unit.minutes)}  # fmt: skip


def spelled(place: Place, minutes: int) -> Row:
    """A place with its instants in ms."""
    return {"starts": place.start * MS, "ends": (place.start + minutes) * MS, "room": place.room, "host": place.host,
            "channel": place.channel}  # fmt: skip


def free_starts(board: Board, unit: Unit) -> int:
    """Starts at which a unit could stand as things are."""
    stuck = unit.id in board.stuck
    was = board.take(unit) if unit.id in board.places else None
    with board.alone(unit):
        found = unit.starts & possible(board, unit)
    if was:
        board.put(unit, was, stuck)
    return found
