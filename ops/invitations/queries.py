"""Reads of invitations: the policy, who was written to, what they said, who gets a letter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from ops.checkin.models import delegation, guest, policy
from ops.checkin.statements import rows
from ops.core.models import journal as journal_table
from ops.core.names import fold, matches
from ops.invitations.models import mail, notice

Row = dict[str, Any]
GONE = ("cancelled", "declined")
POLICY: Row = {
    "walk_ins": "approval", "reply_by": None, "letter": "", "signer": "", "map_text": "", "controller": "",
    "contact": "", "retention_days": 90, "purged_at": None,
}  # fmt: skip
"""What holds while nobody has said otherwise; the column defaults of the table."""
TOLD = ("invitations.answered", "invitations.mail_told", "checkin.code_reissued", "checkin.stand_in_made",
        "checkin.stand_in_cancelled", "checkin.guest_changed", "checkin.guest_made")  # fmt: skip
HISTORY_LINES = 60
NO_MAIL: Row = {"mail_at": None, "mail_id": None, "mail_job": None}


def policy_of(conn: Connection, event_id: str) -> Row:
    """The policy of an event."""
    found = rows(conn, select(policy).where(policy.c.event_id == event_id))
    return found[0] if found else POLICY | {"event_id": event_id}


def newest_notice(conn: Connection, event_id: str) -> Row:
    """The notice about personal data in force; version 0 are the standing words of the program."""
    query = select(notice).where(notice.c.event_id == event_id).order_by(notice.c.version.desc()).limit(1)
    found = rows(conn, query)
    return found[0] if found else {"version": 0, "words_vi": "", "words_en": ""}


# ---------- who was written to and what they said ----------


def last_mails(conn: Connection, event_id: str) -> dict[str, Row]:
    """Guest id -> the e-mail that was made last."""
    query = select(mail).where(mail.c.event_id == event_id).order_by(mail.c.made_at, mail.c.changed_at, mail.c.id)
    return {row["guest_id"]: row for row in rows(conn, query)}


def invited(conn: Connection, event_id: str) -> list[Row]:
    """Everybody with an invitation, by delegation and place in the list, with the last e-mail and its state."""
    query = (
        select(guest, delegation.c.name.label("delegation_name"))
        .join(delegation, (delegation.c.event_id == guest.c.event_id) & (delegation.c.id == guest.c.delegation))
        .where(guest.c.event_id == event_id, guest.c.status != "cancelled", guest.c.purged_at.is_(None))
        .order_by(delegation.c.order, delegation.c.id, guest.c.order, guest.c.rank, guest.c.id)
    )
    found, mails = rows(conn, query), last_mails(conn, event_id)
    people = {row["id"]: row["name"] for row in found}
    return [_with_mail(row, mails.get(row["id"]), people) for row in found]


def _with_mail(row: Row, last: Row | None, people: dict[str, str]) -> Row:
    told = {f"mail_{name}": last[name] if last else None for name in ("state", "why", "version")}
    told |= {"mail_at": last["changed_at"], "mail_id": last["id"], "mail_job": last["job_id"]} if last else NO_MAIL
    whole = row | told | {"stand_in_name": people.get(row["stand_in"] or "")}
    return whole | {"state": state_of(whole)}


def state_of(row: Row) -> str:
    """One word for where an invitation stands."""
    if row["stand_in"]:
        return "stand_in"
    if row["answered_at"] and row["status"] in ("confirmed", "declined"):
        return str(row["status"])
    if row["mail_state"] in ("bounced", "failed"):
        return "bounced"
    if row["mail_state"] == "sent" and row["mail_version"] == row["version"]:
        return "sent"
    return "declined" if row["status"] == "declined" else "not_sent"


def fits(row: Row, state: str) -> bool:
    """Whether a row belongs to a filter. Some filters overlap: who was sent a letter may not have answered."""
    sent = row["mail_state"] == "sent" and row["mail_version"] == row["version"]
    match state:
        case "":
            return True
        case "not_sent":
            return not sent and row["mail_state"] not in ("bounced", "failed") and row["status"] != "declined"
        case "sent":
            return bool(sent)
        case "bounced":
            return row["mail_state"] in ("bounced", "failed")
        case "no_answer":
            return row["answered_at"] is None and row["status"] == "invited"
        case "stand_in":
            return row["stand_in"] is not None
        case "declined":
            return row["status"] == "declined" and row["stand_in"] is None
        case _:
            return bool(row["status"] == state)


def sought(row: Row, folded: str) -> bool:
    """Whether every word that was typed begins a word of the name, title or unit."""
    return not folded or bool(matches(folded, row["fold"]))


def folded(text: str) -> str:
    """A search text as it is compared."""
    return fold(text)


def mails_of(conn: Connection, event_id: str, guest_id: str) -> list[Row]:
    """E-mails to one guest, newest first."""
    query = select(mail).where(mail.c.event_id == event_id, mail.c.guest_id == guest_id)
    return rows(conn, query.order_by(mail.c.made_at.desc(), mail.c.id))


def history(conn: Connection, event_id: str, guest_id: str) -> list[Row]:
    """What happened to one invitation, newest first."""
    query = select(journal_table.c.kind, journal_table.c.at, journal_table.c.actor, journal_table.c.facts).where(
        journal_table.c.event_id == event_id,
        journal_table.c.subject == f"guest:{guest_id}",
        journal_table.c.kind.in_(TOLD),
    )
    return rows(conn, query.order_by(journal_table.c.seq.desc()).limit(HISTORY_LINES))


# ---------- who gets a letter ----------


def chosen(conn: Connection, event_id: str, ids: Iterable[str] | None, delegation_id: str | None) -> list[Row]:
    """Guests by choice; of a delegation or of all, those who still come. A named guest gets a letter in any case."""
    found = invited(conn, event_id)
    if ids is not None:
        wanted = set(ids)
        return [row for row in found if row["id"] in wanted]
    return [
        row
        for row in found
        if delegation_id in (None, row["delegation"]) and row["status"] not in GONE and row["stand_in"] is None
    ]


def mails_of_job(conn: Connection, event_id: str, job_id: str) -> list[Row]:
    """E-mails a job still has to send, with whom they go to."""
    query = (
        select(mail.c.id.label("mail_id"), guest, delegation.c.name.label("delegation_name"))
        .join(guest, (guest.c.event_id == mail.c.event_id) & (guest.c.id == mail.c.guest_id))
        .join(delegation, (delegation.c.event_id == guest.c.event_id) & (delegation.c.id == guest.c.delegation))
        .where(mail.c.event_id == event_id, mail.c.job_id == job_id, mail.c.state == "waiting")
        .order_by(delegation.c.order, delegation.c.id, guest.c.order, guest.c.id)
    )
    return rows(conn, query)
