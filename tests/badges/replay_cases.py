"""Cases of badges for the promise of the feed (tests/test_replay.py)."""

from tests.support.evening import Evening, case


@case("badges.printed")
def printed(one: Evening) -> None:
    one.command("badges/print", layout="label62", which="guests", guests=one.guests[:2])


@case("badges.numbers_given")
def numbers_given(one: Evening) -> None:
    one.command("paper")
