"""The browser's clock beside the server's, for evenings nobody thought of."""

import json
import subprocess
from pathlib import Path

import pytest

from ops.stage import rules
from tests.stage.stories import counted
from tests.stage.test_properties import evening, make_evening
from tests.support.tools import need

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import { readFileSync } from "node:fs";
import { count } from "./static/js/stage/clock.js";
const asked = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(asked.map(({ facts, now }) => count(facts, now).tracks)));
"""


def test_the_browser_counts_what_the_server_says() -> None:
    asked, expected = [], []
    for number in range(200):
        show = evening(*make_evening(number))
        for later in (0, 45_000, 700_000):
            now = show.at + later
            asked.append({"facts": rules.facts_of(rules.follow(show, now)), "now": now})
            expected.append([counted(track) for track in rules.state_of(show, now)["tracks"]])
    command = [need("node"), "--input-type=module", "-e", SCRIPT]
    done = subprocess.run(command, cwd=ROOT, input=json.dumps(asked), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert len(found) == len(expected) == 600
    assert [place for place, (a, b) in enumerate(zip(found, expected, strict=True)) if a != b] == []
