"""HTTP of a site: the link that lets it in, what its people tick, read and say; the way without sockets."""

from __future__ import annotations

import json
import logging
import urllib.error
import urllib.request
from typing import Any

from flask import Response, jsonify, request

from ops import engine
from ops.bridge import payloads, queries, row_queries, site_payloads
from ops.bridge.actions import invites, lineup, talk, uplink
from ops.bridge.links import fits, host_of, parse
from ops.core import clock, work
from ops.core.api import Api, later
from ops.core.commands import command, run
from ops.core.cookies import keep_cookie
from ops.core.identity import shown_tokens
from ops.core.payloads import Command, EventPath
from ops.core.throttle import Throttle
from ops.core.web import actor, hall, needs, open_to_all
from ops.errors import Conflict, Invalid, OpsError

answers = later("ops.bridge.answers")
api = Api("bridge_site", __name__, "A site of the bridge: its link, its ticks, its words")
join_throttle = Throttle(free=20, wait_s=2, longest_s=60)
log = logging.getLogger("ops.bridge")
IN_EVENT = "/api/events/<string:event>/bridge"
HUB_WAIT_S = 8.0


@api.post("/api/bridge/join", summary="Open an invite", responses={200: answers.BridgeJoined}, security=[])
@open_to_all
def post_join(body: site_payloads.JoinLink) -> Response:
    key = f"bridge:{request.remote_addr}"
    join_throttle.check(key)
    try:
        token, row, name = _join(body)
    except OpsError as error:
        log.warning("bridge link from %s: %s", request.remote_addr, error.code)
        join_throttle.failed(key)
        raise
    join_throttle.succeeded(key)
    hall().identities.forget()
    told = {"event": row["event_id"], "site": row["site"], "name": name, "role": row["role"], "invite": row["id"]}
    return keep_cookie(jsonify(token=token, **told), "ops_device", token)


def _join(body: site_payloads.JoinLink) -> tuple[str, dict[str, Any], str]:
    parts = parse(body.link)
    with hall().db.read() as conn:
        row = queries.find_invite(conn, parts[0]) if parts else None
    if parts is None or row is None:
        raise invites.refusal("unknown")
    with work.begin(hall().db, hall().bell, row["event_id"], "system") as unit:
        if not fits(hall().config.secret, row["event_id"], *parts):
            invites.refuse(unit, row, "unknown")
            why: str | None = "unknown"
        else:
            token, row, why = invites.join(unit, row["id"], shown_tokens(), body.about)
            site = queries.find_site(unit.conn, unit.event_id, row["site"])
    if why is not None or token is None or site is None:
        raise invites.refusal(why or "unknown")
    return token, row, site["name"]


@api.get(f"{IN_EVENT}/mine", summary="All that a site needs", responses={200: answers.BridgeMine})
@needs("bridge.site_see")
def get_mine(path: EventPath) -> Response:
    me = actor()
    with hall().db.read() as conn:
        told = queries.joined(conn, path.event, str(me.post), 0, 0, clock.now())
    return jsonify(role=next(iter(me.roles)).removeprefix("bridge_"), **told)


@api.command("bridge/items", "Tick an item of the line-up, or type the code of the return", "bridge.tell")
def post_item(path: EventPath, body: site_payloads.TellItem) -> Response:
    site = actor().post if actor().kind == "site" else body.site
    if not site or (actor().kind == "site" and body.site not in (None, site)):
        raise Invalid("invalid", fields={"body.site": "which site"})
    return command(path.event, body.ref, lineup.tell, site, body)


@api.command("bridge/talk/<string:talk>/read", "I have read it", "bridge.site_see")
def post_read(path: payloads.TalkPath, body: Command) -> Response:
    return command(path.event, body.ref, talk.read, str(actor().post), path.talk)


@api.command("bridge/say", "Words to the hub", "bridge.site")
def post_say(path: EventPath, body: site_payloads.SayBack) -> Response:
    return command(path.event, body.ref, talk.say, str(actor().post), body.text, actor().name)


# ---------- an installation that is a site elsewhere ----------


@api.command("bridge/uplink", "Be a site of a hub elsewhere, or not any more", "bridge.manage")
def post_uplink(path: EventPath, body: payloads.ChangeUplink) -> Response:
    if body.remove:
        return command(path.event, body.ref, uplink.leave)
    if body.link is None:
        return command(path.event, body.ref, uplink.change, body.row, body.fallback_row, body.auto)
    with hall().db.read() as conn:
        if row_queries.uplink(conn, path.event) is not None:
            raise Conflict("bridge_uplinked")
    hub = host_of(body.link)
    if hub is None:
        raise Invalid("invalid", fields={"body.link": "the whole address of the invite"})
    told = engine.run_blocking(ask_hub, hub, body.link)
    if told.get("role") != "server":
        raise Conflict("bridge_not_server")
    line = run(path.event, body.ref, uplink.join, hub, told, told["token"], hall().config.secret)
    return jsonify(line)


def ask_hub(hub: str, link: str) -> dict[str, Any]:
    """Open the invite at its hub. Raises what the hub says of the link, or `bridge_hub_away`."""
    body = json.dumps({"link": link, "about": "ops"}).encode()
    asked = urllib.request.Request(f"{hub}/api/bridge/join", body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(asked, timeout=HUB_WAIT_S) as answer:
            told = json.loads(answer.read(1 << 16))
    except urllib.error.HTTPError as error:
        raise OpsError(_code_of(error), status=409) from None
    except (OSError, ValueError):
        raise OpsError("bridge_hub_away", status=409) from None
    if not isinstance(told, dict) or not {"token", "event", "site", "name", "role"} <= told.keys():
        raise OpsError("bridge_hub_away", status=409)
    return told


def _code_of(error: urllib.error.HTTPError) -> str:
    """What the hub said, when it is one of our words."""
    try:
        code = str(json.loads(error.read(1 << 14))["error"]["code"])
    except (ValueError, KeyError, TypeError, OSError):
        return "bridge_hub_away"
    return code if code in {f"bridge_link_{why}" for why in invites.STATUS} else "bridge_hub_away"
