"""The reward draw that anybody can repeat: a frozen list and its hash, a seed of three people's numbers, a shuffle.

scripts/repeat_draw.py does the same from the export, in code of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

WITNESSES = 3
LARGEST = 999_999
Row = Mapping[str, Any]


def list_hash(cards: Sequence[str]) -> str:
    """SHA-256 of the numbers of the cards, sorted, one a line, each line ended."""
    return hashlib.sha256("".join(f"{one}\n" for one in sorted(cards)).encode()).hexdigest()


def seed_of(hashed: str, numbers: Sequence[int]) -> str:
    """The seed: the hash of the list, then the numbers in the order of the witnesses."""
    return "|".join([hashed, *map(str, numbers)])


def words_of(seed: str) -> Iterator[int]:
    """64-bit numbers: the first 8 bytes of SHA-256("<seed>|<n>") for n = 0, 1, 2 ..."""
    count = 0
    while True:
        digest = hashlib.sha256(f"{seed}|{count}".encode()).digest()
        yield int.from_bytes(digest[:8], "big")
        count += 1


def below(limit: int, source: Iterator[int]) -> int:
    """The next number below `limit`, each as likely: what would favour the small ones is thrown away."""
    fair = 2**64 - 2**64 % limit
    return next(one for one in source if one < fair) % limit


def shuffled(cards: Sequence[str], seed: str) -> list[str]:
    """Fisher and Yates, from the end, over the sorted list."""
    found, source = sorted(cards), words_of(seed)
    for place in range(len(found) - 1, 0, -1):
        other = below(place + 1, source)
        found[place], found[other] = found[other], found[place]
    return found


def winners(cards: Sequence[str], prizes: Sequence[Row], seed: str) -> list[dict[str, Any]]:
    """[{place, prize, card}]: the first cards of the shuffled list, prize after prize."""
    names = [one["name"] for one in prizes for _ in range(one["pieces"])]
    pairs = zip(names, shuffled(cards, seed), strict=False)
    return [{"place": place, "prize": name, "card": card} for place, (name, card) in enumerate(pairs, start=1)]


def missing(draw: Row, now: int) -> list[str]:
    """What keeps the draw locked; nothing when it may be frozen and run."""
    found = [name for name in ("file_number", "file_date", "prizes") if not draw[name]]
    if draw["from"] is None or draw["until"] is None:
        return [*found, "period"]
    if now < draw["from"]:
        found.append("not_yet")
    return [*found, "over"] if now >= draw["until"] else found


def takes_part(card: Row, draw: Row) -> bool:
    """May a card win: enough stamps inside the period, the end of which no longer belongs to it?"""
    inside = [one for one in card["stamps"] if draw["from"] <= one["at"] < draw["until"]]
    return len(inside) >= max(1, int(draw["min_stamps"]))
