"""What may happen to proposals: kinds, the entities whose rows they touch, the audiences that hear of them."""

from __future__ import annotations

KINDS: dict[str, tuple[set[str], set[str]]] = {
    "live.proposal_made": (set(), {"live"}),
    "live.proposal_answered": ({"live_slot"}, {"live", "booth"}),
}

ENTITIES: dict[str, tuple[str, ...]] = {}

NEEDS: dict[str, str] = {"live.proposal_made": "live.plan", "live.proposal_answered": "live.plan"}
"""Kind -> the verb that its actor needed."""
