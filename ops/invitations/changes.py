"""What may happen in invitations: kinds, the entities whose rows they touch, the audiences that hear of them."""

from __future__ import annotations

_GUEST = {"guest", "delegation", "event", "issue"}
_ALL = {"desk", "board", "welcome", "intro"}

KINDS: dict[str, tuple[set[str], set[str]]] = {
    "invitations.answered": (_GUEST, _ALL),
    "invitations.policy_changed": ({"event"}, _ALL),
    "invitations.mail_told": (set(), {"board"}),  # one e-mail was sent, refused or came back
}

NEEDS: dict[str, str] = {
    "invitations.policy_changed": "checkin.edit_policy",
    "invitations.mail_told": "invitations.send",
}
"""Kind -> the verb that its actor needed; `ops check` asks for it."""
