"""The OpenAPI document is true: whatever is sent that it allows or forbids, the answers are those it names.

A real server of this run's engine, asked with a staff member's token, and with a tablet's until it hears that this is
not for tablets (who may what is proved by tests/test_walk.py). To think of a request takes as long as to ask it: what
has no body is thought of twice in each mode, what has one four times, or OPS_FUZZ_EXAMPLES times. Examples are the same
in every run (derandomized), so that a red suite can be repeated.
"""

import contextlib
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from scripts.parts import Server
from tests.stage.sheets import load
from tests.support.app import SECRET, OpenCopy
from tests.support.factories import Row, make_world, scan
from tests.support.server import start_server

pytestmark = pytest.mark.once
load_all_checks()
TRUE = CHECKS.get_by_names(
    ["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance"]
)
EXAMPLES = settings(
    deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
WITHOUT_BODY, WITH_BODY = 2, 4
FORBIDDEN = 403


@dataclass
class Target:
    """A running server with something of everything in one event, and who asks it, each over a kept connection."""

    server: Server
    ids: Row
    people: dict[str, requests.Session]


@pytest.fixture(scope="module")
def target(open_copy: OpenCopy, server_engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    ops = open_copy()
    world = make_world(ops)
    boss, tablet = world.make_staff("organiser"), world.make_device("supervisor")
    guest, entry, kept = world.make_guest(vip=True), scan(), {"type": "?", "ref": scan()["ref"]}
    world.upload(tablet, entry | {"guest": guest}, kept, scan(code="0123456789ABCDEF"))
    pairing = world.command(boss, "pairings", name="Bàn", role="reception", post="g1")["facts"]["pairing"]
    other = world.make_staff("viewer")
    load(world, "A")
    message = world.command(boss, "stage/messages", text="Chậm lại")["facts"]["message"]
    ids = {"event": world.id, "guest": guest, "gate": "g1", "scan": entry["ref"], "item": kept["ref"],
           "device": world.make_device().id, "staff": other.id, "pairing": pairing,
           "message": message}  # fmt: skip
    ops.close()
    url = ops.db.url.render_as_string(hide_password=False)
    server = start_server(ops.data, server_engine, url, env={"OPS_SECRET": SECRET.hex()})
    people = {"staff": caller(boss.token), "device": caller(tablet.token)}
    yield Target(server, ids, people)
    for session in people.values():
        session.close()
    server.kill9()


def caller(token: str) -> requests.Session:
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {token}"
    return session


LINE = 6000
# Signing out would end the session that the other examples use; the walk covers it.
LEFT_OUT = {"/api/sign-out"}


def name_real_things(case: Any, target: Target) -> None:
    """Most cases name things that exist, or nothing behind the first check would ever be reached."""
    for name, real in target.ids.items():
        if name in (case.path_parameters or {}) and (name == "event" or len(str(case.path_parameters[name])) % 4):
            case.path_parameters[name] = real


def fits_in_a_line(case: Any) -> bool:
    """A longer first line is refused (414) by the HTTP server itself, before any route is known."""
    return len(quote(f"{case.path_parameters}{case.query}")) < LINE


def examples(operation: Any) -> settings:
    """How many requests of an operation are thought of: what is said in its path and query alone has few forms."""
    usual = WITH_BODY if operation.body else WITHOUT_BODY
    return settings(EXAMPLES, max_examples=int(os.environ.get("OPS_FUZZ_EXAMPLES") or usual))


def ask(case: Any, target: Target, who: str) -> int:
    session = target.people[who]
    answer = case.call_and_validate(base_url=target.server.url, session=session, checks=TRUE, timeout=10)
    return int(answer.status_code)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "not fitting"])
def test_every_answer_is_a_documented_one(target: Target, mode: GenerationMode) -> None:
    document = schemathesis.openapi.from_url(f"{target.server.url}/openapi/openapi.json")
    asked: Counter[str] = Counter()
    refused: set[tuple[str, str]] = set()
    statuses: dict[str, Counter[int]] = {who: Counter() for who in target.people}
    for found in document.get_all_operations():
        operation = found.ok()
        if operation.path in LEFT_OUT:
            continue

        @examples(operation)
        @given(case=operation.as_strategy(generation_mode=mode))
        def try_it(case: Any) -> None:
            assume(fits_in_a_line(case))
            asked[case.operation.label] += 1
            name_real_things(case, target)
            for who, seen in statuses.items():
                if (who, case.operation.label) not in refused:
                    seen[status := ask(case, target, who)] += 1
                    if (who, status) == ("device", FORBIDDEN):
                        refused.add((who, case.operation.label))

        with contextlib.suppress(Unsatisfiable):  # nothing can be wrong in a request without parts
            try_it()
    assert len(asked) >= 25
    usual = 422 if mode is GenerationMode.NEGATIVE else 200
    assert all(seen[usual] >= 10 for seen in statuses.values()), statuses


def test_the_document_names_every_route_of_the_api(target: Target, open_copy: OpenCopy) -> None:
    """A route that the generator forgot would not be fuzzed; and every one says what success looks like."""
    paths = requests.get(f"{target.server.url}/openapi/openapi.json", timeout=10).json()["paths"]
    said = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    rules = {
        (method, rule.rule.replace("<string:", "{").replace(">", "}"))
        for rule in open_copy().app.url_map.iter_rules() if rule.rule.startswith(("/api/", "/bridge/media/"))
        for method in (rule.methods or set()) & {"GET", "POST"}
    }  # fmt: skip
    assert said == rules
    for path, methods in paths.items():
        for method, facts in methods.items():
            assert "200" in facts["responses"], f"{method} {path}"
            assert {"401", "403", "404", "422"} <= facts["responses"].keys() or path in ("/api/time",)


def test_the_server_still_works_and_nothing_is_broken(target: Target) -> None:
    from ops import checks
    from ops.core.db import Database

    answer = requests.get(f"{target.server.url}/healthz", timeout=10)
    assert answer.status_code == 200
    assert "Traceback" not in target.server.log()
    db = Database(_url(target))
    assert checks.run(db, None) == []
    db.engine.dispose()


def _url(target: Target) -> str:
    return target.server.env.get("OPS_DATABASE_URL", f"sqlite:///{target.server.folder / 'ops.db'}")
