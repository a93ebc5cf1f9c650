"""Whose tokens a request shows, remembered for a moment."""

from __future__ import annotations

from typing import Any

from flask import request

from ops.core import auth, clock
from ops.core.db import Database


class Identities:
    """Who a token belongs to, remembered for a moment: a tablet that scans need not be looked up for each scan.

    This process forgets everything when rights change here; another process hears of it within `KEPT_MS`.
    """

    KEPT_MS = 1_000
    AT_MOST = 5_000

    def __init__(self) -> None:
        self._known: dict[tuple[str, str | None], tuple[int, auth.Actor]] = {}

    def find(self, db: Database, shown: list[str], event_id: str | None) -> auth.Actor | None:
        """The actor of the first token that is alive."""
        now = clock.now()
        for token in shown:
            kept = self._known.get((token, event_id))
            if kept and now <= kept[0] <= now + self.KEPT_MS:
                return kept[1]
        return self._look_up(db, shown, event_id, now) if shown else None

    def _look_up(self, db: Database, shown: list[str], event_id: str | None, now: int) -> auth.Actor | None:
        if len(self._known) > self.AT_MOST:
            self.forget()
        with db.glance() as conn:
            for token in shown:
                actor = auth.find_actor(conn, token, event_id)
                if actor is not None:
                    self._known[token, event_id] = (now + self.KEPT_MS, actor)
                    return actor
        return None

    def forget(self) -> None:
        """Rights have changed."""
        self._known.clear()


def shown_tokens() -> list[str]:
    """Tokens in the order in which they speak: the header alone, or the cookies as `Ops-As` says."""
    header = request.headers.get("Authorization", "")
    if header:
        return [header[7:]] if header[:7].lower() == "bearer " else []
    return cookies_for(request.headers.get("Ops-As"), request.cookies)


def cookies_for(named: str | None, cookies: Any) -> list[str]:
    """The tokens in a browser's cookies; `named` is staff, device or nothing (then staff speaks first)."""
    order = {"staff": ("ops_staff",), "device": ("ops_device",)}.get(named or "", ("ops_staff", "ops_device"))
    return [cookies[name] for name in order if cookies.get(name)]
