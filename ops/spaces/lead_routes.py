"""HTTP of leads: the visitor's own phone, the booth that was told, requests on paper."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from flask import Response, jsonify

from ops.core import actions as core_actions, clock, queries as core_queries, words, work
from ops.core.api import Api, later
from ops.core.cells import harmless
from ops.core.payloads import EventPath
from ops.core.web import actor, hall, lang, needs, open_to_all
from ops.errors import NotFound, OpsError
from ops.spaces import card_payloads as payloads, card_queries, keys, queries
from ops.spaces.actions import cards, leads, shelf
from ops.spaces.actions.shelf import VISITOR, Refused
from ops.spaces.card_routes import client_of, guesses, require_key
from ops.spaces.limits import Window
from ops.spaces.payloads import SpaceBoothPath
from ops.spaces.routes import CSV, IN_EVENT, command, csv_file, find_booth, in_words, private

answers = later("ops.spaces.answers")
api = Api("leads", __name__, "Leads with consent")
Row = queries.Row
acts = Window(most=60)
"""Acts a minute over one link or ticket."""
COLUMNS = ("name", "phone", "email", "unit", "purposes", "asked", "interest", "rating", "note", "contacts", "first_at",
           "last_at", "state")  # fmt: skip


# ---------- the visitor's own phone ----------


@api.post("/api/k/lead/form", summary="The form of a booth", responses={200: answers.FormAnswer})
@open_to_all
def post_form(body: payloads.FormAsked) -> Response:
    event_id, booth = _ticketed(body.ticket) if body.ticket else _by_code(body)
    try:
        with hall().db.read() as conn:
            found = leads.form(conn, event_id, booth)
    except OpsError as error:
        raise in_words(error) from None
    ticket, until = keys.make_ticket(hall().config.secret, event_id, booth, clock.now())
    return private(jsonify(found | {"ticket": ticket, "ticket_until": clock.iso(until)}))


def _ticketed(ticket: str) -> tuple[str, str]:
    found = keys.read_ticket(hall().config.secret, ticket, clock.now())
    if found is None:
        raise in_words(Refused("ticket_old"))
    return found


def _by_code(body: payloads.FormAsked) -> tuple[str, str]:
    """The booth whose code is on its screen now, or stands on its printed sheet."""
    client = client_of("")
    booth = require_key(body.booth, client)
    try:
        with hall().db.read() as conn:
            cards.require_code(conn, hall().config.secret, booth, body.code, clock.now())
    except Refused as error:
        if error.refusal == "code_wrong":
            guesses.failed(client)
        raise in_words(error) from None
    return booth["event_id"], booth["id"]


@api.post("/api/k/lead", summary="Give what one wants to give", responses={200: answers.LeadAnswer})
@open_to_all
def post_lead(body: payloads.LeadGiven) -> Response:
    event_id, booth = _ticketed(body.ticket)
    secret = hall().config.secret
    ref = keys.inner_ref(secret, event_id, body.ref)
    _act(event_id, body.ticket, ref, lambda unit: leads.give(unit, ref, booth, body, secret))
    contact = leads.contact_id(secret, event_id, ref)
    return jsonify(link=keys.make_link(secret, event_id, contact), own=_own(event_id, contact))


def _act(event_id: str, client: str, ref: str, action: Callable[[work.Work], Row]) -> None:
    """Do something as nobody in particular, once."""
    acts.check(client)
    acts.failed(client)
    try:
        with work.begin(hall().db, hall().bell, event_id, VISITOR) as unit:
            if core_actions.replay(unit, ref) is None:
                action(unit)
    except OpsError as error:
        raise in_words(error) from None


def _own(event_id: str, contact: str) -> Row:
    with hall().db.read() as conn:
        return leads.own(conn, event_id, contact)


def _linked(link: str) -> tuple[str, str]:
    """(event, contact) of a link; whoever tries links has to wait."""
    client = client_of("")
    guesses.check(client)
    found = keys.read_link(hall().config.secret, link)
    if found is None:
        guesses.failed(client)
        raise NotFound
    return found


def _over_link(link: str, ref: str, action: Callable[[work.Work, str, str], Row]) -> Response:
    """An act over a visitor's own link, answered with what is kept after it."""
    event_id, contact = _linked(link)
    inner = keys.inner_ref(hall().config.secret, event_id, ref)
    _act(event_id, contact, inner, lambda unit: action(unit, inner, contact))
    return private(jsonify(own=_own(event_id, contact)))


@api.post("/api/k/lead/own", summary="What is kept over this link", responses={200: answers.OwnAnswer})
@open_to_all
def post_own(body: payloads.LinkAsked) -> Response:
    return private(jsonify(own=_own(*_linked(body.link))))


@api.post("/api/k/lead/withdraw", summary="Take purposes back", responses={200: answers.OwnAnswer})
@open_to_all
def post_withdraw(body: payloads.LeadWithdrawn) -> Response:
    return _over_link(body.link, body.ref, lambda unit, ref, contact: leads.withdraw(unit, ref, contact, body))


@api.post("/api/k/lead/change", summary="Put right what was given", responses={200: answers.OwnAnswer})
@open_to_all
def post_change(body: payloads.LeadChanged) -> Response:
    secret = hall().config.secret
    return _over_link(body.link, body.ref, lambda unit, ref, contact: leads.correct(unit, ref, contact, body, secret))


@api.post("/api/k/lead/erase", summary="Delete what was given", responses={200: answers.OwnAnswer})
@open_to_all
def post_erase(body: payloads.LeadErased) -> Response:
    return _over_link(body.link, body.ref, lambda unit, ref, contact: leads.erase(unit, ref, contact))


# ---------- the booth ----------


@api.get(f"{IN_EVENT}/booths/<string:booth>/leads", summary="Own leads", responses={200: answers.LeadsAnswer})
@needs("spaces.run")
def get_leads(path: SpaceBoothPath) -> Response:
    booth, _ = find_booth(path)
    shelf.require_own_leads(actor(), booth)
    with hall().db.read() as conn:
        found = card_queries.leads_shown(conn, path.event, path.booth)
    return private(jsonify(leads=found, sums=card_queries.sums_of(found)))


@api.get(f"{IN_EVENT}/booths/<string:booth>/leads.csv", summary="Own leads as a file; noted", responses=CSV)
@needs("spaces.run")
def get_leads_csv(path: SpaceBoothPath) -> Response:
    booth, _ = find_booth(path)
    if "organiser" not in actor().roles:
        shelf.require_own_leads(actor(), booth)
    with work.begin(hall().db, hall().bell, path.event, actor().key) as unit:
        found = leads.take_leads(unit, path.booth)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([words.say(lang(), f"spaces.refused.csv.{one}") for one in COLUMNS])
    for one in found:
        row = one | {"purposes": " ".join(one["purposes"]), "rating": one["rating"] or ""}
        row["state"] = words.say(lang(), f"spaces.refused.csv.{one['state']}")
        writer.writerow([harmless(str(row[name])) for name in COLUMNS])
    return csv_file("\ufeff" + out.getvalue(), f"khach-quan-tam-{path.booth}.csv")


@api.command("spaces/leads/<string:lead>/mark", "Interest, rating, note of a lead", "spaces.run")
def post_mark(path: payloads.LeadPath, body: payloads.LeadMark) -> Response:
    return command(path.event, body.ref, leads.mark, path.lead, body, actor())


# ---------- on paper ----------


@api.get(f"{IN_EVENT}/askings", summary="What people asked for, and by when", responses={200: answers.AskingsAnswer})
@needs("spaces.manage")
def get_askings(path: EventPath) -> Response:
    with hall().db.read() as conn:
        event = core_queries.find_event(conn, path.event) or {}
        return private(jsonify(askings=card_queries.askings(conn, path.event, event["zone"], clock.now())))


@api.command("spaces/askings", "Somebody asks about their data", "spaces.manage")
def post_asking(path: EventPath, body: payloads.NewAsking) -> Response:
    return command(path.event, body.ref, leads.ask, body)


@api.command("spaces/askings/<string:asking>/done", "They have their answer", "spaces.manage")
def post_asking_done(path: payloads.AskingPath, body: payloads.AskingDone) -> Response:
    return command(path.event, body.ref, leads.finish_asking, path.asking, body.words)
