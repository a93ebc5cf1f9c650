"""Secrets of outputs at rest (`ops.core.sealing`), opened only to be sent."""

from __future__ import annotations

from ops.core import sealing

PURPOSE = "outputs"


def seal(key: bytes, event_id: str, output: str, text: str) -> str:
    """The secret of one output; it opens for no other."""
    return sealing.seal(key, PURPOSE, event_id, output, text)


def unseal(key: bytes, event_id: str, output: str, sealed: str) -> str | None:
    """The secret again; None when the server's key is another one than then."""
    return sealing.unseal(key, PURPOSE, event_id, output, sealed)
