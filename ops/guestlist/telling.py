"""A list in words, for the command line: counts, and every row that needs somebody, named by its cell."""

from __future__ import annotations

from typing import Any

from ops.core import words

Row = dict[str, Any]
KINDS = ("new", "changed", "same", "doubtful", "error")
SHOWN = 200


def fault_words(one: Row, lang: str = "vi") -> str:
    """What is wrong with a cell."""
    key = f"guestlist.fault.{one['code']}"
    said = words.say(lang, key, **one["facts"])
    said = words.say(lang, f"error.{one['code']}", **one["facts"]) if said == key else said
    return f"{one['cell']}: {said}" if one["cell"] else said


def summary(found: Row, rows: list[Row]) -> str:
    """Counts by kind, then the faults of the file and of its rows."""
    counts = ", ".join(
        f"{found['counts'].get(kind, 0)} {words.say('vi', f'guestlist.kind.{kind}').lower()}" for kind in KINDS
    )
    lines = [f"{len(rows)} dòng: {counts}."] if rows else []
    lines += [fault_words(one) for one in found["faults"]]
    said = [fault_words(one) for row in rows for one in row["faults"]]
    more = [f"… và {len(said) - SHOWN} dòng nữa."] if len(said) > SHOWN else []
    return "\n".join(lines + said[:SHOWN] + more)


def accepted(facts: Row) -> str:
    """What was taken in."""
    return f"Đã nhận: {facts['made']} khách mới, {facts['changed']} khách có thay đổi, để lại {facts['left']}."
