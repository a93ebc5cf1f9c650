"""The proof of a purge: every spelling of every personal string, looked for in the bytes of files.

The strings live in memory only, for as long as the purge runs. A window of four bytes at every third place of a file
is looked up among the windows of all spellings, so the time depends on the bytes and hardly on the number of people.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ops.core.names import fold

WINDOW, STEP = 4, 3
SHORTEST = WINDOW + STEP - 1  # bytes; whatever is shorter is judged in the tables alone
SHORTEST_PLAIN = 9  # letters without accents: shorter ones are parts of other words ("le an" in "simple and")
CHUNK = 4 * 1024 * 1024
SHOWN_AT_MOST = 20
_PHONE = re.compile(r"\+?[\d .()-]{8,24}")


def spellings(value: str) -> set[bytes]:
    """The bytes that would give somebody away: composed, decomposed, escaped as in JSON, folded; phones by digits."""
    text = value.strip()
    if _PHONE.fullmatch(text):
        return {form.encode() for form in _phone_forms(text) if len(form) >= SHORTEST}
    forms = {text, unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)}
    forms |= {json.dumps(form)[1:-1] for form in forms} | {form.upper() for form in forms} | {text.lower()}
    found = {form.encode() for form in forms}
    plain = fold(text).encode()
    if len(plain) >= SHORTEST_PLAIN:
        found.add(plain)
    return {form for form in found if len(form) >= (SHORTEST_PLAIN if form.isalpha() else SHORTEST)}


def _phone_forms(text: str) -> set[str]:
    """As it was written, without marks, at home with a zero, abroad with 84, in groups."""
    digits = re.sub(r"\D", "", text)
    bare = digits.removeprefix("84") if text.startswith("+") or digits.startswith("84") else digits.removeprefix("0")
    home = f"0{bare}"
    groups = {f"{home[:4]}{mark}{home[4:7]}{mark}{home[7:]}" for mark in " .-"}
    return {text, digits, home, f"84{bare}", *groups}


@dataclass
class Needles:
    """What is looked for: spelling -> the strings that are spelt so."""

    values: dict[bytes, set[str]] = field(default_factory=dict)
    short: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    _windows: dict[bytes, tuple[tuple[int, int], ...]] | None = None

    def add(self, value: str) -> None:
        """A personal string; what is too short to be told from other bytes is only counted."""
        forms = spellings(value)
        if not forms:
            self.short.add(value)
        for form in forms:
            self.values.setdefault(form, set()).add(value)
        self._windows = None

    def __len__(self) -> int:
        return len(set().union(*self.values.values())) if self.values else 0

    def spare(self, texts: Iterable[str]) -> None:
        """Leave out what also stands where it stays: another event's guest of the same name, the name of a gate."""
        blob = "\0".join(texts).encode()
        found = {value for at, length in self.find(blob) for value in self.values[blob[at : at + length]]}
        self.kept |= found
        self.values = {form: left for form, whose in self.values.items() if (left := whose - found)}
        self._windows = None

    def find(self, data: bytes) -> Iterator[tuple[int, int]]:
        """Places and lengths of everything that is found in some bytes."""
        if self._windows is None:
            self._windows = self._index()
        windows, whole = self._windows, self.values
        for at in range(0, len(data) - WINDOW + 1, STEP):
            for before, length in windows.get(data[at : at + WINDOW], ()):
                start = at - before
                if start >= 0 and data[start : start + length] in whole:
                    yield start, length

    def _index(self) -> dict[bytes, tuple[tuple[int, int], ...]]:
        made: dict[bytes, set[tuple[int, int]]] = {}
        for form in self.values:
            for before in range(STEP):
                made.setdefault(form[before : before + WINDOW], set()).add((before, len(form)))
        return {window: tuple(sorted(pairs)) for window, pairs in made.items()}

    def stand_in(self, text: str) -> bool:
        """Whether anything of it is in a text."""
        return any(True for _ in self.find(text.encode()))


def redact(value: object, needles: Needles, word: str) -> object:
    """The same JSON value; strings with something personal in them are replaced."""
    if isinstance(value, str):
        return word if needles.stand_in(value) else value
    if isinstance(value, list):
        return [redact(one, needles, word) for one in value]
    if isinstance(value, dict):
        return {name: redact(one, needles, word) for name, one in value.items()}
    return value


@dataclass
class Searched:
    """What was looked at, and where something was found (file, place in it; never what)."""

    files: int = 0
    bytes: int = 0
    found: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def search(needles: Needles, files: Iterable[Path]) -> Searched:
    """Look through whole files, whatever they are."""
    result = Searched()
    for file in files:
        try:
            places = _search_file(needles, file, result)
        except FileNotFoundError:
            continue  # SQLite's own companions come and go
        except OSError as error:
            result.unread.append(f"{file}: {error.strerror}")
            continue
        result.files += 1
        result.found += [f"{file}: byte {at}" for at in places]
    return result


def _search_file(needles: Needles, file: Path, result: Searched) -> list[int]:
    overlap = max(map(len, needles.values), default=0)
    places: set[int] = set()
    done, tail = 0, b""
    with file.open("rb") as data:
        while chunk := data.read(CHUNK):
            result.bytes += len(chunk)
            block = tail + chunk
            start = done - len(tail)
            places.update(start + at for at, _ in needles.find(block))
            done += len(chunk)
            tail = block[-overlap:] if overlap else b""
    return sorted(places)[:SHOWN_AT_MOST]
