"""The door's decisions, as pure functions: who may pass, and what a guest's attempts add up to.

Instants are whole milliseconds since the epoch (UTC). Nothing here reads a clock, a database or a setting.
The tablet runs the same decisions from static/js/checkin/rules.js; tests/vectors/scan_rules.json holds both to it.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

ADMITTED = frozenset({"ok", "reentry", "multiple", "override", "exit", "exit_unmatched", "exit_unknown"})
REFUSED = frozenset({
    "unknown", "wrong_event", "revoked_code", "not_approved", "cancelled", "blocked", "not_confirmed", "wrong_gate",
    "too_early", "too_late", "already_in", "no_reentry", "refused_at_desk",
})  # fmt: skip
# The checks run from grave to light, so whoever may lift the first refusal may lift all that follow it.
DESK_MAY_OVERRIDE = frozenset({"not_confirmed", "wrong_gate", "too_early", "too_late", "already_in", "no_reentry"})
SUPERVISOR_MAY_OVERRIDE = DESK_MAY_OVERRIDE | {"revoked_code", "not_approved", "cancelled", "blocked"}
UNDO_WITHIN_MS = 60_000
UNDO_SLACK_MS = 2_000  # the tablet measures its clock error to about a second; a finger must not lose to that


@dataclass(frozen=True)
class GateFacts:
    id: str
    categories: frozenset[str]  # empty: everybody
    opens_at: int | None
    closes_at: int | None
    reentry: str  # once | after_exit | multiple
    needs_confirmation: bool
    desk_override: bool


@dataclass(frozen=True)
class GuestFacts:
    id: str
    category: str
    status: str  # invited | confirmed | declined | cancelled
    blocked: bool
    attention: bool
    code_revoked: bool  # the code that was read is an older one of this guest
    unapproved: bool = False  # a walk-in whom nobody has approved


@dataclass(frozen=True)
class ScanFacts:
    at: int
    direction: str  # in | out
    override: bool  # somebody gave a reason
    supervisor: bool  # the authority of the device or the person


@dataclass(frozen=True)
class Base:
    """What all rules but presence say. `lifted` is the refusal that an override set aside."""

    reason: str
    override: bool
    override_refused: bool
    attention: bool
    lifted: str | None


@dataclass(frozen=True)
class Attempt:
    """One scan of one guest. `told` is what the person at the door heard; once answered it must be stored."""

    ref: str
    at: int
    device: str
    dev_seq: int
    direction: str
    base: str
    policy: str  # the gate's re-entry rule at that time
    told: bool | None
    override: bool  # given with the right to lift presence refusals
    undone: bool
    resolution: str | None  # same_person | two_people | not_admitted | dismissed


@dataclass(frozen=True)
class Standing:
    ref: str
    admit: bool
    reason: str
    state: str  # counted | refused | conflict | disputed | undone | resolved
    first: str | None  # the counted entry it collides with


@dataclass(frozen=True)
class Presence:
    inside: bool
    entries: int
    first_in: str | None
    last_in: str | None
    last_out: str | None
    extra: int  # further people who came in on this guest's code, as a supervisor found


NOBODY = Presence(inside=False, entries=0, first_in=None, last_in=None, last_out=None, extra=0)


def decide_base(guest: GuestFacts | None, gate: GateFacts, scan: ScanFacts, known_elsewhere: bool = False) -> Base:
    """Every rule that needs no history. Presence is `settle`'s business."""
    attention = guest is not None and guest.attention
    if scan.direction == "out":
        return Base("exit_unknown" if guest is None else "exit", False, False, attention, None)
    refusal = find_refusal(guest, gate, scan.at, known_elsewhere)
    if refusal is None:
        return Base("ok", False, False, attention, None)
    if scan.override and may_lift(refusal, gate.desk_override, scan.supervisor):
        return Base("override", True, False, attention, refusal)
    return Base(refusal, False, scan.override, attention, None)


def find_refusal(guest: GuestFacts | None, gate: GateFacts, at: int, known_elsewhere: bool) -> str | None:
    """The first reason, in the order of docs/api.md, why this entry may not be. Windows are [opens, closes)."""
    if guest is None:
        return "wrong_event" if known_elsewhere else "unknown"
    checks = (
        ("revoked_code", guest.code_revoked),
        ("not_approved", guest.unapproved),
        ("cancelled", guest.status == "cancelled"),
        ("blocked", guest.blocked),
        ("not_confirmed", gate.needs_confirmation and guest.status != "confirmed"),
        ("wrong_gate", bool(gate.categories) and guest.category not in gate.categories),
        ("too_early", gate.opens_at is not None and at < gate.opens_at),
        ("too_late", gate.closes_at is not None and at >= gate.closes_at),
    )
    return next((reason for reason, broken in checks if broken), None)


def may_lift(reason: str, desk_override: bool, supervisor: bool) -> bool:
    """Whether this authority may set that refusal aside. Also answers for presence (`already_in`, `no_reentry`)."""
    if supervisor:
        return reason in SUPERVISOR_MAY_OVERRIDE
    return desk_override and reason in DESK_MAY_OVERRIDE


def who_enters(holder: str, stand_in: str | None, been_in: bool, told: str | None) -> str:
    """Whom an invitation lets in. Whoever shows the one of somebody who sent a deputy is that deputy.

    `told` is whom the tablet named to the person at the door; that holds, whatever was heard since. An invited person
    who came after all, before the deputy, is not turned into the deputy by the next scan.
    """
    if told is not None:
        return told
    return stand_in if stand_in is not None and not been_in else holder


def first_claim(claims: Iterable[tuple[int, str]]) -> str | None:
    """Of several people who are said to come instead of one, or to be one: who was named first."""
    return min(claims, default=(0, None))[1]


def settle(attempts: Iterable[Attempt], before: Presence = NOBODY) -> tuple[dict[str, Standing], Presence]:
    """What all attempts of one guest come to, in the order they happened.

    Upload order plays no part: the same attempts give the same end, whichever tablet came back first.
    `before` is what is known without its attempts: a tablet has the server's row, not the history behind it.
    """
    standings: dict[str, Standing] = {}
    presence = before
    for attempt in sorted(attempts, key=_when):
        standings[attempt.ref], presence = _judge(attempt, presence)
    return standings, presence


def _when(attempt: Attempt) -> tuple[int, str, int, str]:
    return attempt.at, attempt.device, attempt.dev_seq, attempt.ref


def _judge(attempt: Attempt, before: Presence) -> tuple[Standing, Presence]:
    if attempt.undone:
        return Standing(attempt.ref, False, "undone", "undone", None), before
    if attempt.direction == "out":
        return _leave(attempt, before)
    reason = attempt.base if attempt.base in REFUSED else _presence_reason(attempt, before)
    if attempt.told is False:
        return _turn_away(attempt, before, reason)
    if attempt.resolution == "not_admitted":  # a supervisor found out that nobody went in: holds whatever comes later
        return Standing(attempt.ref, False, reason, "resolved", _collision(reason, before)), before
    if reason in ADMITTED:
        return Standing(attempt.ref, True, reason, "counted", None), _enter(attempt, before)
    if attempt.told is None:
        return Standing(attempt.ref, False, reason, "refused", _collision(reason, before)), before
    return _dispute(attempt, before) if attempt.base in REFUSED else _conflict(attempt, before, reason)


def _leave(attempt: Attempt, before: Presence) -> tuple[Standing, Presence]:
    """An exit is never refused, whatever a tablet claims to have said."""
    if not before.inside:
        return Standing(attempt.ref, True, "exit_unmatched", "counted", None), before
    after = replace(before, inside=False, last_out=attempt.ref)
    return Standing(attempt.ref, True, "exit", "counted", None), after


def _presence_reason(attempt: Attempt, before: Presence) -> str:
    if before.inside:
        usual = "multiple" if attempt.policy == "multiple" else "already_in"
    elif before.entries:
        usual = "no_reentry" if attempt.policy == "once" else "reentry"
    else:
        usual = "override" if attempt.base == "override" else "ok"
    return "override" if usual in REFUSED and attempt.override else usual


def _collision(reason: str, before: Presence) -> str | None:
    return before.last_in if reason in ("already_in", "no_reentry") else None


def _enter(attempt: Attempt, before: Presence) -> Presence:
    first_in = before.first_in or attempt.ref
    return replace(before, inside=True, entries=before.entries + 1, first_in=first_in, last_in=attempt.ref)


def _turn_away(attempt: Attempt, before: Presence, reason: str) -> tuple[Standing, Presence]:
    """The person was sent away; that the rules would have let them in changes nothing about where they stand."""
    said = reason if reason in REFUSED else "refused_at_desk"
    return Standing(attempt.ref, False, said, "refused", _collision(said, before)), before


def _dispute(attempt: Attempt, before: Presence) -> tuple[Standing, Presence]:
    """A tablet let in somebody the rules refuse. They are inside, so they count until a supervisor says otherwise."""
    first = before.last_in if before.inside else None
    state = "resolved" if attempt.resolution else "disputed"
    standing = Standing(attempt.ref, True, attempt.base, state, first)
    if attempt.resolution == "same_person":
        return standing, before
    if not before.inside:
        return standing, _enter(attempt, before)
    return standing, _count_extra(attempt, before)


def _conflict(attempt: Attempt, before: Presence, reason: str) -> tuple[Standing, Presence]:
    """Two tablets let in one guest: the earlier entry counts, this one waits for a supervisor."""
    state = "resolved" if attempt.resolution else "conflict"
    standing = Standing(attempt.ref, True, reason, state, _collision(reason, before))
    return standing, _count_extra(attempt, before)


def _count_extra(attempt: Attempt, before: Presence) -> Presence:
    return replace(before, extra=before.extra + 1) if attempt.resolution == "two_people" else before


def undo_allowed(scan_at: int, undo_at: int, same_device: bool, supervisor: bool, has_reason: bool) -> bool:
    """The device that scanned may take it back for a minute, a supervisor at any time with a reason."""
    if supervisor and has_reason:
        return True
    return same_device and -UNDO_SLACK_MS <= undo_at - scan_at <= UNDO_WITHIN_MS + UNDO_SLACK_MS


def corrected_time(device_at: int, offset_ms: float | None, sent_at: int | None, received_at: int) -> tuple[int, int]:
    """When it really happened, and the clock error (server minus device, ms) that was used. Never in the future."""
    if offset_ms is not None and math.isfinite(offset_ms):
        offset = math.floor(offset_ms + 0.5)
    elif sent_at is not None:
        offset = received_at - sent_at
    else:
        offset = 0
    return min(device_at + offset, received_at), offset


def missing_numbers(received: Iterable[int], told_max: int, oldest_queued: int | None) -> list[tuple[int, int]]:
    """Ranges of device numbers (counted from 1) that neither arrived nor wait in the device's queue.

    A device uploads in order, so every number from `oldest_queued` on may still be on its way.
    """
    last = told_max if oldest_queued is None else min(told_max, oldest_queued - 1)
    gaps: list[tuple[int, int]] = []
    expected = 1
    for number in sorted({n for n in received if 1 <= n <= last}):
        if number > expected:
            gaps.append((expected, number - 1))
        expected = number + 1
    if expected <= last:
        gaps.append((expected, last))
    return gaps
