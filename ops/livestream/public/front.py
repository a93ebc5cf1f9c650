"""Public pages as they were made last, and a layer before Flask that answers "nothing new" (304) from them.

A page holds as long as the journal stands at its number and its clock has not passed the next change (a slot begins,
the day ends). The number is asked of the database once a second for each event, however many ask for the page.
"""

from __future__ import annotations

import gzip
import hashlib
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

LOOK_EVERY_S = 1.0
KEPT_AT_MOST = 2_000
PREFIX = "/p/"
CACHE = "public, max-age=5, stale-while-revalidate=30"

Key = tuple[str, ...]
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


@dataclass
class Page:
    """A ready answer. `until`: the instant (ms) at which its words become wrong by themselves."""

    body: bytes
    packed: bytes
    kind: str
    tag: str
    seq: int
    until: int


class Front:
    """Ready pages by event and what was asked, and the addresses that led to them."""

    def __init__(self, head: Callable[[str], int], now: Callable[[], int], headers: Mapping[str, str]) -> None:
        self._head, self._now = head, now
        self._headers = [*headers.items()]
        self.pages: dict[Key, Page] = {}
        self.addresses: dict[tuple[str, str], Key] = {}
        self._heads: dict[str, tuple[int, float]] = {}

    def page(self, key: Key, make: Callable[[int], tuple[bytes, str, int]], address: tuple[str, str]) -> Page:
        """The page of `key` (its event first); made anew when something has happened since. `make` gets the number."""
        seq = self._seq(key[0])
        kept = self.pages.get(key)
        if kept is None or kept.seq != seq or self._now() >= kept.until:
            kept = self._made(seq, *make(seq))
            self._tidy()
            self.pages[key] = kept
        self.addresses[address] = key
        return kept

    def _made(self, seq: int, body: bytes, kind: str, until: int) -> Page:
        return Page(body, gzip.compress(body, 6), kind, hashlib.sha256(body).hexdigest()[:16], seq, until)

    def _seq(self, event_id: str) -> int:
        """Number of the journal, at most a second old."""
        seq, looked = self._heads.get(event_id, (-1, 0.0))
        if seq < 0 or time.monotonic() - looked >= LOOK_EVERY_S:
            seq = self._head(event_id)
            self._heads[event_id] = (seq, time.monotonic())
        return seq

    def _tidy(self) -> None:
        """Addresses with made-up words behind them must not fill the memory."""
        if len(self.pages) > KEPT_AT_MOST:
            self.pages.clear()
        if len(self.addresses) > KEPT_AT_MOST:
            self.addresses.clear()

    def standing(self, address: tuple[str, str]) -> Page | None:
        """The page behind an address, when it surely still holds; asks nobody."""
        key = self.addresses.get(address)
        page = self.pages.get(key) if key else None
        if key is None or page is None or self._now() >= page.until:
            return None
        seq, looked = self._heads.get(key[0], (-1, 0.0))
        return page if seq == page.seq and time.monotonic() - looked < LOOK_EVERY_S else None

    def before(self, app: Wsgi) -> Wsgi:
        """The application behind the layer."""

        def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            asked = environ.get("HTTP_IF_NONE_MATCH")
            if asked and environ["PATH_INFO"].startswith(PREFIX) and environ["REQUEST_METHOD"] in ("GET", "HEAD"):
                page = self.standing((environ["PATH_INFO"], environ.get("QUERY_STRING", "")))
                if page is not None and f'"{page.tag}"' in asked:
                    start_response("304 Not Modified", [("ETag", f'"{page.tag}"'), *_PUBLIC, *self._headers])
                    return ()
            return app(environ, start_response)

        return answer


_PUBLIC = (("Cache-Control", CACHE), ("Vary", "Accept-Encoding"))
