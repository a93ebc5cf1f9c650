"""The door to the app: may this key publish, and how are the lines. The app decides; we ask and never keep a key."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import asdict, dataclass
from typing import Any, Protocol

import aiohttp

Row = dict[str, Any]
log = logging.getLogger("ops.media")
DECIDE_S = 2.0
REPORT_S = 3.0


@dataclass(frozen=True)
class Question:
    """ask: publish or play; key: SHA-256 of what was shown, None when nothing was; who: of the pass of a browser."""

    ask: str
    app: str
    stream: str
    key: str | None
    via: str
    who: str | None
    address: str
    client: str


@dataclass(frozen=True)
class Verdict:
    """why: a code when it is refused, for the log and the page."""

    allow: bool
    why: str | None = None


class Door(Protocol):
    """Whoever decides."""

    async def decide(self, question: Question) -> Verdict:
        """May they? Without a clear yes: no."""

    async def report(self, facts: Row) -> Row | None:
        """Tell how all lines are; answers what the app wants, None when it did not hear."""


def key_hash(key: str | None) -> str | None:
    """What is known of a key behind this line."""
    return hashlib.sha256(key.encode()).hexdigest() if key else None


class AppDoor:
    """The door over HTTP, with the secret that both derive from the server's key."""

    def __init__(self, app: str, secret: str, http: aiohttp.ClientSession) -> None:
        self._app, self._http = app, http
        self._headers = {"Authorization": f"Bearer {secret}"}

    async def decide(self, question: Question) -> Verdict:
        answer = await self._post("door", asdict(question), DECIDE_S)
        if answer is None:
            return Verdict(False, "app_away")
        return Verdict(answer.get("allow") is True, answer.get("why"))

    async def report(self, facts: Row) -> Row | None:
        return await self._post("report", facts, REPORT_S)

    async def _post(self, what: str, body: Row, seconds: float) -> Row | None:
        url, limit = f"{self._app}/bridge/media/{what}", aiohttp.ClientTimeout(seconds)
        try:
            async with self._http.post(url, json=body, headers=self._headers, timeout=limit) as answer:
                if answer.status == 200:
                    found = await answer.json()
                    return found if isinstance(found, dict) else None
                log.warning("the app answered %s to %s", answer.status, what)
        except (OSError, TimeoutError, ValueError, aiohttp.ClientError) as error:
            log.warning("the app does not answer (%s): %s", what, type(error).__name__)
        return None
