"""What may happen in badges: kinds, the entities whose rows they touch, the audiences that hear of them."""

from __future__ import annotations

KINDS: dict[str, tuple[set[str], set[str]]] = {
    "badges.printed": (set(), {"board"}),
    "badges.numbers_given": (set(), {"board"}),
}

NEEDS: dict[str, str] = dict.fromkeys(KINDS, "badges.print")
"""Kind -> the verb that its actor needed; `ops check` asks for it."""
