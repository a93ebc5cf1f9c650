"""What may happen in protocol: kinds, the entities whose rows they touch, the audiences that hear of them."""

from __future__ import annotations

KINDS: dict[str, tuple[set[str], set[str]]] = {
    "protocol.frozen": ({"freeze"}, {"intro"}),
    "protocol.block_changed": ({"category"}, {"intro"}),
}

ENTITIES: dict[str, tuple[str, ...]] = {"intro": ("freeze",)}
"""Audience -> entities of this domain that it sees."""

NEEDS: dict[str, str] = {"protocol.frozen": "protocol.freeze", "protocol.block_changed": "protocol.edit"}
"""Kind -> the verb that its actor needed; `ops check` asks for it."""
