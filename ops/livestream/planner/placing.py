"""The best free place of one unit as a plan stands, found over sets of starts instead of start by start."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import TypeVar

from ops.livestream.planner.board import Board
from ops.livestream.planner.model import Choice, Place, Team, Unit

TRIES_A_BAND = 6
Item = TypeVar("Item")


def best_place(board: Board, unit: Unit, rng: random.Random) -> Place | None:
    """The best free place as things stand; of equal ones an early start, and any of the people."""
    if len(board.family[unit.session]) == 1:
        return _best_place(board, unit, rng)
    with board.alone(unit):
        return _best_place(board, unit, rng)


def _best_place(board: Board, unit: Unit, rng: random.Random) -> Place | None:
    base = board.starts_for(unit)
    if not base or not unit.teams:
        return None
    rooms = _rooms(board, unit, base, rng)
    bands = [(value, mask & base) for value, mask in _bands(board, unit) if mask & base]
    best, found = -math.inf, None
    ways = [(team, site) for team in turned(unit.teams, rng) for site in rooms]
    most = bands[0][0] + _top(unit.rooms) + max(_top(one.hosts) + _top(one.channels) for one in unit.teams)
    for team, site in ways:
        if best >= most:
            break
        way = _way(board, unit, team, site, rooms[site], rng)
        if way is not None:
            best, found = _choose(board, bands, way, rng, best, found)
    return found


def turned(choices: tuple[Item, ...], rng: random.Random) -> tuple[Item, ...]:
    """The same choices from another one on: of equals not always the first."""
    n = int(rng.random() * len(choices))
    return choices[n:] + choices[:n]


Option = tuple[Choice, int]
Way = tuple[int, list[Option], list[Option], list[Option]]  # starts; rooms, hosts and channels with theirs


def _rooms(board: Board, unit: Unit, base: int, rng: random.Random) -> dict[str, list[Option]]:
    """Rooms that are free at some of these starts, by their spot."""
    found: dict[str, list[Option]] = {}
    for one in turned(unit.rooms, rng):
        if mask := base & board.room_free(unit, one.id):
            found.setdefault(board.problem.sites.get(one.id, ""), []).append((one, mask))
    return found


def _way(board: Board, unit: Unit, team: Team, site: str, rooms: list[Option], rng: random.Random) -> Way | None:
    """When a room of this spot, a channel of this team and one of its hosts are free together."""
    mask = _either(rooms) & ~team.shut
    if unit.crew:
        mask &= board.crew_free(unit, site)
    channels = _free_of(team.channels, mask, rng, lambda one: board.channel_free(unit, one.id))
    mask &= _either(channels)
    minutes, free, closed = unit.minutes, board.free, team.closed
    hosts = _free_of(
        team.hosts, mask, rng,
        lambda one: free(one.resource, minutes, site, True) & ~closed.get(one.id, 0) if one.id else mask,
    )  # fmt: skip
    some = _either(hosts)
    return (some, rooms, hosts, channels) if some else None


def _free_of(choices: tuple[Choice, ...], mask: int, rng: random.Random, free: Callable[[Choice], int]) -> list[Option]:
    """Enough choices to cover all starts that can be covered. They come in order of worth, so that nobody who is not
    asked any more would have been better at any start."""
    found: list[Option] = []
    left, place, count = mask, 0, len(choices)
    while left and place < count:
        value, until = choices[place].value, place + 1
        while until < count and choices[until].value == value:
            until += 1
        turn = int(rng.random() * (until - place))
        for one in choices[place + turn : until] + choices[place : place + turn]:
            here = free(one) & mask
            if here:
                found.append((one, here))
                left &= ~here
                if not left:
                    break
        place = until
    return found


def _either(options: list[Option]) -> int:
    some = 0
    for _, mask in options:
        some |= mask
    return some


def _top(choices: tuple[Choice, ...]) -> float:
    """Choices come the best first."""
    return choices[0].value


def _choose(
    board: Board, bands: list[tuple[float, int]], way: Way, rng: random.Random, best: float, found: Place | None
) -> tuple[float, Place | None]:
    """Bands of worth from the best down, until no better choice can follow."""
    some, rooms, hosts, channels = way
    most = max(one.value for one, _ in rooms) + hosts[0][0].value + channels[0][0].value
    for value, mask in bands:
        if value + most <= best:
            break
        for start, bit in _starts(board, some & mask, rng):
            room, host, channel = _pick(rooms, bit), _pick(hosts, bit), _pick(channels, bit)
            worth = value + room.value + host.value + channel.value
            if worth > best:
                best, found = worth, Place(start, room.id, host.id, channel.id)
            if best >= value + most:
                break
    return best, found


def _bands(board: Board, unit: Unit) -> list[tuple[float, int]]:
    """Starts by what they are worth now, the best first: crowded communes make good hours cheaper."""
    price, prime = board.crowding(unit), board.prime_mask()
    if not price:
        return list(unit.bands)
    parts = [(value, mask & ~prime) for value, mask in unit.bands]
    parts += [(value + price, mask & prime) for value, mask in unit.bands]
    return sorted((one for one in parts if one[1]), key=lambda one: -one[0])


def _starts(board: Board, mask: int, rng: random.Random) -> list[tuple[int, int]]:
    """Some starts of a mask: mostly the early ones of a random day, which pack well."""
    if not mask:
        return []
    if rng.random() < 0.5:
        days = [day for day in board.grid.days.values() if day & mask]
        mask &= rng.choice(days)
    found: list[tuple[int, int]] = []
    while mask and len(found) < TRIES_A_BAND:
        low = mask & -mask
        found.append((board.grid.times[low.bit_length() - 1], low))
        mask ^= low
    return found


def _pick(options: list[Option], bit: int) -> Choice:
    """The best of those who are free then."""
    best: Choice | None = None
    for one, mask in options:
        if mask & bit and (best is None or one.value > best.value):
            best = one
    assert best is not None
    return best
