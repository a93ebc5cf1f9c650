"""Vietnamese names and texts: cleaned on the way in, folded for search, keyed for order. Pure.

static/js/core/names.js is the twin for the browser; tests/vectors/names.json holds both to the same answers.
"""

import re
import unicodedata
from collections.abc import Callable

ZWJ = "\u200d"
# Characters that take room or join things but show nothing: a name made of them would look empty.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
_LINE_BREAKS = frozenset("\t\n\v\f\r\x85")
_NOT_WORD = re.compile(r"[\W_]+")

# Alphabet of TCVN order, with the four letters that only foreign names use in their usual places.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_DIGIT_CODES = {str(digit): f"{digit + 1:02}" for digit in range(10)}
_LETTER_CODES = {letter: f"{number:02}" for number, letter in enumerate(_ALPHABET, start=11)}
_CODES = _DIGIT_CODES | _LETTER_CODES
_SHAPES = frozenset("\u0302\u0306\u031b")  # circumflex, breve, horn: they make another letter
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}  # huyền hỏi ngã sắc nặng


def clean_text(s: str, limit: int) -> str:
    """One line of NFC text without controls or invisible characters, at most `limit` code points, no half character."""
    visible = "".join(_visible(s, i) for i in range(len(s)))
    one_line = re.sub(" +", " ", unicodedata.normalize("NFC", visible))
    return _cut(one_line.strip(" "), limit)


def fold(s: str) -> str:
    """What search compares: no accents, đ as d, lower case, words apart by single spaces."""
    parts = unicodedata.normalize("NFD", s)
    if not parts.isascii():
        parts = "".join(char for char in parts if unicodedata.category(char)[0] != "M")
    lower = parts.lower().replace("đ", "d")
    if not lower.isascii():  # lower() of a few foreign capitals brings its own marks
        lower = "".join(char for char in unicodedata.normalize("NFD", lower) if unicodedata.category(char)[0] != "M")
    return _NOT_WORD.sub(" ", lower).strip()


def matches(folded_query: str, folded_text: str) -> bool:
    """Whether every word of the query begins a different word of the text, in any order."""
    return matcher(folded_query)(folded_text)


def matcher(folded_query: str) -> Callable[[str], bool]:
    """`matches` with the query prepared once, for scanning a whole list."""
    # Words that take what "ng" takes are those that begin with "ng": so counting both sides is all it needs (Hall).
    wanted = folded_query.split()
    needs = [(f" {word}", sum(other.startswith(word) for other in wanted)) for word in dict.fromkeys(wanted)]

    def takes(folded_text: str) -> bool:
        text = f" {folded_text}"
        for start, least in needs:  # noqa: SIM110 - all() with a generator takes twice as long over 20,000 names
            if text.count(start) < least:
                return False
        return True

    return takes


def sort_key(name: str) -> str:
    """Digits that order names as Vietnamese lists do: by given name (the last word), then by the name from its start.

    Word by word: letters first (a ă â … d đ …), then the tone. Digits only, so any database collation sorts it alike.
    """
    words = [_word_key(word) for word in _words(name)]
    return "".join(words[-1:] + words)


def mask_phone(phone: str | None) -> str:
    """0912 *** 678: enough to tell two people of one name apart, not enough to call."""
    digits = re.sub(r"\D", "", phone or "")
    home = f"0{digits[2:]}" if digits.startswith("84") and len(digits) > 10 else digits
    if len(home) < 9:
        return "***" if home else ""
    return f"{home[:4]} *** {home[-3:]}"


def mask_email(email: str | None) -> str:
    """l***@haiphong.gov.vn."""
    name, at, host = (email or "").partition("@")
    return f"{name[:1]}***@{host}" if at else "***" if name else ""


def _visible(s: str, i: int) -> str:
    char = s[i]
    if char.isascii():
        return char if " " <= char <= "~" else " " if char in _LINE_BREAKS else ""
    category = unicodedata.category(char)
    if category in ("Zs", "Zl", "Zp") or char in _LINE_BREAKS:
        return " "
    if char == ZWJ:
        return char if 0 < i < len(s) - 1 and _joins(s[i - 1]) and _is_picture(s[i + 1]) else ""
    return "" if category in ("Cc", "Cf", "Cs") or char in _INVISIBLE else char


def _is_picture(char: str) -> bool:
    return "\u2190" <= char <= "\u2bff" or "\U0001f000" <= char <= "\U0001faff"


def _joins(char: str) -> bool:
    return char == "\ufe0f" or _is_picture(char)


def _cut(s: str, limit: int) -> str:
    """At most `limit` code points, cut between two characters as a reader sees them."""
    if len(s) <= limit:
        return s
    end = limit
    while end > 0 and _sticks(s, end):
        end -= 1
    return s[: end or limit].rstrip(" ")  # one endless heap of accents is cut anywhere


def _sticks(s: str, i: int) -> bool:
    """Whether s[i] belongs to the same visible character as s[i - 1]."""
    char, previous = s[i], s[i - 1]
    if ZWJ in (char, previous) or "\U0001f3fb" <= char <= "\U0001f3ff" or unicodedata.category(char)[0] == "M":
        return True
    return _is_flag_half(char) and _flag_halves_before(s, i) % 2 == 1


def _is_flag_half(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _flag_halves_before(s: str, i: int) -> int:
    start = i
    while start > 0 and _is_flag_half(s[start - 1]):
        start -= 1
    return i - start


def _words(name: str) -> list[str]:
    composed = unicodedata.normalize("NFC", name.lower())
    kept = "".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in composed)
    return kept.split()


def _word_key(word: str) -> str:
    letters: list[str] = []
    tone = "0"
    for char in unicodedata.normalize("NFD", word):
        if char in _TONES:
            tone = _TONES[char]
        elif char in _SHAPES and letters:
            letters[-1] = unicodedata.normalize("NFC", letters[-1] + char)
        elif unicodedata.category(char)[0] != "M":
            letters.append(char)
    return "".join(map(_letter_code, letters)) + "00" + tone


def _letter_code(letter: str) -> str:
    known = _CODES.get(letter) or _CODES.get(unicodedata.normalize("NFD", letter)[0])
    return known or f"99{ord(letter[0]):07}"  # letters of other scripts come last, in the order of their code points
