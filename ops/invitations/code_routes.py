"""The invitation behind a code, for people without an account: whose it is, and what its page shows."""

from __future__ import annotations

from flask import request

from ops.checkin import qr
from ops.checkin.count_queries import delegations
from ops.checkin.gate_queries import gates
from ops.checkin.guest_queries import guests_by_code
from ops.core import journal, queries as core_queries, tokens, web
from ops.core.throttle import Throttle
from ops.core.web import hall
from ops.errors import NotFound
from ops.invitations import actions, payloads, queries

address_throttle = Throttle(free=30, wait_s=10)
"""Codes that do not exist, per address."""


def find_guest(text: str) -> payloads.Row | None:
    """The guest of a code that is in force; None for any other."""
    code = tokens.parse_code(text)
    if code is None:
        return None
    secret = hall().config.secret
    with hall().db.read() as conn:
        hashes = [tokens.code_hash(tokens.roster_key(secret, one), code) for one in journal.heads(conn)]
        found = [row for row, revoked in guests_by_code(conn, hashes).values() if revoked is None]
    if not found or found[0]["status"] == "cancelled" or found[0]["purged_at"] is not None:
        return None
    return found[0] | {"code": code}


def require_guest(text: str) -> payloads.Row:
    """The guest of a code; whoever tries codes has to wait."""
    key = f"from:{request.remote_addr}"
    address_throttle.check(key)
    found = find_guest(text)
    if found is None:
        address_throttle.failed(key)
        raise NotFound
    return found


def find_invitation(text: str) -> payloads.Row:
    """What the invitation page shows: guest, event, rules, notice, the deputy if there is one, QR."""
    guest = require_guest(text)
    event_id = guest["event_id"]
    with hall().db.read() as conn:
        event = core_queries.find_event(conn, event_id) or {}
        rules = queries.policy_of(conn, event_id)
        group = delegations(conn, event_id, [guest["delegation"]])[0]
        people = {row["id"]: row for row in queries.invited(conn, event_id)} if guest["stand_in"] else {}
        doors = [one for one in gates(conn, event_id) if _takes(one, guest["category"])]
        words = queries.newest_notice(conn, event_id)
    return {
        "guest": guest | {"unit": guest["unit"] or group["name"]},
        "event": event,
        "rules": rules,
        "closes_at": actions.closes_at(rules, event),
        "deputy": people.get(guest["stand_in"] or ""),
        "gate": doors[0] if doors else None,
        "notice": words,
        "qr_svg": qr.svg(qr.invitation_url(web.base_url(), guest["code"]), guest["name"]),
        "code_pretty": tokens.pretty_code(guest["code"]),
    }


def _takes(gate: payloads.Row, category: str) -> bool:
    return not gate["categories"] or category in gate["categories"].split()
