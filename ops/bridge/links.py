"""The link of an invite: `<base>/bridge/join/<invite>-<secret>`. The secret is derived, so that it can be shown again
and a stolen database holds none."""

from __future__ import annotations

import hashlib
import hmac
import re

from ops.core import tokens

_LINK = re.compile(r"(?:.*/bridge/join/)?([0-9a-z]{12})-([0-9a-f]{32})/?\s*")
_HOST = re.compile(r"(https?://[^/\s]+)/bridge/join/.*", re.IGNORECASE)


def secret_of(key: bytes, event_id: str, invite: str) -> str:
    """128 bits of an HMAC under a key of its own."""
    return hmac.new(tokens.subkey(key, "bridge-link", event_id), invite.encode(), hashlib.sha256).hexdigest()[:32]


def link_of(key: bytes, event_id: str, invite: str) -> str:
    """What stands behind `/bridge/join/`."""
    return f"{invite}-{secret_of(key, event_id, invite)}"


def parse(text: str) -> tuple[str, str] | None:
    """Invite and secret in what somebody pasted: the whole address or its end."""
    found = _LINK.fullmatch(text.strip()) if len(text) <= 300 else None
    return (found[1], found[2]) if found else None


def fits(key: bytes, event_id: str, invite: str, secret: str) -> bool:
    """Whether the secret is the invite's."""
    return hmac.compare_digest(secret_of(key, event_id, invite), secret)


def host_of(text: str) -> str | None:
    """The server that a whole address names."""
    found = _HOST.fullmatch(text.strip())
    return found[1] if found else None
