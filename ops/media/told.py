"""What the app is told of all lines: plain values, instants in ms UTC."""

from __future__ import annotations

from typing import Any

from ops.media import clock
from ops.media.stream import Stream
from ops.media.ts import CLOCK

Row = dict[str, Any]


def stream_row(stream: Stream) -> Row:
    """One stream as the report holds it; None = not measured (yet)."""
    line, who = stream.line, stream.publisher
    return {
        "app": stream.app,
        "stream": stream.name,
        "state": line.state,
        "since": clock.wall(line.since),
        "cause": line.cause,
        "client": line.client,
        "via": who.via if who else None,
        "key": who.key if who else None,
        "who": who.who if who else None,
        "address": who.address if who else None,
        "restarts": stream.restarts,
        "measured": measured(stream),
        "viewers": stream.viewers(),
        "record": stream.tape.row(),
        "tile_at": _tile_at(stream),
    }


def measured(stream: Stream) -> Row:
    """The numbers of a line. What no probe looks at is None, never a stale value."""
    m, found, source = stream.measures, stream.found, stream.source
    live = stream.line.shows_live
    bits, pictures, media = m.bits.per_second(), m.pictures.per_second(), m.media.per_second()
    key_every = source.key_every if source else None
    seen = live and stream.probed != "off" and found.lines > 0
    row: Row = {
        "kbps": round(bits / 1000) if live and bits is not None else None,
        "fps": round(pictures, 1) if live and pictures is not None else None,
        "keyframe_s": round(key_every / CLOCK, 2) if live and key_every else None,
        "width": m.width or None,
        "height": m.height or None,
        "video": m.video or None,
        "audio": m.audio or None,
        "av_gap_ms": source.gap_ms if live and source else None,
        "real_time": round(media, 3) if live and media is not None else None,
        "probe": stream.probed if live else "off",
    }
    for flag in ("black", "freeze", "silence"):
        since = getattr(found, f"{flag}_since")
        looks = seen and (flag != "silence" or found.heard > 0)
        row[flag] = since is not None if looks else None
        row[f"{flag}_since"] = clock.wall(since) if looks and since is not None else None
    for level in ("lufs_m", "lufs_s", "lufs_i", "peak_db"):
        row[level] = getattr(found, level) if live else None
    return row


def _tile_at(stream: Stream) -> int | None:
    try:
        return stream.tile.stat().st_mtime_ns // 1_000_000
    except OSError:
        return None
