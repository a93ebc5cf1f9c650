"""Ask for a proposal, keep what came of it, do what was accepted of it: all, some or nothing, in one line."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import insert, update

from ops.core import jobs, tokens
from ops.core.actions import fresh
from ops.core.work import Work
from ops.errors import Conflict, Invalid, NotFound
from ops.livestream import rules
from ops.livestream.actions import moves as many, slots
from ops.livestream.actions.board import Who
from ops.livestream.planner import queries
from ops.livestream.planner.checker import broken
from ops.livestream.planner.models import live_proposal
from ops.livestream.planner.payloads import AcceptMoves, NewProposal

Row = dict[str, Any]
JOB = "live.plan"
LABEL = "Đề xuất xếp lịch"


def ask(work: Work, body: NewProposal) -> Row:
    """Store a proposal that is being worked on, and its job of the same id."""
    name = tokens.new_id()
    asked = {"scope": body.scope.model_dump(), "seconds": body.seconds, "seed": body.seed}
    row = {
        "event_id": work.event_id, "id": name, "made_at": work.now, "by": work.actor, "seed": body.seed,
        "limit": json.dumps({"seconds": body.seconds}), "scope": json.dumps(asked["scope"]), "state": "working",
    }  # fmt: skip
    work.conn.execute(insert(live_proposal).values(**row))
    return jobs.ask(work, body.ref, JOB, asked, name)


def _store(work: Work, proposal_id: str, values: Row) -> None:
    here = (live_proposal.c.event_id == work.event_id) & (live_proposal.c.id == proposal_id)
    work.conn.execute(update(live_proposal).where(here).values(**values))


def hear(work: Work, row: Row, said: Row) -> None:
    """How good the best plan is by now."""
    _store(work, row["id"], {"score": json.dumps(said)})


def finish(work: Work, row: Row, result: Row) -> None:
    """The proposal is there to be looked at."""
    texts = {name: json.dumps(result[name], ensure_ascii=False) for name in ("moves", "unplaced", "fairness")}
    score = result["score"] | {name: result[name] for name in ("counts", "solver", "loops")}
    _store(work, row["id"], texts | {"score": json.dumps(score), "state": "ready", "facts_seq": result["facts_seq"]})
    facts = {"proposal": row["id"], "moves": len(result["moves"]), "unplaced": len(result["unplaced"])}
    work.record("live.proposal_made", f"live_proposal:{row['id']}", {}, facts)


# ---------- the answer ----------


def answer(work: Work, ref: str, proposal_id: str, body: AcceptMoves, who: Who) -> Row:
    """Do what was chosen. Refused when a slot of it was changed since, or when the chosen ones do not fit without the
    others."""
    row = queries.find(work.conn, work.event_id, proposal_id)
    if row is None:
        raise NotFound
    if row["state"] != "ready":
        raise Conflict("live_proposal_over")
    chosen = choose(row["moves"], body.moves)
    facts = {"proposal": proposal_id, "moves": len(row["moves"]), "taken": len(chosen)}
    said = {"answered_by": work.actor, "answered_at": work.now, "taken": json.dumps([one["id"] for one in chosen])}
    if not chosen:
        _store(work, proposal_id, said | {"state": "refused"})
        index = work.record("live.proposal_answered", f"live_proposal:{proposal_id}", {}, facts, ref=ref)
        return fresh(work, ref, "live.proposal_answered", facts, index)
    facts_now = require_fresh(work, row["moves"], chosen)
    _store(work, proposal_id, said | {"state": "accepted" if len(chosen) == len(row["moves"]) else "partly"})
    subject = f"live_proposal:{proposal_id}"
    moves = with_acks(work, facts_now, spread(chosen), who)
    return many.apply_moves(work, ref, "live.proposal_answered", subject, moves, facts, LABEL, who)


def choose(moves: list[Row], wanted: list[str] | str) -> list[Row]:
    """The moves that were meant; an id that is not in the proposal is a mistake."""
    if isinstance(wanted, str):
        return moves if wanted == "all" else []
    known = {one["id"] for one in moves}
    if not set(wanted) <= known or not wanted:
        raise Invalid("live_proposal_moves")
    return [one for one in moves if one["id"] in wanted]


def require_fresh(work: Work, moves: list[Row], chosen: list[Row]) -> Row:
    """The slots must be those that the proposal was about, and the chosen moves must be sound by themselves. Answers
    the facts."""
    stale = queries.stale_slots(work.conn, work.event_id, moves)
    if stale:
        raise Conflict("live_proposal_stale", fields=dict.fromkeys(stale[:20], "changed"), n=len(stale))
    facts = queries.plan_facts(work.conn, work.event_id, work.now)
    faults = broken(facts, [flat for one in chosen for flat in spread([one])])
    if faults:
        names = sorted({name for fault in faults for name in fault["slots"]})
        raise Conflict("live_proposal_does_not_fit", fields=dict.fromkeys(names[:20], "in_the_way"), n=len(names))
    return facts


def with_acks(work: Work, facts: Row, moves: list[Row], who: Who) -> list[Row]:
    """The warnings of the new places stood in the proposal by name: whoever accepts it has seen them. What is the stage
    manager's to see is not among them."""
    changed = {one["slot"]: one["changes"] for one in moves if one["slot"]}
    found = [one for one in rules.check(rules.prepare(facts), list(changed), changed) if one["level"] == "warn"]
    for one in moves:
        mine = [it for it in found if one["slot"] in it["slots"] and it["kind"] not in slots.STAGE_ACKS]
        one["acks"] = [slots.said_of(work, it["kind"], it["with"], who) for it in mine] if one["slot"] else []
    return moves


def spread(moves: list[Row]) -> list[Row]:
    """A move for each slot: those of one unit go together."""
    found = []
    for one in moves:
        for slot in (one["slot"], *one["also"]):
            move = {"slot": slot, "session": one["session"], "changes": one["changes"], "make": not slot}
            found.append(move if slot else move | {"slot": ""})
    return found
