"""HTTP of the catalogue: rows, what belongs to them, keys and contacts."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from ops.core import commands, tokens, work
from ops.core.access import log_access
from ops.core.api import Api, later
from ops.core.payloads import Command, EventPath
from ops.core.web import actor, base_url, hall, needs, open_to_all
from ops.errors import NotFound
from ops.livestream import commune_actions
from ops.livestream.catalogue import actions, key_actions, part_actions, part_payloads as parts, payloads, queries
from ops.livestream.host.routes import require_person

Row = dict[str, Any]
answers = later("ops.livestream.catalogue.answers")
api = Api("livestream catalogue", __name__, "Producers, products, hosts, rooms, channels, platform rules")
IN_EVENT = "/api/events/<string:event>/live"
IN_PERSON = "live/people/<string:person>"
KEEP_OUT = {"Cache-Control": "no-store"}


# ---------- rows ----------


@api.command("live/catalogue/<string:kind>", "Make a row of the catalogue", "live.catalogue")
def post_row(path: payloads.KindPath, body: payloads.NewEntry) -> Response:
    return commands.command(path.event, body.ref, actions.make, path.kind, body)


@api.command("live/catalogue/<string:kind>/<string:row>/change", "Change fields of a row", "live.catalogue")
def post_change(path: payloads.RowPath, body: payloads.ChangeRow) -> Response:
    return commands.command(path.event, body.ref, actions.change, path.kind, path.row, body)


@api.command("live/catalogue/<string:kind>/<string:row>/remove", "Remove a row that nothing names", "live.catalogue")
def post_remove(path: payloads.RowPath, body: payloads.RemoveRow) -> Response:
    return commands.command(path.event, body.ref, actions.remove, path.kind, path.row, body)


@api.command("live/products/<string:product>/stars", "Confirm the OCOP rank of a product", "live.confirm_stars")
def post_stars(path: parts.ProductPath, body: parts.Stars) -> Response:
    return commands.command(path.event, body.ref, part_actions.confirm_stars, path.product, body)


@api.get(
    f"{IN_EVENT}/places", summary="Rooms and booths where a device may stand", responses={200: answers.PlacesAnswer}
)
@needs("core.manage_devices")
def get_places(path: EventPath) -> Response:
    with hall().db.read() as conn:
        return jsonify(places=queries.places(conn, path.event))


# ---------- people ----------


@api.command(f"{IN_PERSON}/identities", "An account of a person on a platform", "live.catalogue")
def post_identity(path: parts.PersonPath, body: parts.Identity) -> Response:
    return commands.command(path.event, body.ref, part_actions.set_identity, path.person, body)


@api.command(f"{IN_PERSON}/identities/<string:identity>/remove", "Take an account away", "live.catalogue")
def post_identity_gone(path: parts.IdentityPath, body: Command) -> Response:
    return commands.command(path.event, body.ref, part_actions.drop_identity, path.person, path.identity)


@api.command(f"{IN_PERSON}/times", "When a person is away or free", "live.catalogue")
def post_times(path: parts.PersonPath, body: parts.Times) -> Response:
    return commands.command(path.event, body.ref, part_actions.set_times, path.person, body)


@api.post(
    f"/api/events/<string:event>/{IN_PERSON}/link", summary="Make the own link of a person anew; shown once",
    responses={200: answers.LinkAnswer},
)  # fmt: skip
@needs("live.catalogue")
def post_link(path: parts.PersonPath, body: Command) -> Response:
    token = tokens.new_token("hst")
    line = commands.run(path.event, body.ref, part_actions.make_link, path.person, token)
    return jsonify(line | {"url": None if line["repeat"] else f"{base_url()}/host/{token}"})


@api.command(f"{IN_PERSON}/link/remove", "The own link of a person opens nothing any more", "live.catalogue")
def post_link_gone(path: parts.PersonPath, body: Command) -> Response:
    return commands.command(path.event, body.ref, part_actions.take_link, path.person)


# ---------- contacts and keys: told to who needs them, and noted ----------


@api.post(
    f"{IN_EVENT}/contacts/<string:kind>/<string:row>", summary="The phone of a producer or person; noted",
    responses={200: answers.ContactAnswer},
)  # fmt: skip
@needs("live.catalogue")
def post_contact(path: payloads.ContactPath, body: Command) -> Response:
    entity = payloads.ENTITY_OF[path.kind]
    with hall().db.write() as conn:
        row = queries.find(conn, path.event, entity, path.row)
        if row is None:
            raise NotFound
        log_access(conn, path.event, actor().key, "livestream.contact", 1, path.row)
    return _secret({"id": path.row, "contact": row.get("contact", row["name"]), "phone": row["phone"]})


@api.command(
    "live/channels/<string:channel>/key", "Put the stream key of a channel in, or take it out", "live.catalogue"
)
def post_key(path: parts.ChannelPath, body: parts.Key) -> Response:
    secret = hall().config.secret
    return commands.command(path.event, body.ref, key_actions.set_key, path.channel, body.key, secret)


@api.post(
    f"{IN_EVENT}/channels/<string:channel>/key/show", summary="The stream key of a channel; noted",
    responses={200: answers.KeyAnswer},
)  # fmt: skip
@needs("live.show_key")
def post_key_shown(path: parts.ChannelPath, body: Command) -> Response:
    with work.begin(hall().db, hall().bell, path.event, actor().key) as unit:
        facts = key_actions.show_key(unit, path.channel, None, hall().config.secret)
    return _secret(facts)


@api.post(
    "/api/host/<string:token>/channels/<string:channel>/key",
    summary="The stream key of a channel, to the person who holds it, over their own link; noted",
    responses={200: answers.KeyAnswer},
)
@open_to_all
def post_host_key(path: parts.HostChannelPath, body: Command) -> Response:
    person = require_person(path.token)
    event = person["event_id"]
    with work.begin(hall().db, hall().bell, event, f"person:{person['id']}") as unit:
        facts = key_actions.show_key(unit, path.channel, person["id"], hall().config.secret)
    return _secret(facts)


def _secret(facts: Row) -> Response:
    answer = jsonify(facts)
    answer.headers.update(KEEP_OUT)
    return answer


# ---------- platform facts ----------


@api.command("live/facts", "Write down a rule of a platform", "live.catalogue")
def post_fact(path: EventPath, body: parts.NewFact) -> Response:
    return commands.command(path.event, body.ref, part_actions.new_fact, body)


@api.command("live/facts/<string:fact>/change", "A new version of a rule of a platform", "live.catalogue")
def post_fact_change(path: parts.FactPath, body: parts.ChangeFact) -> Response:
    return commands.command(path.event, body.ref, part_actions.change_fact, path.fact, body)


@api.get(
    f"{IN_EVENT}/facts/<string:fact>", summary="Every version of a rule of a platform",
    responses={200: answers.FactAnswer},
)  # fmt: skip
@needs("live.see")
def get_fact(path: parts.FactPath) -> Response:
    with hall().db.read() as conn:
        rows = queries.fact_versions(conn, path.event, path.fact)
    if not rows:
        raise NotFound
    return jsonify(versions=[payloads.shown("live", "platform_fact", row) for row in rows])


@api.get(f"{IN_EVENT}/communes", summary="Communes by their code", responses={200: answers.CommunesAnswer})
@needs("live.see")
def get_communes(path: EventPath) -> Response:
    with hall().db.read() as conn:
        return jsonify(communes=commune_actions.communes(conn, path.event))
