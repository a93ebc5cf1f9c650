"""Invariants of the journal: its numbers, its refs, its times, and that whoever acted had the right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import select

from ops.badges import changes as badges
from ops.bridge import changes as bridge
from ops.bridge.models import bridge_invite
from ops.checkin import rules
from ops.core import auth, journal
from ops.core.models import membership, staff
from ops.guestlist import changes as guestlist
from ops.invariants.facts import SCAN_KINDS, UNDO_KINDS, Facts, Row
from ops.invitations import changes as invitations
from ops.livestream import changes as livestream
from ops.livestream.catalogue.models import live_person
from ops.outputs import changes as outputs
from ops.outputs.models import control_token
from ops.privacy import changes as privacy
from ops.protocol import changes as protocol
from ops.spaces import changes as spaces
from ops.stage import changes as stage

REVOKED_SLACK_MS = 2_000  # an upload that was under way, and identities are remembered for a second
VERB_OF = {
    **dict.fromkeys((*SCAN_KINDS, *UNDO_KINDS, "checkin.item_quarantined"), "checkin.scan"),
    **dict.fromkeys(("checkin.scan_resolved", "checkin.item_decided"), "checkin.supervise"),
    **dict.fromkeys(("checkin.guest_made", "checkin.guest_changed", "checkin.code_reissued"), "checkin.edit_guest"),
    **dict.fromkeys(
        ("core.pairing_made", "core.device_renamed", "core.device_moved", "core.device_revoked"), "core.manage_devices"
    ),
    **dict.fromkeys(("checkin.walk_in_made", "checkin.guest_corrected", "checkin.guest_noted"), "checkin.correct"),
    **dict.fromkeys(("checkin.twin_decided", "checkin.stand_in_decided"), "checkin.supervise"),
    "checkin.walk_in_decided": "checkin.approve",
    "checkin.call_made": "checkin.scan",
    "checkin.call_answered": "checkin.answer_call",
    **dict.fromkeys(("checkin.stand_in_made", "checkin.stand_in_cancelled"), "checkin.correct"),
    "checkin.guest_met": "checkin.meet",
    "checkin.gate_changed": "checkin.edit_gate",
    "core.member_changed": "core.manage_people",
    "core.job_asked": "core.see_jobs",
    "core.job_ended": "core.see_jobs",
    **dict.fromkeys(("checkin.delegation_made", "checkin.delegation_changed"), "protocol.edit"),
    **dict.fromkeys(("checkin.seats_planned", "checkin.seated"), "protocol.edit"),
    **guestlist.NEEDS,
    **invitations.NEEDS,
    **badges.NEEDS,
    **protocol.NEEDS,
    **privacy.NEEDS,
    **stage.NEEDS,
    **outputs.NEEDS,
    **livestream.NEEDS,
    **spaces.NEEDS,
    **bridge.NEEDS,
}
"""Kind of line -> the verb that its actor needed; a scan may come from whoever may scan or supervise."""


def numbers(facts: Facts) -> Iterator[Row]:
    seqs = [line.seq for line in facts.lines]
    if seqs != list(range(1, len(seqs) + 1)) or facts.event["seq"] != len(seqs):
        yield {"event": facts.id, "seq": facts.event["seq"], "lines": len(seqs), "last": max(seqs, default=0)}


def refs(facts: Facts) -> Iterator[Row]:
    said = Counter(line.ref.lower() for line in facts.lines if line.ref)
    kept = Counter(ref.lower() for part in (facts.scans, facts.undos) for ref in part)
    for ref in sorted({ref for counts in (said, kept) for ref, count in counts.items() if count > 1}):
        yield {"event": facts.id, "ref": ref}


def causes(facts: Facts) -> Iterator[Row]:
    for ref, row in facts.scans.items():
        line = facts.line_of.get(ref)
        if line is None or line.kind not in SCAN_KINDS or line.facts.get("gate") != row["gate_id"]:
            yield {"event": facts.id, "scan": ref, "line": line.kind if line else None}
    for ref in facts.undos:
        line = facts.line_of.get(ref)
        if line is None or line.kind not in UNDO_KINDS:
            yield {"event": facts.id, "undo": ref, "line": line.kind if line else None}
    for line in facts.lines:
        if _says_a_row(line) and line.facts["ref"] not in facts.scans | facts.undos:
            yield {"event": facts.id, "seq": line.seq, "kind": line.kind, "row": None}


def _says_a_row(line: journal.Line) -> bool:
    return line.kind in SCAN_KINDS | UNDO_KINDS


def times(facts: Facts) -> Iterator[Row]:
    last = 0
    for line in facts.lines:
        if line.at < last:
            yield {"event": facts.id, "seq": line.seq, "at": line.at, "before": last}
        last = max(last, line.at)
    for row in facts.scans.values():
        at, _ = rules.corrected_time(row["device_at"], row["offset_ms"], None, row["received_at"])
        # a scan that nobody was told about happens when the server decides it, see doors._now_or_later
        decided_here = row["told_reason"] is None and at < row["at"]
        if at != row["at"] and not decided_here:
            yield {"event": facts.id, "scan": row["ref"], "at": row["at"], "corrected": at}


# ---------- who did it ----------


def actors(facts: Facts) -> Iterator[Row]:
    accepted = {facts.taken_in[ref] for ref, row in facts.aside.items() if row["decision"]}
    people = {
        row.id
        for row in facts.conn.execute(select(staff.c.id).join(membership).where(membership.c.event_id == facts.id))
    }
    hosts = {row["id"] for row in facts.rows(live_person)}
    holders = {row["id"]: row for row in facts.rows(control_token)}
    invites = {row["id"]: row for row in facts.rows(bridge_invite)}
    roles: dict[str, set[str]] = {}
    for line in facts.lines:
        kind, _, one = line.actor.partition(":")
        if kind == "device":
            fine = _device_could(facts.devices.get(one), line, line.ref in accepted)
        elif kind == "staff":
            fine = one in people and _may(roles.get(one, set()), line.kind)
        elif kind == "guest":  # whoever shows an invitation speaks for that guest alone
            fine = line.kind == "invitations.answered" and line.subject == line.actor
        elif kind == "person":  # on the link that is theirs
            fine = line.kind in livestream.OWN_KINDS and one in hosts
        elif kind == spaces.VISITOR:  # nobody in particular, on a phone of their own
            fine = not one and line.kind in spaces.VISITOR_KINDS
        elif kind == "site":
            fine = _invite_could(invites.get(one), line)
        elif kind == "token":
            fine = _token_could(holders.get(one), line)
        else:
            fine = line.actor == "system"
        if not fine:
            yield {"event": facts.id, "seq": line.seq, "kind": line.kind, "actor": line.actor}
        _follow(roles, line)


def _device_could(row: Row | None, line: journal.Line, taken_in_later: bool) -> bool:
    if row is None or row["paired_at"] > line.at:
        return False
    if line.kind in ("core.device_paired", "checkin.item_quarantined", "live.handed_in") or taken_in_later:
        return True
    revoked = row["revoked_at"] is not None and line.at > row["revoked_at"] + REVOKED_SLACK_MS
    return not revoked and _may({row["role"]}, line.kind)


def _token_could(row: Row | None, line: journal.Line) -> bool:
    """A control surface did what its token was made for, while it was good."""
    right = outputs.TOKEN_KINDS.get(line.kind)
    if row is None or right is None or row["made_at"] > line.at or right not in row["rights"].split():
        return False
    return row["revoked_at"] is None or line.at <= row["revoked_at"] + REVOKED_SLACK_MS


def _invite_could(row: Row | None, line: journal.Line) -> bool:
    """Who was let in by a link did what its role may, while it was good."""
    if row is None or row["role"] not in bridge.SITE_KINDS.get(line.kind, ()) or row["made_at"] > line.at:
        return False
    return row["revoked_at"] is None or line.at <= row["revoked_at"] + REVOKED_SLACK_MS


def _may(roles: set[str], kind: str) -> bool:
    verb = VERB_OF.get(kind)
    return verb is not None and bool(roles & auth.VERBS[verb])


def _follow(roles: dict[str, set[str]], line: journal.Line) -> None:
    """Roles as they stood: each change of a member says what they became."""
    if line.kind == "core.member_changed" and "roles" in line.facts:
        now = line.facts["roles"]
        roles[line.facts["staff"]] = set(now["after"] if isinstance(now, dict) else now)
