"""Vietnamese as it arrives in spreadsheets, made into the text we keep: old codes, names in capitals, titles, phones.

TCVN3 (".VnTime" fonts) and VNI write Vietnamese with the characters of Western Europe. Nobody marks a cell as such, so
the syllables decide: what is no Vietnamese as it stands, and is Vietnamese once read in the old code, was in that code.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from ops.core.names import clean_text, fold

# ---------- old codes ----------

_TCVN3_LETTERS = (
    "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂĐÊÔƠƯ",
    "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ¡¢§£¤¥¦",
)
_TCVN3 = str.maketrans(_TCVN3_LETTERS[1], _TCVN3_LETTERS[0])
_VNI_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_HAT = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_VNI_BREVE = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}


def _vni_table() -> dict[str, str]:
    pairs = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
    for base in "aeouyôö":
        plain = pairs.get(base, base)
        pairs |= {base + mark: plain + tone for mark, tone in _VNI_TONES.items()}
    for base in "aeo":
        pairs |= {base + mark: f"{base}\u0302{tone}" for mark, tone in _VNI_HAT.items()}
    pairs |= {"a" + mark: f"a\u0306{tone}" for mark, tone in _VNI_BREVE.items()}
    both = pairs | {old.upper(): new.upper() for old, new in pairs.items()}
    both |= {old[0].upper() + old[1:]: new[0].upper() + new[1:] for old, new in pairs.items() if len(old) > 1}
    return {old: unicodedata.normalize("NFC", new) for old, new in both.items()}


_VNI = _vni_table()
_VNI_PAIR = re.compile("|".join(sorted(_VNI, key=len, reverse=True)))
_SYLLABLE = re.compile(
    "(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnprstvx])?"
    "(?:oai|oay|oao|oeo|iêu|uây|uôi|ươi|ươu|uya|uyê|uyu|yêu|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|ôi|ơi|ua"
    "|uâ|uê|ui|uô|uơ|uy|ưa|ươ|ưi|ưu|yê|[aăâeêioôơuưy])"
    "(?:ch|nh|ng|[cmnpt])?"
)
_TONE_MARKS = "\u0300\u0301\u0303\u0309\u0323"
_WORD = re.compile(r"[^\s,.;:/()\"'“”\-–]+")


def from_tcvn3(text: str) -> str:
    """Text of the old ABC fonts in Unicode."""
    return text.translate(_TCVN3)


def from_vni(text: str) -> str:
    """Text of the VNI fonts in Unicode."""
    return _VNI_PAIR.sub(lambda found: _VNI[found[0]], text)


OLD_CODES = {"tcvn3": from_tcvn3, "vni": from_vni}


def is_syllable(word: str) -> bool:
    """Whether a word could be one syllable of Vietnamese."""
    parts = unicodedata.normalize("NFD", word.lower())
    if sum(mark in _TONE_MARKS for mark in parts) > 1:
        return False
    bare = unicodedata.normalize("NFC", "".join(one for one in parts if one not in _TONE_MARKS))
    return _SYLLABLE.fullmatch(bare) is not None


def _accented(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if not word.isascii()]


def _reads(text: str) -> bool:
    return all(map(is_syllable, _accented(text)))


def code_of(text: str) -> str:
    """`tcvn3` or `vni` for text that is clearly in an old code, `unicode` when its accents are good, else empty."""
    if text.isascii():
        return ""
    if max(text) > "\u00ff":
        return "unicode"
    if _reads(text):
        return "" if text.isascii() else "either"
    for name, convert in OLD_CODES.items():
        converted = convert(text)
        if converted != text and _reads(converted):
            return name
    return "unicode"


def code_of_many(texts: Iterable[str]) -> str:
    """The old code of a sheet in which nothing is Unicode for certain; empty when the two are mixed."""
    found = Counter(code_of(text) for text in texts)
    name, count = max(((one, found[one]) for one in OLD_CODES), key=lambda pair: pair[1])
    return name if count and not found["unicode"] else ""


def to_unicode(text: str, sheet_code: str = "") -> str:
    """Text out of its old code. A cell that could be either is read as the rest of its sheet."""
    composed = unicodedata.normalize("NFC", text)
    code = code_of(composed)
    if code == "either":
        code = sheet_code if sheet_code and _reads(OLD_CODES[sheet_code](composed)) else ""
    return OLD_CODES[code](composed) if code in OLD_CODES else composed


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
