"""Words for people, in Vietnamese and English: flat catalogues of static/i18n/<lang>/*.json, merged per language."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "static" / "i18n"
LANGS = ("vi", "en")
HOLE = re.compile(r"\{(\w+)(?:\?([^|{}]*)\|([^{}]*))?\}")


@functools.cache
def catalogue(lang: str) -> dict[str, str]:
    """All words of a language; later files may not redefine a key (a test holds that)."""
    merged: dict[str, str] = {}
    for file in sorted((FOLDER / lang).glob("*.json")):
        merged.update(json.loads(file.read_text(encoding="utf-8")))
    return merged


def say(lang: str, key: str, **facts: object) -> str:
    """The sentence of a key with its {names} filled in; the key itself when nobody wrote it yet."""
    sentence = catalogue(lang).get(key) or catalogue("vi").get(key) or key
    return filled(sentence, facts)


def filled(sentence: str, facts: Mapping[str, object]) -> str:
    """`{n}` is the fact of that name; `{n?slot|slots}` is the first word for one, the second for any other number."""

    def fill(hole: re.Match[str]) -> str:
        name, one, many = hole.groups()
        if name not in facts:
            return hole[0]
        if many is None:
            return str(facts[name])
        return str(one if str(facts[name]) == "1" else many)

    return HOLE.sub(fill, sentence)
