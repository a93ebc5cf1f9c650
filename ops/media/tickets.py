"""Tickets: how our own programs pass the media server's hooks. One use, then worthless; nothing to steal from a list
of processes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from ops.media import clock

LIFE_MS = 15_000


@dataclass(frozen=True)
class Ticket:
    """ask: publish or play; via and who: whom it stands for."""

    ask: str
    app: str
    stream: str
    via: str = "media"
    who: str | None = None
    address: str = ""
    key: str | None = None


class Tickets:
    """All that are out."""

    def __init__(self) -> None:
        self._out: dict[str, tuple[int, Ticket]] = {}

    def issue(self, ticket: Ticket, life_ms: int = LIFE_MS) -> str:
        """The word to show."""
        word, now = secrets.token_urlsafe(18), clock.now()
        self._out = {one: kept for one, kept in self._out.items() if kept[0] > now}
        self._out[word] = (now + life_ms, ticket)
        return word

    def take(self, word: str, ask: str, app: str, stream: str) -> Ticket | None:
        """The ticket behind a word, if it is for this and was not used; it is used now."""
        until, ticket = self._out.pop(word, (0, None))
        fits = ticket is not None and (ticket.ask, ticket.app, ticket.stream) == (ask, app, stream)
        return ticket if fits and until > clock.now() else None
