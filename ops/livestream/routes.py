"""HTTP of sessions and slots: parse, one action or query, reply."""

from __future__ import annotations

from flask import Response, jsonify

from ops.core import clock, commands, words
from ops.core.api import Api, later
from ops.core.commands import Action, More
from ops.core.payloads import Command, EventPath
from ops.core.web import actor, hall, lang, needs
from ops.errors import NotFound, OpsError
from ops.livestream import ask_queries, edit_queries, plan_payloads as payloads, press_queries, release_queries
from ops.livestream.actions import edits, releases, requests, slots, steps
from ops.livestream.actions.board import Refused, Who, who_of

answers = later("ops.livestream.answers")
api = Api("livestream", __name__, "Livestreams: sessions, slots, requests, versions")
IN_EVENT = "/api/events/<string:event>/live"


def command(event: str, ref: str, action: Action[More], *more: More.args, **named: More.kwargs) -> Response:
    """Do a command; what the rules refuse is said in their own sentence."""
    try:
        return commands.command(event, ref, action, *more, **named)
    except OpsError as error:
        if isinstance(error, Refused):
            error.facts["why"] = sentence(event, error)
        raise


def sentence(event: str, refused: Refused) -> str:
    """Why not, in words: instants as clock readings of the event, things by their names."""
    with hall().db.read() as conn:
        named = ask_queries.named(conn, event, refused.more)
    kinds = [words.say(lang(), f"live.conflict.{kind}.title") for kind in refused.more.get("kinds", ())]
    return words.say(lang(), f"live.refused.{refused.refusal}", **named, titles="; ".join(kinds))


def me() -> Who:
    """Whoever asks, as the rules see them."""
    return who_of(actor())


# ---------- the plan ----------


@api.command("live/sessions", "A new session", "live.plan")
def post_session(path: EventPath, body: payloads.NewSession) -> Response:
    return command(path.event, body.ref, slots.make_session, body)


@api.command("live/sessions/<string:session>/change", "Other values for a session", "live.plan")
def post_session_change(path: payloads.SessionPath, body: payloads.SessionChange) -> Response:
    return command(path.event, body.ref, slots.change_session, path.session, body)


@api.command("live/slots", "A new slot, as a draft", "live.plan")
def post_slot(path: EventPath, body: payloads.NewSlot) -> Response:
    return command(path.event, body.ref, slots.make_slot, body, me())


@api.command("live/slots/<string:slot>/change", "Other values for fields of a slot", "live.plan")
def post_slot_change(path: payloads.SlotPath, body: payloads.SlotChange) -> Response:
    return command(path.event, body.ref, slots.change_slot, path.slot, body, me())


@api.command("live/slots/<string:slot>/override", "Answer by name for a conflict", "live.override")
def post_override(path: payloads.SlotPath, body: payloads.SlotOverride) -> Response:
    asked = (body.kind, body.what, body.reason)
    return command(path.event, body.ref, slots.override, path.slot, *asked, me())


@api.command("live/slots/<string:slot>/ack", "Warnings seen", "live.ack")
def post_ack(path: payloads.SlotPath, body: payloads.Ack) -> Response:
    return command(path.event, body.ref, slots.acknowledge, path.slot, body.kinds, me())


@api.command("live/confirm-day", "Confirm every clean slot of a local day", "live.confirm")
def post_confirm_day(path: EventPath, body: payloads.DayCommand) -> Response:
    return command(path.event, body.ref, steps.confirm_day, body.day, me())


@api.command("live/undo", "Take the newest change of the plan back", "live.plan")
def post_undo(path: EventPath, body: Command) -> Response:
    return command(path.event, body.ref, edits.undo, me())


@api.command("live/redo", "Do the change again that was taken back last", "live.plan")
def post_redo(path: EventPath, body: Command) -> Response:
    return command(path.event, body.ref, edits.redo, me())


@api.command("live/publish", "Tell people the plan as it stands", "live.confirm")
def post_publish(path: EventPath, body: payloads.Publish) -> Response:
    return command(path.event, body.ref, releases.publish, body.note, me())


@api.command("live/settings", "Buffers, mall hours, days, promotion, who is rung", "live.plan")
def post_settings(path: EventPath, body: payloads.Settings) -> Response:
    return command(path.event, body.ref, releases.set_settings, body)


# ---------- the day ----------


@api.command("live/slots/<string:slot>/step", "Request, confirm, ready, on air, off air ...", "live.step")
def post_step(path: payloads.SlotPath, body: payloads.SlotStep) -> Response:
    answer = command(path.event, body.ref, steps.step, path.slot, body, me())
    facts = (answer.json or {})["facts"]
    if facts.get("refused") and (code := press_queries.code_of(hall().db, path.event, body.ref)):
        refused = Refused(code, facts["why"])
        refused.facts["why"] = sentence(path.event, refused)
        raise refused  # it is kept, and may count when an earlier press comes
    return answer


@api.command("live/slots/<string:slot>/tick", "A look that only a person can take", "live.run")
def post_tick(path: payloads.SlotPath, body: payloads.Tick) -> Response:
    return command(path.event, body.ref, steps.tick, path.slot, body, me())


@api.command("live/slots/<string:slot>/late", "We will be so many minutes late", "live.run")
def post_late(path: payloads.SlotPath, body: payloads.LateBy) -> Response:
    return command(path.event, body.ref, steps.late, path.slot, body, me())


@api.command("live/slots/<string:slot>/goods/<string:product>", "Pinned, left, sold out, not as planned", "live.run")
def post_goods(path: payloads.GoodsPath, body: payloads.GoodsTold) -> Response:
    return command(path.event, body.ref, steps.tell_goods, path.slot, path.product, body, me())


@api.command("live/seen", "This version of a slot was seen", "live.run")
def post_seen(path: EventPath, body: payloads.Seen) -> Response:
    return command(path.event, body.ref, releases.see, body, me())


@api.command("live/requests", "Ask the coordinator for something", "live.request")
def post_request(path: EventPath, body: payloads.NewRequest) -> Response:
    return command(path.event, body.ref, requests.ask, body, me())


@api.command("live/requests/<string:request>/answer", "Yes or no to a request", "live.confirm")
def post_answer(path: payloads.RequestPath, body: payloads.RequestAnswer) -> Response:
    return command(path.event, body.ref, requests.answer, path.request, body, me())


# ---------- asked ----------


@api.get(f"{IN_EVENT}/check", summary="What stands in the way", responses={200: answers.CheckAnswer})
@needs("live.see")
def get_check(path: EventPath, query: payloads.DayQuery) -> Response:
    with hall().db.read() as conn:
        return jsonify(ask_queries.conflicts(conn, path.event, query.day, clock.now()))


@api.get(f"{IN_EVENT}/alarms", summary="What rings now", responses={200: answers.AlarmsAnswer})
@needs("live.see")
def get_alarms(path: EventPath) -> Response:
    with hall().db.read() as conn:
        return jsonify(ask_queries.alarms(conn, path.event, clock.now()))


@api.get(f"{IN_EVENT}/edits", summary="What undo and redo would take", responses={200: answers.EditsAnswer})
@needs("live.plan")
def get_edits(path: EventPath) -> Response:
    with hall().db.read() as conn:
        return jsonify(edit_queries.next_edits(conn, path.event))


@api.get(
    f"{IN_EVENT}/releases",
    summary="Published versions, newest first; what one of them changed against the one before",
    responses={200: answers.ReleasesAnswer},
)
@needs("live.see")
def get_releases(path: EventPath, query: payloads.ReleaseQuery) -> Response:
    with hall().db.read() as conn:
        found = release_queries.releases(conn, path.event)
        one = release_queries.release(conn, path.event, query.version) if query.version else None
    if query.version and one is None:
        raise NotFound
    return jsonify(releases=found, release=one)
