"""A second count of a caller's evening, written from the words of the time rules and not from ops.stage.rules.

It is slow and plain on purpose: it walks the sheet from its top for every question and shares no code with what it
checks. Where the two differ, one of them is wrong.
"""

from __future__ import annotations

from typing import Any

from ops.stage import rules

Plain = dict[str, Any]
MINUTE = 60_000
GUARD = 1_000


def takes_turn(row: Plain, gone: set[str]) -> bool:
    """Timed, not skipped (its group neither), not parallel."""
    aside = row.get("skip") or row.get("parallel") or row.get("group") in gone
    return row.get("kind", "timed") == "timed" and not aside


def placed(rows: list[Plain]) -> dict[str, Plain]:
    """Rules 2 to 6: where every row with a turn stands when all goes as written."""
    gone = {row["id"] for row in rows if row.get("kind") == "group" and row.get("skip")}
    first_start = next((own_start(row) for row in rows if timed_alone(row)), 0)
    found: dict[str, Plain] = {}
    last: Plain | None = None
    latest, carried, in_front = 0, 0, 0
    for row in rows:
        if row.get("kind") == "delay" and not row.get("skip") and row.get("group") not in gone:
            in_front += row["amount"]
        if not takes_turn(row, gone):
            continue
        begins = row.get("begins", "linked")
        if begins == "linked" and last is not None:
            start = last["end"]
        else:
            start = row.get("start", first_start) if begins == "linked" else own_start(row)
        length = row.get("duration", 0)
        if row.get("lock") == "end":
            length = max(0, row["end"] - start)
        gap = start - latest if last is not None else 0
        if gap > 0 and carried > 0:
            carried = max(0, carried - gap)
        delay = 0 if begins == "hard" else carried + in_front
        due, end = start + delay, start + length
        counts = bool(row.get("count_to_end"))
        until = max(due, end) if counts else due + length
        latest = end if last is None else max(latest, end)
        last = {"row": row, "start": start, "end": end, "duration": length, "gap": gap, "delay": delay, "due": due,
                "until": until, "counts": counts, "begins": begins, "chained": begins == "linked" and last is not None,
                "in_front": 0 if begins == "hard" else max(0, in_front)}  # fmt: skip
        carried, in_front = until - end if counts else delay, 0
        found[row["id"]] = last
    return found


def own_start(row: Plain) -> int:
    """Rule 9: end and duration give a start; nothing gives midnight (here: 0)."""
    return row.get("start", row["end"] - row.get("duration", 0) if "end" in row else 0)  # type: ignore[no-any-return]


def timed_alone(row: Plain) -> bool:
    return row.get("kind", "timed") == "timed" and not row.get("parallel")


def whole_length(plan: dict[str, Plain]) -> int:
    """Rule 5: lengths and gaps, nothing of a row that lies inside an earlier one."""
    total = 0
    for one in plan.values():
        total += max(0, one["duration"] + one["gap"])
    return total


class Paper:
    """A caller's evening, kept with a pencil."""

    def __init__(self, rows: list[Plain]) -> None:
        self.rows = rows
        self.live: Plain | None = None
        self.place: str | None = None
        self.standby: str | None = None
        self.ran: dict[str, tuple[int, int]] = {}
        self.late_start: int | None = None
        self.relative = self.held = False
        self.moved = -GUARD

    # What stands where.

    def order(self) -> list[str]:
        return [row["id"] for row in self.rows]

    def here(self) -> int:
        name = self.live["row"] if self.live else self.place
        return -1 if name is None else self.order().index(name)

    def turns_after(self, place: int) -> list[str]:
        plan = placed(self.rows)
        return [name for name in self.order()[place + 1 :] if name in plan]

    def stands_by(self) -> str | None:
        if self.standby in placed(self.rows):
            return self.standby
        after = self.turns_after(self.here())
        return after[0] if after else None

    # Steps.

    def step(self, do: str, at: int, **more: Any) -> str | None:
        """One step; the code when it is refused."""
        return getattr(self, f"do_{do}")(at, **more)  # type: ignore[no-any-return]

    def begin(self, name: str | None, at: int, none: str) -> str | None:
        if name is None:
            return none
        if self.held:
            return "held"
        self.finish(at)
        if self.late_start is None:
            self.late_start = at - placed(self.rows)[name]["due"]
        self.live = {"row": name, "started": at, "added": 0, "pauses": 0, "pause": None}
        self.place, self.standby, self.moved = name, None, at
        return None

    def finish(self, at: int) -> None:
        if self.live:
            self.ran[self.live["row"]] = (self.live["started"], at)
            self.place, self.standby = self.live["row"], None
        self.live = None

    def do_go(self, at: int) -> str | None:
        if at - self.moved < GUARD:
            return "too_soon"
        return self.begin(self.stands_by(), at, "no_next")

    def do_next(self, at: int) -> str | None:
        if at - self.moved < GUARD:
            return "too_soon"
        return self.begin(next(iter(self.turns_after(self.here())), None), at, "no_next")

    def do_previous(self, at: int) -> str | None:
        if at - self.moved < GUARD:
            return "too_soon"
        plan = placed(self.rows)
        before = [name for name in self.order()[: max(0, self.here())] if name in plan]
        return self.begin(before[-1] if before else None, at, "no_previous")

    def do_start(self, at: int, row: str) -> str | None:
        return self.unfit(row) or self.begin(row, at, "no_next")

    def unfit(self, name: str) -> str | None:
        row = next(row for row in self.rows if row["id"] == name)
        gone = {row["id"] for row in self.rows if row.get("kind") == "group" and row.get("skip")}
        if row.get("skip") or row.get("group") in gone:
            return "row_skipped"
        if row.get("kind", "timed") != "timed":
            return "row_untimed"
        if row.get("parallel"):
            return "row_parallel"
        return "row_live" if self.live and self.live["row"] == name else None

    def do_standby(self, at: int, row: str) -> str | None:
        fault = self.unfit(row)
        self.standby = self.standby if fault else row
        return fault

    def do_pause(self, at: int) -> str | None:
        if self.live is None:
            return "nothing_live"
        if self.live["pause"] is not None:
            return "already_paused"
        if placed(self.rows)[self.live["row"]]["counts"]:
            return "counts_to_end"
        self.live["pause"] = at
        return None

    def do_resume(self, at: int) -> str | None:
        if self.live is None or self.live["pause"] is None:
            return "not_paused"
        self.live["pauses"] += at - self.live["pause"]
        self.live["pause"] = None
        return None

    def do_hold(self, at: int) -> str | None:
        was, self.held = self.held, True
        return "already_held" if was else None

    def do_release(self, at: int) -> str | None:
        was, self.held = self.held, False
        return None if was else "not_held"

    def do_add(self, at: int, by: int) -> str | None:
        if self.live is None:
            return "nothing_live"
        if abs(by) > 60 * MINUTE:
            return "time_out_of_range"
        self.live["added"] += by
        return None

    def do_stop(self, at: int) -> str | None:
        if self.live is None:
            return "nothing_live"
        self.finish(at)
        return None

    def do_reload(self, at: int) -> str | None:
        if self.live is None:
            return "nothing_live"
        if self.held:
            return "held"
        name, plan = self.live["row"], placed(self.rows)
        before = [other for other in self.order()[: self.order().index(name)] if other in plan]
        self.live, self.place, self.standby, self.moved = None, before[-1] if before else None, name, at
        if not self.ran:
            self.late_start = None
        return None

    def do_offset(self, at: int, relative: bool) -> str | None:
        self.relative = relative
        return None

    # The sheet changes around the clock.

    def edit(self, edit: Plain) -> str | None:
        """One edit; refused when the live row would lose its turn."""
        rows = [dict(row) for row in self.rows]
        place = next((n for n, row in enumerate(rows) if row["id"] == edit.get("row")), 0)
        if edit["edit"] == "set":
            rows[place] |= edit["values"]
        elif edit["edit"] == "insert":
            rows.insert(1 + [row["id"] for row in rows].index(edit["after"]), dict(edit["row"]))
        else:
            gone = rows.pop(place)
            if edit["edit"] == "move":
                rows.insert(1 + [row["id"] for row in rows].index(edit["after"]), gone)
        if self.live and self.live["row"] not in placed(rows):
            return "row_live"
        names, old = [row["id"] for row in rows], self.order()
        if self.live is None and self.place is not None and self.place not in names:
            kept = [name for name in old[: old.index(self.place)] if name in names]
            self.place = kept[-1] if kept else None
        self.rows = rows
        return None

    # Reading (rules 10 to 16).

    def clock(self, now: int) -> Plain | None:
        if self.live is None:
            return None
        row, live = placed(self.rows)[self.live["row"]], self.live
        waiting = now - live["pause"] if live["pause"] is not None else 0
        if row["counts"]:
            finish = row["end"] + live["added"]
            offset = live["added"]
        else:
            finish = live["started"] + row["duration"] + live["added"] + live["pauses"] + waiting
            offset = live["started"] - row["due"] + live["added"] + live["pauses"] + waiting
        offset += max(0, now - finish)
        return {"remaining": finish - now, "finish": max(finish, live["started"]),
                "elapsed": now - live["started"] - live["pauses"] - waiting, "overtime": max(0, now - finish),
                "absolute": offset, "relative": offset - (self.late_start or 0)}  # fmt: skip

    def phase(self, now: int) -> str | None:
        clock = self.clock(now)
        if clock is None or self.live is None:
            return None
        row, left = placed(self.rows)[self.live["row"]]["row"], clock["remaining"]
        if left < 0:
            return "overtime"
        if row.get("danger") is not None and left <= row["danger"]:
            return "danger"
        return "warning" if row.get("warning") is not None and left <= row["warning"] else "default"

    def expected(self, now: int) -> dict[str, tuple[int, int, int]]:
        """Row -> start, end, when the stage is free for it. A row begins when the one before it is over, and a row
        with a time of its own not before that; nothing begins in the past."""
        plan, found = placed(self.rows), dict[str, tuple[int, int, int]]()
        clock = self.clock(now)
        free = now if clock is None else max(now, clock["finish"])
        real = (self.late_start or 0) if self.relative else 0
        running = clock is not None
        for name in self.turns_after(self.here()):
            one = plan[name]
            came = free + (one["in_front"] if running else 0)
            own = None if one["chained"] and running else one["due"]
            own = own if own is None or one["begins"] == "hard" else own + real
            start = came if own is None else max(came, own)
            free = max(start, one["end"]) if one["counts"] else start + one["duration"]
            found[name], running = (start, free, came), True
        return found

    def groups(self, now: int) -> dict[str, Plain]:
        """Rule 7."""
        plan, coming, clock = placed(self.rows), self.expected(now), self.clock(now)
        found = {}
        for group in (row for row in self.rows if row.get("kind") == "group"):
            inside = [one for one in plan.values() if one["row"].get("group") == group["id"]]
            if not inside:
                found[group["id"]] = {"start": None, "end": None, "duration": 0, "expected_end": None}
                continue
            last = inside[-1]["row"]["id"]
            end = coming[last][1] if last in coming else None
            if self.live and self.live["row"] == last and clock:
                end = max(now, clock["finish"])
            elif end is None and last in self.ran:
                end = self.ran[last][1]
            start, latest = inside[0]["start"], max(one["end"] for one in inside)
            found[group["id"]] = {"start": start, "end": latest, "duration": latest - start, "expected_end": end}
        return found


def faults(show: rules.Show, paper: Paper, now: int) -> list[str]:
    """Everything in which the whole state differs from the second count."""
    state = rules.state_of(show, now)["tracks"][0]
    plan, coming, clock = placed(paper.rows), paper.expected(now), paper.clock(now)
    wanted: list[tuple[str, Any, Any]] = []
    stands = paper.stands_by()
    flag = next((name for name in paper.turns_after(paper.here()) if plan[name]["row"].get("flag")), None)
    first = next(iter(plan.values()), None)
    wanted += [
        ("standby", state["standby"], stands),
        ("next", state["next"], next(iter(paper.turns_after(paper.here())), None)),
        ("flag", state["flag"], flag and {"row": flag, "expected_start": coming[flag][0]}),
        ("phase", state["phase"], paper.phase(now)),
        ("planned_start", state["planned_start"], first and first["start"]),
        ("planned_end", state["planned_end"], first and first["start"] + whole_length(plan)),
        ("offset", state["offset"], clock and {"absolute": clock["absolute"], "relative": clock["relative"]}),
    ]
    if clock:
        counted = ("remaining", "finish", "elapsed", "overtime")
        wanted += [(name, state["live"][name], clock[name]) for name in counted]
    ends = [end for _, end, _ in coming.values()]
    last = max(now, clock["finish"]) if clock else max((end for _, end in paper.ran.values()), default=None)
    if ends or clock:
        wanted.append(("expected_end", state["expected_end"], ends[-1] if ends else last))
    for row in state["rows"]:
        if row["id"] in plan:
            one = plan[row["id"]]
            names = ("start", "end", "duration", "gap", "delay", "due", "until")
            wanted += [(f"{row['id']}.{name}", row[name], one[name]) for name in names]
            start, end, came = coming.get(row["id"], (None, None, None))
            slack = one["start"] - came if came is not None and one["begins"] == "hard" else None
            if not (paper.live and paper.live["row"] == row["id"]):
                wanted.append((f"{row['id']}.expected", (row["expected_start"], row["expected_end"]), (start, end)))
            wanted.append((f"{row['id']}.slack", row["slack"], slack))
    wanted += [
        (f"{group['id']}.{name}", group[name], paper.groups(now)[group["id"]][name])
        for group in state["groups"]
        for name in ("start", "end", "duration", "expected_end")
    ]
    return [f"{name}: {found}, on paper {counted}" for name, found, counted in wanted if found != counted]
