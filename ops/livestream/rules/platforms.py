"""What a platform asks: lengths, numbers, lead time, titles, words; and words of advertising."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterator

from ops.livestream.rules.index import Index, Seen
from ops.livestream.rules.kinds import BLOCK, Row
from ops.livestream.rules.reports import report
from ops.livestream.rules.times import MINUTE

# fact: (what is counted, is more than the value wrong?)
COUNTED = {
    "max_minutes": ("minutes", True),
    "min_minutes": ("minutes", False),
    "max_products": ("products", True),
    "min_products": ("products", False),
}
NAMES = {
    "tiktok": ("tiktok", "tik tok"),
    "shopee": ("shopee",),
    "lazada": ("lazada", "lazlive"),
    "facebook": ("facebook",),
    "youtube": ("youtube", "you tube"),
    "zalo": ("zalo",),
}
WORDS = re.compile(r"[^\W_]+")
PHONE = re.compile(r"(?:^|[^0-9])((?:\+?84|0)[ .-]?[235789](?:[ .-]?[0-9]){7,9})(?![0-9])")
# "nhất" in a name or a set phrase praises nothing; "số 1" after a place is its number.
BEFORE_NHAT = frozenset({"thống", "thứ", "đồng", "hợp", "ít"})
AFTER_NHAT = frozenset({"định", "trí", "quán", "thiết", "thời"})
BEFORE_NUMBER = frozenset(
    {
        "bàn", "ca", "cổng", "cửa", "gian", "kênh", "khu", "lô", "mã", "mục",
        "ngày", "nhà", "phần", "phiên", "phòng", "quầy", "tầng", "tập",
    }
)  # fmt: skip


def number(row: Row) -> float | None:
    """A fact's value as a number; None when it is none."""
    try:
        return float(row["value"])
    except (TypeError, ValueError):
        return None


def limits(index: Index, one: Seen) -> Iterator[Row]:
    """Too long, too short, too many, too few: stops only where the fact is sure enough to."""
    assert one.span
    minutes = (one.slot["ends"] - one.slot["starts"]) / MINUTE
    have = {"minutes": minutes, "products": float(len(one.products))}
    for name, (unit, over) in COUNTED.items():
        for row in index.told(one.platform, name, one.days[1]):
            limit = number(row)
            if limit is not None and (have[unit] > limit if over else have[unit] < limit):
                kind = "platform.limit" if row.get("level") == BLOCK else "platform.advice"
                told: Row = {"fact": name, "limit": tidy(limit), "value": tidy(have[unit]), "status": row.get("status")}
                yield report(kind, [one], ("platform", one.platform), None, name, **told)
                break


def lead(index: Index, one: Seen) -> Iterator[Row]:
    """Some platforms want to know early. What is confirmed has been told them."""
    assert one.span
    if one.state not in ("draft", "requested"):
        return
    left = (one.span[0] - index.now) / MINUTE
    for row in index.told(one.platform, "lead_minutes", one.days[1]):
        limit = number(row)
        if limit is not None and left < limit:
            kind = "platform.lead" if row.get("level") == BLOCK else "platform.advice"
            told: Row = {"fact": "lead_minutes", "limit": tidy(limit), "status": row.get("status")}
            yield report(kind, [one], ("platform", one.platform), None, "lead_minutes", **told)
            return


def tidy(value: float) -> float | int:
    """60, not 60.0."""
    return int(value) if value.is_integer() else value


def title_of(one: Seen) -> str:
    """What viewers read: the slot's title, or its session's."""
    return unicodedata.normalize("NFC", str(one.slot.get("title") or one.session.get("title") or ""))


def texts_of(one: Seen) -> str:
    """All that is shown and said: title and script."""
    return title_of(one) + "\n" + unicodedata.normalize("NFC", str(one.slot.get("script") or ""))


def signed(row: Row, text: str) -> Row:
    """A report about words is acknowledged for these words only."""
    return {**row, "with": f"{row['with']}.{zlib.crc32(text.encode()):08x}"}


def wording(index: Index, one: Seen) -> Iterator[Row]:
    """Length of the title, names of other platforms and phone numbers, claims."""
    day, title, text = one.days[1], title_of(one), texts_of(one)
    row = index.fact(one.platform, "title_max", day)
    limit = number(row) if row else None
    resource = ("platform", one.platform)
    if limit is not None and len(title) > limit:
        told: Row = {"limit": tidy(limit), "value": len(title)}
        yield signed(report("platform.title", [one], resource, **told), title)
    row = index.fact(one.platform, "other_platforms", day)
    if row and row.get("value") == "forbidden" and (names := foreign(text, one.platform)):
        yield signed(report("platform.words", [one], resource, words=names), text)
    if found := claims(text):
        yield signed(report("ads.claim", [one], None, words=found), text)


def words_in(text: str) -> list[str]:
    """The words of a text in small letters, without what stands between."""
    return WORDS.findall(text.lower())


def foreign(text: str, platform: str) -> list[str]:
    """Names of other platforms and phone numbers in a text."""
    said = f" {' '.join(words_in(text))} "
    own = platform.lower()
    names = [name for other, names in NAMES.items() if other != own for name in names if f" {name} " in said]
    return names + [found[1] for found in PHONE.finditer(text)]


def claims(text: str) -> list[str]:
    """Words that need a proof by the law on advertising: "nhất", "số 1", "số một"."""
    lines = [line for line in text.lower().split("\n") if "nhất" in line or "số" in line]
    return list(dict.fromkeys(found for line in lines for found in claims_of(words_in(line))))


def claims_of(words: list[str]) -> Iterator[str]:
    """Those in the words of one line."""
    for place, word in enumerate(words):
        before = words[place - 1] if place else ""
        after = words[place + 1] if place + 1 < len(words) else ""
        if word == "nhất" and before not in BEFORE_NHAT and after not in AFTER_NHAT:
            yield f"{before} nhất".strip()
        beyond = words[place + 2] if place + 2 < len(words) else ""
        if word == "số" and after in ("1", "một") and before not in BEFORE_NUMBER and not beyond[:1].isdigit():
            yield f"số {after}"
