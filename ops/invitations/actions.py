"""What happens to invitations: answers, the policy, letters and e-mails that are asked for, e-mails' fates."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select, update

from ops.checkin.actions.lists import before_and_after, require_guest, touched_by
from ops.checkin.actions.standins import drop_stand_in, put_stand_in, store_guest
from ops.checkin.models import policy
from ops.core import clock, jobs, journal, queries as core_queries, tokens
from ops.core.access import log_access
from ops.core.actions import fresh
from ops.core.db import Database
from ops.core.work import Doorbell, Work, begin
from ops.errors import Conflict, Invalid
from ops.invitations import payloads, queries
from ops.invitations.models import consent, mail

Row = dict[str, Any]
LETTERS, MAIL = "invitations.letters", "invitations.mail"
QUOTED = frozenset({"walk_ins", "reply_by", "retention_days"})
"""Values of the policy that stand in the journal; the others are words about people."""


# ---------- the policy ----------


def change_policy(work: Work, ref: str, changes: payloads.PolicyChanges) -> Row:
    """New rules and words; what is the same already is not written."""
    wanted: Row = changes.model_dump(exclude_none=True, exclude={"no_reply_by"})
    if "reply_by" in wanted:
        wanted["reply_by"] = clock.from_datetime(wanted["reply_by"])
    if changes.no_reply_by:
        wanted["reply_by"] = None
    before = queries.policy_of(work.conn, work.event_id)
    values = {name: value for name, value in wanted.items() if before[name] != value}
    shown = {name: _quoted(name, before[name], value) for name, value in values.items()}
    if not values:
        return fresh(work, ref, "invitations.policy_changed", {"changes": {}}, None)
    _store_policy(work, values)
    subjects = {"event": [work.event_id]}
    index = work.record("invitations.policy_changed", f"event:{work.event_id}", subjects, {"changes": shown}, ref=ref)
    return fresh(work, ref, "invitations.policy_changed", {"changes": shown}, index)


def _quoted(name: str, before: Any, after: Any) -> Row:
    return {"before": before, "after": after} if name in QUOTED else {"before": None, "after": None}


def _store_policy(work: Work, values: Row) -> None:
    there = work.conn.execute(select(policy.c.event_id).where(policy.c.event_id == work.event_id)).first()
    if there is None:
        work.conn.execute(insert(policy).values(event_id=work.event_id, **values))
    else:
        work.conn.execute(update(policy).where(policy.c.event_id == work.event_id).values(**values))


# ---------- answers ----------


def answer(work: Work, ref: str, guest_id: str, said: payloads.SaidAnswer, secret: bytes) -> Row:
    """What an invited person answers, again until the answer counts no more; every answer is kept in the journal."""
    row = require_guest(work, guest_id)
    require_open(work, row)
    before, deputy, touched = row["stand_in"], None, touched_by(work, row)
    if row["stand_in"] is not None:
        _, more = drop_stand_in(work, row, "invited")
        touched, row = _merged(touched, more), row | {"stand_in": None, "status": "invited"}
    if said.stand_in is not None:
        deputy, more = put_stand_in(work, row, said.stand_in.model_dump(), secret)
        touched = _merged(touched, more)
    status = "confirmed" if said.answer == "confirmed" else "declined"
    party = said.party if said.answer == "confirmed" else None
    store_guest(work, guest_id, {"status": status, "party": party, "answered_at": work.now, "answer_note": said.note})
    _keep_consent(work, ref, guest_id, said)
    facts = {
        "guest": guest_id, "answer": said.answer, "party": party, "note": bool(said.note),
        "stand_in": deputy["id"] if deputy else None, "before": before,
        "changes": before_and_after(row, {"status": status}),
    }  # fmt: skip
    index = work.record("invitations.answered", f"guest:{guest_id}", touched, facts, ref=ref)
    return fresh(work, ref, "invitations.answered", facts, index)


def require_open(work: Work, row: Row) -> None:
    """An answer is taken until the policy's hour, and from nobody who is at the door already."""
    if row["status"] == "cancelled" or row["purged_at"] is not None:
        raise Conflict("guest_cancelled")
    if row["entries"]:
        raise Conflict("guest_is_here")
    found = core_queries.find_event(work.conn, work.event_id) or {}
    if work.now >= closes_at(queries.policy_of(work.conn, work.event_id), found):
        raise Conflict("reply_closed")


def closes_at(rules: Row, event: Row) -> int:
    """Until when answers count."""
    return int(rules["reply_by"] or event["starts_at"])


def _merged(touched: dict[str, list[str]], more: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: [*touched.get(name, []), *more.get(name, [])] for name in touched | more}


def _keep_consent(work: Work, ref: str, guest_id: str, said: payloads.SaidAnswer) -> None:
    """The proof that this version of the notice stood above the answer."""
    newest = queries.newest_notice(work.conn, work.event_id)["version"]
    row = {
        "event_id": work.event_id, "ref": ref, "guest_id": guest_id, "version": min(said.notice_version, newest),
        "act": "agreed" if said.agreed else "told", "via": "page", "at": work.now,
    }  # fmt: skip
    work.conn.execute(insert(consent).values(**row))


# ---------- letters and e-mails ----------


def ask_letters(work: Work, ref: str, asked: payloads.Letters, base: str) -> Row:
    """A job that makes letters. Who got which list of people is noted, the letters hold names and codes."""
    people = queries.chosen(work.conn, work.event_id, asked.guests, asked.delegation)
    if not people:
        raise Conflict("nobody_chosen")
    facts = {"layout": asked.layout, "form": asked.form, "delegation": asked.delegation, "guests": asked.guests}
    row = jobs.ask(work, ref, LETTERS, facts | {"base": base, "persons": len(people)})
    log_access(work.conn, work.event_id, work.actor, LETTERS, len(people), f"{asked.layout} {asked.form}")
    return row


def ask_mails(work: Work, ref: str, asked: payloads.Mails, base: str) -> Row:
    """A job that sends e-mails: one row for each, before anything is sent, so that a stop loses nothing."""
    people = queries.chosen(work.conn, work.event_id, asked.guests, asked.delegation)
    reachable = [one for one in people if one["email"]]
    busy = running_mails(work)
    fit = [one for one in reachable if _to_send(one, asked.again, busy)]
    if not fit:
        raise Conflict("nobody_to_write")
    job_id = tokens.new_id()
    facts = {"base": base, "persons": len(fit), "no_address": len(people) - len(reachable)}
    row = jobs.ask(work, ref, MAIL, facts | {"again": asked.again}, job_id)
    for one in fit:
        _put_mail(work, one, job_id, asked.again)
    log_access(work.conn, work.event_id, work.actor, MAIL, len(fit))
    return row


def running_mails(work: Work) -> set[str]:
    """Jobs that are sending now: what waits in them is theirs."""
    shown = [jobs.job_row(row) for row in jobs.newest(work.conn, work.event_id, [MAIL])]
    return {row["id"] for row in shown if row["state"] in jobs.OPEN}


def _to_send(one: Row, again: bool, busy: set[str]) -> bool:
    """Whether this guest is written to now: never twice for the same code unless somebody asks for it."""
    if one["mail_state"] == "waiting" and one["mail_job"] in busy:
        return False
    done = one["mail_state"] in ("sent", "bounced") and one["mail_version"] == one["version"]
    return again or not done


def _put_mail(work: Work, one: Row, job_id: str, again: bool) -> None:
    """A new e-mail, or the one that a stopped job left: its Message-ID stays, so that no mailbox shows it twice."""
    kept = one["mail_state"] in ("waiting", "failed") and one["mail_version"] == one["version"]
    if kept and not (again and one["mail_state"] != "waiting"):
        values = {"state": "waiting", "why": "", "job_id": job_id, "changed_at": work.now}
        where = (mail.c.event_id == work.event_id, mail.c.id == one["mail_id"])
        work.conn.execute(update(mail).where(*where).values(**values))
        return
    row = {
        "event_id": work.event_id, "id": tokens.new_id(20), "guest_id": one["id"], "state": "waiting", "why": "",
        "version": one["version"], "job_id": job_id, "made_at": work.now, "changed_at": work.now,
    }  # fmt: skip
    work.conn.execute(insert(mail).values(**row))


def note_mail(work: Work, mail_id: str, state: str, why: str) -> bool:
    """What became of an e-mail; False when there is none of that id or it is known already."""
    where = (mail.c.event_id == work.event_id, mail.c.id == mail_id)
    row = work.conn.execute(select(mail.c.guest_id, mail.c.state, mail.c.version).where(*where)).first()
    if row is None or row.state == state:
        return False
    work.conn.execute(update(mail).where(*where).values(state=state, why=why[:40], changed_at=work.now))
    facts = {"guest": row.guest_id, "mail": mail_id, "state": state, "why": why[:40], "version": row.version}
    work.record("invitations.mail_told", f"guest:{row.guest_id}", {}, facts)
    return True


def take_bounces(work: Work, found: list[tuple[str, str]]) -> int:
    """Mark e-mails that came back, as (id, why); answers how many of this event were marked."""
    return sum(note_mail(work, mail_id, "bounced", why) for mail_id, why in found)


def mark_bounces(db: Database, found: list[tuple[str, str]]) -> int:
    """At the keyboard of the server: a report names no event, so all events are asked."""
    with db.read() as conn:
        events = list(journal.heads(conn))
    marked = 0
    for event_id in events:
        with begin(db, Doorbell(), event_id, "system") as work:
            marked += take_bounces(work, found)
    return marked


def require_choice(asked: payloads.ChosenGuests) -> None:
    """Some people or a delegation, not both at once."""
    if asked.guests is not None and asked.delegation is not None:
        raise Invalid("invalid", fields={"delegation": "not together with guests"})
