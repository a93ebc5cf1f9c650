"""Passes: what a page shows to watch one picture, or to send one. Signed, short, and worth nothing for another stream.

Standard library only: the web server makes them, the media process reads them.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import re
from dataclasses import dataclass

RIGHTS = ("view", "publish")
APPS = ("contrib", "program")
NAME = "[a-z0-9][a-z0-9-]{0,39}"
STREAM = re.compile(rf"{NAME}\.{NAME}")
SCOPE = re.compile(rf"(contrib|program|\*)/({NAME}\.(?:{NAME}|\*))")
MAC_BYTES = 16
LONGEST = 400


@dataclass(frozen=True)
class Pass:
    """right: one of RIGHTS; scope: `contrib/hp2025.hai-phong`, `*` may stand for the app or the site; until: ms UTC."""

    right: str
    scope: str
    who: str
    until: int

    def allows(self, right: str, app: str, stream: str) -> bool:
        """Whether this pass is for that."""
        mine_app, _, mine = self.scope.partition("/")
        fits = mine == stream or (mine.endswith(".*") and stream.startswith(mine[:-1]))
        return self.right == right and mine_app in (app, "*") and fits


def make(key: bytes, right: str, scope: str, who: str, until: int) -> str:
    """A pass as it stands in an address. ValueError when right or scope is none of ours."""
    if right not in RIGHTS or not SCOPE.fullmatch(scope):
        raise ValueError(f"no such pass: {right} {scope}")
    body = json.dumps([right, scope, who, until], separators=(",", ":")).encode()
    return f"{_spell(body)}.{_spell(_mac(key, body))}"


def read(key: bytes, text: str, now: int) -> Pass | None:
    """The pass again; None when it is not ours, was changed, or its time is over."""
    if len(text) > LONGEST:
        return None
    try:
        body, mac = (_unspell(part) for part in text.split("."))
        if not hmac.compare_digest(mac, _mac(key, body)):
            return None
        right, scope, who, until = json.loads(body)
    except (ValueError, binascii.Error):
        return None
    return Pass(right, scope, who, until) if until > now else None


def _mac(key: bytes, body: bytes) -> bytes:
    return hmac.digest(key, body, "sha256")[:MAC_BYTES]


def _spell(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _unspell(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
