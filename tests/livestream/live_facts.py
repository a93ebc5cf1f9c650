"""The plan of tests/vectors/livestream.json with what a case changes in it."""

import json
from pathlib import Path
from typing import Any

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).resolve().parents[1] / "vectors" / "livestream.json").read_text(encoding="utf-8")
)


def merged(value: Any, patch: Any) -> Any:
    """Objects field by field, everything else as the patch says."""
    if not isinstance(patch, dict):
        return patch
    found = dict(value) if isinstance(value, dict) else {}
    return found | {name: merged(found.get(name), inner) for name, inner in patch.items()}


def facts_of(patch: dict[str, Any]) -> dict[str, Any]:
    """The facts of a case; a slot set to null is not there."""
    facts: dict[str, Any] = merged(VECTORS["base"], patch)
    facts["slots"] = {name: slot for name, slot in facts["slots"].items() if slot}
    return facts


def short(conflict: dict[str, Any]) -> str:
    """'room.double a,b room:r1': the parts of a key, as the vectors tell them."""
    return " ".join(part for part in conflict["key"].split("|") if part)
