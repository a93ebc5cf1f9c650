"""The rules of the spaces alone: examples, and properties that hold for whatever comes."""

from __future__ import annotations

import hashlib
import itertools
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings, strategies as st

from ops.spaces.rules import codes, consents, counting, draws, dues, heat, stamps, times

pytestmark = pytest.mark.once
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
ZONE = "Asia/Ho_Chi_Minh"
KEY = bytes(range(32))
INSTANTS = st.integers(min_value=1_700_000_000_000, max_value=1_900_000_000_000)
TAPS = st.lists(
    st.fixed_dictionaries({"at": st.integers(0, 50), "by": st.sampled_from((1, -1, 5, -5))}), max_size=40
).map(lambda found: [one | {"id": f"{n:03}"} for n, one in enumerate(found)])


def key_of(step: int) -> bytes:
    """Another key each local day, as in the product."""
    return hashlib.sha256(KEY + times.day_of(step * codes.STEP_MS, ZONE).encode()).digest()


# ---------- codes ----------


def test_the_code_of_a_step_is_30_bits_of_its_hmac() -> None:
    assert [codes.code_of(KEY, "b1", step) for step in (1, 58_777_777, 58_777_778)] == ["51C6KJ", "AGX2CA", "YMY0FS"]


@given(INSTANTS, st.integers(-200, 200))
def test_a_code_is_taken_from_one_step_before_to_two_after(at: int, off: int) -> None:
    code = codes.code_of(key_of(codes.step_of(at) + off), "b1", codes.step_of(at) + off)
    way, step = codes.judge(code, "b1", key_of, at, None)
    if -codes.BEHIND <= off <= codes.AHEAD:
        assert (way, step) == ("code", codes.step_of(at) + off)
    else:
        assert step is None
        assert way == ("code_old" if off < 0 else "code_wrong")


@given(INSTANTS, st.integers(0, 400_000))
def test_no_picture_lives_longer_than_90_s_after_it_was_first_shown(at: int, wait: int) -> None:
    shown = codes.step_of(at) * codes.STEP_MS
    code = codes.code_of(key_of(codes.step_of(at)), "b1", codes.step_of(at))
    taken = codes.judge(code, "b1", key_of, shown + wait, None)[0] == "code"
    assert taken == (wait < 90_000)


@given(INSTANTS, st.integers(-HOUR, 4 * HOUR), st.integers(-HOUR, 4 * HOUR))
def test_what_a_phone_kept_is_weak_and_at_most_two_hours_old(now: int, ago: int, lie: int) -> None:
    """`ago`: when the code was shown; `lie`: when the phone says that it was."""
    shown, said = now - ago, now - lie
    code = codes.code_of(key_of(codes.step_of(shown)), "b1", codes.step_of(shown))
    way, step = codes.judge(code, "b1", key_of, now, said)
    if way == "late":
        assert step == codes.step_of(shown)
        assert -codes.AHEAD_AT_MOST_MS <= lie <= codes.LATE_AT_MOST_MS
        assert abs(said - shown) <= (codes.BEHIND + 1) * codes.STEP_MS
    if way == "code":
        assert -2 * codes.STEP_MS <= ago <= 3 * codes.STEP_MS


@given(st.text(max_size=50))
def test_a_typed_code_is_read_or_is_none_and_never_breaks(text: str) -> None:
    code = codes.read_code(text)
    assert code == "" or (len(code) in (6, 10) and set(code) <= set(codes.ALPHABET))
    assert codes.read_code(code) == code


@given(st.integers(0, 2**30 - 1))
def test_a_code_survives_how_people_type(number: int) -> None:
    code = "".join(codes.ALPHABET[number >> shift & 31] for shift in range(25, -1, -5))
    typed = code.lower().replace("0", "o").replace("1", "i")
    assert codes.read_code(f" {typed[:2]}\u2013{typed[2:]}") == code


# ---------- stamps ----------

STAMPS = st.lists(
    st.sampled_from(("code", "late", "printed", "staff")).map(
        lambda way: {"way": way, "weak": way in stamps.WEAK_WAYS}
    ),
    max_size=12,
)


@given(st.lists(st.sampled_from(("code", "late", "printed")), max_size=30), st.sets(st.integers(2, 12), max_size=3))
def test_no_order_of_scans_gives_more_than_three_weak_stamps_or_a_weak_last_one(
    ways: list[str], goals: set[int]
) -> None:
    card: list[dict[str, object]] = []
    for way in ways:
        if not stamps.refusal(card, "b", way, goals):
            card.append({"way": way, "weak": way in stamps.WEAK_WAYS})
    assert sum(bool(one["weak"]) for one in card) <= 3
    assert not [goal for goal in goals if len(card) >= goal and card[goal - 1]["weak"]]
    strong = sum(way == "code" for way in ways)
    assert len(card) >= strong


@given(STAMPS, st.integers(2, 12), st.integers(0, 5))
def test_a_gift_needs_enough_stamps_a_persons_look_and_a_piece(
    card: list[dict[str, object]], goal: int, given_: int
) -> None:
    refused = stamps.gift_refusal(card, {"stamps": goal, "pieces": 3}, given_)
    staff = any(one["way"] == "staff" for one in card)
    assert (refused == "") == (len(card) >= goal and staff and given_ < 3)


def test_two_booths_within_20_seconds_are_looked_at_and_the_desk_is_none() -> None:
    found = [{"booth": "b1", "at": 0}, {"booth": stamps.DESK, "at": 19_000}]
    assert stamps.too_fast(found, "b2", 19_999) == found[0]
    assert stamps.too_fast(found, "b2", 20_000) is None
    assert stamps.too_fast(found, "b1", 5) is None


# ---------- counting ----------


@given(TAPS, st.randoms())
def test_the_count_is_the_same_in_whatever_order_taps_arrive(taps: list[dict[str, int]], chance: object) -> None:
    mixed = list(taps)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert counting.folded(mixed) == counting.folded(taps)


@given(TAPS)
def test_nobody_is_inside_less_than_nobody_and_every_clamp_is_drift(taps: list[dict[str, int]]) -> None:
    count = counting.folded(taps)
    assert 0 <= count.inside <= count.most
    assert count.inside == count.came - count.left
    assert count.inside == sum(one["by"] for one in taps) + count.drift
    assert count.drift >= 0


@given(TAPS)
def test_one_step_on_is_the_same_as_counting_again(taps: list[dict[str, int]]) -> None:
    count = counting.Count()
    for tap in sorted(taps, key=lambda one: (one["at"], one["id"])):
        count = counting.tapped(count, tap["by"], tap["at"])
    assert count == counting.folded(taps)


@pytest.mark.parametrize(
    ("inside", "ago", "is_open", "lamp"),
    [
        (0, 0, True, "green"), (79, 0, True, "green"), (80, 0, True, "amber"), (99, 0, True, "amber"),
        (100, 0, True, "red"), (130, 0, True, "red"), (50, 5 * MINUTE, True, "green"),
        (50, 5 * MINUTE + 1, True, "unknown"), (0, 0, False, "closed"), (3, 0, False, "green"),
    ],
)  # fmt: skip
def test_the_lamp_of_an_area(inside: int, ago: int, is_open: bool, lamp: str) -> None:
    now = 10 * DAY
    assert counting.lamp(inside, 100, [now, now - ago], now, is_open=is_open) == lamp


def test_without_a_safety_number_or_a_tablet_the_lamp_knows_nothing() -> None:
    assert counting.lamp(5, None, [0], 0, is_open=True) == "unknown"
    assert counting.lamp(5, 100, [], 0, is_open=True) == "unknown"
    assert counting.lamp(5, 100, [None], 0, is_open=True) == "unknown"
    assert [counting.percent(999, 1000), counting.percent(1000, 1000), counting.percent(1, None)] == [99, 100, None]


# ---------- days and hours ----------


@given(INSTANTS, st.integers(0, 23), st.integers(0, 23))
def test_an_instant_is_in_exactly_one_counting_day_and_that_begins_at_the_opening(
    at: int, hour: int, minute: int
) -> None:
    opens = f"{hour:02}:{minute:02}"
    day = times.counting_day(at, ZONE, opens)
    begins = times.start_of(day, ZONE, times.minutes_of(opens))
    assert begins <= at < begins + DAY


@given(INSTANTS, st.integers(1, 7))
def test_hours_are_half_open_and_leave_no_gap(at: int, days: int) -> None:
    day = times.day_of(at, ZONE)
    hours = times.hours_of(day, ZONE, days)
    assert len(hours) == 24 * days
    assert all(one[1] == other[0] for one, other in itertools.pairwise(hours))
    place = heat.hour_of(at, hours)
    assert place is not None
    assert hours[place][0] <= at < hours[place][1]
    assert heat.hour_of(hours[place][1], hours) != place
    assert times.local(hours[place][0], ZONE).minute == 0


def test_opening_over_midnight_lasts_until_the_next_day() -> None:
    def at(text: str) -> int:
        return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)).timestamp() * 1000)

    assert times.is_open(at("2026-11-14T01:59"), ZONE, "18:00", "02:00")
    assert not times.is_open(at("2026-11-14T02:00"), ZONE, "18:00", "02:00")
    assert times.is_open(at("2026-11-14T23:59"), ZONE, "", "")
    assert not times.is_open(at("2026-11-14T22:00"), ZONE, "09:30", "22:00")
    assert times.is_open(at("2026-11-14T09:30"), ZONE, "09:30", "22:00")


# ---------- heat ----------

FULL = (1 << 60) - 1


def cell(amount: int, mask: int, now: int = 2 * HOUR, opened: tuple[int, int] = (0, 2 * HOUR)) -> dict[str, object]:
    return heat.cell(amount, (0, HOUR), [opened], {0: mask}, now)


def test_an_hour_with_a_silent_tablet_is_hatched_and_not_0() -> None:
    assert cell(0, FULL) == {"value": 0, "silent": False, "open": True}
    assert cell(0, 0) == {"value": None, "silent": True, "open": True}
    assert cell(4, 0) == {"value": 4, "silent": True, "open": True}
    five = FULL & ~(0b11111 << 10)
    assert cell(0, five) == {"value": 0, "silent": False, "open": True}
    assert cell(0, five & ~(1 << 15)) == {"value": None, "silent": True, "open": True}


def test_what_is_ahead_or_closed_is_unknown_and_the_running_hour_is_patient() -> None:
    assert cell(0, 0, now=0) == {"value": None, "silent": False, "open": True}
    assert cell(0, 0, now=4 * MINUTE) == {"value": 0, "silent": False, "open": True}
    assert cell(0, 0, now=6 * MINUTE)["silent"]
    assert cell(0, 0, opened=(HOUR, 2 * HOUR)) == {"value": None, "silent": False, "open": False}
    assert cell(0, 0, opened=(57 * MINUTE, 2 * HOUR))["silent"]
    assert cell(0, 1 << 58, opened=(57 * MINUTE, 2 * HOUR)) == {"value": 0, "silent": False, "open": True}


@given(st.integers(0, FULL), st.integers(0, 59), st.integers(1, 60))
def test_the_longest_gap_is_the_longest_run_of_zeros(mask: int, first: int, length: int) -> None:
    last = min(60, first + length)
    bits = "".join("1" if mask >> minute & 1 else "0" for minute in range(first, last))
    assert heat.longest_gap(mask, first, last) == max(len(run) for run in bits.split("1"))


@given(st.lists(st.integers(29_000_000, 29_000_500), max_size=80))
def test_minutes_become_masks_and_back(minutes: list[int]) -> None:
    masks = heat.mask_of(minutes)
    back = {hour // MINUTE + bit for hour, mask in masks.items() for bit in range(60) if mask >> bit & 1}
    assert back == set(minutes)


# ---------- due dates ----------


@pytest.mark.parametrize(
    ("kind", "asked", "due"),
    [
        ("answer", "2026-11-20", "2026-11-25"),  # Friday; Monday, then a holiday on Tuesday
        ("answer", "2026-11-14", "2026-11-17"),
        ("answer", "2026-08-21", "2026-08-24"),  # a Saturday that is worked
        ("withdraw", "2026-11-20", "2026-12-05"),
        ("view", "2026-11-20", "2026-11-30"),
        ("correct", "2026-11-20", "2026-11-30"),
        ("erase", "2026-11-20", "2026-12-10"),
    ],
)
def test_by_when_there_is_an_answer(kind: str, asked: str, due: str) -> None:
    assert dues.due_day(kind, asked) == due


@given(st.dates(date(2026, 1, 1), date(2027, 11, 1)))
def test_two_working_days_are_exactly_two(day: date) -> None:
    due = date.fromisoformat(dues.due_day("answer", day.isoformat()))
    between = [day + timedelta(days=n) for n in range(1, (due - day).days + 1)]
    assert sum(dues.is_working(one) for one in between) == 2
    assert dues.is_working(due)
    assert not dues.is_late(due.isoformat(), due.isoformat(), False)


# ---------- consent ----------

ACTS = st.lists(
    st.fixed_dictionaries(
        {"act": st.sampled_from(("given", "withdrawn", "erased")),
         "purposes": st.lists(st.sampled_from(consents.PURPOSES), unique=True, min_size=1)}
    ),
    max_size=12,
).map(lambda found: [one | {"at": n} for n, one in enumerate(found)])  # fmt: skip


@given(ACTS)
def test_a_purpose_holds_when_the_last_word_about_it_was_yes(acts: list[dict[str, object]]) -> None:
    held = consents.standing(acts)
    for purpose in consents.PURPOSES:
        said = [one for one in acts if purpose in one["purposes"]]  # type: ignore[operator]
        assert (purpose in held) == bool(said and said[-1]["act"] == "given")


def test_the_state_of_a_lead() -> None:
    given_ = {"act": "given", "purposes": ["contact"], "at": 1}
    back = {"act": "withdrawn", "purposes": ["contact"], "at": 2}
    gone = {"act": "erased", "purposes": [], "at": 3}
    found = [consents.state_of(acts) for acts in ([given_], [given_, back], [given_, back, gone], [given_, gone])]
    assert found == ["active", "withdrawn", "erased", "active"]


@pytest.mark.parametrize("text", ["0912345678", "+84 912 345 678", "84912345678", "0084-912.345.678", "(091) 234 5678"])
def test_one_phone_is_one_phone_however_it_is_written(text: str) -> None:
    assert consents.phone_digits(text) == "0912345678"
    assert consents.is_phone(text) or text.startswith("(")


def test_what_is_a_phone_and_what_an_address() -> None:
    assert [consents.is_phone(one) for one in ("12345", "abc", "", "0912 345 678", "+1 650 253 0000")] == (
        [False, False, False, True, True]
    )
    good, bad = (
        ("lan@vidu.vn", "a.b+c@x.y.vn"),
        ("lan", "lan@", "lan@vidu", "lan@vidu..vn", "a b@c.vn", "a@b.vn,c@d.vn"),
    )
    assert all(map(consents.is_email, good))
    assert not any(map(consents.is_email, bad))


# ---------- draws ----------

CARDS = st.lists(st.text("0123456789ABCDEF", min_size=8, max_size=8), unique=True, max_size=60)
NUMBERS = st.lists(st.integers(1, 999_999), min_size=3, max_size=3)
PRIZES = st.lists(st.fixed_dictionaries({"name": st.text(max_size=5), "pieces": st.integers(1, 5)}), max_size=5)


@given(CARDS, NUMBERS, PRIZES, st.randoms())
def test_a_draw_depends_on_list_and_numbers_alone(
    cards: list[str], numbers: list[int], prizes: list[dict[str, object]], chance: object
) -> None:
    seed = draws.seed_of(draws.list_hash(cards), numbers)
    won = draws.winners(cards, prizes, seed)
    mixed = list(cards)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert draws.list_hash(mixed) == draws.list_hash(cards)
    assert draws.winners(mixed, prizes, seed) == won
    assert sorted(draws.shuffled(cards, seed)) == sorted(cards)
    assert len(won) == min(len(cards), sum(int(one["pieces"]) for one in prizes))  # type: ignore[call-overload]
    assert len({one["card"] for one in won}) == len(won)


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10_000))
def test_every_card_is_as_likely_to_come_first(start: int) -> None:
    """4,000 draws of 8 cards: each first between 400 and 600 times (500 expected, 4.8 standard deviations)."""
    cards = [f"C{n}" for n in range(8)]
    firsts = [draws.shuffled(cards, f"{start}|{n}")[0] for n in range(4_000)]
    assert all(400 < firsts.count(card) < 600 for card in cards)


def test_what_would_favour_the_first_cards_is_thrown_away() -> None:
    top = 2**64 - 2**64 % 3
    assert draws.below(3, iter([top, 2**64 - 1, 7])) == 1


def test_a_draw_is_locked_until_its_papers_are_typed_and_inside_its_period() -> None:
    papers = {"file_number": "12/SCT", "file_date": "2026-11-01", "prizes": [{"name": "x", "pieces": 1}]}
    whole = papers | {"from": 10, "until": 20}
    nothing = {"file_number": "", "file_date": "", "prizes": [], "from": None, "until": None}
    assert draws.missing(nothing, 15) == ["file_number", "file_date", "prizes", "period"]
    assert [draws.missing(whole, at) for at in (9, 10, 19, 20)] == [["not_yet"], [], [], ["over"]]
    card = {"stamps": [{"at": 9}, {"at": 10}, {"at": 19}, {"at": 20}]}
    assert draws.takes_part(card, whole | {"min_stamps": 2})
    assert not draws.takes_part(card, whole | {"min_stamps": 3})


def test_the_hash_of_a_consent_changes_with_every_word() -> None:
    words = {"title": "a", "purposes": [{"id": "contact", "words": "b"}]}
    assert consents.text_hash(words) == consents.text_hash(dict(reversed(words.items())))
    assert consents.text_hash(words) != consents.text_hash(words | {"title": "a "})
