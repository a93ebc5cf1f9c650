"""Rows of a file against the event: new, changed, same, doubtful, or in error, with what was there before. Pure.

A person is one when delegation and name agree; phone, e-mail and title decide between several. The same name in
another delegation is another person. Nothing is invented: a unit nobody knows is an error with the nearest names,
unless the reader was told to make new delegations.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from ops.core.names import fold
from ops.guestlist import spelling
from ops.guestlist.rows import fault
from ops.guestlist.units import SAME_ENOUGH, Meant, Units, canonical, cores

Row = dict[str, Any]
KINDS = ("new", "changed", "same", "doubtful", "error")
FIELDS = (
    "honorific", "name", "title", "unit", "category", "rank", "vip", "head", "status", "seat", "badge", "host",
    "attention", "blocked", "note", "pronounce", "phone", "email",
)  # fmt: skip
"""What a list may change of a guest."""


@dataclass
class Known:
    """The event as the reader was told of it."""

    delegations: list[Row]
    categories: list[Row]
    guests: list[Row]
    make: str = ""  # category of delegations that may be made; empty: none
    units: Units = field(init=False)

    def __post_init__(self) -> None:
        self.units = Units(self.delegations)
        self.by_id = {row["id"]: row for row in self.guests}
        self.block_of = {row["id"]: row["category"] for row in self.delegations}
        self.blocks = {fold(row[name]): row["id"] for row in self.categories for name in ("id", "name")}
        self.block_ids = {row["id"] for row in self.categories}
        self.people: dict[tuple[str, str], list[Row]] = defaultdict(list)
        self.by_name: dict[str, list[Row]] = defaultdict(list)
        for row in self.guests:
            self.people[row["delegation"], fold(row["name"])].append(row)
            self.by_name[fold(row["name"])].append(row)


def compare(rows: list[Row], known: Known) -> list[Row]:
    """Every row judged; numbers from 1 in the order of the file."""
    listed = _sheets_that_list_units(rows, known)
    judged = [_judge(row, known, row["sheet"] in listed) for row in rows]
    _find_doubles(judged)
    for number, row in enumerate(judged, 1):
        row["number"] = number
    return judged


def _judge(row: Row, known: Known, lists_units: bool) -> Row:
    fields, faults = dict(row["fields"]), list(row["faults"])
    fields |= _place(row, known, lists_units, faults)
    category = _category(row, known, faults)
    if category:
        fields["category"] = category
    made = {"sheet": row["sheet"], "row": row["row"], "faults": faults, "fields": fields, "cell": row["name_cell"],
            "before": {}, "match": None}  # fmt: skip
    key = _key(row)
    if key:
        fields["key"] = key
    if any(one["level"] == "error" for one in faults):
        return made | {"kind": "error"}
    return made | _match(fields, known, row, faults)


def _key(row: Row) -> str:
    """A guest's own mark, as ids are written."""
    return re.sub(r"[^a-z0-9-]+", "-", fold(row["key"][0]).replace(" ", "-")).strip("-")[:40] if row["key"] else ""


# ---------- the delegation ----------


def _sheets_that_list_units(rows: list[Row], known: Known) -> set[str]:
    """Sheets whose unit column names several delegations: there a unit that nobody knows is a mistake."""
    seen: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        unit = row["where"]["unit"]
        meant = known.units.find(unit[0]) if unit else None
        if meant and (meant.id or meant.several):
            seen[row["sheet"]].add(meant.id or unit[0])
    return {sheet for sheet, found in seen.items() if len(found) > 1}


def _place(row: Row, known: Known, lists_units: bool, faults: list[Row]) -> Row:
    """Delegation and unit of a row. What stands nearest to the person speaks first."""
    where = row["where"]
    if where["delegation"]:
        return _named(where["delegation"], known, faults) | ({"unit": where["unit"][0]} if where["unit"] else {})
    unit = where["unit"]
    if unit:
        meant = known.units.find(unit[0])
        around = _around(where, known) if not meant.id and not meant.several and not lists_units else None
        if around and meant.nearest < SAME_ENOUGH:
            return {"delegation": around, "unit": unit[0]}
        return _named(unit, known, faults)
    if where["section"] and not _block(where["section"][0], known):
        return _named(where["section"], known, faults)
    found = _around(where, known)
    if found:
        return {"delegation": found}
    said = where["explicit"]
    if said:
        return _named(said, known, faults)
    faults.append(fault(row["name_cell"], "delegation", "no_delegation"))
    return {}


def _around(where: Row, known: Known) -> str | None:
    """The delegation that the lines above, the title or the sheet's name say, if they say one."""
    said = [where["section"], where["explicit"], *reversed(where["titles"]), (where["sheet"], "")]
    for one in said:
        meant = known.units.find(one[0]) if one and one[0] else None
        if meant and meant.id:
            return meant.id
    return None


def _named(said: list[str] | tuple[str, str], known: Known, faults: list[Row]) -> Row:
    text, cell = said
    meant = known.units.find(text)
    if meant.id:
        if not meant.sure:
            faults.append(fault(cell, "delegation", "unit_spelling", note=True, unit=known.units.names[meant.id]))
        return {"delegation": meant.id}
    if known.make and not meant.several and meant.nearest < SAME_ENOUGH:
        return {"new_delegation": text[:200], "delegation": f"+{canonical(text)}", "make": known.make}
    faults.append(_unknown_unit(cell, text, meant))
    return {"unit": text}


def _unknown_unit(cell: str, text: str, meant: Meant) -> Row:
    if meant.several:
        return fault(cell, "delegation", "unit_ambiguous", value=text[:120], names="; ".join(meant.several))
    if meant.near:
        return fault(cell, "delegation", "unit_near", value=text[:120], names="; ".join(meant.near))
    return fault(cell, "delegation", "unit_unknown", value=text[:120])


def _block(text: str, known: Known) -> str | None:
    name = fold(text)
    return known.blocks.get(name) or known.blocks.get(name.removeprefix("khoi ").strip())


def _category(row: Row, known: Known, faults: list[Row]) -> str | None:
    said = row["category"]
    if said:
        found = said[0] if said[0] in known.block_ids else _block(said[0], known)
        if not found:
            faults.append(fault(said[1], "category", "no_category", value=said[0][:80]))
        return found
    section = row["where"]["section"]
    return _block(section[0], known) if section else None


# ---------- the person ----------


def _match(fields: Row, known: Known, row: Row, faults: list[Row]) -> Row:
    key = fields.get("key", "")
    if key in known.by_id:
        return _against(fields, known.by_id[key], known, row, faults, by_key=True)
    here = known.people.get((fields["delegation"], fold(fields["name"])), [])
    if here:
        return _among(fields, here, known, row, faults)
    moved = [one for one in known.by_name.get(fold(fields["name"]), ()) if _same_contact(fields, one)]
    if moved:
        faults.append(fault(row["name_cell"], "name", "moved", note=True,
                            unit=known.units.names.get(moved[0]["delegation"], "")))  # fmt: skip
        return {"kind": "doubtful", "match": moved[0]["id"], "before": _shown(moved[0])}
    return {"kind": "new"}


def _among(fields: Row, here: list[Row], known: Known, row: Row, faults: list[Row]) -> Row:
    """One of those of the same name in the same delegation."""
    exact = [one for one in here if _tight(one["name"]) == _tight(fields["name"])] or here
    chosen = exact
    for decide in (_same_contact, _same_title):
        chosen = [one for one in chosen if decide(fields, one)] or chosen
    if len(chosen) > 1:
        faults.append(fault(row["name_cell"], "name", "several", note=True, n=len(chosen)))
        return {"kind": "doubtful", "match": chosen[0]["id"], "before": _shown(chosen[0])}
    one = chosen[0]
    if not _tight_or_bare(fields["name"], one["name"]):
        faults.append(fault(row["name_cell"], "name", "similar", note=True))
        return {"kind": "doubtful", "match": one["id"], "before": _shown(one)}
    if _differ(fields, one, "phone") and _differ(fields, one, "title") and len(exact) == 1:
        faults.append(fault(row["name_cell"], "name", "maybe_another", note=True))
        return {"kind": "doubtful", "match": one["id"], "before": _shown(one)}
    return _against(fields, one, known, row, faults, by_key=False)


def _against(fields: Row, one: Row, known: Known, row: Row, faults: list[Row], *, by_key: bool) -> Row:
    if fields["delegation"] != one["delegation"]:
        cell = row["key"][1] if row["key"] else row["name_cell"]
        faults.append(fault(cell, "key", "key_elsewhere", unit=known.units.names.get(one["delegation"], "")))
        return {"kind": "error", "match": one["id"]}
    before = changes(fields, one, known.units.names.get(one["delegation"], ""), keep_name=not by_key)
    return {"kind": "changed" if before else "same", "match": one["id"], "before": before}


def changes(fields: Row, one: Row, delegation_name: str, *, keep_name: bool = False) -> Row:
    """What the guest has where the file says something else. An empty cell says nothing."""
    before: Row = {}
    for name in FIELDS:
        if name not in fields or _equal(name, fields[name], one[name], delegation_name):
            continue
        if name == "name" and keep_name and fields["name"].isascii():
            continue  # the file lost the accents; ours are better
        if name == "honorific" and fields["honorific"] == "Đồng chí" and one["honorific"]:
            continue  # "Đ/c" before every name says nothing new
        before[name] = one[name]
    return before


def _equal(name: str, new: Any, old: Any, delegation_name: str) -> bool:
    if name == "phone":
        return bool(new == (spelling.one_phone(old or "") or old))
    if name == "email":
        return bool(new.lower() == (old or "").lower())
    if name == "unit" and not old:
        return canonical(new) == canonical(delegation_name) or fold(cores(new)[-1]) == fold(cores(delegation_name)[-1])
    return bool(new == old or (isinstance(new, str) and _tight(new) == _tight(old or "")))


def _tight(text: str) -> str:
    """For comparing: one spelling of tone places, no double spaces; capitals count."""
    return " ".join(text.split())


def _tight_or_bare(new: str, old: str) -> bool:
    """The same name; or one of the two was written without accents."""
    return canonical(new) == canonical(old) or new.isascii() or old.isascii()


def _same_contact(fields: Row, one: Row) -> bool:
    phone = spelling.one_phone(one["phone"] or "")
    mail = (one["email"] or "").lower()
    return bool((phone and fields.get("phone") == phone) or (mail and fields.get("email") == mail))


def _same_title(fields: Row, one: Row) -> bool:
    return bool(fields.get("title")) and fold(fields["title"]) == fold(one["title"])


def _differ(fields: Row, one: Row, name: str) -> bool:
    old = spelling.one_phone(one["phone"] or "") if name == "phone" else fold(one[name] or "")
    new = fields.get(name, "") if name == "phone" else fold(fields.get(name, ""))
    return bool(old and new and old != new)


def _shown(one: Row) -> Row:
    return {name: one[name] for name in FIELDS if one[name] not in (None, "", False)}


# ---------- within the file ----------


def _find_doubles(judged: list[Row]) -> None:
    """A second row of one person: in error when it repeats the first, doubtful when it may be somebody else."""
    first: dict[tuple[str, str], Row] = {}
    for row in judged:
        fields = row["fields"]
        if row["kind"] == "error" or "delegation" not in fields:
            continue
        marks = [("match", row["match"])] if row["match"] and row["kind"] != "doubtful" else []
        marks += [("key", fields["key"])] if fields.get("key") else []
        marks += [] if fields.get("key") else [(fields["delegation"], fold(fields["name"]))]
        earlier = next((first[mark] for mark in marks if mark in first), None)
        for mark in marks:
            first.setdefault(mark, row)
        if earlier is not None:
            _mark_double(row, earlier, sure=any(mark[0] in ("match", "key") for mark in marks if mark in first
                                                and first[mark] is earlier))  # fmt: skip


def _mark_double(row: Row, earlier: Row, *, sure: bool) -> None:
    again = all(earlier["fields"].get(name) == value for name, value in row["fields"].items())
    apart = any(_apart(row, earlier, name) for name in ("phone", "email", "title"))
    error = again or (sure and not apart)
    code = "repeated" if error else "twice"
    row["faults"].append(fault(row["cell"], "name", code, note=not error, other=earlier["cell"]))
    row["kind"] = "error" if error else "doubtful"


def _apart(row: Row, earlier: Row, name: str) -> bool:
    mine, other = row["fields"].get(name), earlier["fields"].get(name)
    return bool(mine and other and mine != other)
