"""What is printed of a run sheet, in words: the whole sheet, the MC's cards, the cue list of a department.

Made once, drawn twice: as a page for the browser's print window and as a PDF.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ops.stage.files.lengths import length_words
from ops.stage.files.walking import Known
from ops.stage.prints.blanks import NOBODY, Known as People, People as Named, spoken
from ops.stage.rules import Fact, Row, edge, plan_track

Plain = dict[str, Any]
Say = Callable[..., str]
OWN_PLACES = frozenset({"cue", "title", "section", "owner"})
"""Columns that have a place of their own on every paper."""
MC = "mc"


@dataclass(frozen=True)
class Sheet:
    """A track's sheet and how words are said."""

    known: Known
    say: Say

    @property
    def columns(self) -> list[Plain]:
        """Columns for words that somebody has used."""
        used = {name for cells in self.known.cells.values() for name, text in cells.items() if text.strip()}
        return [one for one in self.known.columns if one["id"] not in OWN_PLACES and one["id"] in used]

    def words(self, row: Row, column: str) -> str:
        return self.known.cells.get(row.id, {}).get(column, "").strip()

    def clock(self, at: int | None) -> str:
        """18:33:45, 18:30, and 00:10 (+1) of a row behind midnight."""
        if at is None:
            return ""
        text = self.known.clock(at).removesuffix(":00")
        days = edge.day_offset(at, self.known.day, self.known.zone)
        return f"{text} ({days:+d})" if days else text


def sheet_rows(sheet: Sheet) -> Plain:
    """The whole sheet: `columns` behind the title, and a row for every row."""
    columns = sheet.columns
    groups = {one.id: one for one in plan_track(sheet.known.track, sheet.known.day_start).groups}
    rows = []
    for row in sheet.known.track.rows:
        about = _row(sheet, row)
        if row.kind == "group":
            one = groups[row.id]
            if one.start is not None:
                about |= {"start": f"{sheet.clock(one.start)} – {sheet.clock(one.end)}"}
                about |= {"length": length_words(one.duration)}
        else:
            about["cells"] = [sheet.words(row, one["id"]) for one in columns]
        rows.append(about)
    return {"columns": [{"id": one["id"], "title": one["name"]} for one in columns], "rows": rows}


def _row(sheet: Sheet, row: Row) -> Plain:
    """What stands at the head of a row on every paper."""
    fact = sheet.known.facts[row.id]
    start, length = "", ""
    if row.kind == "timed":
        start, length = sheet.clock(fact.start), length_words(fact.duration)
    elif row.kind == "delay":
        length = length_words(row.amount)
    elif row.kind == "milestone":
        start = sheet.clock(fact.start)
    title = sheet.words(row, "title") or (sheet.say("stage.print.delay") if row.kind == "delay" else "")
    marks = [{"kind": kind, "words": sheet.say(f"stage.print.mark.{kind}")} for kind in _marks(row, fact)]
    return {
        "kind": row.kind, "cue": sheet.words(row, "cue"), "start": start, "length": length, "title": title,
        "owner": sheet.words(row, "owner"), "marks": marks, "hard": row.begins == "hard" and not fact.skip,
        "parallel": row.parallel, "skip": fact.skip,
    }  # fmt: skip


def _marks(row: Row, fact: Fact) -> list[str]:
    """Signs of a row, each of them also a word."""
    found = {
        "skip": fact.skip, "hard": row.begins == "hard" and not fact.skip, "parallel": row.parallel,
        "milestone": row.kind == "milestone", "to_end": row.count_to_end, "flag": row.flag and row.begins != "hard",
    }  # fmt: skip
    return [kind for kind, on in found.items() if on]


# ---------- the MC's cards ----------


def cards(sheet: Sheet, people: People = NOBODY) -> list[Plain]:
    """A card for every row that is spoken to, in the order of the sheet, with what comes next."""
    columns = [one["id"] for one in sheet.known.columns if one["department"] == MC]
    spoken_rows = [
        (row, words)
        for row in sheet.known.track.rows
        if row.kind == "timed" and not sheet.known.facts[row.id].skip
        for words in ["\n".join(filter(None, [sheet.words(row, name) for name in columns]))]
        if words
    ]
    return [
        _row(sheet, row) | _lines(sheet, words, people) | {"n": n, "of": len(spoken_rows), "next": _next(sheet, row)}
        for n, (row, words) in enumerate(spoken_rows, 1)
    ]


def _lines(sheet: Sheet, words: str, people: People) -> Plain:
    """Paragraphs with their blanks filled, and who is named in them."""
    paragraphs, named = list[str](), Named()
    for line in filter(None, (one.strip() for one in words.splitlines())):
        paragraphs.append(spoken(line, people, sheet.say, named))
    return {"lines": paragraphs, "people": list(named.values()), "unfrozen": bool(named) and not people.frozen}


def _next(sheet: Sheet, row: Row) -> str:
    """The row that is called after this one."""
    rows = sheet.known.track.rows
    place = next(at for at, one in enumerate(rows) if one.id == row.id)
    after = next((one for one in rows[place + 1 :] if sheet.known.facts[one.id].plays), None)
    if after is None:
        return ""
    parts = (sheet.clock(sheet.known.facts[after.id].start), sheet.words(after, "cue"), sheet.words(after, "title"))
    return " · ".join(filter(None, parts))


# ---------- cue lists ----------


def departments(columns: Iterable[Plain]) -> list[str]:
    """Who has a column of their own, in the order of the sheet."""
    return list(dict.fromkeys(one["department"] for one in columns if one["department"]))


def department_name(say: Say, department: str) -> str:
    """A department as people call it; one that an event has made up is called by its own name."""
    key = f"stage.department.{department}"
    words = say(key)
    return department if words == key else words


def cue_list(sheet: Sheet, department: str) -> Plain:
    """The rows that ask something of a department."""
    mine = [one for one in sheet.known.columns if one["department"] == department]
    notes = [one for one in sheet.columns if not one["department"]]
    rows = []
    for row in sheet.known.track.rows:
        task = _named(sheet, row, mine) if row.kind in ("timed", "milestone") else []
        if task and not sheet.known.facts[row.id].skip:
            rows.append(_row(sheet, row) | {"task": task, "notes": _named(sheet, row, notes, always=True)})
    return {"department": department, "name": department_name(sheet.say, department), "rows": rows}


def _named(sheet: Sheet, row: Row, columns: list[Plain], *, always: bool = False) -> list[str]:
    """Words of some columns; with the column's name when there are several."""
    found = [(one["name"], sheet.words(row, one["id"])) for one in columns]
    several = always or len(columns) > 1
    return [f"{name}: {text}" if several else text for name, text in found if text]
