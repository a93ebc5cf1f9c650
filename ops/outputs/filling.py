"""Templates: `{{title}}` in the words of an output becomes what stands on stage. Pure.

A value can never break out of its place: in JSON it is filled into the parsed text, in a URL it is quoted, in an OSC
address it keeps letters and digits only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

NAMES = (
    "event", "track", "row", "cue", "title", "what", "at", "now", "started", "expected_end", "remaining_s", "offset_s",
    "phase", "next_cue", "next_title",
)  # fmt: skip
CELL = "cell."
_PLACE = re.compile(r"\{\{\s*([a-z_]+(?:\.[A-Za-z0-9_-]{1,40})?)\s*\}\}")
_NOT_IN_ADDRESS = re.compile(r"[^A-Za-z0-9_.-]")
TEXT_AT_MOST = 8_000
Values = Mapping[str, Any]


def unknown(template: str) -> list[str]:
    """Names in braces that nobody can fill in."""
    said = [found[1] for found in _PLACE.finditer(template)]
    odd = re.findall(r"\{\{[^}]*\}\}", _PLACE.sub("", template))
    return odd + [name for name in said if name not in NAMES and not (name.startswith(CELL) and len(name) > len(CELL))]


def columns(*templates: str) -> set[str]:
    """Columns of the sheet that the templates ask for."""
    said = [found[1] for template in templates for found in _PLACE.finditer(template)]
    return {name.removeprefix(CELL) for name in said if name.startswith(CELL)}


def value_of(name: str, values: Values) -> Any:
    return values.get(name, "" if name.startswith(CELL) else None)


def fill(template: str, values: Values) -> str:
    """Plain words."""
    return _PLACE.sub(lambda found: said(value_of(found[1], values)), template)[:TEXT_AT_MOST]


def said(value: Any) -> str:
    return "" if value is None else str(value)


def fill_url(template: str, values: Values) -> str:
    """Words in the path or the query of an address."""
    return _PLACE.sub(lambda found: quote(said(value_of(found[1], values)), safe=""), template)


def fill_address(template: str, values: Values) -> str:
    """Words in an OSC address; what has a meaning there is left out."""
    return _PLACE.sub(lambda found: _NOT_IN_ADDRESS.sub("_", said(value_of(found[1], values))), template)


def fill_json(template: str, values: Values) -> bytes:
    """A JSON text with its words filled in. A string that is one name alone becomes the value itself, a number too."""
    return json.dumps(_filled(json.loads(template), values), ensure_ascii=False).encode()


def _filled(value: Any, values: Values) -> Any:
    if isinstance(value, dict):
        return {name: _filled(one, values) for name, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, values) for one in value]
    if not isinstance(value, str):
        return value
    alone = _PLACE.fullmatch(value)
    return value_of(alone[1], values) if alone else fill(value, values)


def strings(value: Any) -> Iterator[str]:
    """Every string of a JSON value."""
    if isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)
    elif isinstance(value, str):
        yield value


def osc_args(args: list[dict[str, str]], values: Values) -> list[list[Any]]:
    """Typed arguments: `[["i", 12], ["f", 0.5], ["s", "words"]]`. What is no number counts as 0."""
    return [[one["type"], _typed(one["type"], fill(one["value"], values))] for one in args]


def _typed(kind: str, text: str) -> Any:
    if kind == "s":
        return text
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if number != number or abs(number) > 3e38:
        number = 0.0
    return number if kind == "f" else max(-(2**31), min(2**31 - 1, int(number)))
