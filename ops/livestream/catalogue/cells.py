"""What stands in a cell of a list, as a value: money, counts, percent, days, stars, yes and no. Vietnamese habits.

Each reader answers the value, or raises `Unread` with a code of `live.import.fault.<code>`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from ops.core.names import clean_text, fold

_EXCEL_DAY_0 = date(1899, 12, 30)
_TIMES = {"k": 1_000, "nghin": 1_000, "ngan": 1_000, "tr": 1_000_000, "trieu": 1_000_000, "ty": 10**9, "ti": 10**9}
_NUMBER = re.compile(r"(\d[\d.,\s]*?)\s*(k|nghin|ngan|trieu|tr|ty|ti)?\.?\s*(vnd|vnđ|dong|d|vn)?\s*(/.*)?")
_YES = {"x", "co", "1", "yes", "dung", "true", "v", "ok", "da", "tham gia"}
_NO = {"", "khong", "0", "no", "sai", "false", "k", "chua"}
_WORD_STARS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5}


class Unread(ValueError):
    """A cell that nobody can read; the code says why."""


def text_of(value: Any, limit: int = 200) -> str:
    """A cell as one line of text: a whole number without its `.0`."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return clean_text(str(value), limit)


def number(value: Any) -> float:
    """`1.250.000`, `1,250,000`, `125k`, `1,5 triệu`: a mark before three figures parts thousands, else decimals."""
    if isinstance(value, bool):
        raise Unread("number")
    if isinstance(value, int | float):
        return float(value)
    plain = re.sub(r"[₫\u00a0]", " ", str(value)).lower().replace("đ", "d")
    found = _NUMBER.fullmatch(fold_marks(plain))
    if not found:
        raise Unread("number")
    return _digits(found[1]) * _TIMES.get(found[2] or "", 1)


def fold_marks(text: str) -> str:
    """Accents off, the marks of numbers kept."""
    parts = [fold(part) if part.isalpha() else part for part in re.split(r"([^\W\d_]+)", text)]
    return "".join(parts).strip()


def _digits(text: str) -> float:
    body = re.sub(r"\s", "", text).rstrip(".,")
    thousands = re.fullmatch(r"\d{1,3}([.,])\d{3}(\1\d{3})*", body)
    if thousands:
        return float(re.sub(r"[.,]", "", body))
    mixed = re.fullmatch(r"(\d{1,3}(?:\.\d{3})+),(\d+)|(\d{1,3}(?:,\d{3})+)\.(\d+)", body)
    if mixed:
        whole, rest = (mixed[1], mixed[2]) if mixed[1] else (mixed[3], mixed[4])
        return float(re.sub(r"[.,]", "", whole) + "." + rest)
    if body.count(",") + body.count(".") > 1:
        raise Unread("number")
    return float(body.replace(",", "."))


def money(value: Any) -> int:
    """Whole đồng. 125 for a hũ of fish is not 125 đồng; nobody guesses, it is said."""
    found = number(value)
    if found != int(found) or not 0 <= found <= 10**12:
        raise Unread("money")
    return int(found)


def count(value: Any) -> int:
    """A whole number of pieces, whatever unit stands behind it."""
    text = value if isinstance(value, int | float) else re.sub(r"[^\d.,\s].*$", "", str(value).strip())
    found = number(text)
    if found != int(found) or not 0 <= found <= 10_000_000:
        raise Unread("count")
    return int(found)


def percent(value: Any) -> float:
    """`29%`, `29 độ`, `29,5`; a cell that Excel shows as 29 % holds 0.29."""
    if isinstance(value, str):
        value = re.sub(r"(%|độ|do|vol|°).*$", "", value.strip().lower())
        found = number(value)
    else:
        found = number(value)
        found = found * 100 if 0 < found < 1 else found
    if not 0 <= found <= 100:
        raise Unread("percent")
    return round(found, 2)


def day(value: Any) -> str:
    """`08/06/2028`, `8-6-2028`, `ngày 08 tháng 6 năm 2028`, `2028-06-08`, or what Excel keeps: day before month."""
    if isinstance(value, int | float) and 36_526 <= value <= 73_050:
        return str(_EXCEL_DAY_0 + timedelta(days=int(value)))
    text = fold_marks(str(value).strip().lower())
    found = re.fullmatch(r"(?:ngay )?(\d{1,2})\s*(?:[/.-]|thang)\s*(\d{1,2})\s*(?:[/.-]|nam)\s*(\d{4})", text)
    parts = (found[3], found[2], found[1]) if found else None
    iso = re.fullmatch(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ t].*)?", text)
    parts = (iso[1], iso[2], iso[3]) if iso else parts
    try:
        made = date(*map(int, parts)) if parts else None
    except ValueError:
        made = None
    if made is None or not 2000 <= made.year <= 2100:
        raise Unread("day")
    return str(made)


def stars(value: Any) -> int:
    """`4 sao`, `★★★★`, `OCOP 4*`, `bốn sao`, 4."""
    if isinstance(value, int | float):
        found = int(value) if value == int(value) else 0
    else:
        drawn = len(re.findall(r"[★⭐*]", value))
        figures = re.findall(r"\d+", value)
        words = [_WORD_STARS[word] for word in fold(value).split() if word in _WORD_STARS]
        found = int(figures[0]) if figures else drawn or (words[0] if words else 0)
    if not 1 <= found <= 5:
        raise Unread("stars")
    return found


def yes(value: Any) -> bool:
    """A tick, or a word for it."""
    if isinstance(value, str) and value.strip() in ("✓", "✔", "☑", "√"):
        return True
    word = fold(text_of(value))
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Unread("yes_no")


def phone(value: Any) -> str:
    """As people write it; a spreadsheet that took it for a number has lost the nought."""
    text = re.sub(r"[^\d+() .-]", " ", text_of(value)).strip()
    digits = re.sub(r"\D", "", text)
    if not 8 <= len(digits) <= 15:
        raise Unread("phone")
    return f"0{digits}" if len(digits) == 9 and digits == text and digits[0] in "35789" else clean_text(text, 30)


def hour(value: Any) -> str:
    """`9h30`, `9:30`, `09 giờ 30`, 9; a part of a day as Excel keeps it."""
    if isinstance(value, float) and 0 <= value < 1:
        minutes = round(value * 1440)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    found = re.fullmatch(
        r"(\d{1,2})(?:\s*(?:h|:|gio|g)\s*(\d{1,2})?)?(?:\s*(?:phut|p))?(?::00)?", fold_marks(text_of(value).lower())
    )
    if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise Unread("hour")
    return f"{int(found[1]):02d}:{int(found[2] or 0):02d}"


def hours(value: Any) -> tuple[str, str]:
    """`9h30 - 22h`."""
    parts = re.split(r"\s*(?:-|–|—|đến|den|tới)\s*", text_of(value))
    if len(parts) != 2:
        raise Unread("hour")
    return hour(parts[0]), hour(parts[1])


def tax_code(value: Any) -> str:
    """10 figures, with or without the branch, or the 12 of a personal number."""
    text = re.sub(r"[\s.]", "", text_of(value))
    text = f"0{text}" if re.fullmatch(r"\d{9}", text) else text
    if not re.fullmatch(r"\d{10}(-?\d{3})?|\d{12}", text):
        raise Unread("tax_code")
    return text


def commune(value: Any) -> str:
    """The 5-digit code; a spreadsheet may have made a number of it."""
    text = text_of(value)
    if not re.fullmatch(r"\d{5}", text.zfill(5) if text.isdigit() else text):
        raise Unread("commune")
    return text.zfill(5)


def url(value: Any) -> str:
    """An address of the web."""
    text = text_of(value, 500)
    text = text if re.match(r"https?://", text) or "." not in text else f"https://{text}"
    if not re.fullmatch(r"https?://[!-~\u00a1-\uffff]+", text):
        raise Unread("url")
    return text


KINDS = {
    "doanh nghiep": "enterprise", "cong ty": "enterprise", "dn": "enterprise", "hop tac xa": "cooperative",
    "htx": "cooperative", "to hop tac": "group", "tht": "group", "ho kinh doanh": "household", "hkd": "household",
    "ho gia dinh": "household", "co so san xuat": "other", "khac": "other",
}  # fmt: skip


def producer_kind(value: Any) -> str:
    """doanh nghiệp, HTX, tổ hợp tác, hộ kinh doanh."""
    found = KINDS.get(fold(text_of(value)))
    if found is None:
        raise Unread("producer_kind")
    return found


def kind_by_name(name: str) -> str:
    """What the name of a producer says of it."""
    words = f"{fold(name)} "
    for start, kind in (("cong ty ", "enterprise"), ("htx ", "cooperative"), ("hop tac xa ", "cooperative"),
                        ("to hop tac ", "group"), ("ho kinh doanh ", "household"), ("ho ", "household")):  # fmt: skip
        if words.startswith(start) or words.startswith(f"chi nhanh {start}"):
            return kind
    return "other"


def room_kind(value: Any) -> str:
    """phòng or gian."""
    word = fold(text_of(value))
    if word.startswith(("gian", "booth", "quay")):
        return "booth"
    if word.startswith(("phong", "room", "studio", "phim truong")):
        return "room"
    raise Unread("room_kind")


def roles(value: Any) -> list[str]:
    """người livestream, trợ live, or both."""
    word = fold(text_of(value))
    found = {"assistant"} if re.search(r"\b(tro|phu|van hanh)\b", word) else set[str]()
    if re.search(r"\b(host|dan|livestream|streamer|kol|koc|chinh|mc)\b", word.replace("tro livestream", "tro")):
        found.add("host")
    if not found:
        raise Unread("roles")
    return sorted(found)


def programmes(value: Any) -> list[str]:
    """Names parted by commas or semicolons."""
    return [one for part in re.split(r"[;,\n]", text_of(value, 500)) if (one := part.strip())][:12]


def words(limit: int) -> Callable[[Any], str]:
    """A reader of plain text."""
    return lambda value: text_of(value, limit)


READERS: dict[str, Callable[[Any], Any]] = {
    "producer_name": words(120), "producer_kind": producer_kind, "tax_code": tax_code, "commune": commune,
    "address": words(200), "contact": words(200), "phone": phone, "id": words(40), "name": words(120),
    "industry": words(200), "stars": stars, "stars_source": words(200), "certificate_no": words(200),
    "certificate_from": day, "certificate_until": day, "alcohol": percent, "price": money, "live_price": money,
    "pack": words(200), "stock": count, "page_url": url, "claims": words(500), "voucher": yes, "programmes": programmes,
    "fresh": yes, "cold": yes, "supplement": yes, "cosmetic": yes, "roles": roles, "home_site": words(120),
    "tiktok": words(100), "shopee": words(100), "lazada": words(100), "facebook": words(100), "youtube": words(100),
    "kind": room_kind, "site": words(120), "hours": hours, "opens": hour, "closes": hour, "hears_stage": yes,
    "power": words(200), "uplink": words(200),
}  # fmt: skip
