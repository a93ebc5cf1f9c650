"""The preview of a run sheet in words, for the command line."""

from __future__ import annotations

from typing import Any

from ops.core import words

Plain = dict[str, Any]
STATES = ("new", "changed", "same", "gone")
MARKS = {"new": "+", "changed": "~", "same": "=", "gone": "-"}


def summary(found: Plain) -> str:
    """Counts, columns, every row that is new, changed or gone, then what is doubtful, by cell."""
    counts = ", ".join(f"{found['counts'][one]} {words.say('vi', f'stage.sheet.{one}')}" for one in STATES)
    lines = [f"{len(found['rows'])} dòng: {counts}."]
    lines += [_row_words(row) for row in found["rows"] if row["state"] != "same"]
    lines += [f"- {row['cue']} {row['title']}".rstrip() for row in found["gone"]]
    lines += [doubt_words(one) for one in found["doubts"]]
    if found["refused"]:
        lines.append(words.say("vi", f"stage.refused.{found['refused']}"))
    return "\n".join(lines)


def _row_words(row: Plain) -> str:
    """One row: when, how long, what; and what of it changes."""
    head = " ".join(filter(None, (row["cue"], row["start"], row["duration"], row["title"].replace("\n", " "))))
    parts = [f"{one['field']}: {one['old']!r} → {one['new']!r}" for one in row["changes"]]
    return f"{MARKS[row['state']]} {head}" + "".join(f"\n    {part}" for part in parts)


def doubt_words(one: Plain, lang: str = "vi") -> str:
    """What is doubtful in a cell."""
    said = words.say(lang, f"stage.sheet.doubt.{one['code']}", said=one["said"])
    return f"{one['cell']}: {said}"
