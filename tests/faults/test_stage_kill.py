"""kill -9 while a show is called and edited: nothing acknowledged is lost, and the server stands where it stood.

A director sends cues, edits, messages and ready taps as fast as they are answered; the server is killed at random
instants and started again. After every start the whole stage is compared with an account that `ops.stage.rules` keeps
from the journal's instants: clocks to the millisecond, expected times, rows, words, runs, receipts. OPS_KILLS says how
often (8 in the suite; 200 take some eight minutes). How long it takes to be back is printed here, and measured on
a quiet machine by bench.stage_live.
"""

from __future__ import annotations

import json
import os
import random
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ops.stage import rules
from scripts.parts import Server, wait_for
from tests.faults.venue import EVENT, Venue
from tests.stage.stage_fold import Fold
from tests.support.load import UNANSWERED, Caller

Json = dict[str, Any]
SEED = 20251114
KILLS = int(os.environ.get("OPS_KILLS", "8"))
MOST_ANSWERS, LONGEST_S = 25, 0.05  # a kill comes after so many answers, and within so long
TRACK = "stage"
MINUTE = 60_000
STEPS = ("go", "go", "go", "next", "previous", "pause", "resume", "hold", "release", "stop", "roll", "manual", "offset")
PATH = f"/api/events/{EVENT}/stage"


def random_commands(chance: random.Random, rows: list[str], messages: list[str]) -> Iterator[tuple[str, Json]]:
    """What a caller and an editor do on a wild evening, without end; much of it is refused. Knows what it made."""
    while True:
        row, after, fresh = chance.choice(rows), chance.choice(rows), f"n{uuid.uuid4().hex[:8]}"
        wish = chance.random()
        if wish < 0.30:
            yield "step", {"track": TRACK, "do": "start", "row": row}
        elif wish < 0.45:
            do = chance.choice(STEPS)
            yield "step", {"track": TRACK, "do": do} | ({"relative": chance.random() < 0.5} if do == "offset" else {})
        elif wish < 0.55:
            yield "step", {"track": TRACK, "do": "add", "by": chance.randint(-120, 240) * 1000}
        elif wish < 0.65:
            yield "edit", edit({"edit": "cells", "row": row, "values": {"title": f"Tiết mục {fresh}"}})
        elif wish < 0.75:
            values = {
                "duration": chance.choice([400, 900, 5 * MINUTE]),
                "at_end": chance.choice(["stay", "stay", "go"]),
            }
            yield "edit", edit({"edit": "set", "row": row, "values": values})
        elif wish < 0.80:
            yield "edit", edit({"edit": "move", "row": row, "after": after})
        elif wish < 0.86:
            new = {"id": fresh, "duration": MINUTE}
            rows.append(fresh)
            yield "edit", edit({"edit": "insert", "row": new, "after": after, "cells": {"title": fresh}})
        elif wish < 0.89:
            yield "edit", edit({"edit": "delete", "row": row})
        elif wish < 0.93 or not messages:
            yield "messages", {"text": f"Chờ {fresh}", "target": "role:mc", "look": "plain"}
        elif wish < 0.96:
            yield f"messages/{chance.choice(messages)}/read", {}
        else:
            yield "ready", {"row": row, "on": chance.random() < 0.7}


def edit(one: Json) -> Json:
    return {"track": TRACK, "label": "", "edits": [one]}


@dataclass
class Director(threading.Thread):
    """Sends until stopped; after each killing it waits until it may go on, and sends again what nobody answered."""

    url: str
    token: str
    chance: random.Random
    rows: list[str]
    sent: dict[str, tuple[str, Json]] = field(default_factory=dict)  # ref -> path, body
    told: dict[str, Json] = field(default_factory=dict)  # ref -> answer of status 200
    refused: int = 0
    unanswered: int = 0
    again: threading.Event = field(default_factory=threading.Event)
    resting: threading.Event = field(default_factory=threading.Event)
    over: bool = False
    broken: BaseException | None = None

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        messages: list[str] = []
        try:
            for path, body in random_commands(self.chance, self.rows, messages):
                answer = self._deliver(path, body)
                if self.over:
                    return
                if path == "messages" and answer:
                    messages.append(answer["facts"]["message"])
        except BaseException as error:
            self.broken = error
            self.resting.set()

    def _deliver(self, path: str, body: Json) -> Json | None:
        ref = str(uuid.uuid4())
        self.sent[ref] = (path, body)
        while not self.over:
            caller = Caller(self.url, self.token, timeout=5)
            try:
                reply = caller.post(f"{PATH}/{path}", {"ref": ref, **body})
            except UNANSWERED:
                self.unanswered += 1
                self._rest()
                if self.chance.random() < 0.3:
                    return None  # never asked again: it may be there or not
                continue
            finally:
                caller.close()
            return self._heard(ref, reply)
        return None

    def _heard(self, ref: str, reply: Any) -> Json | None:
        if reply.status == 200:
            found: Json = reply.body
            self.told[ref] = found
            return found
        assert reply.status in (404, 409), reply
        self.refused += 1
        return None

    def _rest(self) -> None:
        self.again.clear()
        self.resting.set()
        self.again.wait(60)


@dataclass
class Account:
    """The truth beside the server: what was sent, in the order and at the instants of the journal."""

    venue: Venue
    director: Director
    fold: Fold
    seq: int = 0
    kept: int = 0

    def follow(self, upto: int) -> None:
        """Read the new lines; each is of somebody's command, or came by itself."""
        here = f"event_id = '{EVENT}' AND seq > {self.seq} AND seq <= {upto}"
        for line in self.venue.query(f"SELECT seq, kind, ref, facts, at FROM journal WHERE {here} ORDER BY seq"):
            assert line.seq == self.seq + 1
            self.seq = line.seq
            if line.kind == "stage.passed":
                self.fold.show = rules.follow(self.fold.show, json.loads(line.facts)["at"])
            elif line.ref or line.kind.startswith("stage."):  # livestreams follow and alarm by themselves
                self._line(line)

    def _line(self, line: Any) -> None:
        assert line.ref in self.director.sent, f"{line.kind} that nobody sent"
        path, body = self.director.sent[line.ref]
        facts = json.loads(line.facts)
        self.fold.do(path, facts.get("at", line.at), body, facts)
        answer = self.director.told.get(line.ref)
        if answer:
            self.kept += 1
            assert (answer["seq"], answer["facts"]) == (line.seq, facts)

    def assert_kept(self) -> None:
        """Whatever was acknowledged with a number has its line."""
        lines = self.venue.seqs()
        told = {ref: one["seq"] for ref, one in self.director.told.items() if one["seq"] is not None}
        assert {ref: lines.get(ref) for ref in told} == told, "acknowledged, and gone"


@dataclass(frozen=True)
class Seen:
    """The stage as three requests tell it, at one number of the journal."""

    seq: int
    rows: dict[str, list[Json]]
    record: list[Json]
    state: Json


def look(venue: Venue, caller: Caller) -> Seen:
    """Ask until nothing came by itself in between; a snapshot may be a little older than the journal."""
    while True:
        whole = caller.get(f"/api/events/{EVENT}/snapshot/stage").body
        record = caller.get(f"{PATH}/record?track={TRACK}").body["runs"]
        state = caller.get(f"{PATH}/state?track={TRACK}").body
        (head,) = venue.query(f"SELECT seq FROM event WHERE id = '{EVENT}'")
        if whole["seq"] == head.seq:
            return Seen(head.seq, whole["rows"], record, state)
        time.sleep(0.1)


def compare(account: Account, seen: Seen) -> None:
    """Exact state, and what the rules expect at the instant of the answer."""
    account.follow(seen.seq)
    account.fold.check(seen.rows, seen.record, TRACK)
    assert seen.state["tracks"] == [account.fold.state(seen.state["now"], TRACK)]


def kill_and_look(server: Server, account: Account, chance: random.Random) -> float:
    """One kill; seconds from starting the process to the first answer, which is compared like the ones after it."""
    director = account.director
    director.resting.clear()
    enough = len(director.told) + chance.randint(1, MOST_ANSWERS)
    director.again.set()
    assert wait_for(lambda: len(director.told) >= enough or director.broken is not None, 30)
    time.sleep(chance.uniform(0.0, LONGEST_S))
    server.kill9()
    assert director.resting.wait(10), "the director hears nothing of the kill"
    assert director.broken is None, director.broken
    began = time.monotonic()
    server.start()
    caller = Caller(server.url, director.token)
    first = caller.get(f"/api/events/{EVENT}/snapshot/stage").body
    took = time.monotonic() - began
    account.follow(first["seq"])
    account.fold.check_clock(first["rows"], TRACK)
    compare(account, look(account.venue, caller))
    caller.close()
    account.assert_kept()
    return took


def test_a_killed_server_stands_where_it_stood_and_has_lost_nothing(venue: Venue, serve: Any) -> None:
    server = serve(venue)
    chance = random.Random(SEED + KILLS)
    caller = Caller(server.url, venue.staff["organiser"])
    rows = look(venue, caller).rows
    caller.close()
    fold = Fold.of(rows)
    (head,) = venue.query(f"SELECT seq FROM event WHERE id = '{EVENT}'")
    names = [row["id"] for row in rows["sheet_row"]]
    director = Director(server.url, venue.staff["organiser"], random.Random(SEED), names)
    account = Account(venue, director, fold, head.seq)
    director.start()
    times = list[float]()
    for number in range(1, KILLS + 1):
        times.append(kill_and_look(server, account, chance))
        print(f"\n  {number}: {account.kept} kept, back in {times[-1]:.2f} s", end="", flush=True)
    director.over = True
    director.again.set()
    director.join(10)
    assert director.broken is None, director.broken
    server.stop()
    assert venue.broken_invariants() == []
    print(
        f"\n{KILLS} kills: {account.kept} acknowledged and kept, {director.unanswered} unanswered, {director.refused}"
        f" refused; back to the exact state: median {sorted(times)[len(times) // 2]:.2f} s, worst {max(times):.2f} s"
    )
    assert account.kept >= 3 * KILLS, "the load is too thin"
    assert director.unanswered >= KILLS, "no kill hit a command on its way"


# ---------- two callers and an editor at once ----------

ROUNDS = 6
COUNTED = ("owner", "r20")  # a cell in which everybody counts up
GUARD_S = 1.05


@dataclass
class Together:
    """The hands of an evening: each its own connection; the editor counts up in one cell until told to stop."""

    url: str
    token: str
    over: threading.Event = field(default_factory=threading.Event)
    counted: int = 0
    clashes: int = 0

    def call(self, path: str, **values: Any) -> Any:
        caller = Caller(self.url, self.token)
        try:
            return caller.post(f"{PATH}/{path}", {"ref": str(uuid.uuid4()), **values})
        finally:
            caller.close()

    def row(self, name: str) -> Json:
        caller = Caller(self.url, self.token)
        rows = caller.get(f"/api/events/{EVENT}/snapshot/stage").body["rows"]["sheet_row"]
        caller.close()
        found: Json = next(one for one in rows if one["id"] == name)
        return found

    def count_up(self) -> None:
        """Read a number, write the next one over it: whoever was overtaken is told, and counts from there."""
        column, name = COUNTED
        while not self.over.is_set():
            row = self.row(name)
            number = int(row["cells"][column].split()[0]) + 1
            # With whose hand it was: the same words twice would be no change, and nobody's clash.
            change = {"edit": "cells", "row": name, "values": {column: f"{number} {id(self)}"}}
            seen = {f"{name}/{column}": row["revs"].get(column, 0)}
            reply = self.call("edit", track=TRACK, edits=[change], seen=seen)
            if reply.status == 200:
                self.counted += 1
            else:
                assert (reply.status, reply.code) == (409, "cell_changed"), reply
                self.clashes += 1


def go_at_once(hands: list[Together], seen: str) -> list[Any]:
    """Everybody says GO to the same row at the same moment."""
    start, replies = threading.Barrier(len(hands)), []

    def press(one: Together) -> None:
        start.wait()
        replies.append(one.call("step", track=TRACK, do="go", seen=seen))

    threads = [threading.Thread(target=press, args=(one,)) for one in hands]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return replies


def test_two_callers_and_an_editor_lose_no_update_and_go_once(venue: Venue, serve: Any) -> None:
    server = serve(venue)
    hands = [Together(server.url, venue.staff["organiser"]) for _ in range(4)]
    column, name = COUNTED
    first = {"edit": "cells", "row": name, "values": {column: "0"}}
    assert hands[0].call("edit", track=TRACK, edits=[first]).status == 200
    editors = [threading.Thread(target=one.count_up) for one in hands[2:]]
    for thread in editors:
        thread.start()
    caller = Caller(server.url, venue.staff["organiser"])
    for _ in range(ROUNDS):
        standby = caller.get(f"{PATH}/state?track={TRACK}").body["tracks"][0]["standby"]
        replies = go_at_once(hands[:2], standby)
        assert sorted(one.status for one in replies) == [200, 409], replies
        (refused,) = (one.body["error"]["fields"]["refusal"] for one in replies if one.status == 409)
        assert refused in ("too_soon", "standby_changed")
        time.sleep(GUARD_S)
        late = hands[0].call("step", track=TRACK, do="go", seen=standby)
        assert late.body["error"]["fields"]["refusal"] == "standby_changed", "it has gone already"
    for one in hands:
        one.over.set()
    for thread in editors:
        thread.join(20)
    runs = caller.get(f"{PATH}/record?track={TRACK}").body["runs"]
    caller.close()
    assert len({run["row"] for run in runs}) == len(runs) == ROUNDS - 1, "every row once, and the last is on"
    counted, clashes = sum(one.counted for one in hands), sum(one.clashes for one in hands)
    # A busy server hands out a snapshot of up to two seconds ago; what was lost stays lost however long one asks.
    assert wait_for(lambda: hands[0].row(name)["cells"][column].split()[0] == str(counted), 10), (
        f"an update was lost: {counted} counted, {hands[0].row(name)['cells'][column]}"
    )
    print(f"\n  {counted} counted, {clashes} were told that they had been overtaken")
    assert counted > 10
    assert clashes > 0, "nobody met anybody"
