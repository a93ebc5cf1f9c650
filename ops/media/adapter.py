"""What the rest of the media process wants of a media server. Another one takes nginx's place by being one of these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Ingest:
    """A publisher as the media server counts it. bytes_in only grows; size 0 = not known yet."""

    app: str
    stream: str
    client: str
    address: str
    bytes_in: int
    width: int = 0
    height: int = 0
    video: str = ""
    audio: str = ""


class MediaServer(Protocol):
    """Takes pictures in over RTMP and hands them out again. It asks us before it lets anybody in (see hooks)."""

    def argv(self) -> Sequence[str]:
        """How it is started, in the foreground."""

    def prepare(self) -> None:
        """Write what it reads at its start."""

    def address(self, app: str, stream: str, ticket: str) -> str:
        """Where our own programs publish or play; the ticket opens it once."""

    async def publishers(self) -> list[Ingest] | None:
        """Everybody who publishes now; None when the server does not answer."""

    async def kick(self, app: str, stream: str, client: str) -> bool:
        """End a publisher; whether there was one to end."""
