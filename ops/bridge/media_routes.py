"""What the media process asks the app: may somebody publish or play; and what it reports every second."""

from __future__ import annotations

import hmac
import logging
from typing import Any

from flask import Response, jsonify, request

from ops.bridge import answers, payloads, queries
from ops.bridge.actions import keys
from ops.core import clock, tokens, work
from ops.core.api import Api
from ops.core.web import hall, limit_upload, open_to_all
from ops.errors import Forbidden

api = Api("bridge_media", __name__, "The media process of the bridge")
log = logging.getLogger("ops.bridge.media")
REPORT_LIMIT = 512 * 1024
FULL = {"STANDBY", "NEXT", "ON_AIR"}


def require_media() -> None:
    """Only our own media process knows this secret."""
    shown = request.headers.get("Authorization", "")
    wanted = f"Bearer {tokens.subkey(hall().config.secret, 'media').hex()}"
    if not hmac.compare_digest(shown.encode(), wanted.encode()):
        raise Forbidden


@api.post("/bridge/media/door", summary="May it publish or play", responses={200: answers.MediaVerdict}, security=[])
@open_to_all
def post_door(body: payloads.MediaDoor) -> Response:
    require_media()
    with hall().db.read() as conn:
        why, event_id, about = keys.judge(conn, body, clock.now())
    log.info("%s %s/%s from %s client %s key %s: %s", body.ask, body.app, body.stream, body.address, body.client,
             about or "-", why or "allowed")  # fmt: skip
    if why is not None and event_id is not None:
        with work.begin(hall().db, hall().bell, event_id, "system") as unit:
            keys.refuse(unit, body, why, about)
    return jsonify({"allow": why is None} | ({"why": why} if why else {}))


@api.post("/bridge/media/report", summary="How streams are", responses={200: answers.MediaOrders}, security=[])
@limit_upload(REPORT_LIMIT)
@open_to_all
def post_report(body: payloads.MediaReport) -> Response:
    require_media()
    with hall().db.read() as conn:
        places = {str(row.get("stream")): keys.place_of(conn, str(row.get("stream"))) for row in body.streams}
        end = keys.to_end(conn, body.streams)
        named = {place[0] for place in places.values() if place}
        texts = {event: {row["id"]: row for row in queries.sites(conn, event)} for event in named}
    tallies = {event: hall().extra["bridge"].tally(event) for event in named}
    hall().extra["bridge_media"] = {"at": clock.now(), "missing": body.missing, "streams": body.streams}
    want: list[dict[str, Any]] = []
    for row in body.streams:
        place = places.get(str(row.get("stream")))
        if place is None or row.get("app") != "contrib":
            continue
        hall().extra["bridge"].measured(*place, values_of(row))
        site = texts[place[0]].get(place[1])
        want.append(order_of(row, site, tallies[place[0]].get(place[1], "OFF")))
    return jsonify(want=want, end=end, marks=hall().extra["bridge"].marks(named))


def order_of(row: dict[str, Any], site: dict[str, Any] | None, state: str) -> dict[str, Any]:
    """How closely a stream is to be watched, whether it is recorded, and what its slate says."""
    slate = {"title": site["name"] if site else "", "text": (site or {}).get("fallback") or "Đang nối lại đường truyền"}
    near = state in FULL
    return {
        "app": row["app"], "stream": row["stream"], "level": "full" if near else "key",
        "record": state in ("NEXT", "ON_AIR"), "slate": slate,
    }  # fmt: skip


def values_of(row: dict[str, Any]) -> dict[str, float | None]:
    """A stream's figures as items of the line-up; what nobody measured is null."""
    if row.get("state") not in ("LIVE", "RETURNING"):
        return dict.fromkeys(("bitrate", "fps", "gop", "loudness", "black", "freeze", "silence"))
    measured = row.get("measured")
    told: dict[str, Any] = measured if isinstance(measured, dict) else {}
    now = clock.now()
    gop = _number(told.get("keyframe_s"))
    return {
        "bitrate": _number(told.get("kbps")), "fps": _number(told.get("fps")),
        "gop": None if gop is None else gop * 1000, "loudness": _number(told.get("lufs_s")),
        **{name: _since(told, name, now) for name in ("black", "freeze", "silence")},
    }  # fmt: skip


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _since(told: dict[str, Any], name: str, now: int) -> float | None:
    """For how long it has been so; null while the probe is off."""
    if told.get("probe") not in ("key", "full"):
        return None
    began = _number(told.get(f"{name}_since"))
    return max(0.0, now - began) if told.get(name) and began is not None else 0.0
