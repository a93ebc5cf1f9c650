"""May this be shown on a wall, two metres high, in front of everybody? Pure.

A list that came from 114 offices may hold anything: a remark instead of a name, half a web page, a picture. Whoever has
such a row is welcome all the same, but the wall does not show it. static/js/protocol/welcome-rules.js is the twin;
tests/vectors/introductions.json holds both to the same answers.
"""

import re
import unicodedata

LIMITS = {"honorific": 20, "name": 60, "title": 140, "unit": 140}
LONGEST_WORD = 24
MARKS_IN_A_ROW = 2
_SIGNS = frozenset(" .,-\u2013'\u2019()/&:;\"\u201c\u201d+\u00b0")
_KINDS = frozenset({"Lu", "Ll", "Lt", "Lo", "Mn", "Mc", "Nd"})
_EMPTY = frozenset("\u115f\u1160\u17b4\u17b5\u3164\uffa0")
"""Letters by their kind that show nothing."""
_ADDRESS = re.compile(r"https?:|www\.|&#?\w+;|\w@", re.IGNORECASE)
_NUMBER = re.compile(r"(?:[0-9][ .-]?){8,}")


def presentable(row: dict[str, str]) -> bool:
    """Only plain words of a fitting length, and a name that holds a letter."""
    texts = {field: unicodedata.normalize("NFC", row.get(field) or "") for field in LIMITS}
    named = any(unicodedata.category(char).startswith("L") for char in texts["name"])
    return named and all(_plain(text, LIMITS[field]) for field, text in texts.items())


def _plain(text: str, limit: int) -> bool:
    if len(text) > limit or unicodedata.normalize("NFKC", text) != text:
        return False
    if _ADDRESS.search(text) or _NUMBER.search(text):
        return False
    return _short_words(text) and _calm_marks(text) and all(_shown(char) for char in text)


def _shown(char: str) -> bool:
    return char in _SIGNS or (unicodedata.category(char) in _KINDS and char not in _EMPTY)


def _short_words(text: str) -> bool:
    return all(len(word) <= LONGEST_WORD for word in re.split(r"[ \-/]", text))


def _calm_marks(text: str) -> bool:
    """Marks piled on one letter run over the lines above."""
    run = 0
    for char in text:
        run = run + 1 if unicodedata.category(char).startswith("M") else 0
        if run > MARKS_IN_A_ROW:
            return False
    return True
