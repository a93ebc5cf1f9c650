"""Keys and tokens of the spaces, each derived from the server's key for one purpose; nothing is kept."""

from __future__ import annotations

import base64
import functools
import hmac
import re
import uuid

from ops.core import clock, tokens
from ops.spaces.rules import codes, times

STEP_S = codes.STEP_MS // 1000
DAYS = 4
"""Days whose keys a tablet is given: it may be without a network for that long."""
TICKET_MS = 30 * clock.MINUTE
TOKEN_BYTES = 16
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


@functools.lru_cache(maxsize=4096)
def day_key(secret: bytes, event_id: str, booth: str, day: str) -> bytes:
    """The key of a booth for a local day."""
    return tokens.subkey(secret, "spaces-booth", event_id, booth, day)


def key_of(secret: bytes, event_id: str, booth: str, zone: str) -> codes.KeyOf:
    """Step -> the key of the local day in which it begins."""
    return lambda step: day_key(secret, event_id, booth, _day(step * codes.STEP_MS // clock.MINUTE, zone))


@functools.lru_cache(maxsize=4096)
def _day(minute: int, zone: str) -> str:
    return times.day_of(minute * clock.MINUTE, zone)


def day_spans(secret: bytes, event_id: str, booth: str, zone: str, now: int) -> list[dict[str, str | None]]:
    """What a tablet needs to go on alone: [{day, from, until, key}] of today and the days after it."""
    today = times.day_of(now, zone)
    return [
        {
            "day": day,
            "from": clock.iso(times.start_of(day, zone)),
            "until": clock.iso(times.start_of(times.next_day(day), zone)),
            "key": base64.b64encode(day_key(secret, event_id, booth, day)).decode(),
        }
        for day in (times.next_day(today, n) for n in range(DAYS))
    ]


def printed_code(secret: bytes, event_id: str, booth: str) -> str:
    """What stands on the printed sheet of a booth."""
    return codes.printed_code(tokens.subkey(secret, "spaces-print", event_id), booth, 1)


def new_token(secret: bytes, event_id: str, ref: str) -> str:
    """128 bits that only this server can make of the client's random ref: a lost answer can be given again."""
    return _token(tokens.subkey(secret, "spaces-card", event_id), ref)


def guest_token(secret: bytes, event_id: str, code: str) -> str:
    """The token of the card that belongs to an invitation code."""
    return _token(tokens.subkey(secret, "spaces-guest", event_id), code)


def _token(key: bytes, text: str) -> str:
    digest = hmac.digest(key, text.encode(), "sha256")[:TOKEN_BYTES]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def inner_ref(secret: bytes, event_id: str, ref: str) -> str:
    """How the journal names what a visitor did: who reads it there cannot ask for the answer again."""
    digest = hmac.digest(tokens.subkey(secret, "spaces-ref", event_id), ref.encode(), "sha256")
    return str(uuid.UUID(bytes=digest[:16], version=4))


def read_token(text: str) -> str:
    """The token in what the QR of a card holds, or in what stands alone; '' if there is none."""
    last = text.strip().rpartition("#")[2]
    return last if TOKEN.fullmatch(last) else ""


# ---------- the form of a lead ----------


def make_ticket(secret: bytes, event_id: str, booth: str, now: int) -> tuple[str, int]:
    """Leave to fill in the form of a booth for half an hour, and until when."""
    until = now + TICKET_MS
    return f"{event_id}.{booth}.{until}.{_mac(secret, 'spaces-ticket', f'{event_id}.{booth}.{until}')}", until


def read_ticket(secret: bytes, ticket: str, now: int) -> tuple[str, str] | None:
    """(event, booth) of a ticket that is good; None for another."""
    body, _, mac = ticket.rpartition(".")
    parts = body.split(".")
    if len(parts) != 3 or not parts[2].isdigit() or not ticket.isascii():
        return None
    if not hmac.compare_digest(_mac(secret, "spaces-ticket", body), mac) or int(parts[2]) <= now:
        return None
    return parts[0], parts[1]


def make_link(secret: bytes, event_id: str, contact: str) -> str:
    """The link that is a visitor's own: see, take back, correct, delete."""
    body = f"{event_id}.{contact}"
    return f"{body}.{_mac(secret, 'spaces-lead', body)}"


def read_link(secret: bytes, link: str) -> tuple[str, str] | None:
    """(event, contact) of a link of ours."""
    body, _, mac = link.strip().rpartition("#")[2].rpartition(".")
    parts = body.split(".")
    if len(parts) != 2 or not link.isascii() or not hmac.compare_digest(_mac(secret, "spaces-lead", body), mac):
        return None
    return parts[0], parts[1]


def lead_mark(secret: bytes, event_id: str, booth: str, contact: str) -> str:
    """What makes the same phone at the same booth one lead; it cannot be read back without the server's key."""
    return tokens.code_hash(tokens.subkey(secret, "spaces-mark", event_id), f"{booth}|{contact}")


def client_mark(secret: bytes, client: str) -> str:
    """Who guesses, as the database may know it: nothing of a card or an address is read from it."""
    return _mac(secret, "spaces-guess", client)


def _mac(secret: bytes, purpose: str, text: str) -> str:
    return tokens.code_hash(tokens.subkey(secret, purpose), text)
