"""What a plan is worth, as prices that a person may read and argue about. Points; whole or half."""

from __future__ import annotations

PLACED = 200.0  # a session that is placed, times its priority
PRIME, SHOULDER = 30.0, 15.0  # a start in good hours, times half the priority
WISHED = 20.0
LIKED_HOST = 5.0
FIRST_OF_PRODUCER = 80.0
PRIME_ABOVE = -60.0  # each prime slot of a commune above the fair number
FAIR_PRIME = 2
CHANGE = {"starts": -40.0, "host": -25.0, "channel": -25.0, "room": -15.0}  # of a slot that was confirmed
CHANGE_DRAFT = -1.0  # of any other, each field
ON_AIR_A_DAY = 240  # minutes of one host

PRIME_HOURS = ((19 * 60, 22 * 60),)
SHOULDER_HOURS = ((11 * 60, 13 * 60 + 30), (17 * 60, 19 * 60))
FIELDS = ("starts", "room", "host", "channel")


def band_of(clock: int) -> str:
    """prime, shoulder or plain: what a start at this local minute of the day is."""
    if any(start <= clock < end for start, end in PRIME_HOURS):
        return "prime"
    return "shoulder" if any(start <= clock < end for start, end in SHOULDER_HOURS) else "plain"


def band_value(band: str, priority: int) -> float:
    """What the hour of a start is worth for a session of this priority."""
    return {"prime": PRIME, "shoulder": SHOULDER, "plain": 0.0}[band] * priority / 2


def change_price(field: str, firm: bool) -> float:
    """What it costs to change a field of a slot that stands."""
    return CHANGE[field] if firm else CHANGE_DRAFT
