"""Invariants of the spaces: sums are what was told, cards are honest, consents hold, draws can be repeated."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from ops.invariants.facts import Facts, Row
from ops.spaces import card_models as cards, models
from ops.spaces.rules import consents, counting, draws, stamps


def counts(facts: Facts) -> Iterator[Row]:
    """How many are inside is what the taps of the day make of it."""
    taps = [row for row in facts.rows(models.space_tap) if row["kind"] == "count" and row["undone_at"] is None]
    for row in facts.rows(models.space_count):
        told = counting.folded(one for one in taps if (one["area"], one["day"]) == (row["area"], row["day"]))
        if any(row[name] != value for name, value in vars(told).items()):
            yield {"event": facts.id, "area": row["area"], "inside": row["inside"], "taps_make": told.inside}


def sums(facts: Facts) -> Iterator[Row]:
    """The sums of a booth are its lines, its hours, its taps and its leads."""
    stamped = [line.facts for line in facts.lines if line.kind == "spaces.stamped"]
    lines = Counter(one["booth"] for one in stamped)
    new = Counter(one["booth"] for one in stamped if one["new"])
    weak = Counter(one["booth"] for one in stamped if one["way"] in stamps.WEAK_WAYS)
    hours: Counter[str] = Counter()
    for row in facts.rows(models.space_hour):
        hours[row["booth"]] += row["scans"]
    taps = [row for row in facts.rows(models.space_tap) if row["undone_at"] is None]
    leads = Counter((row["booth"], row["state"] == "active") for row in facts.rows(cards.space_lead))
    for row in facts.rows(models.space_tally):
        booth = row["booth"]
        tours = [one["by"] for one in taps if (one["kind"], one["booth"]) == ("tour", booth)]
        told = {
            "scans": lines[booth], "cards": new[booth], "weak": weak[booth], "tours": len(tours),
            "tour_people": sum(tours),
            "demos": sum((one["kind"], one["booth"]) == ("demo", booth) for one in taps),
            "leads": leads[booth, True], "leads_withdrawn": leads[booth, False],
        }  # fmt: skip
        if any(row[name] != value for name, value in told.items()) or hours[booth] != row["scans"]:
            wrong = sorted(name for name, value in told.items() if row[name] != value)
            yield {"event": facts.id, "booth": booth, "wrong": wrong, "hours": hours[booth]}


def honest(facts: Facts) -> Iterator[Row]:
    """A card has three weak stamps at most, is used only after a person's look, and a gift is counted when it goes."""
    of: dict[str, list[Row]] = {}
    for row in facts.rows(cards.space_stamp):
        of.setdefault(row["card"], []).append(row)
    known = {row["id"]: row for row in facts.rows(cards.space_card)}
    for card, some in of.items():
        weak = sum(bool(one["weak"]) for one in some)
        marked = all(bool(one["weak"]) == (one["way"] in stamps.WEAK_WAYS) for one in some)
        used = card in known and known[card]["used_at"] is not None
        if card not in known or weak > stamps.WEAK_AT_MOST or not marked or (used and not stamps.by_staff(some)):
            yield {"event": facts.id, "card": card, "weak": weak, "used": used}
    gone = Counter(line.facts["gift"] for line in facts.lines if line.kind == "spaces.card_used")
    for row in facts.rows(models.space_settings):
        given = Counter(json.loads(row["given"]))
        if given != gone:
            yield {"event": facts.id, "given": dict(given), "lines": dict(gone)}


def agreed(facts: Facts) -> Iterator[Row]:
    """A lead stands as its consents say; what was agreed to is a text that is kept under its hash."""
    acts: dict[str, list[Row]] = {}
    for row in sorted(facts.rows(cards.space_consent), key=lambda one: one["n"]):
        acts.setdefault(row["lead"], []).append(row | {"purposes": json.loads(row["purposes"])})
    for row in facts.rows(cards.space_lead):
        if consents.state_of(acts.get(row["id"], ())) != row["state"]:
            yield {"event": facts.id, "lead": row["id"], "state": row["state"]}
    hashes = {one for row in facts.rows(models.space_text) for one in json.loads(row["hashes"]).values()}
    for row in facts.rows(cards.space_contact):
        if row["hash"] not in hashes or not any(one["contact"] == row["id"] for one in acts.get(row["lead"], ())):
            yield {"event": facts.id, "contact": row["id"], "hash": row["hash"]}


def drawn(facts: Facts) -> Iterator[Row]:
    """A frozen list has the hash that was shown, and the winners are what list and numbers make."""
    won: dict[str, list[Row]] = {}
    for row in sorted(facts.rows(cards.space_win), key=lambda one: one["place"]):
        won.setdefault(row["draw"], []).append({name: row[name] for name in ("place", "prize", "card")})
    for row in facts.rows(cards.space_draw):
        entries, people = json.loads(row["entries"]), json.loads(row["witnesses"])
        fine = row["state"] == "draft" or draws.list_hash(entries) == row["list_hash"]
        made = draws.winners(entries, json.loads(row["prizes"]), row["seed"]) if row["state"] == "drawn" else []
        numbers = [one["number"] for one in people]
        seeded = not people or draws.seed_of(row["list_hash"], numbers) == row["seed"]
        if not (fine and seeded and made == won.get(row["id"], [])):
            yield {"event": facts.id, "draw": row["id"], "state": row["state"]}
