"""The socket of a real server, spoken by hand: what is promised in docs/api.md section 5, and what is refused."""

import contextlib
import json
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import websocket
from sqlalchemy import make_url

from ops.core import clock
from ops.core.actions import keep_beat
from ops.core.payloads import Beat
from scripts.parts import Server
from tests.support.app import SECRET, OpenCopy
from tests.support.factories import Device, Row, Staff, World, make_world, new_ref, scan
from tests.support.server import start_server

WAIT_S = 20.0


class Closed(Exception):
    """The server has closed the connection."""


@dataclass
class Client:
    """A Socket.IO client of forty lines: no threads, so a test says what happens when."""

    ws: websocket.WebSocket
    heard: list[tuple[str, Any]] = field(default_factory=list)
    asked: int = 0

    def send(self, text: str) -> None:
        self.ws.send(text)

    def _next(self, end: float) -> str:
        """The next packet that is not a ping; Closed when there will be none."""
        while True:
            self.ws.settimeout(max(0.01, end - time.monotonic()))
            try:
                text = self.ws.recv()
            except (websocket.WebSocketConnectionClosedException, ConnectionError) as error:
                raise Closed from error
            if text in ("", b"") or text in ("1", "41"):
                raise Closed
            if text == "2":
                self.send("3")
            else:
                return str(text)

    def call(self, name: str, payload: Any = None, seconds: float = WAIT_S) -> Any:
        """Send an event and wait for its answer; what comes in between is kept."""
        number, self.asked = self.asked, self.asked + 1
        self.send(f"42{number}" + json.dumps([name, payload]))
        end = time.monotonic() + seconds
        while True:
            text = self._next(end)
            if text.startswith(f"43{number}["):
                return json.loads(text[len(f"43{number}") :])[0]
            self._keep(text)

    def _keep(self, text: str) -> None:
        if text.startswith("42"):
            name, *said = json.loads(text[2:])
            self.heard.append((name, said[0] if said else None))

    def wait(self, name: str, seconds: float = WAIT_S) -> Any:
        """The next event of this name."""
        end = time.monotonic() + seconds
        while True:
            for place, (one, payload) in enumerate(self.heard):
                if one == name:
                    del self.heard[place]
                    return payload
            self._keep(self._next(end))

    def quiet(self, name: str, seconds: float) -> bool:
        with contextlib.suppress(websocket.WebSocketTimeoutException):
            self.wait(name, seconds)
            return False
        return True

    def closed_within(self, seconds: float) -> float:
        """Seconds until the server closed."""
        began = time.monotonic()
        with contextlib.suppress(Closed):
            while True:
                self._keep(self._next(began + seconds))
        return time.monotonic() - began

    def hello(self, event: str, audience: str = "board", epoch: str = "", seq: int = 0) -> Row:
        answer: Row = self.call("hello", {"event": event, "audience": audience, "epoch": epoch, "seq": seq})
        return answer

    def close(self) -> None:
        self.ws.shutdown()


@dataclass
class Hall:
    """A running server, two events in it, and the clients of a test."""

    server: Server
    epoch: str
    here: World
    there: World
    boss: Staff
    chief_there: Staff
    tablets: list[Device]
    important: list[str]
    clients: list[Client] = field(default_factory=list)

    def open(self, **options: Any) -> websocket.WebSocket:
        url = self.server.url.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
        return websocket.create_connection(url, timeout=WAIT_S, **options)

    def client(self, actor: Staff | Device | None, **options: Any) -> Client:
        """Connected and let in, or Closed."""
        one = Client(self.open(**options))
        self.clients.append(one)
        assert one._next(time.monotonic() + WAIT_S).startswith("0{")
        one.send("40" + (json.dumps({"token": actor.token}) if actor else ""))
        answer = one._next(time.monotonic() + WAIT_S)
        if not answer.startswith("40{"):
            raise Closed(answer)
        return one

    def post(self, actor: Staff | Device, path: str, event: str | None = None, **body: Any) -> Row:
        import requests

        url = f"{self.server.url}/api/events/{event or self.here.id}/{path}"
        done = requests.post(url, json=body, headers={"Authorization": f"Bearer {actor.token}"}, timeout=WAIT_S)
        assert done.status_code == 200, done.text
        answer: Row = done.json()
        return answer

    def enter(self, tablet: Device) -> Row:
        """Somebody unknown comes: one line, cheap to make."""
        answer: Row = self.post(tablet, "scans", items=[scan(code="?")])["answers"][0]
        return answer

    def head(self) -> int:
        client = self.client(self.boss)
        seq: int = client.hello(self.here.id)["seq"]
        client.close()
        return seq


@pytest.fixture(scope="module")
def running(open_copy: OpenCopy, server_engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """Events and people are made in this process; then the database is handed to the server."""
    ops = open_copy()
    here, there = make_world(ops), make_world(ops)
    boss, chief = here.make_staff("organiser"), there.make_staff("organiser")
    tablets = [here.make_device(name=f"Tablet {number}") for number in range(4)]
    important = here.make_guests(200, vip=True, title="Phó Chủ tịch " * 30, host="Người đón " * 40)
    ops.close()
    url = ops.db.url.render_as_string(hide_password=False)
    server = start_server(ops.data, server_engine, url, env={"OPS_SECRET": SECRET.hex()})
    hall = Hall(server, ops.hall.epoch, here, there, boss, chief, tablets, important)
    yield hall
    server.kill9()


@pytest.fixture
def hall(running: Hall) -> Iterator[Hall]:
    yield running
    for client in running.clients:
        client.close()
    running.clients.clear()


# ---------- who is let in ----------


@pytest.mark.parametrize("token", [None, "dev_nobody", 7, ["x"], {"a": 1}])
def test_a_stranger_is_not_let_in(hall: Hall, token: Any) -> None:
    client = Client(hall.open())
    hall.clients.append(client)
    client._next(time.monotonic() + WAIT_S)
    client.send("40" + json.dumps({"token": token} if token is not None else {}))
    answer = client._next(time.monotonic() + WAIT_S)
    assert answer.startswith("44")
    assert "sign_in_needed" in answer


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost:1", "null"])
def test_a_foreign_page_is_not_let_in(hall: Hall, origin: str) -> None:
    """Refused at the handshake; gevent's server upgrades before it asks, so there the first thing is the end."""
    cookie = f"ops_staff={hall.boss.token}"
    try:
        client = Client(hall.open(origin=origin, cookie=cookie))
    except websocket.WebSocketBadStatusException as refused:
        assert refused.status_code in (400, 403)
        return
    hall.clients.append(client)
    with pytest.raises(Closed):
        client._next(time.monotonic() + WAIT_S)
    assert client.heard == []


def test_cookies_let_in_and_ops_as_chooses(hall: Hall) -> None:
    cookies = f"ops_staff={hall.boss.token}; ops_device={hall.tablets[0].token}"
    for chosen, ok in (("staff", False), ("device", True)):
        client = Client(hall.open(cookie=cookies))
        hall.clients.append(client)
        client._next(time.monotonic() + WAIT_S)
        client.send("40" + json.dumps({"as": chosen}))
        assert client._next(time.monotonic() + WAIT_S).startswith("40{")
        assert client.call("beat", {"dev_seq": 0})["ok"] is ok


def test_long_polling_is_not_spoken(hall: Hall) -> None:
    import requests

    answer = requests.get(f"{hall.server.url}/socket.io/?EIO=4&transport=polling", timeout=WAIT_S)
    assert answer.status_code == 400


def test_deflate_is_not_negotiated(hall: Hall) -> None:
    """The memory of a compressor for each of 300 clients is not spent."""
    ws = hall.open(header=["Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"])
    assert "sec-websocket-extensions" not in {name.lower() for name in ws.getheaders()}
    ws.shutdown()


# ---------- hello ----------


def test_hello_answers_what_was_missed_and_then_batches_follow(hall: Hall) -> None:
    start = hall.head()
    hall.enter(hall.tablets[0])
    client = hall.client(hall.boss)
    answer = client.hello(hall.here.id, "board", hall.epoch, start)
    assert (answer["ok"], answer["epoch"], answer["seq"]) == (True, hall.epoch, start + 1)
    assert (answer["batch"]["after"], answer["batch"]["upto"]) == (start, start + 1)
    assert [change["kind"] for change in answer["batch"]["changes"]] == ["checkin.guest_refused"]
    hall.enter(hall.tablets[0])
    batch = client.wait("batch")
    if batch["upto"] <= answer["seq"]:  # the tailer may still send what hello has answered: a client drops that
        batch = client.wait("batch")
    assert (batch["event"], batch["epoch"], batch["after"], batch["upto"]) == (
        hall.here.id,
        hall.epoch,
        start + 1,
        start + 2,
    )
    again = client.hello(hall.here.id, "board", hall.epoch, start + 2)
    assert again["batch"] is None


def test_nothing_falls_between_hello_and_the_first_batch(hall: Hall) -> None:
    """Clients that join while lines are written: from their own number on, batches join up without a hole."""
    start = hall.head()
    clients = []
    for _ in range(6):
        hall.enter(hall.tablets[0])
        client = hall.client(hall.boss)
        client.send(
            "420"
            + json.dumps(["hello", {"event": hall.here.id, "audience": "board", "epoch": hall.epoch, "seq": start}])
        )
        hall.enter(hall.tablets[1])
        clients.append(client)
    head = hall.head()
    for client in clients:
        end, seq, batches = time.monotonic() + WAIT_S, start, []
        while seq < head:
            text = client._next(end)
            if text.startswith("430"):
                batches.append(json.loads(text[3:])[0]["batch"])
            elif text.startswith('42["batch"'):
                batches.append(json.loads(text[2:])[1])
            batches = [batch for batch in batches if batch and batch["upto"] > seq]
            for batch in sorted(batches, key=lambda batch: batch["after"]):
                if batch["after"] <= seq:
                    seq = max(seq, batch["upto"])
        assert seq == head


@pytest.mark.parametrize(("epoch", "seq"), [("another database", 1), (None, 10**9), ("", 0)])
def test_a_copy_that_does_not_fit_starts_again(hall: Hall, epoch: str | None, seq: int) -> None:
    answer = hall.client(hall.boss).hello(hall.here.id, "board", hall.epoch if epoch is None else epoch, seq)
    assert (answer["ok"], answer["reset"], answer["epoch"]) == (True, True, hall.epoch)
    assert "batch" not in answer


def test_a_hello_to_another_event_is_a_hello_to_none(hall: Hall) -> None:
    client = hall.client(hall.chief_there)
    foreign, missing = client.hello(hall.here.id), client.hello("no-such-event")
    assert foreign == missing
    assert (foreign["ok"], foreign["error"]["code"]) == (False, "not_found")
    tablet = hall.client(hall.tablets[0])
    assert tablet.hello(hall.there.id, "desk") == foreign


def test_a_client_of_one_event_does_not_hear_another(hall: Hall) -> None:
    client, other = hall.client(hall.chief_there), hall.client(hall.boss)
    client.hello(hall.here.id)
    assert client.hello(hall.there.id)["ok"]
    other.hello(hall.here.id)
    hall.enter(hall.tablets[0])
    other.wait("batch")
    assert client.quiet("batch", 0.5)
    with contextlib.suppress(websocket.WebSocketTimeoutException):
        assert client.wait("presence", 1.2) == {"devices": []}, "this event has no device"


def test_the_right_audience_is_asked_for(hall: Hall) -> None:
    world = hall.client(hall.tablets[0])
    assert world.hello(hall.here.id, "desk")["ok"]
    for audience in ("nobody", "", "ev:x"):
        assert world.hello(hall.here.id, audience)["error"]["code"] == "invalid"


@pytest.mark.parametrize(
    "said", [None, 7, "x", [], {}, {"event": 1}, {"event": "x" * 100, "audience": "board"}, {"a": {}}]
)
def test_a_hello_that_cannot_be_read_is_answered(hall: Hall, said: Any) -> None:
    client = hall.client(hall.boss)
    answer = client.call("hello", said)
    assert (answer["ok"], answer["error"]["code"]) == (False, "invalid")
    assert answer["error"]["message"]
    assert client.call("time", {"t0": 5})["t0"] == 5, "the connection lives on"


# ---------- time, beats, presence ----------


def test_time_is_told_in_milliseconds(hall: Hall) -> None:
    client = hall.client(hall.tablets[0])
    before = clock.now()
    answer = client.call("time", {"t0": 12.5})
    assert answer["t0"] == 12.5
    assert before - 50 <= answer["t1"] <= answer["t2"] <= clock.now() + 50
    assert client.call("time", "nonsense")["t0"] is None


def test_a_beat_names_missing_numbers_and_boards_see_it_within_a_second_or_two(hall: Hall) -> None:
    tablet, board = hall.client(hall.tablets[1]), hall.client(hall.boss)
    board.hello(hall.here.id)
    beat = {"queue": 3, "oldest": 4, "dev_seq": 6, "offset_ms": -12.5, "battery": 80}
    assert tablet.call("beat", beat) == {"ok": True, "missing": [[1, 3]]}
    end = time.monotonic() + 4
    while True:
        said = {one["id"]: one for one in board.wait("presence", end - time.monotonic())["devices"]}
        found = said.get(hall.tablets[1].id)
        if found and found["queue"] == 3:
            break
    assert {name: found[name] for name in beat} == beat
    assert found["missing"] == [[1, 3]]


def test_a_beat_that_was_committed_late_is_told_as_well(hall: Hall) -> None:
    """It carries the time of its writing; a board has been told about that second before anybody could read it."""
    board, tablet = hall.client(hall.boss), hall.tablets[2]
    board.hello(hall.here.id)
    time.sleep(1.2)
    written = clock.now() - 1_500
    with hall.here.ops.db.write() as conn:
        keep_beat(conn, tablet.id, Beat(queue=7), written)
    end = time.monotonic() + 4
    while True:
        said = {one["id"]: one for one in board.wait("presence", end - time.monotonic())["devices"]}
        if said.get(tablet.id, {}).get("queue") == 7:
            break


@pytest.mark.parametrize("said", [None, {"queue": -1}, {"queue": "x"}, {"battery": 101}, {"dev_seq": 2**40}, {"x": 1}])
def test_a_beat_that_cannot_be_is_refused(hall: Hall, said: Any) -> None:
    answer = hall.client(hall.tablets[1]).call("beat", said)
    assert (answer["ok"], answer["error"]["code"]) == (False, "invalid")


def test_people_do_not_beat(hall: Hall) -> None:
    assert hall.client(hall.boss).call("beat", {})["error"]["code"] == "forbidden"


def test_sockets_carry_no_commands(hall: Hall) -> None:
    """An unknown event is not answered and changes nothing."""
    client = hall.client(hall.boss)
    before = client.hello(hall.here.id)["seq"]
    client.send("420" + json.dumps(["revoke", {"device": hall.tablets[0].id}]))
    assert client.call("time", {"t0": 1})["t0"] == 1
    assert client.hello(hall.here.id)["seq"] == before


# ---------- rights end ----------


def test_a_revoked_device_is_told_and_closed_within_two_seconds(hall: Hall) -> None:
    victim, other = hall.client(hall.tablets[3]), hall.client(hall.tablets[0])
    victim.hello(hall.here.id, "desk")
    other.hello(hall.here.id, "desk")
    hall.post(hall.boss, f"devices/{hall.tablets[3].id}/revoke", ref=new_ref())
    assert victim.wait("revoked", 2.0) == {}
    assert victim.closed_within(3.0) <= 2.0
    assert other.call("time", {"t0": 1})["t0"] == 1
    with pytest.raises(Closed, match="device_revoked"):
        hall.client(hall.tablets[3])


def test_whoever_loses_a_role_is_closed_within_two_seconds(hall: Hall) -> None:
    member = hall.post(
        hall.boss,
        "members",
        ref=new_ref(),
        login=f"m{clock.now()}",
        name="Người xem",
        password="mat khau dai 1",
        roles=["viewer"],
    )
    import requests

    login = {"login": f"{_login_of(hall, member['facts']['staff'])}", "password": "mat khau dai 1"}
    signed = requests.post(f"{hall.server.url}/api/sign-in", json=login, timeout=WAIT_S).json()
    client = hall.client(Staff(signed["token"], member["facts"]["staff"], login["login"]))
    assert client.hello(hall.here.id)["ok"]
    hall.post(hall.boss, f"members/{member['facts']['staff']}/change", ref=new_ref(), changes={"roles": ["mc"]})
    assert client.closed_within(3.0) <= 2.0
    again = hall.client(Staff(signed["token"], "", ""))
    assert again.hello(hall.here.id)["error"]["code"] == "forbidden"


def _login_of(hall: Hall, staff: str) -> str:
    import requests

    url = f"{hall.server.url}/api/events/{hall.here.id}/members"
    found = requests.get(url, headers={"Authorization": f"Bearer {hall.boss.token}"}, timeout=WAIT_S).json()["members"]
    return next(str(one["login"]) for one in found if one["id"] == staff)


# ---------- limits ----------


def test_a_frame_over_the_limit_ends_the_connection_and_nobody_elses(hall: Hall) -> None:
    client, other = hall.client(hall.boss), hall.client(hall.boss)
    padding = "x" * 60_000
    assert client.call("time", {"t0": 1, "padding": padding})["t0"] == 1
    with contextlib.suppress(OSError, websocket.WebSocketException):
        client.send("420" + json.dumps(["time", {"t0": 1, "padding": "x" * 70_000}]))
    assert client.closed_within(WAIT_S) < WAIT_S
    assert other.call("time", {"t0": 2})["t0"] == 2


@pytest.mark.parametrize("text", ["42", "42[", "429999[]", "4x", "9", "42{}", '42["hello"]', "45-[]", "40/admin,"])
def test_garbage_frames_do_not_harm_the_server(hall: Hall, text: str) -> None:
    client, other = hall.client(hall.boss), hall.client(hall.boss)
    client.send(text)
    assert other.call("time", {"t0": 2})["t0"] == 2


@pytest.mark.once  # 15 s: the kernel takes megabytes before the queue of the server grows
def test_who_does_not_read_is_dropped_while_others_go_on(hall: Hall) -> None:
    """A sleeping tablet must not cost memory or time: after 64 queued frames it hears no more and resumes by number."""
    small = ((socket.SOL_SOCKET, socket.SO_RCVBUF, 4096),)
    slow, reader = hall.client(hall.boss, sockopt=small), hall.client(hall.boss)
    for client in (slow, reader):
        assert client.hello(hall.here.id)["ok"]
    seq = reader.hello(hall.here.id)["seq"]
    tablet = hall.tablets[2]
    hall.post(tablet, "scans", items=[scan(guest=guest) for guest in hall.important])
    # first the kernel's buffers are filled (a few MB): a new name of the tablet sends all rows that show it;
    # then the queue of the server, frame by frame
    for number in range(12 + 100):
        if number < 12:
            last = hall.post(hall.boss, f"devices/{tablet.id}/rename", ref=new_ref(), name=f"Bàn {number}")["seq"]
        else:
            last = hall.enter(hall.tablets[0])["seq"]
        while seq < last:
            batch = reader.wait("batch")
            assert batch["after"] == seq
            seq = batch["upto"]
    slow.closed_within(15.0)
    ends = [said["upto"] for name, said in slow.heard if name == "batch"]
    assert max(ends, default=0) < seq, "it was closed before the last batch; a reset may swallow the first ones too"
    with pytest.raises((Closed, OSError, websocket.WebSocketException)):
        slow.call("time", {"t0": 1}, seconds=2.0)
    assert reader.call("time", {"t0": 2})["t0"] == 2, "the silence of the other is the answer, not a slow server"
    answer = hall.client(hall.boss).hello(hall.here.id, "board", hall.epoch, seq - 5)
    assert answer["batch"]["upto"] == seq


# ---------- going down on purpose: the last test of this server ----------


def test_a_server_that_goes_down_says_bye_and_clients_resume_by_number(hall: Hall) -> None:
    client = hall.client(hall.boss)
    seq = client.hello(hall.here.id)["seq"]
    port = make_url(hall.server.url).port
    hall.server.stop()
    assert client.wait("bye")["retry_ms"] > 0
    assert client.closed_within(WAIT_S) < WAIT_S
    hall.server.start()
    assert make_url(hall.server.url).port == port
    again = hall.client(hall.boss)
    assert again.hello(hall.here.id, "board", hall.epoch, seq)["batch"] is None
    hall.enter(hall.tablets[0])
    assert again.wait("batch")["after"] == seq
