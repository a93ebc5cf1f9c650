"""The code that a booth shows: new every 30 s, from a key of that booth and day, so that its tablet can go on alone.

code = the first 30 bits of HMAC-SHA256(key of the day, "<booth>|<step>") in 6 characters; step = whole half minutes
since 1970. A code is taken while its step is at most two behind and one ahead of ours: a picture of it dies within 90 s
after it was first shown.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Iterable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is misread
STEP_MS = 30_000
BEHIND, AHEAD = 2, 1
CHARS, PRINTED_CHARS = 6, 10
REMEMBERED_STEPS = 240
"""How far back a dead code is still known as one that was true (2 hours): it is a late picture, not a guess."""
LATE_AT_MOST_MS = 2 * 60 * 60_000
AHEAD_AT_MOST_MS = 2 * 60_000
_AS_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = re.compile(r"[\s\u00ad\u200b-\u200d\u2010-\u2015\u2212-]")

KeyOf = Callable[[int], bytes]
"""Step -> the key of the local day in which the step begins."""


def step_of(at: int) -> int:
    """The step of an instant (ms)."""
    return at // STEP_MS


def spell(digest: bytes, chars: int) -> str:
    """The first 5 x `chars` bits of a digest."""
    number = int.from_bytes(digest, "big") >> (len(digest) * 8 - 5 * chars)
    return "".join(ALPHABET[number >> shift & 31] for shift in range(5 * (chars - 1), -1, -5))


def code_of(key: bytes, booth: str, step: int) -> str:
    """What the booth shows in a step."""
    return spell(hmac.digest(key, f"{booth}|{step}".encode(), "sha256"), CHARS)


def printed_code(key: bytes, booth: str, version: int) -> str:
    """What stands on the printed sheet, for when the tablet is dead."""
    return spell(hmac.digest(key, f"{booth}|printed|{version}".encode(), "sha256"), PRINTED_CHARS)


def read_code(text: str) -> str:
    """A code as a person typed it: any case, look-alikes, hyphens; '' if it cannot be one."""
    if len(text) > 40:
        return ""
    code = _SEPARATORS.sub("", text)
    code = code.upper().translate(_AS_MEANT) if code.isascii() else ""
    return code if len(code) in (CHARS, PRINTED_CHARS) and all(char in ALPHABET for char in code) else ""


def found_step(code: str, booth: str, key_of: KeyOf, steps: Iterable[int]) -> int | None:
    """The step in which the booth showed this code."""
    return next((one for one in steps if hmac.compare_digest(code_of(key_of(one), booth, one), code)), None)


def taken_steps(at: int) -> list[int]:
    """The steps whose codes are taken at an instant, the likeliest first."""
    now = step_of(at)
    return [now, *(now - one for one in range(1, BEHIND + 1)), *(now + one for one in range(1, AHEAD + 1))]


def judge(code: str, booth: str, key_of: KeyOf, now: int, scanned_at: int | None) -> tuple[str, int | None]:
    """What a rotating code is worth: ("code" | "late", step) when it is taken, (refusal, None) when not.

    A code that is good now needs nobody's clock. One that waited in a phone without a network is looked for around
    the instant that the phone says, and is worth less: the phone could lie.
    """
    step = found_step(code, booth, key_of, taken_steps(now))
    if step is not None:
        return "code", step
    refusal = ""
    if scanned_at is not None:
        if scanned_at > now + AHEAD_AT_MOST_MS:
            refusal = "from_future"
        elif scanned_at < now - LATE_AT_MOST_MS:
            refusal = "too_late"
        else:
            step = found_step(code, booth, key_of, taken_steps(scanned_at))
            if step is not None:
                return "late", step
    last = step_of(now)
    known = found_step(code, booth, key_of, range(last - BEHIND - 1, last - REMEMBERED_STEPS, -1))
    return refusal or ("code_old" if known is not None else "code_wrong"), None
