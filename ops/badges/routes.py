"""HTTP of badges: parse, one action or query, reply."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, jsonify

from ops import engine
from ops.badges import actions, payloads, queries
from ops.badges.jobs import card_of, event_of
from ops.core import answers as core_answers, clock, jobs, symbols, tokens, web, work
from ops.core.api import Api, later
from ops.core.commands import run
from ops.core.job_routes import start_job
from ops.core.payloads import EventPath
from ops.core.web import actor, hall, needs

answers = later("ops.badges.answers")
api = Api("badges", __name__, "Badges, paper lists")
SHOWN_AT_MOST = 200

# ---------- badges ----------


@api.get("/api/events/<string:event>/badges", summary="Whom a choice means", responses={200: answers.Choice})
@needs("badges.print")
def get_badges(path: EventPath, query: payloads.ChoiceQuery) -> Response:
    with hall().db.read() as conn:
        found = queries.choose(conn, path.event, query.choice())
        before = queries.prints(conn, path.event, [row["id"] for row in found])
    rows = [payloads.chosen_row(row, before.get(row["id"])) for row in found[:SHOWN_AT_MOST]]
    return jsonify(people=len(found), printed=len(before), guests=rows)


@api.get("/api/events/<string:event>/badges/log", summary="The print log", responses={200: answers.PrintLog})
@needs("badges.print")
def get_log(path: EventPath) -> Response:
    with hall().db.read() as conn:
        found = queries.log(conn, path.event)
    return jsonify(runs=[payloads.run_row(row) for row in found])


@api.post(
    "/api/events/<string:event>/badges/print",
    summary="Badges for a browser's own print window; 409 printed_before unless `again`",
    responses={200: answers.PrintPage},
)
@needs("badges.print")
def post_print(path: EventPath, body: payloads.PrintBadges) -> Response:
    line = run(path.event, body.ref, actions.print_page, body.choice(), body.layout, body.again)
    with hall().db.read() as conn:
        event = event_of(conn, path.event)
        found = queries.cards(conn, path.event, line["facts"].get("guests", []))
    base, secret = web.base_url(), hall().config.secret
    cards = [card_of(one, path.event, base, secret) for one in found]
    drawn = engine.run_blocking(lambda: [one | {"qr": picture(one["url"])} for one in cards])
    return jsonify(line | {"event": event["short"] or event["name"], "cards": drawn})


def picture(text: str) -> payloads.Row:
    """A code as one path of an SVG, a module to the unit."""
    symbol = symbols.draw(text)
    path = "".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in symbol.runs())
    return {"side": symbol.side, "path": path}


@api.post(
    "/api/events/<string:event>/badges/sheets",
    summary="Badges as a PDF, made in the background; 409 printed_before unless `again`",
    responses={200: core_answers.JobAnswer},
)
@needs("badges.print")
def post_sheets(path: EventPath, body: payloads.PrintBadges) -> Response:
    base = web.base_url()

    def ready(unit: work.Work, job: str) -> payloads.Row:
        actions.take_badges(unit, body.choice(), body.layout, body.again, job)
        return {"layout": body.layout, "base": base}

    return start_sheet(path.event, body.ref, "badges.sheet", ready)


def start_sheet(event: str, ref: str, kind: str, ready: Callable[[work.Work, str], payloads.Row]) -> Response:
    """A job whose rows are stored with it; `ready` does what belongs to the same transaction."""

    def ask(unit: work.Work) -> payloads.Row:
        job_id = tokens.new_id()
        asked = ready(unit, job_id) | {"lang": web.lang()}
        return jobs.ask(unit, ref, kind, asked, job_id)

    return start_job(event, ref, ask)


# ---------- the list on paper ----------


@api.post(
    "/api/events/<string:event>/paper",
    summary="The list for paper; new guests get their numbers now",
    responses={200: answers.PaperAnswer},
)
@needs("badges.print")
def post_paper(path: EventPath, body: payloads.PaperList) -> Response:
    line = run(path.event, body.ref, actions.hand_out_paper, body.delegation, body.category)
    with hall().db.read() as conn:
        event = event_of(conn, path.event)
        groups = queries.paper(conn, path.event, body.delegation, body.category)
    facts = {"event": event["name"], "printed_at": clock.iso(clock.now()), "printed_by": actor().name}
    return jsonify(line | facts | {"groups": groups})


@api.post(
    "/api/events/<string:event>/paper/file",
    summary="The list as a PDF, made in the background",
    responses={200: core_answers.JobAnswer},
)
@needs("badges.print")
def post_paper_file(path: EventPath, body: payloads.PaperList) -> Response:
    def ready(unit: work.Work, job: str) -> payloads.Row:
        given = actions.give_numbers(unit)
        if given["count"]:
            unit.record("badges.numbers_given", f"event:{path.event}", {}, given)
        actions.note_paper(unit, body.delegation, body.category)
        return {"delegation": body.delegation, "category": body.category}

    return start_sheet(path.event, body.ref, "badges.paper", ready)


@api.get("/api/events/<string:event>/paper/numbers", summary="Who has which number", responses={200: answers.Numbers})
@needs("badges.enter")
def get_numbers(path: EventPath) -> Response:
    with hall().db.read() as conn:
        found = queries.numbers(conn, path.event)
    return jsonify(numbers=[payloads.number_row(row) for row in found])
