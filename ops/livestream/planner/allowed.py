"""What papers, goods, identities and platforms allow, asked of the rules themselves before the search begins.

A slot that is not there (`probe`) is held against facts without any other slot. Answers change only on the days on
which a paper or a platform's rule begins or ends, so a week is a few questions for each session and platform.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from ops.livestream.planner.grid import DAY, STEP, Grid
from ops.livestream.rules import check, prepare

Row = dict[str, Any]
MS = 60_000
FORBID = ("goods.forbidden", "platform.limit")
LATER = ("papers.seller", "papers.food_safety", "papers.ad_confirmation")
EPOCH = date(1970, 1, 1)
NOON = 12 * 60
PROBE = "probe"


class Allowed:
    """Answers of the rules about one set of facts, each asked once."""

    def __init__(self, facts: Row, grid: Grid) -> None:
        self.facts, self.grid = facts, grid
        bare = {"slots": {}, "stage": {}, "bridge": [], "event": {"from": None, "until": None}}
        self.index = prepare(facts | bare)
        self.keys = {one["id"]: f"key:{one['key']}" for one in facts.get("channels", {}).values() if one.get("key")}
        self.quarters = grid.of(time for time in grid.times if (time + grid.offset) % STEP == 0)
        self.of_platform = {one.get("platform") or "": one["id"] for one in facts.get("channels", {}).values()}
        self._shut: dict[Any, int] = {}
        self._hosts: dict[str, tuple[list[str], dict[str, int]]] = {}
        self._early: dict[str, int] = {}
        self._unverified: dict[tuple[str, str], int] = {}

    def kinds(self, start: int, minutes: int, platform: str, **fields: Any) -> set[str]:
        """What the rules say of a slot that begins then."""
        slot = {
            "id": PROBE, "session": "", "channel": self.of_platform.get(platform, ""), "host": "", "assistants": [],
            "kits": [], "room": "", "goods": [], "title": "", "script": "", "state": "draft",
            "starts": start * MS, "ends": (start + minutes) * MS, **fields,
        }  # fmt: skip
        return {one["kind"] for one in check(self.index, [PROBE], {PROBE: slot})}

    def spans(self, dates: list[str]) -> list[tuple[int, int]]:
        """Parts of the plan between the days on which something begins: a noon in it, and its starts."""
        days = sorted(self.grid.days)
        edges = sorted({(date.fromisoformat(one) - EPOCH).days for one in dates})
        parts: dict[int, int] = {}
        for day in days:
            part = sum(edge <= day for edge in edges)
            parts[part] = parts.get(part, 0) | self.grid.days[day]
        first = {sum(edge <= day for edge in edges): day for day in reversed(days)}
        return [(first[part] * DAY - self.grid.offset + NOON, mask) for part, mask in parts.items()]

    def shut(self, session: Row, platform: str, minutes: int, goods: list[Row]) -> int:
        """Starts at which a platform or a law would not take what this session sells."""
        asked = (session["id"], platform, minutes, str(goods))
        if asked not in self._shut:
            self._shut[asked] = self._count_shut(session, platform, minutes, goods)
        return self._shut[asked]

    def _count_shut(self, session: Row, platform: str, minutes: int, goods: list[Row]) -> int:
        never, later = 0, 0
        for noon, mask in self.spans(self.dates_of(session, goods)):
            kinds = self.kinds(noon, minutes, platform, session=session["id"], goods=goods)
            never |= mask if kinds & set(FORBID) else 0
            later |= mask if kinds & set(LATER) else 0
        if self.grid.all & ~never & ~later:
            never |= later  # there are days on which all papers are in order: only those
        return never | self.early(platform)

    def dates_of(self, session: Row, goods: list[Row]) -> list[str]:
        """Local dates from which on the rules may say something else of a session."""
        names = [one.get("product") for one in goods] or session.get("products") or []
        products = [self.facts.get("products", {}).get(one) or {} for one in names]
        owners = {*(session.get("producers") or ()), *(one.get("producer") for one in products)}
        producers = [self.facts.get("producers", {}).get(one) or {} for one in owners]
        ends = [paper.get("valid_until") for one in [*products, *producers] for paper in one.get("papers") or ()]
        ends += [one.get("valid_until") for one in self.facts.get("platform_facts") or ()]
        starts = [one.get("valid_from") for one in self.facts.get("platform_facts") or ()]
        return [one for one in starts if one] + [day_after(one) for one in ends if one]

    def early(self, platform: str) -> int:
        """Starts that come too soon for a platform: found between the first and the last start by halving."""
        if platform not in self._early:
            low, high = 0, len(self.grid.times)
            while low < high:
                middle = (low + high) // 2
                if "platform.lead" in self.kinds(self.grid.times[middle], 60, platform):
                    low = middle + 1
                else:
                    high = middle
            self._early[platform] = self.grid.ones[low]
        return self._early[platform]

    def hosts(self, platform: str) -> tuple[list[str], dict[str, int]]:
        """Who may host on a platform, and when not: those with a verified identity, or all when nobody has one."""
        if platform not in self._hosts:
            people = [one for one in self.facts.get("persons", {}).values() if may_host(one)]
            closed = {one["id"]: self.unverified(one, platform) for one in people}
            verified = [name for name, mask in closed.items() if mask != self.grid.all]
            known = {name: closed[name] for name in verified if closed[name]}
            self._hosts[platform] = (verified, known) if verified else ([one["id"] for one in people], {})
        return self._hosts[platform]

    def unverified(self, person: Row, platform: str) -> int:
        """Starts at which the platform would not know this person. Only what is on file of them counts, and many have
        the same on file: they are asked about once."""
        if not platform:
            return 0
        mine = [one for one in person.get("identities") or () if one.get("platform") == platform]
        asked = (platform, repr([(one.get("state"), one.get("valid_until")) for one in mine]))
        if asked not in self._unverified:
            self._unverified[asked] = self._count_unverified(person, platform)
        return self._unverified[asked]

    def _count_unverified(self, person: Row, platform: str) -> int:
        ends = [day_after(one["valid_until"]) for one in person.get("identities") or () if one.get("valid_until")]
        mask = 0
        for noon, starts in self.spans(ends):
            if "person.unverified" in self.kinds(noon, 60, platform, host=person["id"]):
                mask |= starts
        return mask


def may_host(person: Row) -> bool:
    """Hosts, and whoever has no role written down."""
    return not person.get("roles") or "host" in person["roles"]


def day_after(text: str) -> str:
    """The date after a date."""
    return (date.fromisoformat(text) + timedelta(days=1)).isoformat()
