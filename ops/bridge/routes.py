"""HTTP of the bridge's hub: parse, one action or query, reply."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from ops.bridge import files, loading, payloads, queries, record_queries
from ops.bridge.actions import crosses, cues, invites, keys, lights, lineup, sites, talk, uplink
from ops.bridge.links import link_of
from ops.core import clock, web
from ops.core.api import Api, later
from ops.core.commands import command, command_on_rights, run
from ops.core.payloads import Command, EventPath
from ops.core.web import actor, hall, needs
from ops.errors import NotFound

answers = later("ops.bridge.answers")
api = Api("bridge", __name__, "The live bridge: sites, cues, talk, line-up, records")
SVG: Any = {200: {"description": "the picture", "content": {"image/svg+xml": {"schema": {"type": "string"}}}}}
CSV_FILE: Any = {200: {"description": "the file", "content": {"text/csv": {}}}}
IN_EVENT = "/api/events/<string:event>/bridge"


# ---------- manage ----------


@api.command("bridge/sites", "A new site", "bridge.manage")
def post_site(path: EventPath, body: payloads.NewBridgeSite) -> Response:
    return command(path.event, body.ref, sites.make_site, body)


@api.command("bridge/sites/load", "The 34 provinces and usual phrases; what is there stays", "bridge.manage")
def post_sites_load(path: EventPath, body: Command) -> Response:
    return command(path.event, body.ref, sites.load, loading.provinces())


@api.command("bridge/sites/<string:site>/change", "Change a site", "bridge.manage")
def post_site_change(path: payloads.SitePath, body: payloads.ChangeBridgeSite) -> Response:
    return command(path.event, body.ref, sites.change_site, path.site, body.changes)


@api.command("bridge/settings", "What the bridge goes by", "bridge.manage")
def post_settings(path: EventPath, body: payloads.ChangeBridgeSettings) -> Response:
    return command(path.event, body.ref, sites.change_settings, body)


@api.command("bridge/phrases", "All canned phrases, in order", "bridge.manage")
def post_phrases(path: EventPath, body: payloads.Phrases) -> Response:
    return command(path.event, body.ref, sites.change_phrases, body.phrases)


@api.command("bridge/invites", "A link for one device of a site", "bridge.manage")
def post_invite(path: EventPath, body: payloads.NewInvite) -> Response:
    line = run(path.event, body.ref, invites.make, body)
    invite = line["facts"].get("invite")  # a ref that was used for something else answers with that
    return jsonify(line | {"facts": line["facts"] | ({"link": _address(path.event, invite)} if invite else {})})


def _address(event: str, invite: str) -> str:
    return f"{web.base_url()}/bridge/join/{link_of(hall().config.secret, event, invite)}"


@api.command("bridge/invites/<string:invite>/revoke", "The link opens nothing any more", "bridge.manage")
def post_invite_revoke(path: payloads.InvitePath, body: Command) -> Response:
    return command_on_rights(path.event, body.ref, invites.revoke, path.invite)


def _invite(path: payloads.InvitePath) -> dict[str, Any]:
    with hall().db.read() as conn:
        row = queries.find_invite(conn, path.invite)
    if row is None or row["event_id"] != path.event:
        raise NotFound
    return row


@api.get(f"{IN_EVENT}/invites/<string:invite>", summary="The link again", responses={200: answers.BridgeInviteAnswer})
@needs("bridge.manage")
def get_invite(path: payloads.InvitePath) -> Response:
    row = _invite(path)
    told = {name: row[name] for name in ("site", "role", "until")}
    return jsonify(invite=row["id"], link=_address(path.event, row["id"]), **told)


@api.get(f"{IN_EVENT}/invites/<string:invite>/code.svg", summary="The link as a QR code", responses=SVG)
@needs("bridge.manage")
def get_invite_code(path: payloads.InvitePath) -> Response:
    row = _invite(path)
    return Response(files.picture(_address(path.event, row["id"]), row["name"]), mimetype="image/svg+xml")


@api.command("bridge/keys", "A stream key, shown once", "bridge.manage")
def post_key(path: EventPath, body: payloads.NewStreamKey) -> Response:
    key = keys.new_key()
    line = run(path.event, body.ref, keys.make, body, key)
    if line["repeat"]:
        return jsonify(line)
    name = f"{path.event}.{body.site}" if body.app == "contrib" else f"{path.event}.main"
    return jsonify(line | {"facts": line["facts"] | {"stream_key": f"{name}?key={key}"}})


@api.command("bridge/keys/<string:key>/revoke", "The stream key opens nothing any more", "bridge.manage")
def post_key_revoke(path: payloads.KeyPath, body: Command) -> Response:
    return command(path.event, body.ref, keys.revoke, path.key)


# ---------- run ----------


@api.command("bridge/cues", "A cue for sites, at an instant", "bridge.run")
def post_cue(path: EventPath, body: payloads.NewBridgeCue) -> Response:
    return command(path.event, body.ref, cues.send, body, actor().name)


@api.command("bridge/cues/<string:cue>/cancel", "Hold a cue back that has not fired", "bridge.run")
def post_cue_cancel(path: payloads.CuePath, body: Command) -> Response:
    return command(path.event, body.ref, cues.cancel, path.cue, actor().name)


@api.command("bridge/talk", "Words to sites", "bridge.run")
def post_talk(path: EventPath, body: payloads.NewBridgeTalk) -> Response:
    return command(path.event, body.ref, talk.send, body, actor().name)


@api.command("bridge/crosses", "Plan a cross", "bridge.run")
def post_cross(path: EventPath, body: payloads.NewCross) -> Response:
    return command(path.event, body.ref, crosses.make, body)


@api.command("bridge/crosses/<string:cross>/change", "Change the plan of a cross", "bridge.run")
def post_cross_change(path: payloads.CrossPath, body: payloads.ChangeCross) -> Response:
    return command(path.event, body.ref, crosses.change, path.cross, body.changes)


@api.command("bridge/go", "GO or NO-GO for a site", "bridge.run")
def post_go(path: EventPath, body: payloads.Go) -> Response:
    return command(path.event, body.ref, lineup.say_go, body, actor().name)


@api.command("bridge/code4", "Another code for the return picture", "bridge.run")
def post_code(path: EventPath, body: payloads.NewCode) -> Response:
    return command(path.event, body.ref, lineup.new_return_code, body.site)


@api.command("bridge/freeze", "Freeze the line-up as a signed record", "bridge.run")
def post_freeze(path: EventPath, body: payloads.NewFreeze) -> Response:
    return command(path.event, body.ref, lineup.freeze, body.label, actor().name, hall().config.secret)


@api.command("bridge/fallback", "Begin the fallback row of our run sheet", "stage.call")
def post_fallback(path: EventPath, body: Command) -> Response:
    return command(path.event, body.ref, uplink.take_fallback)


# ---------- reads ----------


@api.get(f"{IN_EVENT}/record", summary="Crosses: planned and actual", responses={200: answers.BridgeRecord})
@needs("bridge.see")
def get_record(path: EventPath, query: payloads.CrossQuery) -> Response:
    with hall().db.read() as conn:
        return jsonify(record_queries.record(conn, path.event, query.cross))


@api.get(f"{IN_EVENT}/record.csv", summary="The same as a file", responses=CSV_FILE)
@needs("bridge.see")
def get_record_file(path: EventPath) -> Response:
    with hall().db.read() as conn:
        rows = record_queries.table(conn, path.event)
    answer = Response(files.csv_file(rows), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="cau-truyen-hinh.csv"'
    return answer


@api.get(f"{IN_EVENT}/freezes/verify", summary="Are the records whole", responses={200: answers.BridgeVerified})
@needs("bridge.see")
def get_verified(path: EventPath) -> Response:
    with hall().db.read() as conn:
        return jsonify(lineup.verified(conn, path.event, hall().config.secret))


@api.get(f"{IN_EVENT}/freezes/<string:freeze>", summary="A record", responses={200: answers.BridgeFreezeAnswer})
@needs("bridge.see")
def get_freeze(path: payloads.FreezePath) -> Response:
    with hall().db.read() as conn:
        found = next((row for row in queries.freezes(conn, path.event) if row["id"] == path.freeze), None)
    if found is None:
        raise NotFound
    return jsonify(freeze=found)


@api.get(
    "/api/control/<string:event>/bridge", summary="Lamps as single values", responses={200: answers.BridgeFlat}
)  # fmt: skip
@needs("control.read")
def get_flat(path: EventPath) -> Response:
    with hall().db.read() as conn:
        return jsonify(lights.flat(conn, path.event, clock.now()))
