"""Which figure counts, what may be added, what a total covers. Pure.

A figure is `{id, slot, platform, metric, value: int | None, status: provisional|final|missing, as_of, made_at, source,
row_key, note}`; instants in ms, money in dong, lengths in seconds. Figures are only ever appended:

- **Which counts.** Of one live, final beats provisional, then the latest `as_of`, then the latest made. A figure
  without `row_key` is about the whole slot; figures with one are about one live of it (cut and started again are two
  lives of one slot), and are put together before they are compared with the whole.
- **Missing is never 0.** `missing` says that nobody has the number. It takes nothing away, unless it carries a note:
  then it is a correction ("typed into the wrong slot"), and what was said before it does not count any more.
- **Totals.** Counts are added, the peak is the highest, people are never added, shares and averages are worked out from
  counts or left out. A total names its coverage, and is final only when nothing is missing and all of it is final.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Row = dict[str, Any]
ADD, PEOPLE, HIGHEST, AVERAGE = "add", "people", "highest", "average"
METRICS: dict[str, str] = {
    "gmv": ADD, "orders": ADD, "items": ADD, "refunds": ADD, "net": ADD, "gmv_attributed": ADD, "buyers": PEOPLE,
    "views": ADD, "viewers": PEOPLE, "peak": HIGHEST, "average": AVERAGE, "watch_s": ADD, "watch_avg_s": AVERAGE,
    "engaged": PEOPLE, "likes": ADD, "comments": ADD, "shares": ADD, "follows": ADD, "impressions": ADD, "clicks": ADD,
    "carts": ADD, "live_s": ADD, "ads": ADD, "vouchers": ADD,
}  # fmt: skip
"""Metric -> how several of it become one. `gmv_attributed` (a KOL's own count of the same sales) has its own line: one
basis a report, the two are never added."""
MAIN = ("gmv", "orders", "peak")
"""What a booth types at the end; coverage speaks of these."""
INTERNAL = frozenset({"ads", "vouchers"})
GROWS = frozenset(name for name, how in METRICS.items() if how == ADD and name not in ("refunds", "net")) | {
    "peak",
    "viewers",
    "buyers",
}
"""During a live these only grow: a smaller provisional number is a correction."""
RATES = {"aov": ("gmv", "orders"), "ctor": ("orders", "clicks"), "ctr": ("clicks", "impressions"),
         "watch_avg_s": ("watch_s", "views")}  # fmt: skip
"""Share or average -> the counts that it is worked out from, over the slots that have both."""
_RANK = {"final": 2, "provisional": 1, "missing": 0}
TIMES_OFF = 8
LEAST_OF_ORDER, MOST_OF_ORDER = 1_000, 50_000_000  # dong; outside, an order's average is hardly meant


# ---------- which figure counts ----------


def standing(figures: Iterable[Mapping[str, Any]]) -> Row | None:
    """What counts of the figures of one slot, platform and metric: `{value, status, as_of, source, by, parts}`.

    None: nobody has said anything, or only what was taken back.
    """
    alive = _after_corrections(sorted(figures, key=_order))
    parts: dict[str, list[Mapping[str, Any]]] = {}
    for one in alive:
        parts.setdefault(one.get("row_key") or "", []).append(one)
    whole = _best(parts.pop("", []))
    lives = [found for one in parts.values() if (found := _best(one)) is not None]
    joined = _joined(lives)
    told: list[Row] = [one for one in (whole, joined) if one is not None]
    return max(told, key=lambda one: (_RANK[one["status"]], one["as_of"], one["made_at"])) if told else None


def _order(one: Mapping[str, Any]) -> tuple[int, str]:
    return one["made_at"], str(one.get("id", ""))


def _after_corrections(ordered: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Without what a later `missing` with a note has taken back: for a whole slot all, for a live its own."""
    alive: list[Mapping[str, Any]] = []
    for one in ordered:
        if one["status"] == "missing" and one.get("note"):
            key = one.get("row_key") or ""
            alive = [other for other in alive if key and (other.get("row_key") or "") != key]
        alive.append(one)
    return alive


def _best(figures: Sequence[Mapping[str, Any]]) -> Row | None:
    if not figures:
        return None
    best = max(figures, key=lambda one: (_RANK[one["status"]], one["as_of"], *_order(one)))
    return {name: best.get(name) for name in ("metric", "value", "status", "as_of", "made_at", "source", "by")} | {
        "parts": 1
    }


def _joined(lives: Sequence[Row]) -> Row | None:
    """Several lives of one slot as one: counts added, the highest peak; people of two lives are no number."""
    if len(lives) < 2:
        return lives[0] if lives else None
    how = METRICS.get(lives[0]["metric"], ADD)
    values = [one["value"] for one in lives if one["value"] is not None]
    whole = len(values) == len(lives)
    value = {ADD: sum(values), HIGHEST: max(values)}.get(how) if values else None
    statuses = {one["status"] for one in lives}
    status = "final" if statuses == {"final"} else "provisional" if value is not None else "missing"
    newest = max(lives, key=lambda one: (one["as_of"], one["made_at"]))
    told = {"value": value, "status": status if whole or value is None else "provisional"}
    return {**newest, **told, "as_of": min(one["as_of"] for one in lives), "parts": len(lives)}


def by_slot(figures: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], dict[str, Row]]:
    """(slot, platform) -> metric -> what counts of it."""
    grouped: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    for one in figures:
        grouped.setdefault((one["slot"], one["platform"], one["metric"]), []).append(one)
    told: dict[tuple[str, str], dict[str, Row]] = {}
    for (slot, platform, metric), found in grouped.items():
        best = standing(found)
        if best is not None:
            told.setdefault((slot, platform), {})[metric] = best
    return told


# ---------- what may be said ----------


def needs_reason(before: Mapping[str, Any] | None, metric: str, value: int | None, status: str, by: str) -> bool:
    """Whether this is a correction: a final number becomes another one, or somebody else's number, which only grows,
    becomes smaller. One's own slip of the finger may be typed again; both stay on record."""
    if before is None or before["value"] is None or value is None or value == before["value"]:
        return False
    if before["status"] == "final":
        return status == "final"  # a provisional one cannot push it away: it is kept and does not count
    return status == "provisional" and metric in GROWS and value < before["value"] and before["by"] != by


def doubts(values: Mapping[str, int | None], before: Mapping[str, int | None], usual: Mapping[str, int]) -> list[Row]:
    """What looks like a slip of the finger: `[{metric, code, …}]`. It warns and never refuses.

    `before` is what stands in this slot, `usual` the middle of the other slots of this platform.
    """
    found: list[Row] = []
    known = {**before, **{name: value for name, value in values.items() if value is not None}}
    for metric, value in values.items():
        other = before.get(metric) or usual.get(metric)
        if value and other and not other / TIMES_OFF <= value <= other * TIMES_OFF:
            code = "much_more" if value > other else "much_less"
            found.append({"metric": metric, "code": code, "other": other})
    return found + _crossed(values, known)


def _crossed(values: Mapping[str, int | None], known: Mapping[str, int | None]) -> list[Row]:
    """Numbers that cannot stand beside each other."""
    found: list[Row] = []

    def both(more: str, less: str) -> bool:
        pair = (known.get(more), known.get(less))
        return (more in values or less in values) and None not in pair and pair[0] < pair[1]  # type: ignore[operator]

    for more, less in (("views", "peak"), ("views", "orders"), ("viewers", "buyers"), ("items", "orders"),
                       ("orders", "buyers"), ("gmv", "refunds")):  # fmt: skip
        if both(more, less):
            found.append({"metric": less, "code": "more_than", "than": more, "other": known[more]})
    gmv, orders = known.get("gmv"), known.get("orders")
    if ("gmv" in values or "orders" in values) and gmv is not None and orders is not None:
        if (gmv > 0) != (orders > 0):
            found.append({"metric": "orders" if gmv else "gmv", "code": "one_is_zero", "other": gmv or orders})
        elif orders and not LEAST_OF_ORDER <= gmv / orders <= MOST_OF_ORDER:
            found.append({"metric": "gmv", "code": "order_value", "other": gmv // orders})
    return found


def usual_values(figures: Mapping[tuple[str, str], Mapping[str, Row]], platform: str, but: str) -> dict[str, int]:
    """The middle value of each metric in the other slots of a platform, where at least three say one."""
    seen: dict[str, list[int]] = {}
    for (slot, where), metrics in figures.items():
        if where == platform and slot != but:
            for metric, one in metrics.items():
                if one["value"]:
                    seen.setdefault(metric, []).append(one["value"])
    return {metric: sorted(found)[len(found) // 2] for metric, found in seen.items() if len(found) >= 3}


# ---------- totals ----------


def totals(slots: Sequence[str], figures: Mapping[tuple[str, str], Mapping[str, Row]]) -> dict[str, Row]:
    """Metric -> its total over these slots. `{value, how, have, of, status, as_of, slot, by_platform}`.

    `value` is None where nobody has a number or where it may not be made; `slot` is where the highest was. People have
    no total; the row says how many slots have one.
    """
    wanted = set(slots)
    rows = {key: metrics for key, metrics in figures.items() if key[0] in wanted}
    return {metric: _total(metric, rows, len(slots)) for metric in METRICS} | _rates(rows, len(slots))


def _total(metric: str, rows: Mapping[tuple[str, str], Mapping[str, Row]], of: int) -> Row:
    found = [(key, one[metric]) for key, one in rows.items() if metric in one and one[metric]["value"] is not None]
    how, have = METRICS[metric], len({key[0] for key, _ in found})
    value, slot = _made(how, [(key[0], int(one["value"])) for key, one in found])
    final = have == of and all(one["status"] == "final" for _, one in found)
    platforms = sorted({key[1] for key, _ in found})
    each = {name: _made(how, [(k[0], int(one["value"])) for k, one in found if k[1] == name])[0] for name in platforms}
    return {
        "value": value,
        "how": how,
        "have": have,
        "of": of,
        "status": "missing" if not have else "final" if final else "provisional",
        "as_of": min((one["as_of"] for _, one in found), default=None),
        "slot": slot,
        "by_platform": {name: one for name, one in each.items() if one is not None},
    }


def _made(how: str, values: Sequence[tuple[str, int]]) -> tuple[int | None, str]:
    if not values or how not in (ADD, HIGHEST):
        return None, ""
    if how == ADD:
        return sum(value for _, value in values), ""
    slot, value = max(values, key=lambda one: (one[1], one[0]))
    return value, slot


def _rates(rows: Mapping[tuple[str, str], Mapping[str, Row]], of: int) -> dict[str, Row]:
    """Worked out from counts, over the rows that have both; a rate that nobody can work out is left out."""
    told: dict[str, Row] = {}
    for name, (top, bottom) in RATES.items():
        pairs = [
            (key, one[top], one[bottom])
            for key, one in rows.items()
            if all(one.get(metric, {}).get("value") is not None for metric in (top, bottom))
        ]
        below = sum(int(one["value"]) for _, _, one in pairs)
        if below:
            have = len({key[0] for key, _, _ in pairs})
            above = sum(int(one["value"]) for _, one, _ in pairs)
            final = have == of and all(one["status"] == "final" for _, *both in pairs for one in both)
            times = {"value": above / below, "how": "rate", "have": have, "of": of, "slot": "", "by_platform": {}}
            stamps = [one["as_of"] for _, *both in pairs for one in both]
            told[name] = {**times, "status": "final" if final else "provisional", "as_of": min(stamps)}
    return told


def coverage(metrics: Mapping[str, Mapping[str, Any]]) -> Row:
    """How much of what a slot should say is there: `{have, of, final}` over the main numbers."""
    have = [name for name in MAIN if metrics.get(name, {}).get("value") is not None]
    final = len(have) == len(MAIN) and all(metrics[name]["status"] == "final" for name in MAIN)
    return {"have": len(have), "of": len(MAIN), "final": final}


# ---------- reminders ----------

FIRST_REMINDER_MS, AGAIN_MS, FINAL_AFTER_MS = 15 * 60_000, 12 * 3_600_000, 15 * 86_400_000


def reminder(ended: int | None, metrics: Mapping[str, Mapping[str, Any]], now: int) -> str:
    """What is due for a slot that has ended: nothing, `numbers` (15 min after), `again` (the next morning), `final` (15
    days after, when returns are over: numbers have to be asked for again)."""
    if ended is None or now < ended + FIRST_REMINDER_MS:
        return ""
    told = coverage(metrics)
    if told["have"] < told["of"]:
        return "again" if now >= ended + AGAIN_MS else "numbers"
    return "final" if now >= ended + FINAL_AFTER_MS and not told["final"] else ""
