"""Stamp cards through the product: rotating codes, offline scans, speed, guessing, gifts."""

from __future__ import annotations

import hmac
import uuid
from typing import Any

import pytest
from sqlalchemy import func, select

from ops.core import clock, queries as core_queries
from ops.core.models import journal
from ops.core.work import Doorbell, begin
from ops.errors import TooMany
from ops.spaces import card_routes, keys
from ops.spaces.actions import cards
from ops.spaces.card_models import space_card, space_flag, space_guess, space_stamp
from ops.spaces.models import space_hour, space_tally
from tests.spaces.fair import Fair, forget_guesses, key_bytes, make_fair
from tests.support.app import Ops
from tests.support.factories import World, new_ref

SECOND = clock.SECOND


@pytest.fixture(autouse=True)
def nobody_has_guessed(ops: Ops) -> None:
    forget_guesses(ops)


@pytest.fixture
def fair(world: World, frozen: int) -> Fair:
    """A fair while the clock stands still, in the first second of a code."""
    clock.freeze(frozen - frozen % 30_000)
    return make_fair(world, world.make_staff("organiser"))


def refusal(answer: Any) -> str:
    assert answer.status_code == 409, answer.text
    assert answer.json["error"]["code"] == "space_refused"
    assert len(answer.json["error"]["message"]) > 15
    return str(answer.json["error"]["fields"]["refusal"])


def later(seconds: float) -> None:
    clock.freeze(clock.now() + round(seconds * 1000))


# ---------- a card ----------


def test_the_first_code_makes_a_card_and_a_booth_stamps_it_once(fair: Fair) -> None:
    phone = fair.phone()
    first = phone.stamped("b1")
    assert (first["stamp"]["state"], first["stamp"]["way"], first["stamp"]["weak"]) == ("stamped", "code", False)
    assert len(phone.token) == 22
    again = phone.stamped("b1")
    assert "token" not in again
    assert again["stamp"]["state"] == "already"
    card = phone.stamped("b2")["card"]
    assert [one["booth"] for one in card["stamps"]] == ["b1", "b2"]
    assert [(one["id"], one["missing"], one["ready"]) for one in card["gifts"]] == [("tui", 1, False), ("mu", 3, False)]
    row = fair.world.row("spaces", "space_tally", "b1")
    assert row is not None
    assert (row["scans"], row["cards"], row["weak"]) == (1, 1, 0)


def test_an_answer_that_was_lost_is_given_again_with_the_same_card(fair: Fair) -> None:
    ref, phone = new_ref(), fair.phone()
    first, second = phone.scan("b1", ref=ref).json, fair.phone().scan("b1", ref=ref).json
    assert first["token"] == second["token"]
    assert first["card"]["id"] == second["card"]["id"]
    assert second["stamp"]["state"] == "already"


def test_nothing_that_tells_cards_apart_stands_in_the_journal(fair: Fair) -> None:
    phone, ref = fair.phone(), new_ref()
    card = phone.stamped("b1", ref=ref)["card"]
    with fair.world.ops.db.read() as conn:
        lines = conn.execute(select(journal).where(journal.c.event_id == fair.world.id)).mappings().all()
    told = " ".join(str(dict(line)) for line in lines if line["kind"] == "spaces.stamped")
    assert "'visitor'" in told
    for secret in (phone.token, card["id"], ref):
        assert secret not in told


def test_a_card_is_rescued_by_its_qr_and_by_the_cookie(fair: Fair) -> None:
    client = fair.world.ops.app.test_client()
    body = {"ref": new_ref(), "booth": fair.keys["b1"], "code": fair.code("b1")}
    first = client.post("/api/k/scan", json=body)
    cookie = first.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/api/k" in cookie
    token = first.json["token"]
    by_cookie = client.post("/api/k/card", json={}).json
    by_qr = fair.phone().ask("card", token=f"https://su-kien.vn/k#{token}").json
    assert by_cookie["token"] == by_qr["token"] == token
    assert by_cookie["card"] == by_qr["card"] == first.json["card"]
    assert fair.phone().ask("card", token="A" * 22).status_code == 404
    assert fair.phone().ask("card").status_code == 404


# ---------- codes ----------


def test_a_screenshot_dies_within_90_seconds_and_says_so(fair: Fair) -> None:
    shot = fair.code("b1")
    later(89.9)
    fair.phone().stamped("b1", code=shot)
    later(0.1)
    answer = fair.phone().scan("b1", shot)
    assert refusal(answer) == "code_old"
    assert "hết hạn" in answer.json["error"]["message"]
    english = fair.world.ops.ask("POST", "/api/k/scan", headers={"Cookie": "ops_lang=en"},
                                 json={"ref": new_ref(), "booth": fair.keys["b1"], "code": shot})  # fmt: skip
    assert "expired" in english.json["error"]["message"]


def test_a_tablet_that_is_a_little_ahead_is_understood(fair: Fair) -> None:
    fair.phone().stamped("b1", code=fair.code("b1", clock.now() + 30_000))
    assert refusal(fair.phone().scan("b1", fair.code("b1", clock.now() + 60_000))) == "code_wrong"


def test_a_code_of_another_booth_is_wrong(fair: Fair) -> None:
    assert refusal(fair.phone().scan("b1", fair.code("b2"))) == "code_wrong"


def test_a_code_may_be_typed_as_people_type(fair: Fair) -> None:
    code = fair.code("b1")
    typed = code.lower().replace("0", "o").replace("1", "l")
    fair.phone().stamped("b1", code=f" {typed[:3]}-{typed[3:]} ")


def test_ten_wrong_codes_a_minute_then_the_client_waits_but_a_dead_code_is_no_guess(fair: Fair) -> None:
    old = fair.code("b2", clock.now() - 5 * clock.MINUTE)
    phone = fair.full_card("b1")
    for _ in range(12):
        assert refusal(phone.scan("b2", old)) == "code_old"
    for _ in range(10):
        assert refusal(phone.scan("b2", "ZZZZZZ")) == "code_wrong"
    answer = phone.scan("b2")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    fair.full_card("b2")
    later(60)
    phone.stamped("b2")


def test_phones_without_a_card_behind_one_address_are_one_client(fair: Fair) -> None:
    for _ in range(10):
        refusal(fair.phone().scan("b1", "ZZZZZZ"))
    assert fair.phone().scan("b1").status_code == 429
    assert fair.phone().ask("booths", key=fair.keys["b1"]).status_code == 429


def test_two_servers_count_guesses_together(fair: Fair) -> None:
    """Nine at one, one at the other: the eleventh waits at both, and after its minute at neither."""
    servers = [card_routes.Shared(most=10) for _ in range(2)]
    with fair.world.ops.app.app_context():
        for _ in range(9):
            servers[0].failed("card:x")
        servers[1].failed("card:x")
        for one in servers:
            with pytest.raises(TooMany) as wait:
                one.check("card:x")
            assert 0 < wait.value.retry_s <= 60
            one.check("card:other")
        later(61)
        for one in servers:
            one.check("card:x")
        servers[0].failed("card:x")
    with fair.world.ops.db.read() as conn:
        kept = conn.execute(select(space_guess.c.client)).scalars().all()
    assert len(kept) == 1 and "card" not in kept[0], "what counts no more is gone, and nobody is named"


def test_codes_go_on_over_midnight(fair: Fair) -> None:
    from ops.spaces.rules import times

    midnight = times.start_of(times.next_day(times.day_of(clock.now(), "Asia/Ho_Chi_Minh")), "Asia/Ho_Chi_Minh")
    with fair.world.ops.db.write() as conn:
        from sqlalchemy import update

        from ops.core.models import event

        conn.execute(update(event).where(event.c.id == fair.world.id).values(ends_at=midnight + clock.DAY))
    clock.freeze(midnight - 5 * SECOND)
    shot = fair.code("b1")
    clock.freeze(midnight + 40 * SECOND)
    fair.phone().stamped("b1", code=shot)
    fair.phone().stamped("b2")


def test_the_tablet_makes_the_codes_itself_from_the_keys_it_was_given(fair: Fair) -> None:
    tablet = fair.tablet("b1")
    told = fair.world.get(tablet, "spaces/booths/b1/codes").json
    for ahead in (0, 13 * clock.HOUR, 50 * clock.HOUR):
        at = clock.now() + ahead
        step = at // 30_000
        begins = clock.iso(step * 30_000)
        (span,) = [one for one in told["keys"] if one["from"] <= begins < one["until"]]
        digest = hmac.digest(key_bytes(span["key"]), f"{told['booth']}|{step}".encode(), "sha256")
        number = int.from_bytes(digest, "big") >> 226
        alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
        assert "".join(alphabet[number >> shift & 31] for shift in (25, 20, 15, 10, 5, 0)) == fair.code("b1", at)
    assert fair.world.get(fair.tablet("b2"), "spaces/booths/b1/codes").status_code == 403
    assert fair.world.get(fair.tablet("b1"), "spaces/booths/none/codes").status_code == 404


# ---------- weak ----------


def test_a_scan_without_a_network_is_taken_for_two_hours_and_marked_weak(fair: Fair) -> None:
    phone, at = fair.phone(), clock.now()
    code = fair.code("b1")
    later(2 * 3600)
    answer = phone.stamped("b1", code=code, scanned_at=clock.iso(at + 60_000))
    assert (answer["stamp"]["way"], answer["stamp"]["weak"], answer["stamp"]["at"]) == (
        "late",
        True,
        clock.iso(at + 60_000),
    )
    assert answer["card"]["weak_left"] == 2
    assert refusal(phone.scan("b2", fair.code("b2", at), scanned_at=clock.iso(at - 1))) == "too_late"
    assert refusal(phone.scan("b2", fair.code("b2", at), scanned_at=clock.iso(clock.now() + 3 * clock.MINUTE))) == (
        "from_future"
    )
    assert refusal(phone.scan("b2", "ZZZZZZ", scanned_at=clock.iso(at + 60_000))) == "code_wrong"


def test_a_code_that_is_still_good_is_strong_whatever_the_phone_says_of_the_time(fair: Fair) -> None:
    answer = fair.phone().stamped("b1", scanned_at=clock.iso(clock.now() - 20_000), offset_ms=0)
    assert (answer["stamp"]["way"], answer["stamp"]["weak"]) == ("code", False)


def test_weak_stamps_are_three_at_most_and_never_the_last(fair: Fair) -> None:
    fair.command("settings", gifts=[{"id": "mu", "name": "Mũ", "stamps": 4, "pieces": None}])
    phone, at = fair.phone(), clock.now()
    codes = {booth: fair.code(booth) for booth in ("b1", "b2", "b3", "b4")}
    later(600)
    late = clock.iso(at)
    for booth in ("b1", "b2", "b3"):
        phone.stamped(booth, code=codes[booth], scanned_at=late)
    assert refusal(phone.scan("b4", codes["b4"], scanned_at=late)) == "weak_full"
    other = fair.full_card("b1", "b2", "b3")
    assert refusal(other.scan("b4", codes["b4"], scanned_at=late)) == "weak_last"
    phone.stamped("b4")


def test_the_printed_sheet_counts_only_while_it_is_on_and_weakly(fair: Fair) -> None:
    sheet = fair.world.get(fair.boss, "spaces/booths/b1/print").json
    assert sheet["url"].endswith(f"/k/{fair.keys['b1']}/{sheet['code']}")
    phone = fair.phone()
    assert refusal(phone.scan("b1", sheet["code"])) == "printed_off"
    fair.world.command(fair.tablet("b1"), "spaces/booths/b1/printed", on=True)
    stamp = phone.stamped("b1", code=sheet["code"])["stamp"]
    assert (stamp["way"], stamp["weak"]) == ("printed", True)
    assert refusal(fair.phone().scan("b2", sheet["code"])) == "code_wrong"


# ---------- speed ----------


def test_what_is_too_fast_is_stamped_and_goes_to_review(fair: Fair) -> None:
    phone = fair.full_card("b1")
    later(19)
    phone.stamped("b2")
    later(20)
    phone.stamped("b3")
    flags = fair.world.snapshot("spaces")["rows"]["space_flag"]
    assert [(one["kind"], one["booth"], one["other"], one["seconds"]) for one in flags] == [("fast", "b2", "b1", 19)]
    fair.command(f"flags/{flags[0]['id']}/answer", verdict="fine", words="Gia đình đi cùng nhau")
    row = fair.world.row("spaces", "space_flag", flags[0]["id"])
    assert row is not None
    assert (row["state"], row["words"]) == ("fine", "Gia đình đi cùng nhau")
    assert "space_flag" not in fair.world.snapshot("space")["rows"]


def test_a_burst_of_new_cards_from_one_code_goes_to_review(fair: Fair) -> None:
    fair.command("settings", burst=3)
    for _ in range(5):
        fair.phone().stamped("b1")
    (flag,) = fair.world.snapshot("spaces")["rows"]["space_flag"]
    assert (flag["kind"], flag["booth"], flag["count"]) == ("burst", "b1", 5)
    later(30)
    fair.phone().stamped("b1")
    assert len(fair.world.snapshot("spaces")["rows"]["space_flag"]) == 1


def test_phones_that_scan_together_share_a_transaction_and_none_spoils_another(fair: Fair) -> None:
    def scan(booth: str, code: str, token: str = "") -> cards.Scan:
        return cards.Scan(new_ref(), booth, code, token, None)

    secret = fair.world.ops.hall.config.secret
    twice = scan("b1", fair.code("b1"))
    group = [scan("b1", fair.code("b1")), scan("b1", "ZZZZZZ"), twice, scan("b2", fair.code("b2"), "A" * 22), twice]
    found = cards.take_in(fair.world.ops.db, Doorbell(), secret, fair.world.id, group)
    assert [isinstance(one, dict) for one in found] == [True, False, True, False, True]
    assert found[2]["card"]["id"] == found[4]["card"]["id"]  # type: ignore[index]
    assert found[4]["stamp"]["state"] == "already"  # type: ignore[index]
    row = fair.world.row("spaces", "space_tally", "b1")
    assert row is not None
    assert (row["scans"], row["cards"]) == (2, 2)


# ---------- a guest's badge ----------


def test_a_badge_opens_the_same_card_each_time_and_leaves_no_trace(fair: Fair) -> None:
    guest = fair.world.make_guest()
    body = {"booth": fair.keys["b1"], "code": fair.code("b1"), "invitation": fair.world.code_of(guest)}
    refused = fair.phone().ask("guest", ref=new_ref(), agree=False, **body)
    assert refused.status_code == 422
    first = fair.phone().ask("guest", ref=new_ref(), agree=True, **body).json
    body |= {"booth": fair.keys["b2"], "code": fair.code("b2")}
    second = fair.phone().ask("guest", ref=new_ref(), agree=True, **body).json
    assert first["token"] == second["token"]
    assert [one["booth"] for one in second["card"]["stamps"]] == ["b1", "b2"]
    with fair.world.ops.db.read() as conn:
        rows = conn.execute(select(space_card).where(space_card.c.event_id == fair.world.id)).mappings().all()
    assert len(rows) == 1
    assert guest not in str(dict(rows[0]))
    unknown = fair.phone().ask("guest", ref=new_ref(), agree=True, **(body | {"invitation": "0123456789ABCDEF"}))
    assert refusal(unknown) == "badge_unknown"


# ---------- the desk ----------


def test_a_gift_needs_the_staffs_stamp_and_a_card_is_used_once(fair: Fair) -> None:
    desk = fair.world.make_device("reception", "g1", name="Quầy quà 1")
    other = fair.world.make_device("reception", "g1", name="Quầy quà 2")
    phone = fair.full_card("b1", "b2")
    shown = f"https://su-kien.vn/k#{phone.token}"
    use = {"token": shown, "gift": "tui"}
    answer = fair.world.post(desk, "spaces/cards/use", ref=new_ref(), **use)
    assert refusal(answer) == "stamps_missing"
    assert "1 tem" in answer.json["error"]["message"]
    phone.stamped("b3")
    assert refusal(fair.world.post(desk, "spaces/cards/use", ref=new_ref(), **use)) == "staff_missing"
    fair.world.command(desk, "spaces/cards/stamp", token=shown)
    assert refusal(fair.world.post(desk, "spaces/cards/stamp", ref=new_ref(), token=shown)) == "stamp_given"
    looked = fair.world.post(desk, "spaces/cards/look", token=shown).json
    assert [(one["id"], one["ready"], one["left"]) for one in looked["gifts"]] == [
        ("tui", True, 2),
        ("mu", False, None),
    ]
    ref = new_ref()
    done = fair.world.command(desk, "spaces/cards/use", ref=ref, **use)
    assert done["facts"]["given"] == 1
    assert fair.world.command(desk, "spaces/cards/use", ref=ref, **use)["repeat"]
    again = fair.world.post(other, "spaces/cards/use", ref=new_ref(), **use)
    assert refusal(again) == "card_used"
    fields = again.json["error"]["fields"]
    assert (fields["place"], fields["gift"], fields["at"]) == ("Quầy quà 1", "Túi vải", clock.iso(clock.now()))
    assert "Quầy quà 1" in again.json["error"]["message"]
    assert refusal(phone.scan("b4")) == "card_used"
    assert phone.ask("card", token=phone.token).json["card"]["used"]["place"] == "Quầy quà 1"


def test_two_desks_at_once_hand_out_one_gift(fair: Fair) -> None:
    desks = [fair.world.make_device("reception", "g1") for _ in range(2)]
    phone = fair.full_card("b1", "b2")
    fair.world.command(desks[0], "spaces/cards/stamp", token=phone.token)
    codes = [fair.world.post(one, "spaces/cards/use", ref=new_ref(), token=phone.token, gift="tui") for one in desks]
    assert [one.status_code for one in codes] == [200, 409]


def test_a_gift_that_has_gone_is_not_promised(fair: Fair) -> None:
    desk = fair.world.make_device("reception", "g1")
    for place in range(3):
        phone = fair.full_card("b1", "b2")
        fair.world.command(desk, "spaces/cards/stamp", token=phone.token)
        answer = fair.world.post(desk, "spaces/cards/use", ref=new_ref(), token=phone.token, gift="tui")
        assert answer.status_code == (200 if place < 2 else 409)
    assert refusal(answer) == "gift_gone"
    assert fair.world.post(desk, "spaces/cards/look", token="nothing").status_code == 404


# ---------- the end ----------


def test_cards_are_deleted_30_days_after_the_event_and_the_sums_stay(fair: Fair) -> None:
    phone = fair.full_card("b1", "b2")
    with fair.world.ops.db.read() as conn:
        event = core_queries.find_event(conn, fair.world.id)
    assert event is not None
    clock.freeze(event["ends_at"] + 30 * clock.DAY - 1)
    with begin(fair.world.ops.db, Doorbell(), fair.world.id, "system") as work:
        assert cards.delete_cards(work) == 0
    later(0.001)
    assert refusal(phone.scan("b3")) == "over"
    with begin(fair.world.ops.db, Doorbell(), fair.world.id, "system") as work:
        assert cards.delete_cards(work) == 4
    with fair.world.ops.db.read() as conn:
        for table in (space_card, space_stamp, space_flag):
            count = conn.execute(select(func.count()).select_from(table).where(table.c.event_id == fair.world.id))
            assert count.scalar_one() == 0
        sums = select(func.sum(space_hour.c.scans)).where(space_hour.c.event_id == fair.world.id)
        assert conn.execute(sums).scalar_one() == 2
        scans = select(func.sum(space_tally.c.scans)).where(space_tally.c.event_id == fair.world.id)
        assert conn.execute(scans).scalar_one() == 2
    assert phone.ask("card", token=phone.token).status_code == 404


def test_tokens_tickets_and_links_are_read_strictly() -> None:
    secret = bytes(32)
    token = keys.new_token(secret, "e1", str(uuid.uuid4()))
    assert keys.read_token(f" https://x/k#{token} ") == token
    assert [keys.read_token(bad) for bad in ("", "x", token + "A", f"#{token[:-1]}")] == [""] * 4
    ticket, until = keys.make_ticket(secret, "e1", "b1", 1000)
    assert keys.read_ticket(secret, ticket, until - 1) == ("e1", "b1")
    for bad in (ticket[:-1], "é" + ticket, ticket.replace("b1", "b2"), "a.b", ""):
        assert keys.read_ticket(secret, bad, 1000) is None
    assert keys.read_ticket(secret, ticket, until) is None
    link = keys.make_link(secret, "e1", "c1")
    assert keys.read_link(secret, f"https://x/lead#{link}") == ("e1", "c1")
    assert [keys.read_link(secret, bad) for bad in (link[:-1], "", "..", link.replace("c1", "c2"))] == [None] * 4
