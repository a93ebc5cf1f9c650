"""HTTP of the planner: ask for a proposal, watch it, accept of it what one likes; why a session has no place."""

from __future__ import annotations

from flask import Response, jsonify

from ops.core import answers as core_answers, clock, jobs
from ops.core.api import Api, later
from ops.core.job_routes import start_job
from ops.core.payloads import EventPath
from ops.core.web import hall, needs
from ops.errors import Busy, NotFound
from ops.livestream.planner import actions, payloads, queries
from ops.livestream.routes import command, me

answers = later("ops.livestream.planner.answers")
api = Api("live planner", __name__, "Livestreams: the planner proposes, people decide")
IN_EVENT = "/api/events/<string:event>/live"
_asking: list[str] = []
AT_ONCE = 2


@api.post(f"{IN_EVENT}/proposals", summary="Think of a plan", responses={200: core_answers.JobAnswer})
@needs("live.plan")
def post_proposal(path: EventPath, body: payloads.NewProposal) -> Response:
    return start_job(path.event, body.ref, lambda unit: actions.ask(unit, body))


@api.get(f"{IN_EVENT}/proposals", summary="The last proposals", responses={200: answers.Proposals})
@needs("live.plan")
def get_proposals(path: EventPath) -> Response:
    with hall().db.read() as conn:
        return jsonify(proposals=queries.newest(conn, path.event))


@api.get(f"{IN_EVENT}/proposals/<string:proposal>", summary="A proposal", responses={200: answers.PlanProposal})
@needs("live.plan")
def get_proposal(path: payloads.ProposalPath) -> Response:
    with hall().db.read() as conn:
        found = queries.whole(conn, path.event, path.proposal)
    if found is None:
        raise NotFound
    return jsonify(found)


@api.command("live/proposals/<string:proposal>/accept", "Do all, some or nothing of a proposal", "live.plan")
def post_accept(path: payloads.ProposalPath, body: payloads.AcceptMoves) -> Response:
    return command(path.event, body.ref, actions.answer, path.proposal, body, me())


@api.get(f"{IN_EVENT}/why-not", summary="Why a session has no place", responses={200: answers.WhyAnswer})
@needs("live.plan")
def get_why(path: EventPath, query: payloads.WhyQuery) -> Response:
    if not query.session:
        return jsonify(session="", units=[])
    with hall().db.read() as conn:
        facts = queries.plan_facts(conn, path.event, clock.now())
    if query.session not in facts["sessions"]:
        raise NotFound
    if len(_asking) >= AT_ONCE:
        raise Busy
    _asking.append(query.session)
    try:
        asked = {"facts": facts, "session": query.session}
        return jsonify(jobs.at_once("ops.livestream.planner.child:why_not", hall().config.data, asked))
    finally:
        _asking.remove(query.session)
