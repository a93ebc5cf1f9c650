"""What guest lists say, made into what we keep: names in capitals, honorifics, phones, answers."""

from __future__ import annotations

import re

from ops.core.names import clean_text, fold
from ops.core.old_codes import to_unicode

# ---------- names ----------

_HONORIFICS = {
    "ong": "Ông", "ba": "Bà", "dc": "Đồng chí", "d c": "Đồng chí", "dong chi": "Đồng chí", "anh": "Anh", "chi": "Chị",
    "mr": "Ông", "mrs": "Bà", "ms": "Bà", "o": "Ông", "b": "Bà", "nam": "Ông", "nu": "Bà", "cu": "Cụ", "co": "Cô",
}  # fmt: skip
_IN_NAME = re.compile(
    r"(?P<both>(?:Ông|Ong)\s*[/(]\s*(?:Bà|Ba)\s*\)?)[\s.:]+|"
    r"(?P<one>Ông|Ong|Bà|Ba|Đ/\s?[cC]|Đ\.\s?[cC]|ĐC|Đồng chí|Dong chi|Mr|Mrs|Ms|Anh|Chị|Cụ)(?:[.:]\s*|\s+)",
    re.IGNORECASE,
)


def read_honorific(text: str) -> str:
    """How a person is addressed, in the spelling we keep; what is not known stays as it is."""
    return _HONORIFICS.get(fold(text), text)


def split_name(text: str) -> tuple[str, str]:
    """Honorific and name of "Đ/c Nguyễn Văn A"; the honorific is empty when none stands there."""
    found = _IN_NAME.match(text)
    if found is None or len(text[found.end() :].split()) < 2:
        return "", text
    said = found["one"] or ""
    return read_honorific(said) if said else "", text[found.end() :].strip()


def recase(name: str) -> str:
    """A name in capitals, or without any, as names are written. In capital fonts only plain letters are capital."""
    plain = [one for one in name if one.isascii() and one.isalpha()]
    capital = len(plain) > 1 and all(one.isupper() for one in plain)
    if not capital and name != name.lower():
        return name
    return " ".join(word[:1].upper() + word[1:].lower() for word in name.split(" "))


_PLAIN = re.compile("[ -~\u00a1-\u00ac\u00ae-\u024f\u1ea0-\u1eff]*")
"""What a Vietnamese cell holds as a rule; nothing invisible among it."""


def tidy(text: str, limit: int, sheet_code: str = "") -> str:
    """A cell's text as we keep it: Unicode, composed, one line, single spaces."""
    if not text.isascii():
        text = to_unicode(text, sheet_code)
    if len(text) <= limit and _PLAIN.fullmatch(text):
        return " ".join(text.split())  # what clean_text would say, thirty times as fast
    return clean_text(text, limit)


def read_name(text: str) -> tuple[str, str]:
    """Honorific and name out of one tidy cell."""
    said, name = split_name(text.strip(" .,-"))
    return said, recase(name)


# ---------- phones ----------

_SPLIT = re.compile(r"[/;,\n|]|\bhoặc\b|\bhoac\b|\bvà\b|\s[-–]\s")
_ASIDE = re.compile(r"\([^)]*[^\d)\s.+-][^)]*\)")
_MOBILE = re.compile(r"[35789]\d{8}")
_LANDLINE = re.compile(r"2\d{9}")


def one_phone(text: str) -> str:
    """A Vietnamese number as +84…, or empty. Spreadsheets lose the leading zero of a number."""
    digits = re.sub(r"\D", "", text)
    for lead in ("0084", "84", "0"):
        if digits.startswith(lead) and _is_local(digits[len(lead) :].removeprefix("0")):
            return "+84" + digits[len(lead) :].removeprefix("0")
    return "+84" + digits if _is_local(digits) else ""


def _is_local(digits: str) -> bool:
    return bool(_MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits))


def read_phones(text: str) -> tuple[str, int]:
    """The first number of a cell as +84…, and how many numbers stand in it."""
    found = [phone for phone in map(one_phone, _pieces(_ASIDE.sub(" ", text))) if phone]
    return (found[0] if found else ""), len(set(found))


def _pieces(text: str) -> list[str]:
    pieces = [one for one in _SPLIT.split(text) if one.strip()]
    if len(pieces) == 1 and not one_phone(text):
        return re.findall(r"\+?\d[\d.\-]{8,}", text)
    return pieces


# ---------- flags and answers ----------

YES = frozenset({"1", "x", "co", "yes", "true", "v", "dung", "ok", "vip", "truong doan"})
NO = frozenset({"0", "khong", "no", "false", "ko", "k"})
_ANSWERS = {
    **dict.fromkeys(("x", "co", "1", "yes", "du", "tham du", "da xac nhan", "xac nhan", "dong y", "confirmed",
                     "co tham du", "se du", "du hop", "co mat"), "confirmed"),
    **dict.fromkeys(("khong", "0", "no", "khong du", "khong tham du", "vang", "vang mat", "tu choi", "declined", "ban"),
                    "declined"),
    **dict.fromkeys(("moi", "da moi", "chua", "chua xac nhan", "cho", "cho xac nhan", "invited", "chua tra loi"),
                    "invited"),
    **dict.fromkeys(("huy", "da huy", "rut", "cancelled", "huy moi"), "cancelled"),
}  # fmt: skip


def read_flag(text: str) -> bool | None:
    """True, False, or None for what is neither."""
    word = fold(text)
    if text.strip() in ("✓", "✔", "☑", "+"):
        return True
    return True if word in YES else False if word in NO else None


def read_answer(text: str) -> str | None:
    """A guest's state, or None for words that mean none."""
    return "confirmed" if text.strip() in ("✓", "✔", "☑") else _ANSWERS.get(fold(text))
