"""What the columns of platform exports are called, Vietnamese and English. Pure.

No platform keeps one layout: TikTok's file holds the columns somebody ticked, Shopee's has a summary above the table.
So a header is looked for, its titles are guessed, and what a person corrects is kept for the platform and the language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ops.livestream.figures.numbers import folded
from ops.livestream.figures.rules import METRICS
from ops.livestream.figures.titles import LEFT, TITLES

ABOUT = ("live_id", "title", "starts", "ends", "channel", "host")
"""Columns that say which live a row is about."""
FIELDS = (*ABOUT, *METRICS)
ROWS_ABOVE = 40
PLATFORMS = ("tiktok", "shopee", "lazada", "facebook", "youtube")

_OWN: dict[str, dict[str, str]] = {
    "lazada": {"visitors": "viewers", "page views": "views", "khach truy cap": "viewers", "unique visitors": "viewers"},
    "facebook": {"minutes viewed": "watch_s", "video name": "title", "link clicks": "clicks"},
    "youtube": {"content": "live_id", "noi dung": "live_id", "impressions click-through rate (%)": ""},
    "shopee": {"viewers": "viewers", "thoi gian": "starts", "sales(đ)": "gmv"},
    "tiktok": {"livestream": "title", "thoi gian": "starts", "launched": "starts"},
}  # fmt: skip
RATES = frozenset(LEFT.split("|"))
_WORDS = {name: field for field, names in TITLES.items() for name in names.split("|")}
_MARKS = {
    "tiktok": ("tiktok", "sku order", "ctor", "live views"),
    "shopee": ("shopee", "gpm", "atc", "abs"),
    "lazada": ("lazada", "lazlive", "page views"),
    "facebook": ("facebook", "3-second", "people reached", "reactions"),
    "youtube": ("youtube", "subscribers", "watch time (hours)", "video publish time"),
}
_UNIT = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*$|\s*\b(vnd|₫)$|\s*[:*]+$")


def bare(title: object) -> str:
    """A title as it is compared: without accents, and without the unit in brackets behind it."""
    text = folded(title).replace("_", " ")
    return _UNIT.sub("", text).strip()


def meaning(title: object, platform: str = "", kept: Mapping[str, str] | None = None) -> str:
    """The field that a title means; empty when nobody knows, or when it is a rate that is worked out here."""
    whole = folded(title).replace("_", " ")
    for words in (whole, bare(title)):
        for known in (kept or {}, _OWN.get(platform, {}), _WORDS):
            if words and words in known:
                return known[words]
    return ""


def find_header(
    rows: Sequence[Sequence[object]], platform: str = "", kept: Mapping[str, str] | None = None
) -> int | None:
    """The row that names most columns; one that names fewer than two things is none."""
    best, found = 1, None
    for at, row in enumerate(rows[:ROWS_ABOVE]):
        names = {field for cell in row if isinstance(cell, str) and (field := meaning(cell, platform, kept))}
        if len(names) > best:
            best, found = len(names), at
    return found


def columns_of(
    titles: Sequence[object], platform: str = "", kept: Mapping[str, str] | None = None,
    chosen: Mapping[int, str] | None = None,
) -> dict[int, str]:  # fmt: skip
    """Column -> field; of two columns that mean the same the first counts, and what a person chose comes before all."""
    found: dict[int, str] = {}
    picked = dict(chosen or {})
    taken = {field for field in picked.values() if field}
    for at, title in enumerate(titles):
        field = picked.get(at) if at in picked else meaning(title, platform, kept)
        if field and (at in picked or field not in taken):
            found[at] = field
            taken.add(field)
    return found


def language_of(titles: Sequence[object]) -> str:
    """`vi` when the titles have Vietnamese letters, else `en`."""
    return "vi" if any(re.search(r"[ăâđêôơưạảấầậắặẽếềệỉịọốộờợụủứừựỳỹ]", str(one).lower()) for one in titles) else "en"


def guess_platform(titles: Sequence[object], name: str = "") -> str:
    """The platform that a file seems to be of, from its name and from words that only one of them uses."""
    text = f"{folded(name)} " + " | ".join(folded(one) for one in titles)
    hits = {platform: sum(mark in text for mark in words) for platform, words in _MARKS.items()}
    best = max(hits, key=lambda one: hits[one])
    return best if hits[best] else ""
