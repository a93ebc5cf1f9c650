"""HTTP of stamp cards: visitors without an identity, and the desk that hands out gifts."""

from __future__ import annotations

from flask import Response, jsonify, request

from ops.core import clock, queries as core_queries, web, work
from ops.core.api import Api, later
from ops.core.payloads import EventPath
from ops.core.tokens import hash_token
from ops.core.web import actor, hall, needs, open_to_all
from ops.errors import NotFound, OpsError, TooMany
from ops.spaces import card_payloads as payloads, card_queries, keys, queries
from ops.spaces.actions import cards, desk, guesses as guess_actions
from ops.spaces.actions.shelf import Refused
from ops.spaces.limits import Window
from ops.spaces.routes import command, in_words, private

answers = later("ops.spaces.answers")
api = Api("stamp cards", __name__, "Stamp cards of visitors: anonymous")
Row = queries.Row
COOKIE = "ops_card_"
GUESSES = {"code_wrong", "badge_unknown"}


class Shared(Window):
    """Failures that all servers count together. Whoever has not failed here is not looked up, so that honest visitors
    cost nothing; each server may thus allow one guess more."""

    def check(self, key: str) -> None:
        """Raise TooMany while the key has used up its minute, at whichever server."""
        super().check(key)
        if self.recent(key):
            since = clock.now() - self.span_ms
            with hall().db.read() as conn:
                found = card_queries.guesses(conn, keys.client_mark(hall().config.secret, key), since)
            if len(found) >= self.most:
                raise TooMany(max(1, -(-(found[-self.most] - since) // 1000)))

    def failed(self, key: str) -> None:
        """Count a failure, for the others too."""
        super().failed(key)
        with hall().db.write() as conn:
            guess_actions.note(conn, keys.client_mark(hall().config.secret, key), self.span_ms)


guesses = Shared(most=10)
"""Wrong codes a minute per card, at all servers together; per address for phones without one. A code that has died is
no guess."""


def make_combiner(one: web.Hall) -> work.Combiner[cards.Scan, Row | OpsError]:
    """One shared transaction for phones that scan at the same time."""
    secret = one.config.secret
    return work.Combiner(lambda event, group: cards.take_in(one.db, one.bell, secret, event, group))


def client_of(token: str) -> str:
    """Who guesses: the card, or the address of a phone that has none; kept for a minute, hashed."""
    return f"card:{hash_token(token)[:16]}" if token else f"from:{request.remote_addr}"


def require_key(key: str, client: str) -> Row:
    """The booth of a public key."""
    guesses.check(client)
    with hall().db.read() as conn:
        booth = queries.find_key(conn, key)
    if booth is None:
        guesses.failed(client)
        raise NotFound
    return booth


def scan(booth: Row, one: cards.Scan, client: str) -> Response:
    """Hand a scan in; the answer with leave to open the form of the booth."""
    event_id = booth["event_id"]
    found = hall().extra["stamps"].submit(event_id, one)
    if isinstance(found, OpsError):
        if isinstance(found, Refused) and found.refusal in GUESSES:
            guesses.failed(client)
        raise in_words(found)
    ticket, until = keys.make_ticket(hall().config.secret, event_id, booth["id"], clock.now())
    answer = private(jsonify(found | {"ticket": ticket, "ticket_until": clock.iso(until)}))
    return keep_cookie(answer, event_id, found["token"], found["card"]["until"]) if "token" in found else answer


def keep_cookie(answer: Response, event_id: str, token: str, until: str) -> Response:
    """The token, out of reach of scripts, for a browser that forgets what pages keep."""
    life = max(0, (clock.parse_iso(until) - clock.now()) // 1000)
    answer.set_cookie(
        f"{COOKIE}{event_id}", token, max_age=life, httponly=True, secure=request.is_secure, samesite="Strict",
        path="/api/k",
    )  # fmt: skip
    return answer


# ---------- visitors ----------


@api.post("/api/k/scan", summary="A booth's code was scanned", responses={200: answers.ScanAnswer})
@open_to_all
def post_scan(body: payloads.CardScan) -> Response:
    token = keys.read_token(body.token)
    if body.token and not token:
        raise NotFound
    client = client_of(token)
    booth = require_key(body.booth, client)
    return scan(booth, cards.Scan(body.ref, booth["id"], body.code, token, body.scanned_ms()), client)


@api.post("/api/k/guest", summary="The card that belongs to a badge", responses={200: answers.ScanAnswer})
@open_to_all
def post_guest(body: payloads.GuestCard) -> Response:
    client = client_of("")
    booth = require_key(body.booth, client)
    try:
        with hall().db.read() as conn:
            token = cards.guest_token(conn, hall().config.secret, booth["event_id"], body.invitation)
    except Refused as error:
        guesses.failed(client)
        raise in_words(error) from None
    return scan(booth, cards.Scan(body.ref, booth["id"], body.code, "", None, opened=token), client)


@api.post("/api/k/card", summary="A card with its stamps", responses={200: answers.CardAnswer})
@open_to_all
def post_card(body: payloads.CardAsked) -> Response:
    token = keys.read_token(body.token) or _from_cookie(body.event)
    with hall().db.read() as conn:
        card = card_queries.find_card(conn, token) if token else None
        if card is None:
            raise NotFound
        shown = desk.look(conn, card["event_id"], token)["card"]
    answer = private(jsonify(token=token, card=shown))
    return keep_cookie(answer, card["event_id"], token, shown["until"])


def _from_cookie(event: str) -> str:
    """The token that the browser kept: of an event, or the only one."""
    kept = {name: value for name, value in request.cookies.items() if name.startswith(COOKIE)}
    wanted = kept.get(f"{COOKIE}{event}") if event else next(iter(kept.values())) if len(kept) == 1 else None
    return keys.read_token(wanted or "")


@api.post("/api/k/booths", summary="Booths that stamp", responses={200: answers.BoothsAnswer})
@open_to_all
def post_booths(body: payloads.KeyAsked) -> Response:
    booth = require_key(body.key, client_of(""))
    with hall().db.read() as conn:
        event = core_queries.find_event(conn, booth["event_id"]) or {}
        known = card_queries.known_of(conn, event, queries.SETTINGS, queries.rows_of(conn, event["id"], "space_booth"))
    return jsonify(event=card_queries.event_short(event), booths=known["booths"])


# ---------- the desk ----------


@api.post("/api/events/<string:event>/spaces/cards/look", summary="A visitor's card",
          responses={200: answers.DeskCardAnswer})  # fmt: skip
@needs("spaces.run")
def post_look(path: EventPath, body: payloads.CardShown) -> Response:
    with hall().db.read() as conn:
        return private(jsonify(desk.look(conn, path.event, body.token)))


@api.command("spaces/cards/stamp", "The staff's stamp", "spaces.run")
def post_stamp(path: EventPath, body: payloads.CardStamp) -> Response:
    return command(path.event, body.ref, desk.stamp, body.token)


@api.command("spaces/cards/use", "Hand out a gift: the card is used up", "spaces.run")
def post_use(path: EventPath, body: payloads.CardUse) -> Response:
    return command(path.event, body.ref, desk.use, body.token, body.gift, actor())
