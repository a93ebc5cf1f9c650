"""The browser's rules beside the server's, on plans nobody thought of."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from ops.livestream import rules
from tests.livestream.live_worlds import MINUTE, a_world
from tests.support.tools import need

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import { readFileSync } from "node:fs";
import * as rules from "./static/js/livestream/rules.js";
const more = { minutes: 20, note: "x", changes: { host: "p3" } };
const told = JSON.parse(readFileSync(0, "utf8")).map(({ facts, moved, at, actor }) => {
  const index = rules.prepare(facts);
  const whole = rules.check(index);
  const ids = Object.keys(facts.slots);
  const steps = (id) => rules.ACTIONS.map((act) => rules.step(facts.slots[id], act, actor, at, index, more));
  return [
    whole,
    rules.check(index, ["x0"], moved),
    ids.map((id) => ["confirm", "ready", "reopen"].map((act) => rules.gate(index, id, act).map((row) => row.with))),
    whole.map((row) => rules.paramsOf(row, index)),
    ids.slice(0, 8).flatMap(steps),
    rules.freeCells(index, facts.slots.x1, "2025-11-14"),
    ids.map((id) => rules.alarms(facts.slots[id], at)),
    rules.nextAlarm(facts.slots, at),
  ];
});
process.stdout.write(JSON.stringify(told));
"""


def asked(seed: int) -> dict[str, Any]:
    facts = a_world(seed)
    moved = {"x0": {"starts": facts["slots"]["x1"]["starts"], "room": "r1"}}
    actor = {"id": "d", "roles": ["booth"], "rooms": ["r1", "r2"], "persons": ["p1"]}
    actor = actor if seed % 2 else {"id": "u", "roles": ["live_coordinator"]}
    return {"facts": facts, "moved": moved, "at": facts["now"] + 20 * MINUTE, "actor": actor}


def answered(facts: dict[str, Any], moved: dict[str, Any], at: int, actor: dict[str, Any]) -> list[Any]:
    index = rules.prepare(facts)
    whole, slots = rules.check(index), facts["slots"]
    more = {"minutes": 20, "note": "x", "changes": {"host": "p3"}}
    return [
        whole,
        rules.check(index, ["x0"], moved),
        [
            [[row["with"] for row in rules.gate(index, name, act)] for act in ("confirm", "ready", "reopen")]
            for name in slots
        ],
        [rules.params_of(row, index) for row in whole],
        [rules.step(slot, act, actor, at, index, **more) for slot in list(slots.values())[:8] for act in rules.ACTIONS],
        rules.free_cells(index, slots["x1"], "2025-11-14"),
        [rules.alarms(slot, at) for slot in slots.values()],
        rules.next_alarm(slots, at),
    ]


def test_the_browser_says_what_the_server_says() -> None:
    cases = [asked(seed) for seed in range(14)]
    command = [need("node"), "--input-type=module", "-e", SCRIPT]
    done = subprocess.run(command, cwd=ROOT, input=json.dumps(cases), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert len(told) == len(cases)
    kinds = set()
    for case, found in zip(cases, told, strict=True):
        expected = json.loads(json.dumps(answered(**case)))
        kinds |= {row["kind"] for row in expected[0]}
        for part, (a, b) in enumerate(zip(found, expected, strict=True)):
            assert a == b, part
    assert len(kinds) >= 30
