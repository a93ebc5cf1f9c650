"""What the media process asks the app: may somebody publish or play; and what it reports every second."""

from __future__ import annotations

import hmac
import logging
from typing import Any

from flask import Response, jsonify, request

from ops.bridge import media_payloads, queries
from ops.bridge.actions import keys
from ops.core import clock, tokens, work
from ops.core.api import Api, later
from ops.core.live import room_of
from ops.core.web import hall, limit_upload, open_to_all
from ops.errors import Forbidden

answers = later("ops.bridge.answers")
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
def post_door(body: media_payloads.MediaDoor) -> Response:
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
def post_report(body: media_payloads.MediaReport) -> Response:
    require_media()
    with hall().db.read() as conn:
        places = {str(row.get("stream")): keys.place_of(conn, str(row.get("stream"))) for row in body.streams}
        end = keys.to_end(conn, body.streams)
        named = {place[0] for place in places.values() if place}
        expected = named | keys.events_with_keys(conn)
        sites = {event: queries.sites(conn, event) for event in sorted(expected)}
    tell_hubs(named, (hall().extra.get("bridge_media") or {}).get("streams", []), body.streams)
    hall().extra["bridge_media"] = {"at": clock.now(), "missing": body.missing, "streams": body.streams}
    for row in body.streams:
        place = places.get(str(row.get("stream")))
        if place is not None and row.get("app") == "contrib":
            hall().extra["bridge"].measured(*place, values_of(row))
    want = [order for event, rows in sites.items() for order in orders_of(event, rows)]
    return jsonify(want=want, end=end, marks=hall().extra["bridge"].marks(named))


def orders_of(event: str, sites: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """An order for every site, whether it sends yet or not: its slate is there before its first picture."""
    tally = hall().extra["bridge"].tally(event)
    return [order_of(f"{event}.{site['id']}", site, tally.get(site["id"], "OFF")) for site in sites]


def tell_hubs(events: set[str], before: list[dict[str, Any]], now: list[dict[str, Any]]) -> None:
    """Pages that look at the hub hear of a line that was lost or is back at once; of the rest they ask now and then."""
    stood = {(row.get("app"), row.get("stream")): row.get("state") for row in before}
    turned = [row for row in now if stood.get((row.get("app"), row.get("stream")), "OFF") != row.get("state")]
    for event in events:
        mine = [row for row in turned if str(row.get("stream")).startswith(f"{event}.")]
        if mine:
            told = [{name: row.get(name) for name in media_payloads.SHOWN} for row in mine]
            hall().live.emit("bridge_pictures", {"streams": told}, room_of(event, "bridge"))


def order_of(stream: str, site: dict[str, Any], state: str) -> dict[str, Any]:
    """How closely a stream is to be watched, whether it is recorded, and what its slate says."""
    slate = {"title": site["name"], "text": site.get("fallback") or "Đang nối lại đường truyền"}
    near = state in FULL
    return {
        "app": "contrib", "stream": stream, "level": "full" if near else "key",
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
    """For how long it has been so; null while nobody looks."""
    if told.get("probe") not in ("key", "full") or told.get(name) is None:
        return None
    began = _number(told.get(f"{name}_since"))
    return max(0.0, now - began) if told.get(name) and began is not None else 0.0
