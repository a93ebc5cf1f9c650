"""Which outputs fire, what templates say, where an output may go: all without a server."""

import random
import socket
from typing import Any

import pytest

from ops.errors import OpsError
from ops.outputs import control_actions, filling, http_side, osc_side, rules, sealing, targets
from ops.outputs.rules import Firing, Rule, Words
from ops.stage.rules import Show, apply_edits, from_plain, take_step
from tests.stage.outputs import Taker

pytestmark = pytest.mark.once
MIN = 60_000
ROWS: list[dict[str, Any]] = [
    {"id": "a", "begins": "fixed", "start": 0, "duration": 10 * MIN},
    {"id": "b", "duration": 15 * MIN, "flag": True},
    {"id": "c", "begins": "hard", "start": 25 * MIN, "duration": 5 * MIN},
]
SHOW = from_plain({"tracks": [{"id": "stage", "rows": ROWS}]})
WORDS = {"a": Words(), "b": Words(True, {"led": "Clip mở màn"}), "c": Words(False, {"led": ""})}


def do(show: Show, verb: str, at: int, **facts: Any) -> Show:
    done = take_step(show, {"do": verb, "track": "stage", "at": at, **facts})
    assert done.refusal is None, done.refusal
    return done.show


def fired(rule: Rule, before: Show | None, after: Show, now: int, **marks: int) -> list[Firing]:
    numbers = {("stage", what): seq for what, seq in marks.items()}
    return rules.firings([rule], before, after, numbers, WORDS, now)


def named(found: list[Firing]) -> list[tuple[str | None, int]]:
    return [(one.row, one.at) for one in found]


A = do(SHOW, "go", MIN)
B = do(A, "go", 5 * MIN)


def test_go_and_end_are_told_once_each_with_the_instant_of_the_show() -> None:
    go, end = Rule("o", "go"), Rule("o", "end")
    assert named(fired(go, SHOW, A, MIN + 7)) == [("a", MIN)]
    assert named(fired(go, A, A, MIN + 9)) == []
    assert named(fired(go, A, B, 5 * MIN)) == [("b", 5 * MIN)]
    assert named(fired(end, A, B, 5 * MIN)) == [("a", 5 * MIN)]
    assert named(fired(go, SHOW, B, 5 * MIN)) == [("a", MIN), ("b", 5 * MIN)], "two cues between two looks"


def test_a_second_look_by_another_server_gives_the_same_key() -> None:
    go = Rule("o", "go")
    slow = {one.key for one in fired(go, SHOW, B, 6 * MIN)}
    assert {one.key for one in fired(go, A, B, 5 * MIN)} < slow
    again = do(do(B, "previous", 7 * MIN), "stop", 8 * MIN)
    assert named(fired(go, B, again, 8 * MIN)) == [("a", 7 * MIN)], "a row that is called again is another run"


@pytest.mark.parametrize(("age", "count"), [(0, 1), (rules.GRACE_MS, 1), (rules.GRACE_MS + 1, 0)])
def test_after_a_restart_only_what_is_young_is_sent(age: int, count: int) -> None:
    assert len(fired(Rule("o", "go"), None, A, MIN + age)) == count
    assert len(fired(Rule("o", "before_end", ahead=MIN), None, A, 10 * MIN + age)) == count


def test_a_rule_that_was_switched_on_later_leaves_alone_what_was_before() -> None:
    assert fired(Rule("o", "go", since=MIN + 1), None, A, MIN + 2) == []
    timed = Rule("o", "before_end", ahead=9 * MIN, since=3 * MIN)
    assert fired(timed, A, A, 4 * MIN) == [], "its instant was at 2:00"


def test_before_the_end_follows_pauses_and_added_time_and_fires_once() -> None:
    rule = Rule("o", "before_end", ahead=30_000)
    assert rules.next_instant(A, [rule], MIN) == 10 * MIN + 30_000
    more = do(A, "add", 2 * MIN, by=MIN)
    assert rules.next_instant(more, [rule], 2 * MIN) == 11 * MIN + 30_000
    paused = do(more, "pause", 3 * MIN)
    assert rules.next_instant(paused, [rule], 3 * MIN) is None
    on = do(paused, "resume", 5 * MIN)
    assert rules.next_instant(on, [rule], 5 * MIN) == 13 * MIN + 30_000
    assert fired(rule, on, on, 13 * MIN + 29_999) == []
    first = fired(rule, on, on, 13 * MIN + 30_000)
    later = do(on, "add", 13 * MIN + 40_000, by=5 * MIN)
    assert [one.key for one in fired(rule, later, later, 18 * MIN + 30_000)] == [one.key for one in first]


def test_a_row_shorter_than_the_warning_is_told_at_its_beginning() -> None:
    assert named(fired(Rule("o", "before_end", ahead=20 * MIN), SHOW, A, MIN)) == [("a", MIN)]


def test_an_edit_moves_what_is_due() -> None:
    rule = Rule("o", "before_end", ahead=30_000)
    done = apply_edits(A, "stage", [{"edit": "set", "row": "a", "values": {"duration": 4 * MIN}}])
    assert done.refusal is None
    assert rules.next_instant(done.show, [rule], MIN) == 4 * MIN + 30_000


def test_before_a_hard_row_counts_to_its_own_time_however_late_the_show_is() -> None:
    rule = Rule("o", "before_hard", ahead=2 * MIN)
    late = do(A, "add", 2 * MIN, by=20 * MIN)
    for show in (SHOW, A, late):
        assert rules.next_instant(show, [rule], 2 * MIN) == 23 * MIN
    assert named(fired(rule, late, late, 23 * MIN)) == [("c", 23 * MIN)]
    there = do(late, "start", 22 * MIN, row="c")
    assert fired(rule, late, there, 23 * MIN) == [], "it is on already"


def test_pause_resume_stop_hold_and_release() -> None:
    paused = do(A, "pause", 2 * MIN)
    resumed = do(paused, "resume", 3 * MIN)
    stopped = do(resumed, "stop", 4 * MIN)
    held, free = do(A, "hold", 2 * MIN), do(do(A, "hold", 2 * MIN), "release", 3 * MIN)
    assert named(fired(Rule("o", "pause"), A, paused, 2 * MIN)) == [("a", 2 * MIN)]
    assert fired(Rule("o", "pause"), paused, paused, 3 * MIN) == []
    assert named(fired(Rule("o", "resume"), paused, resumed, 3 * MIN)) == [("a", 3 * MIN)]
    assert named(fired(Rule("o", "stop"), resumed, stopped, 4 * MIN)) == [("a", 4 * MIN)]
    assert fired(Rule("o", "stop"), A, B, 5 * MIN) == [], "the next row is no stop"
    assert [one.key for one in fired(Rule("o", "hold"), A, held, 2 * MIN, hold=41)] == ["hold/stage/41"]
    assert [one.key for one in fired(Rule("o", "release"), held, free, 3 * MIN, release=42)] == ["release/stage/42"]


def test_reloading_a_row_is_neither_end_nor_stop() -> None:
    back = do(A, "reload", 2 * MIN)
    assert [fired(Rule("o", what), A, back, 2 * MIN) for what in ("end", "stop", "go")] == [[], [], []]
    assert named(fired(Rule("o", "go"), back, do(back, "go", 4 * MIN), 4 * MIN)) == [("a", 4 * MIN)]


@pytest.mark.parametrize(
    ("facts", "rows"),
    [
        ({}, ["a", "b"]),
        ({"rows": "flag"}, ["b"]),
        ({"rows": "row", "row": "a"}, ["a"]),
        ({"rows": "cell", "column": "led", "text": "CLIP"}, ["b"]),
        ({"rows": "cell", "column": "led"}, ["b"]),
        ({"rows": "cell", "column": "nowhere", "text": "x"}, []),
        ({"track": "stage"}, ["a", "b"]),
        ({"track": "other"}, []),
    ],
)
def test_only_for_the_rows_that_are_meant(facts: dict[str, Any], rows: list[str]) -> None:
    assert [one.row for one in fired(Rule("o", "go", **facts), SHOW, B, 5 * MIN)] == rows


def test_trying_again_waits_longer_each_time_and_ends_after_two_minutes() -> None:
    at, waits, tries = 0, [], 0
    while (again := rules.try_again(0, (tries := tries + 1), at)) is not None:
        waits.append((again - at) // 1000)
        at = again
    assert waits[:5] == [1, 2, 4, 8, 15]
    assert set(waits[5:]) == {15}
    assert 105_000 <= at <= rules.GIVE_UP_MS


# ---------- templates ----------

VALUES = {"cue": '4"b', "title": "Chào & mừng/…", "remaining_s": 90, "expected_end": None, "cell.led": "Clip 1"}


def test_words_cannot_break_out_of_their_place() -> None:
    body = filling.fill_json(
        '{"a": "{{cue}}", "b": "cue {{ cue }}", "n": "{{remaining_s}}", "x": [1, "{{cell.led}}"]}', VALUES
    )
    assert body.decode() == '{"a": "4\\"b", "b": "cue 4\\"b", "n": 90, "x": [1, "Clip 1"]}'
    assert filling.fill_url("http://h/p/{{title}}?e={{expected_end}}", VALUES) == (
        "http://h/p/Ch%C3%A0o%20%26%20m%E1%BB%ABng%2F%E2%80%A6?e="
    )
    assert filling.fill_address("/led/{{title}}/{{remaining_s}}", VALUES) == "/led/Ch_o___m_ng__/90"
    args = [{"type": "i", "value": "{{remaining_s}}"}, {"type": "f", "value": "x"}, {"type": "s", "value": "{{cue}}!"}]
    assert filling.osc_args(args, VALUES) == [["i", 90], ["f", 0.0], ["s", '4"b!']]


def test_names_that_nobody_can_fill_in_are_found() -> None:
    assert filling.unknown("{{title}} {{cell.led}} {{ cue }}") == []
    assert filling.unknown("{{titel}}") == ["titel"]
    assert filling.unknown("{{}} {{a b}}") == ["{{}}", "{{a b}}"]
    assert filling.columns("{{cell.led}}", "{{cue}}") == {"led"}


# ---------- targets ----------


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("http://192.168.1.20:8000/api/location/1/0/1/press", None),
        ("https://companion.lan/x?y=1", None),
        ("http://127.0.0.1:9/", None),
        ("http://[fd12::7]:8000/", None),
        ("http://169.254.169.254/latest/meta-data", "refused"),
        ("http://[fe80::1]/", "refused"),
        ("http://[::ffff:169.254.169.254]/", "refused"),
        ("http://[fd00:ec2::254]/", "refused"),
        ("http://0.0.0.0/", "refused"),
        ("http://224.0.0.1/", "refused"),
        ("http://2852039166/", "no_host"),
        ("http://0xa9fea9fe/", "no_host"),
        ("ftp://host/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("http://user:pass@host/", "credentials"),
        ("http://{{title}}/", "host_is_fixed"),
        ("http:///x", "no_url"),
        ("http://host:99999/", "no_url"),
        ("http://host/a b", "no_url"),
    ],
)
def test_where_an_output_may_go(url: str, fault: str | None) -> None:
    assert targets.url_fault(url) == fault


def test_who_may_call_by_osc() -> None:
    nets = targets.sources(["192.168.7.0/24", "10.0.0.5", "fd00::/8"])
    said = [
        targets.allowed(one, nets) for one in ("192.168.7.9", "::ffff:10.0.0.5", "fd00::1", "192.168.8.9", "fe80::1%2")
    ]
    assert said == [True, True, True, False, False]
    with pytest.raises(ValueError, match="appear"):
        targets.sources(["all"])


@pytest.mark.parametrize(
    ("name", "fault"), [("X-Key", None), ("Host", "no_header"), ("a:b", "no_header"), ("", "no_header")]
)
def test_headers(name: str, fault: str | None) -> None:
    assert targets.header_fault(name) == fault


def test_a_sealed_secret_opens_for_its_own_output_only() -> None:
    key = bytes(range(32))
    sealed = sealing.seal(key, "e", "o", "mật khẩu")
    assert "khẩu" not in sealed
    assert sealing.unseal(key, "e", "o", sealed) == "mật khẩu"
    for wrong in ((bytes(32), "e", "o"), (key, "f", "o"), (key, "e", "p")):
        assert sealing.unseal(*wrong, sealed) is None
    assert sealing.unseal(key, "e", "o", "AAAA") is None


# ---------- the side process ----------


def looked_up(monkeypatch: pytest.MonkeyPatch, *found: str) -> None:
    def answer(host: str, port: int, **_: Any) -> list[Any]:
        family = {True: socket.AF_INET6, False: socket.AF_INET}
        return [(family[":" in one], socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    monkeypatch.setattr(http_side.socket, "getaddrinfo", answer)


def job(port: int = 9) -> dict[str, Any]:
    return {"url": f"http://innocent.example:{port}/x", "body": "{}", "header": None, "secret": None, "send": "s"}


def test_a_name_that_leads_to_metadata_is_refused_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    for bad in ("169.254.169.254", "fe80::1", "::ffff:169.254.169.254", "fd00:ec2::254"):
        looked_up(monkeypatch, "127.0.0.1", bad)
        assert http_side.post(job()) == {"ok": False, "reason": "refused", "final": True}, bad


def test_of_several_addresses_the_one_that_listens_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    taker = Taker()
    looked_up(monkeypatch, "127.0.0.9", "127.0.0.1")
    assert http_side.post(job(taker.server.server_address[1])) == {"ok": True, "status": 200}
    taker.close()
    assert http_side.post(job(taker.server.server_address[1])) == {"ok": False, "reason": "no_connection"}


@pytest.mark.parametrize(
    ("status", "ok", "final"), [(200, True, None), (204, True, None), (302, False, True), (400, False, True),
                                (404, False, True), (408, False, False), (429, False, False), (503, False, False)],
)  # fmt: skip
def test_what_a_status_means(status: int, ok: bool, final: bool | None) -> None:
    said = http_side.judged(status)
    assert (said["ok"], said.get("final")) == (ok, final)


def test_osc_is_read_back_and_noise_is_not() -> None:
    args = [["s", "Mục một"], ["i", -7], ["f", 0.5]]
    assert osc_side.decode(osc_side.encode("/ops/stage/go", args)) == [("/ops/stage/go", ["Mục một", -7, 0.5])]
    noise = random.Random(7)
    for _ in range(2_000):
        data = bytearray(osc_side.encode("/ops/stage/add", args))
        for _ in range(noise.randint(1, 6)):
            data[noise.randrange(len(data))] = noise.randrange(256)
        osc_side.decode(bytes(data[: noise.randint(0, len(data))]))
    assert osc_side.decode(b"x" * 9_000) == []


@pytest.mark.parametrize(
    ("address", "args", "said"),
    [
        ("/ops/stage/go", [], ("go", {"track": "stage"})),
        ("/ops/go", [1], ("go", {})),
        ("/ops/stage/add", ["+60"], ("add", {"track": "stage", "seconds": 60})),
        ("/ops/stage/add", [-30.0], ("add", {"track": "stage", "seconds": -30})),
        ("/ops/stage/standby", [12], ("standby", {"track": "stage", "cue": "12"})),
        ("/ops/stage/start", [12.0], ("start", {"track": "stage", "cue": "12"})),
        ("/ops/stage/go", [0], "released"),
        ("/ops/stage/add", ["x"], "invalid"),
        ("/ops/" + "x" * 50 + "/go", [], "invalid"),
        ("/ops", [], "not_found"),
        ("/other/stage/go", [], "not_found"),
    ],
)
def test_what_an_osc_address_asks(address: str, args: list[Any], said: Any) -> None:
    try:
        verb, asked = control_actions.asked_by_osc(address, args)
    except OpsError as error:
        assert error.code == said
    else:
        assert (verb, asked.model_dump(exclude_unset=True)) == said
