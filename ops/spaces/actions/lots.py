"""The reward draw: locked until its papers are typed, frozen with a hash that is shown, run once with three numbers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select, update

from ops.core import clock, tokens, words
from ops.core.actions import fresh
from ops.core.auth import Actor
from ops.core.clock import from_datetime
from ops.core.when import clock_words
from ops.core.work import Work
from ops.errors import Conflict, Invalid
from ops.spaces import draw_queries, queries
from ops.spaces.actions.desk import require_card
from ops.spaces.actions.shelf import Refused, add, change, changed, event_of, require
from ops.spaces.card_models import space_win
from ops.spaces.card_payloads import ChangeDraw, Claim, NewDraw, RunDraw
from ops.spaces.rules import consents, draws

Row = dict[str, Any]
NEW: Row = {
    "file_number": "", "file_date": "", "from": None, "until": None, "state": "draft", "entries": [], "list_hash": "",
    "frozen_at": None, "witnesses": [], "seed": "", "drawn_at": None, "thawed": [], "version": 1,
}  # fmt: skip


def _line(work: Work, ref: str, kind: str, draw: str, facts: Row) -> Row:
    facts = {"draw": draw} | facts
    index = work.record(kind, f"space_draw:{draw}", {"space_draw": [draw]}, facts, ref=ref)
    return fresh(work, ref, kind, facts, index)


def _in_state(work: Work, draw_id: str, state: str) -> Row:
    draw = require(work, "space_draw", draw_id)
    if draw["state"] != state:
        raise Refused("draw_state", state=draw["state"])
    return draw


def make_draw(work: Work, ref: str, asked: NewDraw) -> Row:
    """A new draw, locked."""
    values = asked.model_dump(exclude={"ref"})
    row = NEW | values | {"id": asked.id or tokens.new_id()}
    if queries.one_of(work.conn, work.event_id, "space_draw", row["id"]):
        raise Conflict("space_id_taken")
    add(work, "space_draw", row)
    return _line(work, ref, "spaces.draw_made", row["id"], {})


def change_draw(work: Work, ref: str, draw_id: str, asked: ChangeDraw) -> Row:
    """Type its papers; only while nothing is frozen."""
    draw = _in_state(work, draw_id, "draft")
    if draw["version"] != asked.version:
        raise Refused("draw_version", version=draw["version"])
    values = asked.changes.model_dump(exclude_unset=True, by_alias=True)
    for name in ("from", "until"):
        if values.get(name) is not None:
            values[name] = from_datetime(values[name])
    after = changed(draw, {name: value for name, value in values.items() if value is not None})
    whole = draw | after
    if None not in (whole["from"], whole["until"]) and whole["from"] >= whole["until"]:
        raise Invalid("space_period", fields={"until": "before from"})
    if not after:
        return fresh(work, ref, "spaces.draw_changed", {"draw": draw_id, "fields": []}, None)
    change(work, "space_draw", draw_id, after | {"version": draw["version"] + 1})
    return _line(work, ref, "spaces.draw_changed", draw_id, {"fields": sorted(after)})


def freeze(work: Work, ref: str, draw_id: str) -> Row:
    """Close the list and show its hash, before anybody says a number."""
    draw = _in_state(work, draw_id, "draft")
    cards = draw_queries.entries_of(work.conn, work.event_id, draw)
    _require_open(draw, cards, work.now)
    hashed = draws.list_hash(cards)
    values = {"state": "frozen", "entries": cards, "list_hash": hashed, "frozen_at": work.now}
    change(work, "space_draw", draw_id, values | {"version": draw["version"] + 1})
    return _line(work, ref, "spaces.draw_frozen", draw_id, {"entries": len(cards), "list_hash": hashed})


def _require_open(draw: Row, cards: list[str], now: int) -> None:
    if missing := draw_queries.locks(draw, cards, now):
        raise Refused("draw_locked", missing=missing)


def thaw(work: Work, ref: str, draw_id: str, reason: str) -> Row:
    """Open a frozen list again, with a reason that stays with the draw."""
    draw = _in_state(work, draw_id, "frozen")
    why = {"at": clock.iso(work.now), "actor": work.actor, "reason": reason, "list_hash": draw["list_hash"]}
    values = {"state": "draft", "entries": [], "list_hash": "", "frozen_at": None, "version": draw["version"] + 1}
    change(work, "space_draw", draw_id, values | {"thawed": [*draw["thawed"], why]})
    return _line(work, ref, "spaces.draw_thawed", draw_id, {"list_hash": draw["list_hash"]})


def run(work: Work, ref: str, draw_id: str, asked: RunDraw) -> Row:
    """Draw, once: the list and three people's numbers decide, nothing else."""
    draw = _in_state(work, draw_id, "frozen")
    if asked.list_hash != draw["list_hash"]:
        raise Refused("list_changed", list_hash=draw["list_hash"])
    names = {one.name.casefold() for one in asked.witnesses}
    if len(asked.witnesses) != draws.WITNESSES or len(names) != draws.WITNESSES:
        raise Refused("witness_count")
    _require_open(draw, draw["entries"], work.now)
    seed = draws.seed_of(draw["list_hash"], [one.number for one in asked.witnesses])
    won = draws.winners(draw["entries"], draw["prizes"], seed)
    work.conn.execute(insert(space_win), [{"event_id": work.event_id, "draw": draw_id, **one} for one in won])
    people = [one.model_dump() for one in asked.witnesses]
    values = {"state": "drawn", "witnesses": people, "seed": seed, "drawn_at": work.now}
    change(work, "space_draw", draw_id, values | {"version": draw["version"] + 1})
    return _line(work, ref, "spaces.draw_run", draw_id, {"seed": seed, "winners": won, "list_hash": draw["list_hash"]})


def claim(work: Work, ref: str, draw_id: str, asked: Claim, actor: Actor) -> Row:
    """A winner shows the card, and only then gives a name."""
    draw = _in_state(work, draw_id, "drawn")
    card = require_card(work.conn, work.event_id, asked.token)
    if asked.phone and not consents.is_phone(asked.phone):
        raise Invalid("space_phone", fields={"phone": "not a phone number"})
    here = (space_win.c.event_id == work.event_id) & (space_win.c.draw == draw_id) & (space_win.c.card == card["id"])
    win = work.conn.execute(select(space_win).where(here)).mappings().first()
    if win is None:
        raise Refused("not_a_winner")
    if win["claimed_at"] is not None:
        clock_ = clock_words(win["claimed_at"], event_of(work)["zone"])
        at = clock.iso(win["claimed_at"])
        raise Refused("claimed", at=at, clock=clock_, place=win["claimed_place"], prize=win["prize"])
    hashed = consents.text_hash({"words": claim_words(asked.lang, draw["title"])})
    values = {"claimed_at": work.now, "claimed_place": actor.name, "name": asked.name, "phone": asked.phone,
              "lang": asked.lang, "hash": hashed}  # fmt: skip
    work.conn.execute(update(space_win).where(here).values(**values))
    facts = {"place": win["place"], "prize": win["prize"]}
    return _line(work, ref, "spaces.prize_claimed", draw_id, facts)


def claim_words(lang: str, title: str) -> str:
    """What a winner agrees to before giving a name."""
    return words.say(lang, "spaces.consent.prize", title=title)
