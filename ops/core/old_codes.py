"""Vietnamese in the codes of old fonts, as it arrives in spreadsheets, read in Unicode.

TCVN3 (".VnTime" fonts) and VNI write Vietnamese with the characters of Western Europe. Nobody marks a cell as such, so
the syllables decide: what is no Vietnamese as it stands, and is Vietnamese once read in the old code, was in that code.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

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
