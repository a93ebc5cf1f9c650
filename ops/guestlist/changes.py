"""What may happen in guestlist: kinds, the entities whose rows they touch, the audiences that hear of them."""

from __future__ import annotations

_LIST = {"guest", "delegation", "event"}
_ALL = {"desk", "board", "welcome", "intro"}

KINDS: dict[str, tuple[set[str], set[str]]] = {
    "guestlist.list_accepted": (_LIST, _ALL),
    "guestlist.list_undone": (_LIST, _ALL),
}

NEEDS: dict[str, str] = dict.fromkeys(KINDS, "guestlist.bring_in")
"""Kind -> the verb that its actor needed; `ops check` asks for it."""
