"""Stream keys: kept sealed under the server's key, told only to whoever may start the stream, and that is noted."""

from __future__ import annotations

import hmac
from typing import Any

from sqlalchemy import update

from ops.core import sealing, tokens
from ops.core.access import log_access
from ops.core.actions import fresh
from ops.core.work import Work
from ops.errors import Conflict, Forbidden, Invalid, NotFound
from ops.livestream.catalogue import queries
from ops.livestream.catalogue.models import channel

Row = dict[str, Any]
PURPOSE = "stream_key"


def sealed_key(secret: bytes, event_id: str, channel_id: str, key: str) -> Row:
    """A key as its columns; none is ''. The mark is the same for the same key, whatever the channel."""
    if not key:
        return {"key_cipher": "", "key_mark": ""}
    mark = hmac.digest(tokens.subkey(secret, "stream_key_mark", event_id), key.encode(), "sha256").hex()[:32]
    return {"key_cipher": sealing.seal(secret, PURPOSE, event_id, channel_id, key), "key_mark": mark}


def set_key(work: Work, ref: str, channel_id: str, key: str, secret: bytes) -> Row:
    """Put a key in, or take it away. It is in no line of the journal."""
    row = queries.find(work.conn, work.event_id, "channel", channel_id)
    if row is None:
        raise NotFound
    clean = key.strip()
    if not clean.isprintable() or (clean and " " in clean):
        raise Invalid("key_not_plain")
    values = sealed_key(secret, work.event_id, channel_id, clean) | {"revision": row["revision"] + 1}
    here = (channel.c.event_id == work.event_id) & (channel.c.id == channel_id)
    work.conn.execute(update(channel).where(here).values(**values))
    facts = {"channel": channel_id, "has_key": bool(clean), "revision": values["revision"]}
    index = work.record("live.key_changed", f"channel:{channel_id}", {"channel": [channel_id]}, facts, ref=ref)
    return fresh(work, ref, "live.key_changed", facts, index)


def show_key(work: Work, channel_id: str, person: str | None, secret: bytes) -> Row:
    """The key, to the organiser (`person` is None) or to the person who holds it; who looked is noted."""
    row = queries.find(work.conn, work.event_id, "channel", channel_id)
    if row is None:
        raise NotFound
    if person is not None and person != row["key_holder"]:
        raise Forbidden("key_of_another")
    if not row["key_cipher"]:
        raise Conflict("no_key")
    key = sealing.unseal(secret, PURPOSE, work.event_id, channel_id, row["key_cipher"])
    if key is None:
        raise Conflict("key_lost")
    log_access(work.conn, work.event_id, work.actor, "livestream.key", 0, channel_id)
    return {"channel": channel_id, "key": key}
