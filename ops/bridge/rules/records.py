"""Frozen records of the line-up: each holds the hash of the one before, and is signed with a key of the server."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

MINUTE = 60_000
BY_ITSELF = {"T-60": 60 * MINUTE, "T-15": 15 * MINUTE, "T-5": 5 * MINUTE}
"""Records that are taken by themselves: label -> how long before the first cross, ms."""
LABELS = (*BY_ITSELF, "hand")
FIRST = "0" * 64


def canonical(body: Mapping[str, Any]) -> bytes:
    """The one way a body is written down for hashing."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def chain(body: Mapping[str, Any], prev: str) -> str:
    """The hash of a record that follows `prev` (of the first: `FIRST`)."""
    return hashlib.sha256(prev.encode() + b"\n" + canonical(body)).hexdigest()


def sign(key: bytes, hashed: str) -> str:
    """The server's word for a hash."""
    return hmac.new(key, hashed.encode(), hashlib.sha256).hexdigest()


def faults(records: Iterable[Mapping[str, Any]], key: bytes) -> list[tuple[int, str]]:
    """What is wrong with records `{n, body, prev, hash, mac}` in their order: (n, `number|prev|hash|mac`)."""
    found: list[tuple[int, str]] = []
    last = FIRST
    for count, one in enumerate(records, 1):
        if one["n"] != count:
            found.append((one["n"], "number"))
        if one["prev"] != last:
            found.append((one["n"], "prev"))
        if chain(one["body"], one["prev"]) != one["hash"]:
            found.append((one["n"], "hash"))
        if not hmac.compare_digest(sign(key, one["hash"]), one["mac"]):
            found.append((one["n"], "mac"))
        last = one["hash"]
    return found


def due(first_cross: int | None, taken: Collection[str], now: int) -> str | None:
    """The record that is to be taken by itself now. One whose time went by while nobody ran is only made up for until
    the next is due."""
    if first_cross is None or now >= first_cross:
        return None
    passed = [label for label, ahead in BY_ITSELF.items() if first_cross - ahead <= now]
    return passed[-1] if passed and passed[-1] not in taken else None


def next_due(first_cross: int | None, taken: Collection[str], now: int) -> int | None:
    """When the next record is to be taken by itself."""
    if due(first_cross, taken, now) is not None:
        return now
    if first_cross is None:
        return None
    return min((at for ahead in BY_ITSELF.values() if (at := first_cross - ahead) > now), default=None)
