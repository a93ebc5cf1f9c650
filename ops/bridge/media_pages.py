"""What a page of the bridge needs to show pictures: does media run, what is missing, and passes for this person."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from ops.bridge.media_payloads import SHOWN
from ops.core import clock, tokens
from ops.core.api import Api, later
from ops.core.auth import Actor
from ops.core.payloads import EventPath
from ops.core.web import actor, hall, needs
from ops.media import passes
from ops.media.packages import missing

Row = dict[str, Any]
answers = later("ops.bridge.answers")
api = Api("bridge_pictures", __name__, "Pictures of the bridge, for its pages")
WHERE = "/api/events/<string:event>/bridge/media"
SILENT_MS = 3_000
PASS_MS = 15 * clock.MINUTE


@api.get(WHERE, summary="Pictures: what runs, passes", responses={200: answers.BridgeMedia})
@needs("bridge.look")
def get_media(path: EventPath) -> Response:
    told: Row = hall().extra.get("bridge_media") or {"at": 0, "missing": [], "streams": []}
    running = clock.now() - told["at"] < SILENT_MS
    me, until = actor(), clock.now() + PASS_MS
    scopes = scopes_of(me, path.event)
    key = tokens.subkey(hall().config.secret, "media-pass")
    made = {right: passes.make(key, right, scope, me.key, until) if scope else None for right, scope in scopes.items()}
    streams = [{name: row.get(name) for name in SHOWN} for row in told["streams"] if sees(me, path.event, row)]
    lacking = told["missing"] if running else missing()
    shown = {"pass": made["view"], "publish": made["publish"], "streams": streams if running else []}
    return jsonify(running=running, missing=lacking, until=until, **shown)


def scopes_of(me: Actor, event: str) -> dict[str, str | None]:
    """What somebody may watch and send: the hub all pictures, a site the programme and its own."""
    if me.kind != "site":
        return {"view": f"*/{event}.*", "publish": None}
    sends = bool(me.roles & {"bridge_producer", "bridge_server"})
    return {"view": f"program/{event}.main", "publish": f"contrib/{event}.{me.post}" if sends else None}


def sees(me: Actor, event: str, row: Row) -> bool:
    """Whether a stream is somebody's to know of."""
    stream, app = str(row.get("stream")), row.get("app")
    if me.kind != "site":
        return stream.startswith(f"{event}.")
    return (app, stream) in (("program", f"{event}.main"), ("contrib", f"{event}.{me.post}"))
