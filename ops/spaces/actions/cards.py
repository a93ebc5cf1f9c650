"""Stamps: many phones at once share a transaction. Nothing of a person is kept, and the journal hears of no card."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, insert, select, update

from ops.core import clock, queries as core_queries, tokens
from ops.core.actions import fresh
from ops.core.db import Database
from ops.core.tokens import hash_token
from ops.core.when import clock_words
from ops.core.work import Doorbell, Work, begin
from ops.errors import NotFound, OpsError
from ops.spaces import card_queries, keys, queries
from ops.spaces.actions.shelf import Refused, event_of, raise_by, upsert
from ops.spaces.card_models import space_card, space_flag, space_stamp
from ops.spaces.changes import VISITOR
from ops.spaces.models import space_hour, space_tally
from ops.spaces.rules import codes, stamps

Row = dict[str, Any]
Found = Callable[[Any, list[str]], dict[str, tuple[Row, int | None]]]
guests_by_code: list[Found] = []
"""Set by app.py: hashes of invitation codes -> guests, whoever they are; only asked whether there is one."""


@dataclass(frozen=True)
class Scan:
    """What a phone has read at a booth."""

    ref: str
    booth: str
    code: str
    token: str
    scanned_at: int | None
    opened: str = ""  # the token of a guest's own card: it is opened with this scan


@dataclass
class Stamping:
    """One transaction's scans: what is known, and what is to be written at the end."""

    work: Work
    secret: bytes
    event: Row
    settings: Row
    booths: dict[str, Row]
    known: Row
    cards: dict[str, Row] = field(default_factory=dict)
    stamps: dict[str, list[Row]] = field(default_factory=dict)
    new_cards: list[Row] = field(default_factory=list)
    new_stamps: list[Row] = field(default_factory=list)
    tally: Counter[tuple[str, str]] = field(default_factory=Counter)
    hours: Counter[tuple[str, int]] = field(default_factory=Counter)

    def booth(self, one: str) -> Row:
        """A booth of this event that stamps."""
        found = self.booths.get(one)
        if found is None:
            raise NotFound
        if not found["stamps"]:
            raise Refused("no_stamps")
        return found


def take_in(db: Database, bell: Doorbell, secret: bytes, event_id: str, group: Sequence[Scan]) -> list[Row | OpsError]:
    """The answers to scans that arrived together, in order: a card with its stamp, or why there is none."""
    with begin(db, bell, event_id, VISITOR) as work:
        one = open_stamping(work, secret, group)
        answers = [_answered(one, scan) for scan in group]
        write(one)
    return answers


def open_stamping(work: Work, secret: bytes, group: Sequence[Scan]) -> Stamping:
    """What the scans of a group need to know."""
    event, settings = event_of(work), queries.settings(work.conn, work.event_id)
    booths = queries.rows_of(work.conn, work.event_id, "space_booth")
    known = card_queries.known_of(work.conn, event, settings, booths)
    one = Stamping(work, secret, event, settings, {row["id"]: row for row in booths}, known)
    shown = {hash_token(token_of(one, scan)) for scan in group}
    one.cards = card_queries.cards_by_token(work.conn, work.event_id, shown)
    one.stamps = card_queries.stamps_of(work.conn, work.event_id, [card["id"] for card in one.cards.values()])
    return one


def token_of(one: Stamping, scan: Scan) -> str:
    """The token that a phone shows; for one without a card that which it is given: the same for the same ref, so that
    an answer that was lost can be given again."""
    return scan.token or scan.opened or keys.new_token(one.secret, one.work.event_id, scan.ref)


def _answered(one: Stamping, scan: Scan) -> Row | OpsError:
    try:
        return take_scan(one, scan)
    except OpsError as error:
        return error


def take_scan(one: Stamping, scan: Scan) -> Row:
    """One scan: the stamp that is there already, a new one, or a refusal."""
    booth, token = one.booth(scan.booth), token_of(one, scan)
    card = one.cards.get(hash_token(token))
    if card is None and scan.token:
        raise NotFound
    if one.work.now >= card_queries.kept_until(one.event):
        raise Refused("over")
    some = one.stamps[card["id"]] if card else []
    stamp = next((row for row in some if row["booth"] == booth["id"]), None)
    state = "already" if stamp else "stamped"
    if stamp is None:
        if card and card["used_at"] is not None:
            raise Refused("card_used", **used_facts(card, one.settings["gifts"], one.event["zone"]))
        card, stamp = _stamp(one, scan, booth, card)
    assert card is not None
    shown = card_queries.card_shown(card, one.stamps[card["id"]], one.known)
    told = {name: stamp[name] for name in ("booth", "way", "weak")} | {"at": clock.iso(stamp["at"])}
    answer: Row = {"card": shown, "stamp": told | {"name": booth["name"], "state": state}}
    return answer if scan.token else answer | {"token": token}


def _stamp(one: Stamping, scan: Scan, booth: Row, card: Row | None) -> tuple[Row, Row]:
    """Judge the code and stamp; a card is only made by a code that is good."""
    way, step, at = worth(one, booth, codes.read_code(scan.code), scan.scanned_at)
    some = one.stamps[card["id"]] if card else []
    goals = [gift["stamps"] for gift in one.settings["gifts"]]
    if refusal := stamps.refusal(some, booth["id"], way, goals):
        raise Refused(refusal)
    new = card is None
    if card is None:
        card = _open_card(one, hash_token(token_of(one, scan)), booth["id"], step)
    flags = _flags(one, card, booth["id"], at, step if new else None)
    stamp: Row = {"card": card["id"], "booth": booth["id"], "at": at, "made_at": one.work.now, "way": way,
             "weak": way in stamps.WEAK_WAYS}  # fmt: skip
    one.stamps[card["id"]].append(stamp)
    one.new_stamps.append(stamp)
    one.tally.update({(booth["id"], "scans"): 1, (booth["id"], "weak"): int(stamp["weak"]),
                      (booth["id"], "cards"): int(new)})  # fmt: skip
    one.hours[booth["id"], at // clock.HOUR * clock.HOUR] += 1
    facts = {"booth": booth["id"], "way": way, "new": new}
    touched = {"space_tally": [booth["id"]]} | ({"space_flag": flags} if flags else {})
    one.work.record("spaces.stamped", f"space_booth:{booth['id']}", touched, facts)
    return card, stamp


def worth(one: Stamping, booth: Row, code: str, scanned_at: int | None) -> tuple[str, int | None, int]:
    """How good a code is: way, step, and the instant of the stamp. Raises the refusal."""
    facts = {"secret": one.secret, "event": one.work.event_id, "zone": one.event["zone"], "now": one.work.now}
    return judged(booth, code, scanned_at, facts)


def judged(booth: Row, code: str, scanned_at: int | None, facts: Row) -> tuple[str, int | None, int]:
    """The same with plain facts: secret, event, zone, now."""
    now, secret, event_id = facts["now"], facts["secret"], facts["event"]
    if not code:
        raise Refused("code_wrong")
    if len(code) == codes.PRINTED_CHARS:
        if code != keys.printed_code(secret, event_id, booth["id"]):
            raise Refused("code_wrong")
        if not booth["printed"]:
            raise Refused("printed_off")
        return "printed", None, now
    key_of = keys.key_of(secret, event_id, booth["id"], facts["zone"])
    way, step = codes.judge(code, booth["id"], key_of, now, scanned_at)
    if way not in ("code", "late"):
        raise Refused(way)
    return way, step, now if way == "code" else min(scanned_at or now, now)


def require_code(conn: Any, secret: bytes, booth: Row, text: str, now: int) -> None:
    """A code of this booth that is good now, for its form. Raises the refusal."""
    event = core_queries.find_event(conn, booth["event_id"])
    if event is None:
        raise NotFound
    facts = {"secret": secret, "event": event["id"], "zone": event["zone"], "now": now}
    judged(booth, codes.read_code(text), None, facts)


def _open_card(one: Stamping, hashed: str, booth: str, step: int | None) -> Row:
    """A new card. Its number says nothing."""
    card: Row = {"id": tokens.new_id(8).upper(), "token_hash": hashed, "made_at": one.work.now, "booth": booth,
                 "step": step, "used_at": None, "used_place": "", "gift": ""}  # fmt: skip
    one.cards[hashed], one.stamps[card["id"]] = card, []
    one.new_cards.append(card)
    return card


def used_facts(card: Row, gifts: Sequence[Row], zone: str) -> Row:
    """When and where a card was used, for the sentence."""
    gift = next((gift["name"] for gift in gifts if gift["id"] == card["gift"]), "")
    at = {"at": clock.iso(card["used_at"]), "clock": clock_words(card["used_at"], zone)}
    return at | {"place": card["used_place"], "gift": gift}


# ---------- what looks too fast ----------


def _flags(one: Stamping, card: Row, booth: str, at: int, first_step: int | None) -> list[str]:
    """Look at speed; it goes to review and refuses nobody."""
    found = []
    if near := stamps.too_fast(one.stamps[card["id"]], booth, at):
        name = f"fast-{card['id']}-{booth}"
        seconds = abs(near["at"] - at) // 1000
        _flag(one, name, {"kind": "fast", "booth": booth, "other": near["booth"], "card": card["id"],
                          "count": 2, "seconds": seconds})  # fmt: skip
        found.append(name)
    if first_step is not None:
        count = card_queries.new_cards(one.work.conn, one.work.event_id, booth, first_step)
        count += sum(row["booth"] == booth and row["step"] == first_step for row in one.new_cards)
        if stamps.is_burst(count, one.settings["burst"]):
            name = f"burst-{booth}-{first_step}"
            _flag(one, name, {"kind": "burst", "booth": booth, "count": count, "seconds": codes.STEP_MS // 1000})
            found.append(name)
    return found


def _flag(one: Stamping, name: str, values: Row) -> None:
    upsert(one.work, space_flag, {"id": name}, values | {"at": one.work.now, "state": "open"})


def write(one: Stamping) -> None:
    """Everything of the group, each table once."""
    conn, here = one.work.conn, {"event_id": one.work.event_id}
    if one.new_cards:
        conn.execute(insert(space_card), [here | row for row in one.new_cards])
    if one.new_stamps:
        conn.execute(insert(space_stamp), [here | row for row in one.new_stamps])
    for booth in {booth for booth, _ in one.tally}:
        amounts = {name: count for (of, name), count in one.tally.items() if of == booth and count}
        raise_by(one.work, space_tally, {"booth": booth}, amounts)
    for (booth, hour), count in one.hours.items():
        raise_by(one.work, space_hour, {"booth": booth, "hour": hour}, {"scans": count})


# ---------- a guest's own card ----------


def guest_token(conn: Any, secret: bytes, event_id: str, invitation: str) -> str:
    """The token of the card that belongs to a badge. One way: nothing of the guest or the code is kept with it."""
    code = tokens.parse_code(invitation)
    hashed = tokens.code_hash(tokens.roster_key(secret, event_id), code) if code else ""
    found = guests_by_code[0](conn, [hashed]).get(hashed) if code else None
    if code is None or found is None or found[0]["event_id"] != event_id or found[1] is not None:
        raise Refused("badge_unknown")
    return keys.guest_token(secret, event_id, code)


# ---------- the end ----------


def delete_cards(work: Work) -> int:
    """30 days after the event every card, stamp and flag goes; the sums stay."""
    if work.now < card_queries.kept_until(event_of(work)):
        return 0
    flags = [row["id"] for row in queries.rows_of(work.conn, work.event_id, "space_flag")]
    gone = 0
    for table in (space_stamp, space_flag, space_card):
        gone += work.conn.execute(delete(table).where(table.c.event_id == work.event_id)).rowcount
    if gone:
        work.record("spaces.cards_deleted", "space_cards", {"space_flag": flags}, {"rows": gone})
    return gone


def answer_flag(work: Work, ref: str, flag: str, verdict: str, words: str) -> Row:
    """What somebody made of a flag."""
    here = (space_flag.c.event_id == work.event_id) & (space_flag.c.id == flag)
    row = work.conn.execute(select(space_flag.c.state, space_flag.c.words).where(here)).mappings().first()
    if row is None:
        raise NotFound
    facts = {"flag": flag, "verdict": verdict}
    if (row["state"], row["words"]) == (verdict, words):
        return fresh(work, ref, "spaces.flag_answered", facts, None)
    values = {"state": verdict, "words": words, "answered_by": work.actor, "answered_at": work.now}
    work.conn.execute(update(space_flag).where(here).values(**values))
    index = work.record("spaces.flag_answered", "space_flag", {"space_flag": [flag]}, facts, ref=ref)
    return fresh(work, ref, "spaces.flag_answered", facts, index)
