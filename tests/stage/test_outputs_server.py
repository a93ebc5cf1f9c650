"""Outputs on a real server with its side process: what a cue sends arrives, once, also when things die."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests

from ops.core import clock
from scripts.parts import Server
from tests.stage.outputs import Taker, http_output, obs_output, osc_output, until
from tests.stage.sheets import load
from tests.support.app import SECRET, OpenCopy
from tests.support.factories import Row, Staff, World, make_world, new_ref
from tests.support.obs_server import ObsServer
from tests.support.osc_receiver import OscReceiver
from tests.support.server import start_server

PASSWORD = "rat bi mat 88"


@dataclass
class Hall:
    """A server with a sheet of three rows; `post` and `get` speak for the stage manager, or for a token."""

    world: World
    staff: Staff
    engine: str
    server: Server
    closing: list[Any] = field(default_factory=list)

    @property
    def path(self) -> str:
        return f"/api/events/{self.world.id}"

    def ask(self, method: str, path: str, token: str = "", **options: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {token or self.staff.token}"}
        return requests.request(method, self.server.url + path, headers=headers, timeout=10, **options)

    def post(self, path: str, **body: Any) -> Row:
        answer = self.ask("POST", f"{self.path}/{path}", json={"ref": new_ref()} | body)
        assert answer.status_code == 200, answer.text
        found: Row = answer.json()
        return found

    def get(self, path: str) -> Row:
        answer = self.ask("GET", f"{self.path}/{path}")
        assert answer.status_code == 200, answer.text
        found: Row = answer.json()
        return found

    def make(self, body: Row) -> str:
        return str(self.post("outputs", **body)["facts"]["output"])

    def step(self, do: str, **facts: Any) -> None:
        self.post("stage/step", track="stage", do=do, **facts)

    def log(self) -> list[Row]:
        found: list[Row] = self.get("outputs")["log"]
        return found

    def sides(self) -> list[int]:
        """Process ids of the server's children."""
        with open(f"/proc/{self.server.pid}/task/{self.server.pid}/children") as file:
            return [int(one) for one in file.read().split()]

    def wait_ready(self) -> None:
        until(lambda: self.get("outputs")["sender"]["running"])

    def restart(self) -> None:
        assert "Traceback" not in self.server.log()
        self.server.kill9()
        self.server = serve(self.world, self.engine)

    def also(self, thing: Any) -> Any:
        self.closing.append(thing)
        return thing


WORLDS = 10


def serve(world: World, engine: str) -> Server:
    url = world.ops.db.url.render_as_string(hide_password=False)
    return start_server(world.ops.data, engine, url, env={"OPS_SECRET": SECRET.hex()})


@dataclass
class House:
    """One server with an event for each test."""

    events: list[tuple[World, Staff]]
    server: Server


@pytest.fixture(scope="module")
def house(open_copy: OpenCopy, server_engine: str) -> Iterator[House]:
    ops = open_copy()
    events = []
    for _ in range(WORLDS):
        world = make_world(ops)
        load(world)
        events.append((world, world.make_staff("stage_manager")))
    ops.close()
    one = House(events, serve(events[0][0], server_engine))
    yield one
    one.server.kill9()
    log = one.server.log()
    assert PASSWORD not in log
    assert "Traceback" not in log, log[-3000:]


@pytest.fixture
def hall(house: House, server_engine: str) -> Iterator[Hall]:
    world, staff = house.events.pop()
    made = Hall(world, staff, server_engine, house.server)
    yield made
    house.server = made.server
    for one in made.closing:
        one.close()


def test_a_cue_is_posted_and_what_fails_is_tried_again_and_told(hall: Hall) -> None:
    taker = hall.also(Taker(500, 200, 302))
    target = {"header": "X-Key"}
    hall.make(http_output(f"{taker.url}/cue/{{{{row}}}}", target=target, secret=PASSWORD))
    hall.wait_ready()
    hall.step("go")
    until(lambda: len(taker.got) == 2)
    (path, headers, body), (_, again, _) = taker.got
    assert (path, body) == ("/cue/a", {"cue": "", "title": "Mục a", "row": "a"})
    assert headers["X-Key"] == PASSWORD
    assert headers["Ops-Send"] == again["Ops-Send"], "a repeat can be told"
    until(lambda: any(one["ok"] for one in hall.log()))
    good, bad = hall.log()
    assert (bad["status"], bad["reason"], bad["n"], bad["last"]) == ("500", "status", 1, False)
    assert (good["status"], good["ok"], good["state"], good["row"]) == ("200", True, "sent", "a")
    time.sleep(1.1)
    hall.step("go")
    until(lambda: hall.log()[0]["state"] == "failed")
    assert hall.log()[0]["reason"] == "redirect"
    assert [path for path, *_ in taker.got] == ["/cue/a", "/cue/a", "/cue/b"], "a redirect is not followed"
    text = hall.ask("GET", f"{hall.path}/outputs").text + hall.ask("GET", f"{hall.path}/snapshot/stage").text
    assert PASSWORD not in text
    send = hall.log()[0]["send"]
    hall.post(f"outputs/sends/{send}/again")
    until(lambda: taker.got[-1][0] == "/cue/b" and len(taker.got) == 4)


@pytest.mark.once
def test_a_killed_server_and_a_killed_child_send_each_cue_once(hall: Hall) -> None:
    taker = hall.also(Taker())
    hall.make(http_output(taker.url))
    hall.make(http_output(taker.url + "/soon", "before_end", rule={"ahead_s": 3_600}))
    hall.wait_ready()
    hall.step("go")
    until(lambda: [one["state"] for one in hall.log()] == ["sent", "sent"])
    hall.restart()
    hall.wait_ready()
    time.sleep(1.2)
    assert len(taker.got) == 2, "what was sent before the crash is not sent again"
    before = hall.sides()
    os.kill(before[0], signal.SIGKILL)
    until(lambda: hall.sides() not in ([], before))
    hall.wait_ready()
    hall.step("go")
    until(lambda: len(taker.got) == 4)
    assert sorted(path for path, *_ in taker.got) == ["/", "/", "/soon", "/soon"]


@pytest.mark.once
def test_a_cue_just_before_a_crash_is_sent_after_it(hall: Hall) -> None:
    taker = hall.also(Taker())
    hall.make(http_output(taker.url))
    hall.wait_ready()
    os.kill(hall.sides()[0], signal.SIGSTOP)
    child = hall.sides()[0]
    hall.step("go")
    time.sleep(0.2)
    hall.server.kill9()
    os.kill(child, signal.SIGKILL)
    assert taker.got == []
    hall.server = serve(hall.world, hall.engine)
    until(lambda: taker.got, 30)
    assert len(taker.got) == 1


@pytest.mark.once
def test_receivers_that_hang_or_are_not_there_slow_no_cue(hall: Hall) -> None:
    slow = hall.also(Taker(slow_s=4.0))
    for url in (slow.url, "http://192.0.2.77/", "http://nobody.invalid/"):
        hall.make(http_output(url))
    hall.wait_ready()
    for wait in (0.0, 1.1):
        time.sleep(wait)
        began = time.monotonic()
        hall.step("go")
        assert time.monotonic() - began < 0.5
        assert hall.get("stage/state")["tracks"][0]["live"]
    until(lambda: {"timeout", "no_name"} <= {one["reason"] for one in hall.log()})


@pytest.mark.once
def test_before_an_end_is_sent_at_its_instant(hall: Hall) -> None:
    taker = hall.also(Taker())
    edit = {"edit": "set", "row": "a", "values": {"duration": 3_000}}
    hall.post("stage/edit", track="stage", edits=[edit])
    hall.make(http_output(taker.url, "before_end", rule={"ahead_s": 1}, target={"body": '{"left": "{{remaining_s}}"}'}))
    hall.wait_ready()
    hall.step("go")
    began = clock.now()
    until(lambda: taker.got)
    assert 1_800 <= clock.now() - began <= 2_700
    assert taker.got[0][2] == {"left": 1}


@pytest.mark.once
def test_osc_reaches_a_receiver_that_is_not_ours(hall: Hall) -> None:
    receiver = hall.also(OscReceiver())
    hall.make(osc_output(receiver.port))
    hall.post("outputs/osc", state_host="127.0.0.1", state_port=receiver.port)
    hall.wait_ready()
    hall.step("go")
    cue = until(lambda: [one for one in receiver.got if one["address"] == "/led/a"])
    assert [(one["type"], one["value"]) for one in cue[0]["args"]] == [("string", "Mục a"), ("integer", 600)]
    until(
        lambda: (
            [one["args"][0]["value"] for one in receiver.got if one["address"] == "/ops/stage/state/title"][-1:]
            == ["Mục a"]
        )
    )
    count = len([one for one in receiver.got if one["address"].endswith("/state/now")])
    time.sleep(2.2)
    assert len([one for one in receiver.got if one["address"].endswith("/state/now")]) - count in (2, 3)


def test_obs_changes_its_scene_on_a_cue(hall: Hall) -> None:
    obs = hall.also(ObsServer(PASSWORD))
    mine = hall.make(obs_output(obs.port, "Clip mở màn", secret=PASSWORD))
    hall.wait_ready()
    assert hall.post(f"outputs/{mine}/scenes") == {"scenes": ["Sân khấu", "Clip mở màn"], "current": "Sân khấu"}
    hall.step("go")
    until(lambda: obs.changes == ["Clip mở màn"])
    assert obs.clients == 1, "the connection is kept"
    hall.post(f"outputs/{mine}/change", changes={"target": obs_output(obs.port, "Không có")["target"]})
    hall.post(f"outputs/{mine}/try")
    until(lambda: hall.log()[0]["state"] == "failed")
    assert (hall.log()[0]["reason"], hall.log()[0]["status"]) == ("obs_no_scene", "600")
    hall.post(f"outputs/{mine}/change", changes={"secret": "sai"})
    hall.post(f"outputs/{mine}/try")
    until(lambda: hall.log()[0]["reason"] == "obs_password")
    assert hall.log()[0]["state"] == "failed"
    by_cell = obs_output(obs.port, column="mc_script")["target"]
    hall.post(f"outputs/{mine}/change", changes={"target": by_cell, "secret": PASSWORD})
    cells = {"edit": "cells", "row": "b", "values": {"mc_script": "Sân khấu"}}
    hall.post("stage/edit", track="stage", edits=[cells])
    time.sleep(1.0)
    hall.step("go")
    until(lambda: obs.current == "Sân khấu")


@pytest.mark.once
def test_an_obs_that_is_away_is_waited_for(hall: Hall) -> None:
    obs = ObsServer()
    obs.close()
    hall.make(obs_output(obs.port, "Clip mở màn"))
    hall.wait_ready()
    hall.step("go")
    until(lambda: [one["reason"] for one in hall.log()] == ["no_connection"])
    back = hall.also(ObsServer(port=obs.port))
    until(lambda: back.changes == ["Clip mở màn"])
    until(lambda: hall.log()[0]["state"] == "sent")


def send_osc(port: int, address: str, *args: Any, source: str = "127.0.0.1") -> None:
    from ops.outputs.osc_side import encode

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((source, 0))
        kinds = [["i" if isinstance(one, int) else "s", one] for one in args]
        sock.sendto(encode(address, kinds), ("127.0.0.1", port))


def free_udp_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def test_osc_calls_the_show_from_addresses_on_the_list_only(hall: Hall) -> None:
    def live() -> Any:
        return hall.get("stage/state")["tracks"][0]["live"]

    port = free_udp_port()
    hall.post("outputs/osc", port=port, sources=["127.0.0.5"])
    hall.wait_ready()
    time.sleep(0.3)
    send_osc(port, "/ops/stage/go")
    time.sleep(0.3)
    assert live() is None, "this address may not call"
    hall.post("outputs/osc", port=port, sources=["127.0.0.1/32"])
    time.sleep(0.5)
    for address, args in (("/ops/stage/nonsense", ()), ("/else", ()), ("/ops/nowhere/go", ()), ("/ops/stage/go", (0,))):
        send_osc(port, address, *args)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.sendto(b"\xff\xfe not osc" * 20, ("127.0.0.1", port))
    send_osc(port, "/ops/stage/go", 1)
    send_osc(port, "/ops/stage/go", 1)
    until(live)
    send_osc(port, "/ops/stage/add", "+60")
    until(lambda: live()["given"] == 60_000)
    assert live()["row"] == "a", "two taps within a second are one"
    hall.post("outputs/osc")
    time.sleep(0.5)
    send_osc(port, "/ops/stage/stop")
    time.sleep(0.3)
    assert live() is not None, "the door is closed"


@pytest.mark.only("postgres")
def test_of_two_servers_one_sends(hall: Hall) -> None:
    """Both follow the journal and both see each cue; the claim in the database lets one of them send."""
    second = serve(hall.world, hall.engine)
    taker = hall.also(Taker())
    try:
        hall.make(http_output(taker.url))
        hall.make(http_output(taker.url, "hold"))
        hall.wait_ready()
        time.sleep(2.5)  # the second hears of the output by looking once a second
        for do in ("go", "hold", "release", "go", "hold"):
            hall.step(do)
            time.sleep(1.3)
        until(lambda: len(taker.got) >= 4)
        time.sleep(1.5)
        assert len(taker.got) == 4
        until(lambda: {one["state"] for one in hall.log()} == {"sent"})
    finally:
        second.kill9()
