"""HTTP of the spaces for the office and for tablets: parse, one action or query, reply."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from ops.core import clock, commands, queries as core_queries, web, words, work
from ops.core.api import Api, later
from ops.core.commands import Action, More
from ops.core.payloads import Command, EventPath
from ops.core.web import actor, hall, lang, needs
from ops.errors import NotFound, OpsError
from ops.spaces import keys, now_queries, payloads, queries
from ops.spaces.actions import cards, charts, places, shelf, taps

answers = later("ops.spaces.answers")
api = Api("spaces", __name__, "Experience spaces: areas, booths, counts, the chart")
IN_EVENT = "/api/events/<string:event>/spaces"
CSV: Any = {200: {"description": "a table", "content": {"text/csv": {}}}}


def in_words(error: OpsError) -> OpsError:
    """A refusal of the rules with its own sentence."""
    if isinstance(error, shelf.Refused):
        facts = {name: value for name, value in error.more.items() if isinstance(value, str | int)}
        missing = [words.say(lang(), f"spaces.refused.locked.{one}") for one in error.more.get("missing", ())
                   ] if isinstance(error.more.get("missing"), list) else []  # fmt: skip
        facts |= {"list": "; ".join(missing)} if missing else {}
        error.facts["why"] = words.say(lang(), f"spaces.refused.{error.refusal}", **facts)
    return error


def command(event: str, ref: str, action: Action[More], *more: More.args, **named: More.kwargs) -> Response:
    """Do a command; what the rules refuse is said in their own sentence."""
    try:
        return commands.command(event, ref, action, *more, **named)
    except OpsError as error:
        raise in_words(error) from None


def said(body: Any) -> payloads.Row:
    """The fields that were named."""
    found: payloads.Row = body.model_dump(exclude_unset=True, exclude={"ref"})
    return {name: value for name, value in found.items() if value is not None or name in ("safety", "pieces")}


# ---------- what is there ----------


@api.command("spaces/areas", "A new area", "spaces.manage")
def post_area(path: EventPath, body: payloads.NewArea) -> Response:
    return command(path.event, body.ref, places.make_area, said(body))


@api.command("spaces/areas/<string:area>/change", "Other values for an area", "spaces.manage")
def post_area_change(path: payloads.AreaPath, body: payloads.ChangeArea) -> Response:
    return command(path.event, body.ref, places.change_area, path.area, said(body.changes))


@api.command("spaces/exhibitors", "A new exhibitor, with the words of its consent", "spaces.manage")
def post_exhibitor(path: EventPath, body: payloads.NewExhibitor) -> Response:
    return command(path.event, body.ref, places.make_exhibitor, said(body))


@api.command("spaces/exhibitors/<string:exhibitor>/change", "Other values for an exhibitor", "spaces.manage")
def post_exhibitor_change(path: payloads.ExhibitorPath, body: payloads.ChangeExhibitor) -> Response:
    return command(path.event, body.ref, places.change_exhibitor, path.exhibitor, said(body.changes))


@api.command("spaces/booths", "A new booth", "spaces.manage")
def post_booth(path: EventPath, body: payloads.NewSpaceBooth) -> Response:
    return command(path.event, body.ref, places.make_booth, said(body))


@api.command("spaces/booths/<string:booth>/change", "Other values for a booth", "spaces.manage")
def post_booth_change(path: payloads.SpaceBoothPath, body: payloads.ChangeSpaceBooth) -> Response:
    return command(path.event, body.ref, places.change_booth, path.booth, said(body.changes))


@api.command("spaces/booths/<string:booth>/remove", "A booth at which nothing has happened goes", "spaces.manage")
def post_booth_remove(path: payloads.SpaceBoothPath, body: Command) -> Response:
    return command(path.event, body.ref, places.remove_booth, path.booth)


@api.command("spaces/settings", "Hours, gifts, the PIN of the kiosk", "spaces.manage")
def post_settings(path: EventPath, body: payloads.SpaceSettings) -> Response:
    return command(path.event, body.ref, places.set_settings, said(body))


@api.command("spaces/flags/<string:flag>/answer", "What somebody made of a flag", "spaces.manage")
def post_flag(path: payloads.FlagPath, body: payloads.FlagAnswer) -> Response:
    return command(path.event, body.ref, cards.answer_flag, path.flag, body.verdict, body.words)


# ---------- what tablets tell ----------


@api.command("spaces/count", "So many came in or went out", "spaces.run")
def post_count(path: EventPath, body: payloads.Tap) -> Response:
    return command(path.event, body.ref, taps.count, body, actor())


@api.command("spaces/tour", "A guide shows guests around", "spaces.run")
def post_tour(path: EventPath, body: payloads.Tour) -> Response:
    return command(path.event, body.ref, taps.tour, body, actor())


@api.command("spaces/demo", "A demo was shown", "spaces.run")
def post_demo(path: EventPath, body: payloads.DemoShown) -> Response:
    return command(path.event, body.ref, taps.demo, body, actor())


@api.command("spaces/taps/<string:tap>/undo", "Take a count, a tour or a demo back", "spaces.run")
def post_undo(path: payloads.TapPath, body: payloads.TabletTold) -> Response:
    return command(path.event, body.ref, taps.undo, path.tap.lower(), body, actor())


@api.command("spaces/booths/<string:booth>/printed", "The printed sheet is taken now, or not", "spaces.run")
def post_printed(path: payloads.SpaceBoothPath, body: payloads.Printed) -> Response:
    def printed(unit: work.Work, ref: str) -> payloads.Row:
        shelf.require_booth(actor(), shelf.require(unit, "space_booth", path.booth))
        return places.set_printed(unit, ref, path.booth, body.on)

    return command(path.event, body.ref, printed)


@api.post(f"{IN_EVENT}/alive", summary="The minutes in which a page ran", responses={200: answers.AliveAnswer})
@needs("spaces.run")
def post_alive(path: EventPath, body: payloads.Alive) -> Response:
    with work.begin(hall().db, hall().bell, path.event, actor().key) as unit:
        taps.keep_heard(unit, body, actor())
    return jsonify(now=clock.iso(clock.now()))


@api.get(f"{IN_EVENT}/booths/<string:booth>/codes", summary="Keys of a booth, for days without a network",
         responses={200: answers.CodesAnswer})  # fmt: skip
@needs("spaces.run")
def get_codes(path: payloads.SpaceBoothPath) -> Response:
    booth, zone = find_booth(path)
    shelf.require_booth(actor(), booth)
    spans = keys.day_spans(hall().config.secret, path.event, booth["id"], zone, clock.now())
    told = {"booth": booth["id"], "key": booth["key"], "step_s": keys.STEP_S, "base": web.base_url()}
    return private(jsonify(told | {"keys": spans}))


@api.get(f"{IN_EVENT}/booths/<string:booth>/print", summary="The printed sheet", responses={200: answers.PrintAnswer})
@needs("spaces.manage")
def get_print(path: payloads.SpaceBoothPath) -> Response:
    booth, _ = find_booth(path)
    code = keys.printed_code(hall().config.secret, path.event, booth["id"])
    url = f"{web.base_url()}/k/{booth['key']}/{code}"
    return private(jsonify(booth=booth["id"], key=booth["key"], name=booth["name"], code=code, url=url))


def find_booth(path: payloads.SpaceBoothPath) -> tuple[payloads.Row, str]:
    """A booth of the event, and the event's zone."""
    with hall().db.read() as conn:
        booth = queries.one_of(conn, path.event, "space_booth", path.booth)
        event = core_queries.find_event(conn, path.event)
    if booth is None or event is None:
        raise NotFound
    return booth, event["zone"]


def private(answer: Response) -> Response:
    """An answer that no cache keeps."""
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


# ---------- asked ----------


@api.get(f"{IN_EVENT}/now", summary="Lamps of areas and booths", responses={200: answers.SpacesNow})
@needs("spaces.see")
def get_now(path: EventPath) -> Response:
    with hall().db.read() as conn:
        return jsonify(now_queries.now(conn, path.event, clock.now()))


@api.get(f"{IN_EVENT}/mine", summary="The same lamps, for tablets", responses={200: answers.SpacesNow})
@needs("spaces.run")
def get_mine(path: EventPath) -> Response:
    with hall().db.read() as conn:
        return jsonify(now_queries.now(conn, path.event, clock.now()))


@api.get(f"{IN_EVENT}/heat", summary="Booth by hour", responses={200: answers.HeatAnswer})
@needs("spaces.see")
def get_heat(path: EventPath, query: payloads.HeatQuery) -> Response:
    with hall().db.read() as conn:
        return jsonify(charts.chart(conn, path.event, query.measure, query.day, query.days, clock.now()))


@api.get(f"{IN_EVENT}/heat.csv", summary="Booth by hour, for a spreadsheet", responses=CSV)
@needs("spaces.see")
def get_heat_csv(path: EventPath, query: payloads.HeatQuery) -> Response:
    with hall().db.read() as conn:
        found = charts.chart(conn, path.event, query.measure, query.day, query.days, clock.now())
    named = (words.say(lang(), f"spaces.refused.csv.{one}") for one in ("booth", "silent", "total"))
    return csv_file(charts.heat_csv(found, *named), f"bieu-do-{query.measure}.csv")


def csv_file(text: str, name: str) -> Response:
    """A table to keep."""
    answer = Response(text, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return private(answer)
