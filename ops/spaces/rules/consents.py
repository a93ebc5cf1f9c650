"""What a visitor agreed to, purpose by purpose: the hash of the words, and what still holds after withdrawals.

An act: {act: "given" | "withdrawn" | "erased", contact, purposes, at}, in the order in which they were kept.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

PURPOSES = ("contact", "offers", "share")
Row = Mapping[str, Any]


def text_hash(words: Row) -> str:
    """SHA-256 of the words of a consent as they were shown."""
    return hashlib.sha256(json.dumps(words, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def standing(acts: Iterable[Row]) -> dict[str, int]:
    """Purpose -> since when it holds. Whoever takes a purpose back takes it back for all that was given before."""
    held: dict[str, int] = {}
    for one in acts:
        for purpose in one["purposes"]:
            if one["act"] == "given":
                held.setdefault(purpose, one["at"])
            else:
                held.pop(purpose, None)
    return held


def state_of(acts: Iterable[Row]) -> str:
    """active while a purpose holds; erased when the last word was to delete."""
    found = list(acts)
    if standing(found):
        return "active"
    return "erased" if found and found[-1]["act"] == "erased" else "withdrawn"


def phone_digits(text: str) -> str:
    """A phone number as it is compared: 0912345678, whatever the signs between or the country code before it."""
    digits = re.sub(r"\D", "", text)
    for country in ("0084", "84"):
        if digits.startswith(country) and len(digits) - len(country) >= 9:
            return f"0{digits[len(country) :].lstrip('0')}"
    return digits


def is_phone(text: str) -> bool:
    """Can it be rung? 9 to 15 digits and the usual signs."""
    return bool(re.fullmatch(r"[+\d][\d .()-]*", text)) and 9 <= len(re.sub(r"\D", "", text)) <= 15


def is_email(text: str) -> bool:
    """One address."""
    return bool(re.fullmatch(r"[^@\s,;<>]{1,64}@[^@\s,;<>.]+(\.[^@\s,;<>.]+)+", text))
