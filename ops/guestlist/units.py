"""Which delegation a unit's name means. Accents first: xã Cẩm Giang and xã Cẩm Giàng are two communes."""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from ops.core.names import fold

Row = dict[str, Any]
NEAR = 0.72
SAME_ENOUGH = 0.9
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SHORT = (
    (r"\b[uủ]ỷ?\s*ban nhân dân\b|\bủy ban nhân dân\b|\buỷ ban nhân dân\b|\buy ban nhan dan\b", "ubnd"),
    (r"\bp\.\s*", "phường "), (r"\bx\.\s*", "xã "), (r"\bđk\.\s*", "đặc khu "), (r"\btp\.?\s+", "thành phố "),
    (r"\bhtx\b", "hợp tác xã"), (r"\bcty\b\.?", "công ty"),
)  # fmt: skip
_LEAD = re.compile(r"^(?:(?:lãnh đạo|đại diện|lanh dao|dai dien|đoàn|doan)\s+)?(?:ubnd\s+)?(?:(?:các|cac)\s+)?")
_KIND = re.compile(r"^(?:phường|xã|đặc khu|phuong|xa|dac khu)\s+")
_TAIL = re.compile(r"[\s,(-]+(?:thành phố|thanh pho|tp\.?)(?:\s+\w+\s+\w+)?\)?$")


def canonical(name: str) -> str:
    """A unit's name with one spelling of what has several: capitals, tone places, UBND, P., TP., dashes."""
    text = unicodedata.normalize("NFC", name).casefold().replace("–", "-")
    for pattern, word in _SHORT:
        text = re.sub(pattern, word, text)
    text = re.sub(r"[\s\"'“”,.;:()\-]+", " ", text).strip()
    return " ".join(map(_tone_last, text.split(" ")))


def _tone_last(word: str) -> str:
    """A word with its tone mark behind the letters: hòa and hoà are one word."""
    parts = unicodedata.normalize("NFD", word)
    tones = "".join(one for one in parts if one in _TONES)
    return "".join(one for one in parts if one not in _TONES) + tones


def _spoken(name: str) -> str:
    """As `canonical`, before its tones are moved; what patterns can be matched with."""
    text = unicodedata.normalize("NFC", name).casefold()
    for pattern, word in _SHORT:
        text = re.sub(pattern, word, text)
    return re.sub(r"\s+", " ", text).strip()


def cores(name: str) -> list[str]:
    """The name, then without office and city, then without the kind of commune as well."""
    spoken = _spoken(name)
    bare = _TAIL.sub("", _LEAD.sub("", spoken)) or spoken
    return [spoken, bare, _KIND.sub("", bare) or bare]


@dataclass(frozen=True)
class Meant:
    """What a text means: one delegation, several that it may be, or some that are near."""

    id: str | None = None
    sure: bool = True
    several: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    nearest: float = 0.0


@dataclass
class Units:
    """Delegations of an event, by every way to name them."""

    rows: list[Row]
    exact: list[dict[str, set[str]]] = field(default_factory=list)
    folded: list[dict[str, set[str]]] = field(default_factory=list)
    kept: dict[str, Meant] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.names = {row["id"]: row["name"] for row in self.rows}
        self.codes = {row["unit_code"]: row["id"] for row in self.rows if row.get("unit_code")}
        self.ids = {row["id"].casefold(): row["id"] for row in self.rows}
        self.exact, self.folded = [{}, {}, {}], [{}, {}, {}]
        for row in self.rows:
            names = cores(row["name"])
            for level in range(3):
                self.exact[level].setdefault(canonical(names[level]), set()).add(row["id"])
                self.folded[level].setdefault(fold(names[level]), set()).add(row["id"])

    def find(self, text: str) -> Meant:
        """The delegation that a text names."""
        if text not in self.kept:
            self.kept[text] = self._find(text)
        return self.kept[text]

    def _find(self, text: str) -> Meant:
        by_code = self._by_code(text)
        if by_code:
            return Meant(by_code)
        names = cores(text)
        for table, spell, sure in ((self.exact, canonical, True), (self.folded, fold, False)):
            for name in names:
                found = self._in(table, spell(name))
                if len(found) == 1:
                    return Meant(next(iter(found)), sure or fold(text) == text.casefold())
                if found:
                    return Meant(several=self._words(found))
        return self._near(text)

    def _by_code(self, text: str) -> str | None:
        bare = text.strip()
        if bare.isdecimal() and 3 < len(bare) < 6:
            return self.codes.get(bare.zfill(5))
        return self.ids.get(bare.casefold())

    @staticmethod
    def _in(tables: list[dict[str, set[str]]], name: str) -> set[str]:
        return next((table[name] for table in tables if name in table), set())

    def _words(self, ids: set[str]) -> tuple[str, ...]:
        return tuple(sorted(self.names[one] for one in ids))

    def _near(self, text: str) -> Meant:
        """Names that look like the text; of those the best is measured."""
        wanted = fold(cores(text)[1])
        known = list(self.folded[1])
        found = difflib.get_close_matches(wanted, known, 3, NEAR)
        best = max((difflib.SequenceMatcher(None, wanted, one).ratio() for one in found), default=0.0)
        ids = [one for name in found for one in sorted(self.folded[1][name])]
        return Meant(near=tuple(self.names[one] for one in ids[:3]), nearest=best)
