"""HTTP of the link that is a host's own: no sign-in, the token in the link is the right; nothing of others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, jsonify, request

from ops.core import actions as core_actions, work
from ops.core.answers import CommandAnswer
from ops.core.api import Api, later
from ops.core.throttle import Throttle
from ops.core.tokens import hash_token
from ops.core.web import hall, open_to_all
from ops.errors import NotFound
from ops.livestream.actions import releases
from ops.livestream.actions.board import Who
from ops.livestream.catalogue import part_actions, queries as catalogue_queries
from ops.livestream.catalogue.part_payloads import Times
from ops.livestream.host import queries as host_queries
from ops.livestream.host.payloads import HostPath, OwnSeen
from ops.livestream.plan_payloads import Seen

answers = later("ops.livestream.host.answers")
api = Api("host", __name__, "A host's own link: slots, times")
PREFIX = "hst_"
Row = dict[str, Any]
address_throttle = Throttle(free=30, wait_s=10)
"""Links that do not exist, per address."""
act_throttle = Throttle(free=120, wait_s=10)
"""Acts over one link: minds change, but not all day long."""


def find_person(token: str) -> Row | None:
    """Whose link it is."""
    if not token.startswith(PREFIX):
        return None
    with hall().db.read() as conn:
        return catalogue_queries.find_person_by_link(conn, None, hash_token(token))


def require_person(token: str) -> Row:
    """Whose link it is; whoever tries links has to wait."""
    key = f"from:{request.remote_addr}"
    address_throttle.check(key)
    found = find_person(token)
    if found is None:
        address_throttle.failed(key)
        raise NotFound
    return found


@api.get("/api/host/<string:token>", summary="Own slots and times", responses={200: answers.HostPage})
@open_to_all
def get_host(path: HostPath) -> Response:
    person = require_person(path.token)
    with hall().db.read() as conn:
        answer = jsonify(host_queries.page_of(conn, person))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@api.post("/api/host/<string:token>/seen", summary="I have seen this change", responses={200: CommandAnswer})
@open_to_all
def post_host_seen(path: HostPath, body: OwnSeen) -> Response:
    def see(unit: work.Work, ref: str, who: Who) -> Row:
        own = Seen(ref=body.ref, slot=body.slot, version=body.version, who=f"person:{who.persons[0]}")
        return releases.see(unit, ref, own, who)

    return act(path.token, body.ref, see)


@api.post("/api/host/<string:token>/times", summary="When I am free or away", responses={200: CommandAnswer})
@open_to_all
def post_host_times(path: HostPath, body: Times) -> Response:
    def keep(unit: work.Work, ref: str, who: Who) -> Row:
        return part_actions.set_times(unit, ref, who.persons[0], body)

    return act(path.token, body.ref, keep)


def act(token: str, ref: str, action: Callable[[work.Work, str, Who], Row]) -> Response:
    """Do something as the person of the link, once per `ref`; a line of somebody else is nobody's business."""
    person = require_person(token)
    who = Who(f"person:{person['id']}", person["name"], ["host"], persons=[person["id"]])
    key = f"{person['event_id']}:{who.key}"
    act_throttle.check(key)
    act_throttle.failed(key)
    with work.begin(hall().db, hall().bell, person["event_id"], who.key) as unit:
        line = core_actions.replay(unit, ref) or action(unit, ref, who)
    if not of_person(line, person["id"]):
        raise NotFound
    return jsonify(core_actions.finish_answer(unit, line))


def of_person(line: Row, person: str) -> bool:
    """Is the line about this person? A ref that somebody else used is answered with nothing."""
    facts = line["facts"]
    return bool(f"person:{person}" == facts.get("who") or person == facts.get("person"))
