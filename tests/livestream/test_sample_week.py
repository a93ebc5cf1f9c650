"""The week of the sample: what is in it, and that server, booth and schedule find the same in it."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from ops import checks, sample
from ops.core import clock
from ops.livestream import ask_queries, queries
from tests.support.app import SECRET, Ops
from tests.support.factories import World
from tests.support.tools import need

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
EVENT = "hp2025"
FIRST_MORNING = 1_763_082_000_000  # 14 November 2025, 08:00 in Hải Phòng
IN_BROWSER = """
import { readFileSync } from 'node:fs';
import { createStore } from './static/js/core/store.js';
import { factsOf } from './static/js/livestream/booth-facts.js';
import * as schedule from './static/js/livestream/schedule-facts.js';
import { check } from './static/js/livestream/rules.js';
const { snapshot, now } = JSON.parse(readFileSync(0, 'utf8'));
const store = createStore();
store.reset(snapshot);
const facts = [factsOf(store, now), schedule.factsOf(store, schedule.standingFacts(store, 420), now)];
console.log(JSON.stringify(facts.map((one) => check(one).map((found) => found.with).sort())));
"""


@pytest.fixture
def week(own_ops: Ops) -> World:
    clock.freeze(FIRST_MORNING)
    try:
        sample.load(own_ops.db, SECRET, sample.ROOT / "haiphong-2025", as_planned=True)
        yield World(own_ops, EVENT)
    finally:
        clock.freeze(None)


def test_the_week_is_whole_and_says_what_is_wrong_with_it(week: World) -> None:
    with week.ops.db.read() as conn:
        sessions, slots = (queries.rows_of(conn, EVENT, name) for name in ("live_session", "live_slot"))
        found = ask_queries.conflicts(conn, EVENT, None, FIRST_MORNING)["conflicts"]
    assert (len(sessions), len({one["starts"] // clock.DAY for one in slots})) == (120, 7)
    kinds = Counter(one["kind"] for one in found)
    assert (kinds["goods.forbidden"], kinds["papers.ocop"], kinds["person.double"]) == (2, 2, 1)
    known = {"goods.forbidden", "papers.ocop", "papers.seller", "papers.food_safety", "person.double"}
    assert kinds.keys() <= known | {"platform.advice"}
    confirmed = {one["id"] for one in slots if one["state"] == "confirmed"}
    assert len(confirmed) > 10
    assert not [one for one in found if one["stops"] == "confirm" and confirmed & {*one["slots"]}]
    assert checks.run(week.ops.db, EVENT) == []


def test_server_booth_and_schedule_find_the_same(week: World) -> None:
    with week.ops.db.read() as conn:
        found = ask_queries.conflicts(conn, EVENT, None, FIRST_MORNING)["conflicts"]
    asked: dict[str, Any] = {"snapshot": week.snapshot("live"), "now": FIRST_MORNING}
    done = subprocess.run(
        [need("node"), "--input-type=module", "-e", IN_BROWSER],
        cwd=ROOT, input=json.dumps(asked), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    booth, schedule = json.loads(done.stdout)
    server = sorted(one["with"] for one in found)
    assert len(server) > 10
    assert booth == server
    assert schedule == server
