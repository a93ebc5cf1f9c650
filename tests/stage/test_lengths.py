"""Times as a crew types them: the reader of files and the editor of the sheet give the same answers."""

from __future__ import annotations

import json
from typing import Any

from ops.stage.files import lengths
from scripts.parts import ROOT

VECTORS: dict[str, list[Any]] = json.loads((ROOT / "tests" / "vectors" / "lengths.json").read_text(encoding="utf-8"))


def test_lengths() -> None:
    for text, ms in VECTORS["lengths"]:
        assert lengths.read_length(text) == ms, text


def test_readings_and_ranges() -> None:
    for text, start, end in VECTORS["spans"]:
        found = lengths.read_span(text)
        assert (found and (found.start, found.end)) == ((start, end) if start is not None else None), text
