"""Numbers, lengths and dates as the platforms write them, Vietnamese and Western. Pure.

One cell often says two things: `1.250` is 1250 in Hải Phòng and 1.25 in London. So the sign of the decimals and the
order of day and month are guessed once for a column, from the cells that leave no doubt, and shown to the person who
brings the file in.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

NOTHING = frozenset({"", "-", "–", "—", "--", "n/a", "na", "null", "none", "nan", "/", "khong co", "chua co"})
LARGEST = 10**15
_TIMES = {"k": 3, "n": 3, "nghin": 3, "ngan": 3, "thousand": 3, "m": 6, "tr": 6, "trieu": 6, "mil": 6, "million": 6,
          "b": 9, "ty": 9, "ti": 9, "bn": 9, "billion": 9}  # fmt: skip
_UNITS = re.compile(r"(?:₫|\$|\b(?:vnd|dong|usd)\b|(?<=[\d\s])d\b|\bd(?=\s*\d))")
_NUMBER = re.compile(r"([-+]?)(\d[\d.,'\s]*)\s*([a-z]*)\s*(%?)")
_EXCEL_DAY_0 = datetime(1899, 12, 30)


def folded(value: object) -> str:
    """Small letters without accents and doubled or odd spaces. None and a cell that says nothing: empty."""
    text = "" if value is None else unicodedata.normalize("NFD", str(value).lower().replace("đ", "d"))
    text = "".join(letter for letter in text if not unicodedata.combining(letter) and letter not in "\u200b\ufeff")
    for old, new in (("−", "-"), ("’", "'"), ("′", "'"), ("″", '"'), ("”", '"')):
        text = text.replace(old, new)
    text = re.sub(r"\s+", " ", text).strip()
    return "" if text in NOTHING else text


# ---------- numbers ----------


def decimal_sign(values: Iterable[object], lang: str = "vi") -> tuple[str, bool]:
    """The sign of the decimals in a column, and whether some cell leaves no doubt."""
    votes = Counter(sign for value in values if isinstance(value, str) and (sign := _vote(folded(value))))
    if votes:
        return max(sorted(votes), key=lambda sign: votes[sign]), len(votes) == 1
    return ("," if lang == "vi" else "."), False


def _vote(text: str) -> str:
    """`,` or `.` when this cell can only mean it, else nothing."""
    found = _NUMBER.fullmatch(_UNITS.sub("", text).strip())
    if not found:
        return ""
    body = re.sub(r"[\s']", "", found[2]).rstrip(".,")
    signs = [letter for letter in body if letter in ".,"]
    if not signs:
        return ""
    last, other = signs[-1], "," if signs[-1] == "." else "."
    if len({*signs}) == 2:
        return last
    if len(signs) > 1:
        return other  # 1.250.000: a sign that comes twice parts thousands
    before, _, after = body.partition(last)
    if len(after) != 3 or len(before) > 3 or before == "0" or before.startswith("0"):
        return last
    return ""


def read_number(value: object, decimal: str = ",", whole: bool = True) -> Decimal | None:
    """The number of a cell. `whole`: a count, whose lone sign before three digits parts thousands whatever the column
    says. None: it tells none."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return Decimal(str(value))
    found = _NUMBER.fullmatch(_UNITS.sub("", folded(value)).strip())
    if not found or (found[3] and found[3] not in _TIMES):
        return None
    body = re.sub(r"[\s']", "", found[2]).rstrip(".,")
    sign = "," if decimal == "," else "."
    if len({letter for letter in body if letter in ".,"}) == 2:
        sign = max(",.", key=body.rfind)
    elif body.count(sign) > 1 or (whole and not found[3] and re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", body)):
        sign = "." if body.count(",") else ","
    plain = body.replace("." if sign == "," else ",", "").replace(sign, ".")
    try:
        number = Decimal(found[1] + plain).scaleb(_TIMES.get(found[3], 0))
    except InvalidOperation:
        return None
    return number / 100 if found[4] else number


def to_whole(number: Decimal | None) -> int | None:
    """Rounded to a whole number as it is stored; None when it is none, less than nothing, or absurd."""
    if number is None or not 0 <= number <= LARGEST:
        return None
    return int(number.quantize(Decimal(1), rounding="ROUND_HALF_UP"))


# ---------- lengths ----------

_PARTS = (
    (86_400, r"(?:ngay|days?|d)"),
    (3_600, r"(?:gio|tieng|hours?|hrs?|hr|h)"),
    (60, r"(?:phut|minutes?|mins?|min|ph|p|m|')"),
    (1, r"(?:giay|seconds?|secs?|sec|s|\"|'')"),
)
_SPOKEN = re.compile("".join(rf"(?:(\d+(?:[.,]\d+)?)\s*{words}(?![a-z])[\s,]*(?:va |and )?)?" for _, words in _PARTS))
_TIGHT = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)(?:m|p|')?)?(?:(\d+)s)?")
_COLONS = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:[.,]\d+)?")
_ISO = re.compile(r"pt?(?:(\d+)d)?t?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")


def unit_seconds(title: str) -> int:
    """What a bare number under this title counts in: `Thời lượng (phút)` minutes, else seconds."""
    words = folded(title)
    if re.search(r"\b(phut|minutes?|mins?)\b", words):
        return 60
    return 3_600 if re.search(r"\((gio|hours?|h)\)", words) else 1


def read_length(value: object, unit: int = 1) -> int | None:
    """Seconds of `00:00:25`, `1 giờ 02 phút`, `1h2m`, `75 min`, a part of a day as Excel keeps it. None: no length."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        part_of_day = isinstance(value, float) and 0 < value < 1
        return round(value * 86_400) if part_of_day else round(value * unit) if value >= 0 else None
    text = folded(value)
    if not text:
        return None
    if colons := _COLONS.fullmatch(text):
        hours, minutes, seconds = (int(part or 0) for part in colons.groups())
        return hours * 3_600 + minutes * 60 + seconds
    for pattern in (_SPOKEN, _TIGHT, _ISO):
        found = pattern.fullmatch(text)
        if found and any(found.groups()) and not text.isdigit():
            parts = [Decimal((part or "0").replace(",", ".")) for part in found.groups()]
            return int(sum(part * each for part, each in zip(parts, (86_400, 3_600, 60, 1), strict=True)))
    bare = read_number(text, whole=False)
    return None if bare is None or bare < 0 else int(bare * unit)


# ---------- dates ----------

_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: n for n, name in enumerate(_MONTH_NAMES, 1)}
_CLOCK = re.compile(r"(?:t|\b)(\d{1,2})(?::|h| gio )(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(am|pm|sa|ch)?\b")
_YEAR_FIRST = re.compile(r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_YEAR_LAST = re.compile(r"\b(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b")
_NAMED = re.compile(
    r"\b(?:([a-z]{3})[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})|(\d{1,2}) ([a-z]{3})[a-z]*\.?,? (\d{4}))\b"
)
_SPOKEN_DAY = re.compile(r"\b(\d{1,2}) (?:thg|thang) (\d{1,2}),?(?: nam)? (\d{4})\b")
_OFFSET = re.compile(r"\d(z|[+-]\d{2}:?\d{2})(?!\d)$")


def day_first(values: Iterable[object], lang: str = "vi") -> tuple[bool, bool]:
    """Whether days come before months in a column, and whether some cell leaves no doubt."""
    pairs = [(int(found[1]), int(found[2])) for value in values if (found := _YEAR_LAST.search(folded(value)))]
    days, months = sum(first > 12 for first, _ in pairs), sum(second > 12 for _, second in pairs)
    if days or months:
        return days >= months, not (days and months)
    return lang == "vi", not pairs


def read_instant(value: object, first_day: bool = True, offset_min: int = 420) -> int | None:
    """The instant (ms UTC) that a cell tells; a reading without a zone is one of the event's. None: it tells none."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _of_number(float(value), offset_min)
    text = re.sub(r"\b(?:luc|at|ngay|gmt\+0?7|ict)\b|[()|]", " ", folded(value)).strip()
    if text.isdigit():
        return _of_number(float(text), offset_min)
    day = _day(text, first_day)
    if day is None:
        return None
    away = _OFFSET.search(text)
    minutes = offset_min if away is None else _minutes(away[1])
    moment = datetime(*day) + _time_of_day(text)
    return round((moment - datetime(1970, 1, 1)).total_seconds() * 1000) - minutes * 60_000


def _of_number(value: float, offset_min: int) -> int | None:
    """Excel's days, or seconds or milliseconds since 1970."""
    if 20_000 <= value < 80_000:
        away = _EXCEL_DAY_0 + timedelta(seconds=round(value * 86_400)) - datetime(1970, 1, 1)
        return round(away.total_seconds() * 1000) - offset_min * 60_000
    if 10**9 <= value < 10**10:
        return round(value * 1000)
    return round(value) if 10**12 <= value < 10**13 else None


def _day(text: str, first_day: bool) -> tuple[int, int, int] | None:
    found: tuple[int, int, int] | None = None
    if iso := _YEAR_FIRST.search(text):
        found = int(iso[1]), int(iso[2]), int(iso[3])
    elif last := _YEAR_LAST.search(text):
        one, two = int(last[1]), int(last[2])
        day, month = (one, two) if (first_day and two <= 12) or one > 12 else (two, one)
        found = int(last[3]), month, day
    elif spoken := _SPOKEN_DAY.search(text):
        found = int(spoken[3]), int(spoken[2]), int(spoken[1])
    elif named := _NAMED.search(text):
        month_name = named[1] or named[5]
        if month_name in _MONTHS:
            found = int(named[3] or named[6]), _MONTHS[month_name], int(named[2] or named[4])
    try:
        return found if found and 2000 <= found[0] <= 2100 and datetime(*found) else None
    except ValueError:
        return None


def _time_of_day(text: str) -> timedelta:
    found = _CLOCK.search(text)
    if not found or int(found[2]) > 59:
        return timedelta()
    hour = int(found[1]) % 12 + (12 if found[4] in ("pm", "ch") else 0) if found[4] else int(found[1])
    return timedelta(hours=hour, minutes=int(found[2]), seconds=int(found[3] or 0)) if hour < 24 else timedelta()


def _minutes(zone: str) -> int:
    if zone == "z":
        return 0
    digits = zone[1:].replace(":", "")
    return (int(digits[:2]) * 60 + int(digits[2:])) * (-1 if zone[0] == "-" else 1)
