"""Leads: a visitor gives what they want, on their own phone, purpose by purpose, and takes it back the same way.

The enterprise at the booth is responsible for the data; the office only hosts it. Lines of the journal say that a
booth has a lead more or less, never whose.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection

from ops.core import clock, queries as core_queries, tokens
from ops.core.access import log_access
from ops.core.actions import fresh
from ops.core.auth import Actor
from ops.core.work import Work
from ops.errors import Invalid, NotFound
from ops.spaces import card_queries, keys, queries
from ops.spaces.actions.shelf import Refused, event_of, require, require_own_leads
from ops.spaces.card_models import space_asking, space_consent, space_contact, space_lead
from ops.spaces.card_payloads import LeadChanged, LeadFields, LeadGiven, LeadMark, LeadWithdrawn, NewAsking
from ops.spaces.models import space_tally
from ops.spaces.rules import consents, dues, times

Row = dict[str, Any]
BLANK = dict.fromkeys(("name", "phone", "email", "unit", "interest"), "")


# ---------- what is asked ----------


def form(conn: Connection, event_id: str, booth_id: str) -> Row:
    """The form of a booth: who is responsible, and the words exactly as they are hashed."""
    booth = queries.one_of(conn, event_id, "space_booth", booth_id)
    exhibitor = queries.one_of(conn, event_id, "space_exhibitor", booth["exhibitor"]) if booth else None
    if booth is None or exhibitor is None:
        raise Refused("no_exhibitor")
    text = card_queries.text_of(conn, event_id, exhibitor["id"], exhibitor["text_version"])
    event = core_queries.find_event(conn, event_id)
    if text is None or event is None:
        raise NotFound
    return {
        "booth": {"id": booth["id"], "name": booth["name"]},
        "controller": {"name": exhibitor["name"], "contact": exhibitor["contact"]},
        "event": card_queries.event_short(event),
        "text": {"version": text["version"], "hash": text["hashes"], **text["words"]},
    }


def reachable(fields: LeadFields) -> str:
    """What one phone or address is known by. Raises what is wrong with it."""
    if fields.phone and not consents.is_phone(fields.phone):
        raise Invalid("space_phone", fields={"phone": "not a phone number"})
    if fields.email and not consents.is_email(fields.email):
        raise Invalid("space_email", fields={"email": "not an address"})
    if not fields.phone and not fields.email:
        raise Invalid("space_unreachable", fields={"phone": "or email"})
    return consents.phone_digits(fields.phone) if fields.phone else fields.email.lower()


# ---------- given ----------


def give(work: Work, ref: str, booth_id: str, asked: LeadGiven, secret: bytes) -> Row:
    """One more contact; of a phone that is known here, in the lead that it has."""
    text, reach = form(work.conn, work.event_id, booth_id)["text"], reachable(asked)
    if (asked.version, asked.hash) != (text["version"], text["hash"][asked.lang]):
        raise Refused("text_changed")
    purposes = [one for one in consents.PURPOSES if one in asked.purposes]
    if not purposes or len(purposes) < len(set(asked.purposes)):
        raise Refused("purpose_missing")
    mark = keys.lead_mark(secret, work.event_id, booth_id, reach)
    known = _find_mark(work, booth_id, mark)
    lead = known["id"] if known else tokens.new_id()
    contact = contact_id(secret, work.event_id, ref)
    if known is None:
        row = {"id": lead, "booth": booth_id, "mark": mark, "state": "active", "first_at": work.now,
               "last_at": work.now}  # fmt: skip
        work.conn.execute(insert(space_lead).values(event_id=work.event_id, **row))
    kept = asked.model_dump(include={"lang", "version", "hash", "name", "phone", "email", "unit", "interest"})
    kept |= {"id": contact, "lead": lead, "at": work.now, "method": "own_phone"}
    work.conn.execute(insert(space_contact).values(event_id=work.event_id, **kept))
    keep_act(work, lead, contact, "given", purposes)
    return _told(work, ref, "spaces.lead_given", lead, {"purposes": purposes, "again": known is not None})


def contact_id(secret: bytes, event_id: str, ref: str) -> str:
    """The contact that a ref makes: a lost answer can be given again."""
    return tokens.code_hash(tokens.subkey(secret, "spaces-contact", event_id), ref)


def _find_mark(work: Work, booth: str, mark: str) -> Row | None:
    here = (space_lead.c.event_id == work.event_id) & (space_lead.c.booth == booth) & (space_lead.c.mark == mark)
    row = work.conn.execute(select(space_lead).where(here)).mappings().first()
    return dict(row) if row else None


def keep_act(work: Work, lead: str, contact: str, act: str, purposes: list[str]) -> None:
    """An act is only ever added; the lead's state and the booth's sums follow from them."""
    here = (space_consent.c.event_id == work.event_id) & (space_consent.c.lead == lead)
    number = int(work.conn.execute(select(func.coalesce(func.max(space_consent.c.n), 0)).where(here)).scalar_one()) + 1
    row = {"lead": lead, "n": number, "contact": contact, "act": act, "purposes": json.dumps(purposes), "at": work.now}
    work.conn.execute(insert(space_consent).values(event_id=work.event_id, **row))


def _told(work: Work, ref: str, kind: str, lead_id: str, facts: Row) -> Row:
    """Put the lead into the state that its acts give it, and say so."""
    lead = card_queries.lead_of(work.conn, work.event_id, lead_id) or {}
    state = consents.state_of(card_queries.acts_of(work.conn, work.event_id, [lead_id])[lead_id])
    values: Row = {"state": state, "last_at": work.now, "revision": lead["revision"] + 1}
    if state != "active":
        values |= {"interest": "", "note": "", "rating": None}
    here = (space_lead.c.event_id == work.event_id) & (space_lead.c.id == lead_id)
    work.conn.execute(update(space_lead).where(here).values(**values))
    _tally(work, lead["booth"])
    facts = {"booth": lead["booth"], "state": state} | facts
    touched = {"space_tally": [lead["booth"]]} if kind != "spaces.lead_changed" else {}
    index = work.record(kind, f"space_booth:{lead['booth']}", touched, facts, ref=ref)
    return fresh(work, ref, kind, facts, index)


def _tally(work: Work, booth: str) -> None:
    """How many leads stand, how many do not any more: counted, not guessed."""
    query = select(space_lead.c.state, func.count()).where(
        space_lead.c.event_id == work.event_id, space_lead.c.booth == booth
    )
    counts = {state: int(count) for state, count in work.conn.execute(query.group_by(space_lead.c.state))}
    here = (space_tally.c.event_id == work.event_id) & (space_tally.c.booth == booth)
    active = counts.pop("active", 0)
    work.conn.execute(update(space_tally).where(here).values(leads=active, leads_withdrawn=sum(counts.values())))


# ---------- over the own link ----------


def find_contact(conn: Connection, event_id: str, contact: str) -> Row:
    """What was given over a link."""
    here = (space_contact.c.event_id == event_id) & (space_contact.c.id == contact)
    row = conn.execute(select(space_contact).where(here)).mappings().first()
    if row is None:
        raise NotFound
    return dict(row)


def own(conn: Connection, event_id: str, contact_id: str) -> Row:
    """What a visitor sees of what they gave: their own contact, in the words that they agreed to."""
    contact = find_contact(conn, event_id, contact_id)
    lead = card_queries.lead_of(conn, event_id, contact["lead"]) or {}
    booth = queries.one_of(conn, event_id, "space_booth", lead["booth"]) or {}
    exhibitor = queries.one_of(conn, event_id, "space_exhibitor", booth["exhibitor"]) or {"name": "", "contact": ""}
    event = core_queries.find_event(conn, event_id) or {}
    text = card_queries.text_of(conn, event_id, booth["exhibitor"], contact["version"])
    kept = text["words"].get(contact["lang"]) if text else None  # blank after the purge of the event
    said = {one["id"]: one["words"] for one in kept["purposes"]} if kept else {}
    acts = card_queries.acts_of(conn, event_id, [contact["lead"]])[contact["lead"]]
    purposes = [_purpose(one, contact_id, acts, said) for one in _given(acts, contact_id)]
    shown = {name: contact[name] for name in ("lang", "version", "hash", "name", "phone", "email", "unit", "interest")}
    state = "erased" if contact["erased_at"] else "active" if any(one["on"] for one in purposes) else "withdrawn"
    return shown | {
        "booth": {"id": booth["id"], "name": booth["name"]},
        "controller": {"name": exhibitor["name"], "contact": exhibitor["contact"]},
        "given_at": clock.iso(contact["at"]),
        "words": said,
        "purposes": purposes,
        "state": state,
        "due": card_queries.due_days(clock.now(), event["zone"]),
    }


def _given(acts: list[Row], contact: str) -> list[str]:
    return [one for act in acts if act["contact"] == contact and act["act"] == "given" for one in act["purposes"]]


def _purpose(purpose: str, contact: str, acts: list[Row], said: Row) -> Row:
    """A purpose, and when it was taken back after it had been given here."""
    given = next(place for place, act in enumerate(acts) if act["contact"] == contact)
    back = [one["at"] for one in acts[given + 1 :] if one["act"] != "given" and purpose in one["purposes"]]
    at = clock.iso(back[0]) if back else None
    return {"id": purpose, "words": said.get(purpose, ""), "on": at is None, "withdrawn_at": at}


def withdraw(work: Work, ref: str, contact_id: str, asked: LeadWithdrawn) -> Row:
    """Take purposes back: for the whole lead, so that nobody goes on by another contact of the same phone."""
    contact = find_contact(work.conn, work.event_id, contact_id)
    acts = card_queries.acts_of(work.conn, work.event_id, [contact["lead"]])[contact["lead"]]
    standing = consents.standing(acts)
    purposes = [one for one in consents.PURPOSES if one in standing and (one in asked.purposes or not asked.purposes)]
    if not purposes:
        return fresh(work, ref, "spaces.lead_withdrawn", {"purposes": []}, None)
    keep_act(work, contact["lead"], contact_id, "withdrawn", purposes)
    return _told(work, ref, "spaces.lead_withdrawn", contact["lead"], {"purposes": purposes})


def correct(work: Work, ref: str, contact_id: str, asked: LeadChanged, secret: bytes) -> Row:
    """Put right what was given over this link."""
    contact = find_contact(work.conn, work.event_id, contact_id)
    if contact["erased_at"]:
        raise Refused("lead_erased")
    reach = reachable(asked)
    values = asked.model_dump(include={"name", "phone", "email", "unit"})
    fields = sorted(name for name, value in values.items() if contact[name] != value)
    if not fields:
        return fresh(work, ref, "spaces.lead_changed", {"fields": []}, None)
    _change_contact(work, contact_id, values)
    _known_by(work, contact["lead"], reach, secret)
    return _told(work, ref, "spaces.lead_changed", contact["lead"], {"fields": fields})


def _known_by(work: Work, lead_id: str, reach: str, secret: bytes) -> None:
    """A lead of one contact is from now on known by the corrected phone, unless another lead has that one."""
    lead = card_queries.lead_of(work.conn, work.event_id, lead_id) or {}
    mark = keys.lead_mark(secret, work.event_id, lead["booth"], reach)
    alone = len(card_queries.contacts_of(work.conn, work.event_id, [lead_id])[lead_id]) == 1
    if alone and _find_mark(work, lead["booth"], mark) is None:
        here = (space_lead.c.event_id == work.event_id) & (space_lead.c.id == lead_id)
        work.conn.execute(update(space_lead).where(here).values(mark=mark))


def erase(work: Work, ref: str, contact_id: str) -> Row:
    """Delete what was given over this link; nothing of it is used any more."""
    contact = find_contact(work.conn, work.event_id, contact_id)
    if contact["erased_at"]:
        return fresh(work, ref, "spaces.lead_erased", {}, None)
    acts = card_queries.acts_of(work.conn, work.event_id, [contact["lead"]])[contact["lead"]]
    _change_contact(work, contact_id, BLANK | {"erased_at": work.now})
    keep_act(work, contact["lead"], contact_id, "erased", list(consents.standing(acts)))
    return _told(work, ref, "spaces.lead_erased", contact["lead"], {})


def _change_contact(work: Work, contact_id: str, values: Row) -> None:
    here = (space_contact.c.event_id == work.event_id) & (space_contact.c.id == contact_id)
    work.conn.execute(update(space_contact).where(here).values(**values))


# ---------- at the booth ----------


def mark(work: Work, ref: str, lead_id: str, asked: LeadMark, actor: Actor) -> Row:
    """What the booth notes of a lead that stands."""
    lead = card_queries.lead_of(work.conn, work.event_id, lead_id)
    if lead is None:
        raise NotFound
    require_own_leads(actor, require(work, "space_booth", lead["booth"]))
    if lead["state"] != "active":
        raise Refused("lead_withdrawn")
    values = asked.model_dump(include={"rating", "interest", "note"})
    facts = {"booth": lead["booth"], "rating": asked.rating}
    if all(lead[name] == value for name, value in values.items()):
        return fresh(work, ref, "spaces.lead_marked", facts, None)
    here = (space_lead.c.event_id == work.event_id) & (space_lead.c.id == lead_id)
    work.conn.execute(update(space_lead).where(here).values(revision=lead["revision"] + 1, **values))
    index = work.record("spaces.lead_marked", f"space_booth:{lead['booth']}", {}, facts, ref=ref)
    return fresh(work, ref, "spaces.lead_marked", facts, index)


def take_leads(work: Work, booth_id: str) -> list[Row]:
    """The leads of a booth for a file; that they were taken is noted."""
    found = card_queries.leads_shown(work.conn, work.event_id, booth_id)
    log_access(work.conn, work.event_id, work.actor, "spaces.leads", len(found), booth_id)
    return found


# ---------- asked on paper ----------


def ask(work: Work, ref: str, asked: NewAsking) -> Row:
    """Somebody asks about their data on paper or by phone: by when they have an answer."""
    require(work, "space_booth", asked.booth)
    due = dues.due_day(asked.kind, times.day_of(work.now, event_of(work)["zone"]))
    row = {"id": tokens.new_id(), "kind": asked.kind, "booth": asked.booth, "words": asked.words,
           "asked_at": work.now, "due": due}  # fmt: skip
    work.conn.execute(insert(space_asking).values(event_id=work.event_id, **row))
    facts = {"asking": row["id"], "kind": asked.kind, "due": due}
    index = work.record("spaces.asked", f"space_booth:{asked.booth}", {}, facts, ref=ref)
    return fresh(work, ref, "spaces.asked", facts, index)


def finish_asking(work: Work, ref: str, asking: str, words: str) -> Row:
    """They have their answer."""
    here = (space_asking.c.event_id == work.event_id) & (space_asking.c.id == asking)
    row = work.conn.execute(select(space_asking.c.done_at).where(here)).first()
    if row is None:
        raise NotFound
    facts = {"asking": asking}
    if row.done_at is not None:
        return fresh(work, ref, "spaces.asking_done", facts, None)
    work.conn.execute(update(space_asking).where(here).values(done_at=work.now, done_by=work.actor, answer=words))
    index = work.record("spaces.asking_done", f"space_asking:{asking}", {}, facts, ref=ref)
    return fresh(work, ref, "spaces.asking_done", facts, index)
