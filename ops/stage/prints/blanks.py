"""Blanks in the MC's words, filled for paper: {{ho_ten}} and its like from who stands first of the unit that the
sentence names, {{danh_sach}} from the introductions. static/js/stage/names.js does it on the MC's tablet; one file of
cases holds both. What nobody can fill becomes a blank to be written in by hand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

Plain = dict[str, Any]
_BLANK = re.compile(r"\{\{([^{}]+)\}\}")
_WHOLE = {"introductions", "danh_sach", "danh_sach_dai_bieu", "gioi_thieu", "gioi_thieu_dai_bieu"}
_SOME = re.compile(r"(?:introductions|danh_sach|gioi_thieu)_(.+)")
_OF_ONE = {
    "ong_ba": "honorific", "ho_ten": "name", "chuc_vu": "title", "don_vi": "unit",
    "honorific": "honorific", "name": "name", "title": "title", "unit": "unit",
}  # fmt: skip
_FILLERS = re.compile(r"\{\{(?:ong_ba|ho_ten|chuc_vu|honorific|name|title)\}\}")
_STOP = re.compile(r"[.;\n](?:\s|$)|\{\{")


@dataclass(frozen=True)
class Known:
    """Who may be named: blocks `{id, name, people: [{id, who, about, say}], together}` in their order, guests by id."""

    blocks: Sequence[Plain] = ()
    guests: dict[str, Plain] = field(default_factory=dict)
    frozen: bool = False


NOBODY = Known()


@dataclass(frozen=True)
class Part:
    """A piece of a text. `people` and `together` are those of a list, `person` who filled a blank."""

    text: str = ""
    blank: bool = False
    person: Plain | None = None
    people: tuple[Plain, ...] = ()
    together: tuple[str, ...] = ()


class People(dict[str, Plain]):
    """Who is named in a text, each once, in the order of its words."""

    def note(self, *people: Plain) -> None:
        for one in people:
            self.setdefault(one["id"], one)


def folded(text: str) -> str:
    """so_cong_thuong from "Sở Công Thương"."""
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "_", bare).removeprefix("_").removesuffix("_")


def fill(text: str, known: Known) -> list[Part]:
    """A text in parts, its blanks filled as far as they can be."""
    parts, at = list[Part](), 0
    for found in _BLANK.finditer(text):
        if found.start() > at:
            parts.append(Part(text[at : found.start()]))
        at = found.end()
        key = folded(found[1])
        parts.append(_filled(key, _rest(text[at:]), known) or Part(key, blank=True))
    return parts + ([Part(text[at:])] if at < len(text) else [])


def _rest(text: str) -> str:
    """The words behind a blank that may name its unit: to the end of the sentence."""
    return _STOP.split(_FILLERS.sub(" ", text), maxsplit=1)[0]


def _filled(key: str, rest: str, known: Known) -> Part | None:
    if key in _OF_ONE:
        person = _first_of(rest, known)
        text = known.guests.get(person["id"], {}).get(_OF_ONE[key], "") if person else ""
        return Part(text, person=person) if person and text else None
    blocks = _list_of(key, known)
    people = tuple(one for block in blocks for one in block["people"])
    together = tuple(block["together"] for block in blocks if block["together"])
    return Part(people=people, together=together) if people or together else None


def _unit(known: Known, person: Plain) -> str:
    """A unit is meant by what stands before its first comma."""
    return folded(known.guests.get(person["id"], {}).get("unit", "").split(",")[0])


def _first_of(words: str, known: Known) -> Plain | None:
    """The first one of the unit that a sentence names."""
    said = f"_{folded(words)}_"
    people = [one for block in known.blocks for one in block["people"]]
    named = [(key, one) for one in people if (key := _unit(known, one)) and f"_{key}_" in said]
    longest = max((len(key) for key, _ in named), default=0)
    return next((one for key, one in named if len(key) == longest), None)


def _list_of(key: str, known: Known) -> list[Plain]:
    if key in _WHOLE:
        return list(known.blocks)
    found = _SOME.fullmatch(key)
    if found is None:
        return []
    wanted = found[1]
    here = [one for one in known.blocks if wanted in (folded(one["id"]), folded(one["name"]))]
    if here:
        return here
    people = [
        one for block in known.blocks for one in block["people"] if f"{_unit(known, one)}_".startswith(f"{wanted}_")
    ]
    return [{"people": people, "together": ""}] if people else []


def spoken(text: str, known: Known, say: Callable[..., str], named: People) -> str:
    """A text as it is read out; a list stands below the card, a blank that nobody fills leaves room for a pen."""
    words = list[str]()
    for part in fill(text, known):
        named.note(*part.people, *([part.person] if part.person else []))
        if part.blank:
            words.append(_by_hand(part.text, say))
        elif part.people or part.together:
            words.append(" ".join([say("stage.print.list_below") if part.people else "", *part.together]).strip())
        else:
            words.append(part.text)
    return "".join(words)


def _by_hand(key: str, say: Callable[..., str]) -> str:
    name = say(f"stage.blank.{key}")
    return f"[{key.replace('_', ' ') if name.startswith('stage.') else name}: ................]"
