"""The rows of a file against the sheet: what is new, changed, the same and gone, and the edits that make it so.

A row is known again by its id, else by cue and title, else by a title that stands once here and there. What the file
shows as the sheet shows it stays untouched: a linked row stays linked.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable

from ops.core import tokens
from ops.stage.files.lengths import SECOND_MS, length_words
from ops.stage.files.lines import Line, folded
from ops.stage.files.reading import SheetRead
from ops.stage.files.walking import Known, Plain, Target, Walk, cue_key
from ops.stage.rules import Show, apply_edits, edge, plan_track


def compare(found: SheetRead, known: Known, *, drop_gone: bool = False, only: set[int] | None = None) -> Plain:
    """The preview: rows with their state and changes, doubts by cell, and the edits of `stage/edit` that accept it;
    `only` names the rows that are taken, from 1."""
    lines = _with_sections(found.lines)
    targets = _matched(lines, known)
    _place(targets, known)
    groups = {folded(one.line.cells.get("title", "")): one.id for one in targets if one.line.kind == "group"}
    walk, taken = Walk(known, set(found.header.columns), groups), _taken(targets, only, groups)
    for target in targets:
        if target.id in taken:
            walk.take(target)
        else:
            walk.leave(target)
    gone = [row.id for row in known.track.rows if row.id not in {one.id for one in targets}]
    edits = _edits(targets, gone if drop_gone else [], known, taken)
    refused = _check_plan(targets, edits, known)
    doubts = found.doubts + [one for line in lines for one in line.doubts]
    rows = [{"n": n, **_shown(one, known)} for n, one in enumerate(targets, 1)]
    counts = Counter(row["state"] for row in rows) | Counter(gone=len(gone))
    return {
        "sheet": found.sheet,
        "columns": [{"field": name, "title": title} for name, title in found.titles.items()],
        "rows": rows,
        "gone": [{"id": name, **_name(known.cells.get(name, {}))} for name in gone],
        "counts": {state: counts[state] for state in ("new", "changed", "same", "gone")},
        "doubts": sorted(doubts, key=lambda one: one["note"]),
        "refused": refused,
        "edits": edits,
    }


def _name(cells: dict[str, str]) -> Plain:
    return {"cue": cells.get("cue", ""), "title": cells.get("title", "")}


def _with_sections(lines: list[Line]) -> list[Line]:
    """A file whose sections are a column has no rows for them: one is put before the first row of each."""
    if any(line.kind == "group" for line in lines):
        return lines
    made, seen = list[Line](), set[str]()
    for line in lines:
        if line.section and folded(line.section) not in seen:
            seen.add(folded(line.section))
            made.append(Line(line.at, "group", cells={"title": line.section}, places=line.places))
        made.append(line)
    return made


# ---------- knowing rows again ----------


def _matched(lines: list[Line], known: Known) -> list[Target]:
    free = dict.fromkeys(known.rows)
    chosen: dict[int, str] = {}

    def pick(keys: Callable[[Line], object], there: dict[object, str]) -> None:
        for place, line in enumerate(lines):
            name = there.get(keys(line)) if place not in chosen else None
            if name in free and known.rows[name].kind == line.kind:
                chosen[place] = name
                del free[name]

    for place, line in enumerate(lines):
        if line.id in known.rows and line.id in free:
            chosen[place] = line.id
            del free[line.id]
        elif line.id in known.rows:
            line.doubt("id", "id_twice", line.id, note=True)
    told = {name: (known.rows[name].kind, known.cells.get(name, {})) for name in known.rows}
    pick(lambda line: _key(line.kind, line.cells), {_key(*one): name for name, one in reversed(told.items())})
    titles = Counter((line.kind, folded(line.cells.get("title", ""))) for line in lines)
    others = Counter((kind, folded(cells.get("title", ""))) for kind, cells in told.values())
    once = {one for one, count in others.items() if count == 1 and titles[one] == 1 and one[1]}
    by_title = {
        key: name for name, (kind, cells) in told.items() if (key := (kind, folded(cells.get("title", "")))) in once
    }
    pick(lambda line: (line.kind, folded(line.cells.get("title", ""))), dict(by_title))
    return [_target(line, chosen.get(place), known) for place, line in enumerate(lines)]


def _target(line: Line, name: str | None, known: Known) -> Target:
    return Target(line, name or tokens.new_id(), known.rows[name] if name else None)


def _key(kind: str, cells: dict[str, str]) -> tuple[str, str, str]:
    return kind, cue_key(cells.get("cue", "")), folded(cells.get("title", ""))


def _place(targets: list[Target], known: Known) -> None:
    """Clock readings on the days of the event: after midnight it is the next one."""
    starts = edge.place_clocks(known.day, known.zone, [one.line.start for one in targets])
    for target, at in zip(targets, starts, strict=True):
        target.at = at


# ---------- the edits ----------


def _taken(targets: list[Target], only: set[int] | None, groups: dict[str, str]) -> set[str]:
    """Ids of the rows that are taken; a new section comes with the first row that stands in it."""
    chosen = [one for n, one in enumerate(targets, 1) if only is None or n in only]
    sections = {groups.get(folded(one.line.section or "")) for one in chosen if one.line.kind != "group"}
    return {one.id for one in chosen} | {one.id for one in targets if one.id in sections and one.old is None}


def _edits(targets: list[Target], dropped: list[str], known: Known, taken: set[str]) -> list[Plain]:
    """Every row in the order of the file, then what changed in those that were there, then the rows that go."""
    edits = list[Plain]()
    here = {row.id: place for place, row in enumerate(known.track.rows)}
    staying = _staying([here[one.id] for one in targets if one.old is not None])
    after: str | None = None
    for target in targets:
        if target.id not in taken:
            after = after if target.old is None else target.id
            continue
        if target.old is None:
            plan = {"id": target.id, **target.values}
            words = {name: text for name, text in target.words.items() if text}
            edits.append({"edit": "insert", "row": plan, "after": after} | ({"cells": words} if words else {}))
        elif here[target.id] not in staying:
            edits.append({"edit": "move", "row": target.id, "after": after})
            target.change("place", str(here[target.id] + 1), "")
        after = target.id
    for target in targets:
        if target.old is None or target.id not in taken:
            continue
        if target.values:
            edits.append({"edit": "set", "row": target.id, "values": target.values})
        if target.words:
            edits.append({"edit": "cells", "row": target.id, "values": target.words})
    return edits + [{"edit": "delete", "row": name} for name in _leaving(targets, dropped, known, taken)]


def _leaving(targets: list[Target], dropped: list[str], known: Known, taken: set[str]) -> list[str]:
    """Rows that go, sections behind what stood in them; a section that somebody still stands in stays."""
    old = [(one.old.group, one) for one in targets if one.old is not None]
    needed = {one.values.get("group", group) if one.id in taken else group for group, one in old}
    leaving = [name for name in dropped if name not in needed]
    return sorted(leaving, key=lambda name: known.rows[name].kind == "group")


def _staying(places: list[int]) -> set[int]:
    """The longest part of the sheet that keeps its order; only what is not in it has to move."""
    tails, at, before = list[int](), list[int](), list[int | None]()
    for index, place in enumerate(places):
        length = bisect_left(tails, place)
        before.append(at[length - 1] if length else None)
        tails[length:], at[length:] = [place, *tails[length + 1 :]], [index, *at[length + 1 :]]
    kept, index_now = set[int](), at[-1] if at else None
    while index_now is not None:
        kept.add(places[index_now])
        index_now = before[index_now]
    return kept


def _check_plan(targets: Iterable[Target], edits: list[Plain], known: Known) -> str | None:
    """Plan the sheet as it would be: where a row then stands elsewhere than the file says, its cell is named."""
    planned = [one for one in edits if one["edit"] != "cells"]
    done = apply_edits(Show((known.track,), known.day_start), known.track.id, planned)
    if done.refusal is not None:
        return done.refusal
    facts = {fact.id: fact for fact in plan_track(done.show.tracks[0], known.day_start).facts}
    for target in targets:
        fact = facts.get(target.id)
        if fact is None or fact.kind != "timed" or fact == known.facts.get(target.id):
            continue
        if target.at is not None and target.at // SECOND_MS != fact.start // SECOND_MS:
            target.line.doubt("start", "start_moves", known.clock(fact.start), note=True)
        if fact.plays and fact.gap < 0:
            target.line.doubt("start", "overlap", length_words(-fact.gap))
    return None


def _shown(target: Target, known: Known) -> Plain:
    state = "new" if target.old is None else "changed" if target.changes else "same"
    line = target.line
    about = {"id": target.id, "line": line.at + 1, "kind": target.old.kind if target.old else line.kind, "state": state}
    times = {
        "start": known.clock(target.at) if target.at is not None else "",
        "duration": "" if line.length is None else length_words(line.length),
        "parallel": line.parallel,
    }
    return about | times | _name(line.cells) | {"changes": target.changes}
