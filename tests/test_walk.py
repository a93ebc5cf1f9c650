"""Every route of the application, walked as a stranger, as another event's organiser, and as every role there is.

What a view needs is read from the view itself (`@needs`), who may do it from `auth.VERBS`: a new route is walked
without a line here, and one that forgot its scope or its right is found.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import func, select

from ops.core import auth, jobs
from ops.core.db import metadata
from ops.core.replies import HEADERS
from ops.core.web import BODY_LIMIT, JSON_TYPE
from ops.core.work import Doorbell, begin
from ops.guestlist import actions as guestlist
from ops.outputs import actions as outputs
from ops.outputs.rules import Firing
from tests.bridge.bridges import bridge_things
from tests.livestream.things import live_things
from tests.spaces.things import BODIES as SPACE_BODIES, IDS as SPACE_IDS, only_there, space_things
from tests.stage.outputs import http_output
from tests.support.app import OpenCopy, Ops
from tests.support.factories import Device, Row, Staff, World, make_world, new_ref, ref_of, scan

pytestmark = pytest.mark.once

OPEN = {
    "/", "/sign-in", "/pair", "/pair/<string:code>", "/PAIR/<string:code>", "/desk", "/I/<string:code>",
    "/i/<string:code>", "/healthz", "/static/<string:build>/<path:name>", "/sw.js", "/manifest.webmanifest",
    "/favicon.ico", "/i18n/<string:language>.json", "/api/sign-in", "/api/pair", "/api/time",
    "/install", "/install/ca.crt", "/I/<string:code>/calendar.ics", "/i/<string:code>/calendar.ics",
    "/api/invitations/<string:code>/answer", "/kiosk", "/welcome", "/intro", "/calls", "/mc",
    "/bridge", "/bridge/join/<string:link>", "/api/bridge/join", "/bridge/media/door",
    "/bridge/media/report", "/crew", "/timer", "/prompter", "/timeline", "/backstage", "/studio", "/booth",
    # of an event nothing is told before its programme is published
    "/api/host/<string:token>/channels/<string:channel>/key",
    "/live-wall", "/p/<string:event>", "/p/<string:event>/en", "/p/<string:event>.json", "/p/<string:event>.ics",
    "/p/<string:event>/<string:kind>/<string:one>.ics",
    "/host/<string:token>", "/api/host/<string:token>", "/api/host/<string:token>/seen",
    "/api/host/<string:token>/times",
    "/k", "/k/", "/k/sw.js", "/k/<string:key>", "/k/<string:key>/<string:code>", "/k/<string:key>/lead/<string:code>",
    "/lead",
    "/space", "/prizes", "/api/k/scan", "/api/k/guest", "/api/k/card", "/api/k/booths", "/api/k/lead",
    "/api/k/lead/form", "/api/k/lead/own", "/api/k/lead/withdraw", "/api/k/lead/change", "/api/k/lead/erase",
}  # fmt: skip
"""Routes that ask for nobody. A new one belongs here only when it shows nothing of any event."""
DOCUMENTS = "/openapi"


@dataclass(frozen=True)
class Route:
    """One rule and method; `verbs` are the rights it needs (none: anybody with an identity; None: open)."""

    rule: str
    method: str
    verbs: frozenset[str] | None
    even_revoked: bool
    takes: str = JSON_TYPE
    limit: int = BODY_LIMIT

    def __str__(self) -> str:
        return f"{self.method} {self.rule}"

    @property
    def page(self) -> bool:
        return not self.rule.startswith("/api/")

    def path(self, values: Row) -> str:
        return re.sub(r"<\w+:(\w+)>", lambda found: str(values[found[1]]), self.rule)


def routes(ops: Ops, audience: str = "desk") -> list[Route]:
    found = []
    for rule in ops.app.url_map.iter_rules():
        view = ops.app.view_functions[rule.endpoint]
        verb = getattr(view, "verb", None)
        verbs = None if verb is None else frozenset({verb} - {""})
        if verbs is not None and "<string:audience>" in rule.rule:
            verbs |= {auth.AUDIENCES[audience]}
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
            facts = (getattr(view, "even_revoked", False), getattr(view, "takes", JSON_TYPE))
            found.append(Route(rule.rule, method, verbs, *facts, getattr(view, "body_limit", BODY_LIMIT)))
    return found


QUEUES = ("/api/events/<string:event>/scans", "/api/events/<string:event>/live/handed-in")
"""Where a revoked device hands in what it still holds."""


@dataclass
class Town:
    """Two events in one installation; `values` fill the paths with things of the first."""

    ops: Ops
    here: World
    there: World
    values: Row
    other: Row
    boss: Staff
    stranger: Staff
    tablet: Device


def things_of(world: World, boss: Staff, tablet: Device) -> Row:
    """An id of everything that a path can name."""
    guest = world.make_guest(f"khach-{world.id}", vip=True)
    entry, kept = scan(ref_of("entry", world.id), guest=guest), {"type": "??", "ref": ref_of("kept", world.id)}
    world.upload(tablet, entry, kept)
    one_call: Row = {"type": "call", "ref": ref_of("call", world.id), "guest": guest}
    one_call |= {"device_at": entry["device_at"], "offset_ms": 0}
    world.upload(tablet, one_call)
    with begin(world.ops.db, Doorbell(), world.id, f"staff:{boss.id}") as work:
        job = jobs.ask(work, ref_of("job", world.id), "badges.sheet", {}, f"job-{world.id}")["id"]
        guestlist.keep_list(work, f"list-{world.id}", "danh sách.xlsx")
    message = world.command(boss, "stage/messages", text="Chậm lại")["facts"]["message"]
    sent = things_sent(world, boss)
    pairing = world.command(boss, "pairings", name="Bàn", role="viewer", post=None)["facts"]["pairing"]
    return {
        "event": world.id, "guest": guest, "gate": "g1", "scan": entry["ref"], "item": kept["ref"],
        "delegation": "d1", "device": tablet.id, "staff": boss.id, "pairing": pairing, "audience": "desk",
        "code": world.code_of(guest), "build": "x", "name": "css/core.css", "language": "vi",
        "filename": "nothing.js", "job": job, "list": f"list-{world.id}", "call": one_call["ref"], "category": "khach",
        "message": message, **sent, **live_things(world, boss),
        **bridge_things(world, boss), **space_things(world, boss),
    }  # fmt: skip


def things_sent(world: World, boss: Staff) -> Row:
    """An output, a send and a token."""
    made = world.command(boss, "outputs", **http_output("http://192.168.7.20/x", on=False))["facts"]["output"]
    shown = world.command(boss, "outputs/tokens", name="Deck", rights=["read"])["facts"]["token"]
    with world.ops.db.write() as conn:
        send = outputs.claim(conn, world.id, Firing(made, "go/stage/a/1", "stage", "a", 1), 1)
    return {"output": made, "send": send, "token": shown, "verb": "go"}


@pytest.fixture(scope="module")
def town(open_copy: OpenCopy) -> Town:
    ops = open_copy()
    here, there = make_world(ops), make_world(ops)
    there.make_gate("only-there")
    boss, stranger = here.make_staff("organiser"), there.make_staff("organiser")
    tablet = here.make_device()
    values, other = things_of(here, boss, tablet), things_of(there, stranger, there.make_device(post="only-there"))
    other |= {"gate": "only-there", **only_there(there, stranger)}
    values["build"] = other["build"] = ops.hall.extra["static"].build
    return Town(ops, here, there, values, other, boss, stranger, tablet)


def ask(town: Town, route: Route, token: str | None, values: Row | None = None, **options: Any) -> Any:
    if route.method == "POST" and "json" not in options and "data" not in options:
        options |= {"json": {}} if route.takes == JSON_TYPE else {"data": b"", "content_type": route.takes}
    return town.ops.ask(route.method, route.path(values or town.values), token, **options)


# ---------- strangers ----------


def test_the_open_routes_are_those_we_know(town: Town) -> None:
    found = {route.rule for route in routes(town.ops) if route.verbs is None and not route.rule.startswith(DOCUMENTS)}
    assert found == OPEN


def test_only_get_and_post_are_spoken(town: Town) -> None:
    assert {route.method for route in routes(town.ops)} == {"GET", "POST"}


@pytest.mark.parametrize(
    "token", [None, "stf_nobody", "dev_nobody", "x" * 5000], ids=["none", "staff", "device", "long"]
)
def test_a_stranger_gets_nothing(town: Town, token: str | None) -> None:
    for route in routes(town.ops):
        if route.verbs is None:
            continue
        answer = ask(town, route, token)
        if route.page and route.method == "GET":
            assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/sign-in"), str(route)
        else:
            assert (answer.status_code, answer.json["error"]["code"]) == (401, "sign_in_needed"), str(route)


def test_open_pages_show_nothing_of_an_event_to_a_stranger(town: Town) -> None:
    """The letter behind an invitation code is the one exception: who holds the code is its guest."""
    names = [f"/{town.here.id}/", f'"{town.here.id}"', "Đêm thử", "Khách Thử"]
    for route in routes(town.ops):
        if route.verbs is None and route.method == "GET" and not route.rule.lower().startswith("/i/"):
            text = ask(town, route, None).get_data(as_text=True)
            assert [name for name in names if name in text] == [], str(route)


def test_a_dead_session_is_a_stranger(town: Town) -> None:
    staff = town.here.make_staff("organiser")
    assert town.ops.ask("GET", "/api/me", staff.token).status_code == 200
    assert town.ops.ask("POST", "/api/sign-out", staff.token, json={}).status_code == 200
    for path in ("/api/me", f"/api/events/{town.here.id}", f"/api/events/{town.here.id}/snapshot/board"):
        assert town.ops.ask("GET", path, staff.token).status_code == 401


# ---------- another event ----------


def in_event(town: Town) -> list[Route]:
    return [route for route in routes(town.ops) if "<string:event>" in route.rule]


def test_a_foreign_event_looks_like_a_missing_one(town: Town) -> None:
    missing = town.values | {"event": "no-such-event"}
    for actor in (town.stranger, town.there.make_device(), town.there.make_device("supervisor")):
        for route in in_event(town):
            foreign, nowhere = ask(town, route, actor.token), ask(town, route, actor.token, missing)
            assert (foreign.status_code, nowhere.status_code) == (404, 404), str(route)
            assert foreign.data == nowhere.data, str(route)


def with_ids(town: Town) -> Iterator[tuple[Route, str]]:
    for route in in_event(town):
        for name in ("guest", "gate", "scan", "item", "device", "staff", "pairing", "job", "list", "call", "message",
                     "output", "send", "token", *SPACE_IDS):  # fmt: skip
            if f":{name}>" in route.rule:
                yield route, name


BODIES = SPACE_BODIES | {
    "/change": {"changes": {}}, "<string:scan>/undo": {"reason": "nhầm"}, "/resolve": {"resolution": "dismissed"},
    "/decide": {"accept": False}, "/rename": {"name": "Tên"}, "/move": {"post": None}, "/approve": {"approve": True},
    "/erase": {"reason": "asked"}, "/twin": {"same": False}, "/deputies": {"keep": "both"},
}  # fmt: skip


ASKING = ("/data",)
"""POST routes that change nothing: they hand out what is noted."""


def body_for(route: Route) -> Row:
    extra = next((body for end, body in BODIES.items() if route.rule.endswith(end)), {})
    return {} if route.rule.endswith(ASKING) else {"ref": new_ref(), **extra}


def test_ids_of_another_event_in_the_path_look_like_missing_ones(town: Town) -> None:
    walked = 0
    for route, name in with_ids(town):
        options = {"json": body_for(route)} if route.method == "POST" else {}
        found = [ask(town, route, town.boss.token, town.values | {name: one}, **options)
                 for one in (town.other[name], "nothing-of-the-kind")]  # fmt: skip
        assert [answer.status_code for answer in found] == [404, 404], f"{route} {name}"
        assert found[0].data == found[1].data, f"{route} {name}"
        walked += 1
    assert walked >= 40


def test_ids_of_another_event_in_the_body_look_like_missing_ones(town: Town) -> None:
    town.there.make_category("theirs")
    town.there.make_delegation("theirs", "theirs")
    unknown = scan(code="FEDCBA9876543210")
    town.here.upload(town.tablet, unknown)
    guest = town.other["guest"]
    tries: list[tuple[str, Row, list[str]]] = [
        ("guests", {"delegation": "$", "name": "Khách"}, ["theirs", "nothing"]),
        ("guests", {"delegation": "d1", "category": "$", "name": "Khách"}, ["theirs", "nothing"]),
        (f"guests/{town.values['guest']}/change", {"changes": {"category": "$"}}, ["theirs", "nothing"]),
        ("gates/g1/change", {"changes": {"categories": ["$"]}}, ["theirs", "nothing"]),
        (f"scans/{unknown['ref']}/resolve", {"resolution": "same_person", "guest": "$"}, [guest, "nothing"]),
    ]
    for path, body, (foreign, missing) in tries:
        answers = [town.here.post(town.boss, path, ref=new_ref(), **_filled(body, one)) for one in (foreign, missing)]
        assert [answer.status_code for answer in answers] == [422, 422], path
        assert answers[0].data == answers[1].data, path


def _filled(body: Any, value: str) -> Any:
    if isinstance(body, dict):
        return {name: _filled(one, value) for name, one in body.items()}
    if isinstance(body, list):
        return [_filled(one, value) for one in body]
    return value if body == "$" else body


def test_things_of_another_event_in_a_scan_are_kept_aside(town: Town) -> None:
    items = [scan(guest=town.other["guest"]), scan(guest=town.values["guest"], gate="only-there")]
    answers = town.here.upload(town.tablet, *items)
    assert [answer["state"] for answer in answers] == ["quarantined", "quarantined"]
    assert [answer["guest"] for answer in answers] == [None, None]


def test_a_ref_of_another_event_is_new_here(town: Town) -> None:
    entry = scan(guest=town.values["guest"], direction="out")
    town.here.upload(town.tablet, entry)
    tablet = town.there.make_device(post="only-there")
    answer = town.there.upload(tablet, entry | {"guest": town.other["guest"]})[0]
    assert (answer["repeat"], answer["guest"]["id"]) == (False, town.other["guest"])


# ---------- every role ----------


@pytest.mark.parametrize("kind", ["staff", "device"])
@pytest.mark.parametrize("role", auth.ROLES)
def test_a_role_may_do_what_the_table_says_and_nothing_else(town: Town, role: str, kind: str) -> None:
    """An empty body is refused as invalid by a route one may use, and never even looked at by one that one may not."""
    actor: Staff | Device = town.here.make_staff(role) if kind == "staff" else town.here.make_device(role)
    for audience in auth.AUDIENCES:
        for route in routes(town.ops, audience):
            if route.verbs is None or (audience != "desk" and "audience" not in route.rule) or "sign-out" in route.rule:
                continue
            answer = ask(town, route, actor.token, town.values | {"audience": audience})
            if not all(role in auth.VERBS[verb] for verb in route.verbs):
                assert answer.status_code == 403, f"{role} {route}"
                if not route.page:
                    assert answer.json["error"]["code"] == "forbidden"
            elif route.rule.startswith("/api/device") and kind == "staff":
                assert answer.status_code in (403, 422), str(route)
            else:
                # A job needs the verb of its kind as well, and this one has made no file.
                more = {403, 404} if "<string:job>" in route.rule else set()
                more |= {403} if "/spaces/booths/<string:booth>/" in route.rule else set()  # of its own booth alone
                more |= set() if route.takes == JSON_TYPE else {200}  # an empty file may simply hold nothing
                wanted = (
                    {200} | more
                    if route.method == "GET" or route.rule.endswith(("/api/device/beat", *ASKING))
                    else {422} | more
                )
                assert answer.status_code in wanted, f"{role} {route} {answer.status_code}"


def test_a_scan_only_tablet_reads_no_list_no_code_no_journal(town: Town) -> None:
    guest = town.values["guest"]
    for path in (
        "journal",
        "members",
        "devices",
        f"guests/{guest}",
        f"guests/{guest}/code.svg",
        f"guests/{guest}/code.png",
    ):
        assert town.here.get(town.tablet, path).status_code == 403, path
    assert "phone" not in town.here.get(town.tablet, "guests?q=khach").text


def test_a_revoked_device_may_only_hand_in_its_queue(town: Town) -> None:
    tablet = town.here.make_device("supervisor")
    town.here.command(town.boss, f"devices/{tablet.id}/revoke")
    for route in routes(town.ops):
        if not route.verbs:
            continue
        answer = ask(town, route, tablet.token)
        if route.even_revoked:
            assert (route.rule in QUEUES, answer.status_code) == (True, 422), route.rule
        else:
            assert answer.status_code == 403, str(route)
            assert route.page or answer.json["error"]["code"] == "device_revoked"


def test_who_pairs_cannot_give_more_than_they_have(town: Town) -> None:
    chief = town.here.make_staff("supervisor")
    for actor, role, status in (
        (chief, "organiser", 403), (chief, "supervisor", 403), (chief, "reception", 200),
        (town.boss, "organiser", 403), (town.boss, "supervisor", 200),
    ):  # fmt: skip
        answer = town.here.post(actor, "pairings", ref=new_ref(), name="Bàn", role=role, post="g1")
        assert answer.status_code == status, (actor, role)


# ---------- GET never writes ----------


def everything(ops: Ops) -> dict[str, int]:
    with ops.db.read() as conn:
        return {
            name: int(conn.execute(select(func.count()).select_from(table)).scalar_one())
            for name, table in metadata.tables.items()
            if name != "access"  # that somebody looked is noted, also for what a link hands out
        }


def heads(ops: Ops) -> Row:
    from ops.core import journal

    with ops.db.read() as conn:
        return journal.heads(conn)


def test_get_never_writes(town: Town) -> None:
    before = everything(town.ops), heads(town.ops)
    actors = [None, town.boss.token, town.stranger.token, town.tablet.token]
    for route in routes(town.ops):
        if route.method == "GET":
            for token in actors:
                assert ask(town, route, token).status_code < 500
                head = town.ops.ask("HEAD", route.path(town.values), token)
                assert head.status_code < 500
    assert (everything(town.ops), heads(town.ops)) == before
    assert len(before[0]) >= 15


# ---------- what every answer carries ----------


def test_every_answer_carries_the_headers_and_no_trace(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [ask(town, route, token) for route in routes(town.ops) for token in (None, town.boss.token)
               if "sign-out" not in route.rule]  # fmt: skip
    answers += [
        town.ops.ask("GET", path) for path in ("/nothing", "/api/nothing", "/.git/config", "/static/../wsgi.py")
    ]
    answers += [town.ops.ask(method, "/api/time") for method in ("DELETE", "PUT", "TRACE", "OPTIONS", "PATCH")]
    answers.append(town.ops.ask("POST", "/api/sign-in", data="x", content_type="text/plain"))
    answers.append(town.ops.ask("POST", "/api/sign-in", json={"login": "x" * 70_000, "password": "x"}))
    monkeypatch.setattr("ops.core.queries.find_event", lambda *_: 1 / 0)
    crashed = [town.ops.ask("GET", f"/api/events/{town.here.id}", town.boss.token),
               town.ops.ask("GET", f"/e/{town.here.id}/", town.boss.token)]  # fmt: skip
    assert [answer.status_code for answer in crashed] == [500, 500]
    assert {200, 302, 401, 404, 405, 413, 415, 422} <= {answer.status_code for answer in answers}
    for answer in [*answers, *crashed]:
        for name in HEADERS:
            assert answer.headers.get(name), (answer.request.path, answer.status_code, name)
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert answer.headers.get("Cache-Control"), answer.request.path
        assert not re.search(rb"Traceback|sqlalchemy|File \"", answer.data), answer.request.path


def test_cookies_are_out_of_reach_of_scripts_and_of_other_pages(town: Town) -> None:
    staff = town.here.make_staff("viewer", password="mat khau rat dai")
    answer = town.ops.ask("POST", "/api/sign-in", json={"login": staff.login, "password": "mat khau rat dai"})
    assert answer.status_code == 200
    cookie = answer.headers["Set-Cookie"]
    assert "ops_staff=" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    secure = town.ops.ask(
        "POST",
        "/api/sign-in",
        json={"login": staff.login, "password": "mat khau rat dai"},
        base_url="https://localhost",
    )
    assert "Secure" in secure.headers["Set-Cookie"]
    assert secure.headers["Strict-Transport-Security"]


# ---------- POST ----------


def posts(town: Town) -> list[Route]:
    return [route for route in routes(town.ops) if route.method == "POST"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_every_post_refuses_a_foreign_page(town: Town, headers: dict[str, str]) -> None:
    for route in posts(town):
        answer = ask(town, route, town.boss.token, headers=headers)
        assert (answer.status_code, answer.json["error"]["code"]) == (403, "foreign_origin"), str(route)


def test_every_post_takes_json_or_a_file_only(town: Town) -> None:
    for route in posts(town):
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
            if route.rule.startswith("/api/control/") and kind in ("application/x-www-form-urlencoded", ""):
                continue  # machines with a token in the header; tests/stage/test_outputs.py looks at their forms
            answer = ask(town, route, town.boss.token, data="{}", content_type=kind)
            wanted = "not_json" if route.takes == JSON_TYPE else "not_a_file"
            assert (answer.status_code, answer.json["error"]["code"]) == (415, wanted), (str(route), kind)


def test_every_post_limits_its_body(town: Town) -> None:
    for route in posts(town):
        data = b'"' + b"x" * (route.limit + 4_000) + b'"'
        answer = ask(town, route, town.boss.token, data=data, content_type=route.takes)
        assert (answer.status_code, answer.json["error"]["code"]) == (413, "too_large"), str(route)


def test_our_own_page_may_post(town: Town) -> None:
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    answer = town.ops.ask("POST", "/api/device/beat", town.tablet.token, json={}, headers=headers)
    assert answer.status_code == 200
