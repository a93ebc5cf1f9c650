"""Outputs and control over HTTP: who may, what is kept secret, what a button does. Nothing is sent here."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from ops import checks
from ops.core import clock, tokens
from ops.core.models import journal
from ops.outputs import actions, queries, routes, sealing
from ops.outputs.models import output
from ops.outputs.rules import Firing
from tests.stage.outputs import http_output, obs_output, osc_output
from tests.stage.sheets import load
from tests.support.factories import Row, Staff, World, new_ref

SECRET = "khoa bi mat 99"
URL = "http://192.168.7.20:8000/cue"


@pytest.fixture
def boss(world: World) -> Staff:
    load(world)
    return world.make_staff("stage_manager")


def outputs(world: World, boss: Staff) -> Row:
    found: Row = world.get(boss, "outputs").json
    return found


def make(world: World, boss: Staff, body: Row) -> str:
    return str(world.command(boss, "outputs", **body)["facts"]["output"])


def test_an_output_is_made_changed_switched_off_and_removed(world: World, boss: Staff) -> None:
    mine = make(world, boss, http_output(URL, rule={"rows": "cell", "column": "title", "text": "Mục"}))
    (row,) = outputs(world, boss)["outputs"]
    assert row["when"] == {
        "when": "go", "track": None, "rows": "cell", "column": "title", "text": "Mục", "ahead_s": 0,
    }  # fmt: skip
    assert (row["target"]["url"], row["on"], row["has_secret"]) == (URL, True, False)
    timed = {"when": "before_end", "ahead_s": 30}
    world.command(boss, f"outputs/{mine}/change", changes={"on": False, "name": "Tên khác", "when": timed})
    (row,) = outputs(world, boss)["outputs"]
    assert (row["on"], row["name"], row["when"]["ahead_s"]) == (False, "Tên khác", 30)
    same = world.command(boss, f"outputs/{mine}/change", changes={"on": False})
    assert same["seq"] is None
    world.command(boss, f"outputs/{mine}/remove")
    assert outputs(world, boss)["outputs"] == []


def test_a_secret_is_sealed_never_shown_and_does_not_follow_to_another_machine(world: World, boss: Staff) -> None:
    mine = make(world, boss, http_output(URL, target={"header": "X-Key"}, secret=SECRET))
    key = world.ops.hall.config.secret

    def stored() -> Any:
        with world.ops.db.read() as conn:
            return conn.execute(select(output.c.secret).where(output.c.id == mine)).scalar()

    assert SECRET not in stored()
    assert sealing.unseal(key, world.id, mine, stored()) == SECRET
    with world.ops.db.read() as conn:
        lines = conn.execute(select(journal).where(journal.c.event_id == world.id)).mappings().all()
    said = json.dumps([dict(line) for line in lines]) + world.get(boss, "outputs").text
    assert SECRET not in said
    assert stored() not in said
    other_path = http_output(URL + "/other", target={"header": "X-Key"})["target"]
    world.command(boss, f"outputs/{mine}/change", changes={"target": other_path})
    assert stored() is not None, "the same machine keeps its key"
    elsewhere = http_output("http://10.0.0.9/cue", target={"header": "X-Key"})["target"]
    world.command(boss, f"outputs/{mine}/change", changes={"target": elsewhere})
    assert stored() is None, "who may edit an output could otherwise have the key sent to himself"


BAD: dict[str, Row] = {
    "metadata": http_output("http://169.254.169.254/x"),
    "scheme": http_output("ftp://host/x"),
    "no JSON": http_output(URL, target={"body": "{"}),
    "unknown name": http_output(URL, target={"body": '{"a": "{{titel}}"}'}),
    "unknown name in the path": http_output(URL + "/{{x}}"),
    "host of words": http_output("http://{{title}}/"),
    "header with a break": http_output(URL, target={"header": "X-A\r\nB"}),
    "header of ours": http_output(URL, target={"header": "Content-Length"}),
    "secret with a break": http_output(URL, secret="a\r\nb"),
    "no such occasion": http_output(URL, "sometime"),
    "row without a row": http_output(URL, rule={"rows": "row"}),
    "no port": osc_output(0),
    "pattern in an address": osc_output(9000) | {"target": osc_output(9000)["target"] | {"address": "/a*"}},
    "multicast": osc_output(9000) | {"target": osc_output(9000)["target"] | {"host": "224.0.0.5"}},
    "neither scene nor column": obs_output(4455),
    "host with a path": obs_output(4455, "A") | {"target": obs_output(4455, "A")["target"] | {"host": "a/b"}},
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_sent_is_refused_when_it_is_made(world: World, boss: Staff, name: str) -> None:
    answer = world.post(boss, "outputs", ref=new_ref(), **BAD[name])
    assert answer.status_code == 422, answer.text
    assert outputs(world, boss)["outputs"] == []


def test_only_callers_see_outputs(world: World, boss: Staff) -> None:
    for role in ("mc", "crew", "director", "viewer"):
        assert world.get(world.make_staff(role), "outputs").status_code == 403, role


# ---------- sends ----------


def fire(world: World, output_id: str, key: str = "go/stage/a/1") -> str | None:
    with world.ops.db.write() as conn:
        return actions.claim(conn, world.id, Firing(output_id, key, "stage", "a", clock.now()), clock.now())


def attempt(world: World, send: str, **said: Any) -> int | None:
    from ops.core.work import Doorbell, begin

    with begin(world.ops.db, Doorbell(), world.id, "system") as work:
        return actions.tried(work, send, clock.now(), {"ok": False, "ms": 5} | said)


def test_an_occasion_is_claimed_once(world: World, boss: Staff) -> None:
    mine = make(world, boss, http_output(URL))
    assert fire(world, mine) is not None
    assert fire(world, mine) is None, "another server was quicker"
    assert fire(world, mine, "go/stage/a/2") is not None


def test_a_send_that_is_given_up_is_told_in_the_journal_and_the_log(world: World, boss: Staff, frozen: int) -> None:
    mine = make(world, boss, http_output(URL))
    send = fire(world, mine)
    assert send
    assert attempt(world, send, reason="timeout") == frozen + 1_000
    assert attempt(world, send, reason="status", status=500) == frozen + 2_000
    clock.freeze(frozen + 119_000)
    assert attempt(world, send, reason="timeout") is None
    assert attempt(world, send, reason="timeout") is None, "it is over"
    log = outputs(world, boss)["log"]
    assert [(one["n"], one["reason"], one["status"], one["state"]) for one in log] == [
        (3, "timeout", "", "failed"), (2, "status", "500", "failed"), (1, "timeout", "", "failed"),
    ]  # fmt: skip
    lines = [line for line in world.get(world.make_staff("organiser"), "journal?limit=500").json["lines"]
             if line["kind"] == "outputs.failed"]  # fmt: skip
    assert [(line["facts"]["output"], line["facts"]["reason"]) for line in lines] == [(mine, "timeout")]


def test_sends_of_a_dead_server_are_taken_over_by_one(world: World, boss: Staff) -> None:
    send = fire(world, make(world, boss, http_output(URL)))
    now = clock.now()
    with world.ops.db.write() as conn:
        assert [row["id"] for row in actions.take_over(conn, now + 1, now + 15_000) if row["event_id"] == world.id] == [
            send
        ]
        assert [row for row in actions.take_over(conn, now + 1, now + 15_000) if row["event_id"] == world.id] == []


def test_the_log_keeps_the_newest_attempts(world: World, boss: Staff, frozen: int, monkeypatch: Any) -> None:
    monkeypatch.setattr(actions, "LOG_KEPT", 3)
    mine = make(world, boss, http_output(URL))
    for number in range(6):
        clock.freeze(frozen + number * 10)
        send = fire(world, mine, f"go/stage/a/{number}")
        assert send
        attempt(world, send, ok=True, status=200)
    with world.ops.db.read() as conn:
        kept = [row["try_at"] for row in queries.log(conn, world.id) if row["try_n"]]
    assert len(kept) == 3
    assert min(kept) == frozen + 30


# ---------- control ----------


def token(world: World, boss: Staff, *rights: str, tracks: tuple[str, ...] = ()) -> tuple[str, str]:
    answer = world.post(boss, "outputs/tokens", ref=new_ref(), name="Stream Deck", rights=rights, tracks=tracks)
    assert answer.status_code == 200, answer.text
    return str(answer.json["token"]), str(answer.json["facts"]["token"])


def press(world: World, shown: str | None, verb: str, method: str = "POST", **options: Any) -> Any:
    if method == "POST" and not options:
        options = {"json": {}}
    return world.ops.ask(method, f"/api/control/{world.id}/{verb}", shown, **options)


def live(world: World, boss: Staff) -> Any:
    state = world.get(boss, "stage/state").json["tracks"][0]["live"]
    return state["row"] if state else None


def test_a_button_fires_a_cue_and_a_get_or_a_wrong_token_does_not(world: World, boss: Staff) -> None:
    shown, _ = token(world, boss, "call")
    for wrong, status in (("ctl_" + "x" * 43, 401), (None, 401), (boss.token, 403)):
        assert press(world, wrong, "go").status_code == status
    for verb in ("go", "next", "message", "pause"):
        answer = press(world, shown, verb, "GET")
        assert (answer.status_code, answer.headers["Allow"].count("GET")) == (405, 0), verb
    assert press(world, shown, "nonsense").status_code == 404
    assert press(world, shown, "reset").status_code == 404
    assert live(world, boss) is None
    answer = press(world, shown, "go")
    assert answer.status_code == 200, answer.text
    assert (answer.json["kind"], answer.json["facts"]["live"]) == ("stage.stepped", "a")
    again = press(world, shown, "go")
    assert (again.status_code, again.json["error"]["fields"]) == (409, {"refusal": "too_soon"})
    assert live(world, boss) == "a"
    lines = world.get(world.make_staff("organiser"), "journal?limit=500").json["lines"]
    assert [line["by"] for line in lines if line["kind"] == "stage.stepped"] == ["Stream Deck"]
    assert checks.run(world.ops.db, world.id) == []


FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    "options",
    [
        {"json": {"seconds": 60}},
        {"json": {"seconds": "+60"}},
        {"data": "seconds=60", "content_type": FORM},
    ],
    ids=["json", "words", "form"],
)
def test_a_body_may_be_json_or_a_form(world: World, boss: Staff, options: Row) -> None:
    shown, _ = token(world, boss, "call")
    assert press(world, shown, "go", data=b"").status_code == 200, "no body at all"
    assert press(world, shown, "add", **options).status_code == 200
    assert world.get(boss, "stage/state").json["tracks"][0]["live"]["given"] == 60_000


@pytest.mark.parametrize(
    "options",
    [
        {"data": "{", "content_type": "application/json"},
        {"json": [1]},
        {"json": {"seconds": 99_999}},
        {"json": {"else": 1}},
        {"json": {"ref": "1"}},
        {"json": {}},
        {"data": "seconds=x", "content_type": FORM},
        {"data": "seconds=60", "content_type": "text/plain"},
    ],
)
def test_a_body_that_does_not_fit_does_nothing(world: World, boss: Staff, options: Row) -> None:
    shown, _ = token(world, boss, "call")
    press(world, shown, "go")
    assert press(world, shown, "add", **options).status_code in (415, 422)
    assert world.get(boss, "stage/state").json["tracks"][0]["live"]["given"] == 0


def test_a_page_of_somebody_else_cannot_press(world: World, boss: Staff) -> None:
    """A form may cross origins without asking; without the header nobody is known, with it the origin is looked at."""
    shown, _ = token(world, boss, "call")
    form = {"data": "", "content_type": FORM}
    assert press(world, None, "go", headers={"Cookie": f"ops_staff={boss.token}"}, **form).status_code == 403
    assert press(world, shown, "go", headers={"Origin": "http://evil.example"}, **form).status_code == 403
    assert live(world, boss) is None


def test_the_same_ref_is_done_once_and_a_cue_is_found_by_its_number(world: World, boss: Staff) -> None:
    shown, _ = token(world, boss, "call")
    column = {"edit": "cells", "row": "c", "values": {"cue": "12"}}
    columns = [{"id": "title", "name": "Nội dung"}, {"id": "cue", "name": "Cue"}]
    world.command(world.make_staff("organiser"), "stage/columns", columns=columns)
    world.command(boss, "stage/edit", track="stage", edits=[column])
    assert press(world, shown, "standby", json={"cue": 12}).status_code == 200
    ref = new_ref()
    first, repeat = (press(world, shown, "go", json={"ref": ref}) for _ in range(2))
    assert (first.json["repeat"], repeat.json["repeat"], repeat.json["seq"]) == (False, True, first.json["seq"])
    assert live(world, boss) == "c"
    assert press(world, shown, "standby", json={"cue": "99"}).status_code == 422


def test_rights_tracks_and_revoking(world: World, boss: Staff) -> None:
    reads, _ = token(world, boss, "read")
    says, _ = token(world, boss, "message")
    other, other_id = token(world, boss, "call", "read", tracks=("corner",))
    assert press(world, reads, "go").status_code == 403
    assert press(world, says, "state", "GET").status_code == 403
    assert press(world, other, "go", json={"track": "stage"}).status_code == 403
    assert press(world, other, "state?track=stage", "GET").status_code == 403
    assert press(world, says, "message", json={"text": "Chậm lại", "target": "role:mc"}).status_code == 200
    assert press(world, says, "message", json={"text": "x", "target": "everybody"}).status_code == 422
    assert world.snapshot("stage")["rows"]["message"][0]["by"] == "Stream Deck"
    assert world.ops.ask("GET", f"/api/events/{world.id}/snapshot/stage", other).status_code == 403
    world.command(boss, f"outputs/tokens/{other_id}/revoke")
    assert press(world, other, "go").status_code == 401
    assert press(world, "ctl_" + tokens.new_token("x"), "go").status_code == 401
    assert checks.run(world.ops.db, world.id) == []


def test_a_token_is_shown_once_and_opens_no_other_event(world: World, boss: Staff, make_event: Any) -> None:
    ref = new_ref()
    body: Row = {"ref": ref, "name": "Deck", "rights": ["call"]}
    first, repeat = (world.post(boss, "outputs/tokens", **body).json for _ in range(2))
    assert first["token"].startswith("ctl_")
    assert (repeat["token"], repeat["repeat"]) == (None, True)
    assert first["token"] not in world.get(boss, "outputs").text
    there = make_event()
    load(there)
    assert press(there, first["token"], "go").status_code == 404


def test_a_stuck_button_is_slowed_down(world: World, boss: Staff) -> None:
    shown, _ = token(world, boss, "call")
    statuses = [press(world, shown, "pause").status_code for _ in range(routes.pace.most + 2)]
    assert statuses[:2] == [409, 409], "nothing is live"
    assert statuses[-1] == 429


def test_the_state_is_flat_and_tells_what_a_button_shows(world: World, boss: Staff, frozen: int) -> None:
    shown, _ = token(world, boss, "read", "call")
    state = press(world, shown, "state", "GET").json
    assert (state["live"], state["phase"], state["standby_title"], state["colour"]) == (
        False,
        "idle",
        "Mục a",
        "#000000",
    )
    press(world, shown, "go")
    clock.freeze(frozen + 61_000)
    state = press(world, shown, "state", "GET").json
    assert (state["title"], state["remaining"], state["standby_title"]) == ("Mục a", "8:59", "Mục b")
    assert all(not isinstance(value, dict | list) for value in state.values())
    press(world, shown, "pause")
    assert press(world, shown, "state", "GET").json["paused"] is True
    press(world, shown, "hold")
    assert press(world, shown, "state", "GET").json["go_colour"] == "#4a4f57"
    clock.freeze(frozen + 3_600_000)
    press(world, shown, "resume")
    press(world, shown, "add", json={"seconds": -600})
    state = press(world, shown, "state", "GET").json
    assert (state["phase"], state["remaining"], state["colour"]) == ("overtime", "-1:01", "#b3151d")


def test_the_door_for_osc_has_a_token_of_its_own_that_nobody_can_show(world: World, boss: Staff) -> None:
    bad = world.post(boss, "outputs/osc", ref=new_ref(), port=8010)
    assert bad.status_code == 422, "nobody may call"
    world.command(boss, "outputs/osc", port=8010, sources=["192.168.7.20", "10.0.0.0/8"])
    page = outputs(world, boss)
    assert page["osc"] == {
        "port": 8010,
        "sources": ["192.168.7.20/32", "10.0.0.0/8"],
        "state_host": None,
        "state_port": None,
    }
    (row,) = page["tokens"]
    assert world.post(boss, f"outputs/tokens/{row['id']}/revoke", ref=new_ref()).status_code == 409
    world.command(boss, "outputs/osc", port=None, sources=[])
    assert outputs(world, boss)["tokens"][0]["revoked_at"] is not None
    assert checks.run(world.ops.db, world.id) == []


def test_a_purge_takes_outputs_away_and_names_no_surface(own_ops: Any) -> None:
    from ops.core.work import Doorbell, begin
    from ops.privacy.blank_actions import blank_place
    from ops.privacy.places import PLACES
    from ops.privacy.tables import Tables
    from tests.support.factories import make_world

    world = make_world(own_ops)
    load(world)
    boss = world.make_staff("stage_manager")
    send = fire(world, make(world, boss, http_output(URL, target={"header": "X-Key"}, secret=SECRET)))
    assert send
    attempt(world, send, reason="timeout")
    token(world, boss, "read")
    world.command(boss, "outputs/osc", port=8011, sources=["10.0.0.1"])
    names = {"output", "output_send", "output_try", "osc_door", "control_token"}
    with begin(own_ops.db, Doorbell(), world.id, "system") as work:
        tables = Tables(work.conn)
        counts = {place.name: blank_place(tables, place, world.id) for place in PLACES if place.name in names}
        again = {place.name: blank_place(tables, place, world.id) for place in PLACES if place.name in names}
    assert counts == {"output": 1, "output_send": 1, "output_try": 1, "osc_door": 1, "control_token": 2}
    assert set(again.values()) == {0}
    page = outputs(world, boss)
    assert (page["outputs"], page["log"]) == ([], [])
    assert {one["name"] for one in page["tokens"]} == {"Thiết bị"}
