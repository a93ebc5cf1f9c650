"""What nobody should send: each gets a clear answer in both languages, stores nothing, and shows no trace."""

import json
from typing import Any

import pytest
from sqlalchemy import func, select

from ops.core.db import metadata
from tests.support.app import Ops
from tests.support.factories import Device, Row, Staff, World, make_world, new_ref, scan

TRACE = ("Traceback", "sqlalchemy", "psycopg", "sqlite", 'File "', "site-packages")
NFD = "Nguye\u0302\u0303n Thi\u0323 A\u0301nh"
NFC = "Nguyễn Thị Ánh"
SIXTY = ("Nguyễn Thị Hoàng " * 4)[:60].strip()
HTML = '<img src=x onerror="alert(1)">'
DEEP = "[" * 30_000 + "]" * 30_000


@pytest.fixture(scope="module")
def town(ops: Ops) -> tuple[World, Staff, Device]:
    world = make_world(ops)
    world.make_guest("khach-a")
    return world, world.make_staff("organiser"), world.make_device()


def rows(ops: Ops) -> dict[str, int]:
    with ops.db.read() as conn:
        return {
            name: int(conn.execute(select(func.count()).select_from(table)).scalar_one())
            for name, table in metadata.tables.items()
        }


def one_scan(**facts: Any) -> Row:
    return {"items": [scan(guest="khach-a", **facts)]}


CHANGE = "guests/khach-a/change"
BODIES: dict[str, tuple[str, Any, int]] = {
    # name: (path in the event, body: JSON text or value, status)
    "no JSON": (CHANGE, "{", 422),
    "empty": (CHANGE, "", 422),
    "not an object": (CHANGE, "[]", 422),
    "a bare word": (CHANGE, '"hello"', 422),
    "a million brackets": (CHANGE, DEEP, 422),
    "deep inside a field": (CHANGE, '{"ref": ' + DEEP + "}", 422),
    "deep inside an item": ("scans", '{"items": [{"ref": "x", "more": ' + DEEP + "}]}", 422),
    "not UTF-8": (CHANGE, b'{"ref": "\xff\xfe"}', 422),
    "NaN": ("scans", '{"items": [{"type": "scan", "offset_ms": NaN}]}', 422),
    "no ref": (CHANGE, {"changes": {"name": "A"}}, 422),
    "ref is no UUID": (CHANGE, {"ref": "1", "changes": {}}, 422),
    "ref is a number": (CHANGE, {"ref": 7, "changes": {}}, 422),
    "ref is SQL": (CHANGE, {"ref": "'; DROP TABLE guest; --", "changes": {}}, 422),
    "unknown field": (CHANGE, {"ref": new_ref(), "changes": {}, "admin": True}, 422),
    "unknown field inside": (CHANGE, {"ref": new_ref(), "changes": {"phone": "0912345678"}}, 422),
    "text for a flag": (CHANGE, {"ref": new_ref(), "changes": {"vip": "yes"}}, 422),
    "number for a flag": (CHANGE, {"ref": new_ref(), "changes": {"vip": 1}}, 422),
    "float for a rank": (CHANGE, {"ref": new_ref(), "changes": {"rank": 1.5}}, 422),
    "rank beyond the column": (CHANGE, {"ref": new_ref(), "changes": {"rank": 2**63}}, 422),
    "status of nowhere": (CHANGE, {"ref": new_ref(), "changes": {"status": "vip"}}, 422),
    "list for a name": (CHANGE, {"ref": new_ref(), "changes": {"name": ["A"]}}, 422),
    "empty name": (CHANGE, {"ref": new_ref(), "changes": {"name": ""}}, 422),
    "name of spaces": (CHANGE, {"ref": new_ref(), "changes": {"name": " \t\u00a0"}}, 422),
    "name of invisible marks": (CHANGE, {"ref": new_ref(), "changes": {"name": "\u202e\u200b\u0000"}}, 422),
    "name of 10,000 letters": (CHANGE, {"ref": new_ref(), "changes": {"name": "A" * 10_000}}, 422),
    "lone surrogate": (CHANGE, f'{{"ref": "{new_ref()}", "changes": {{"name": "\\ud800"}}}}', 422),
    "lone surrogate in a seat": (CHANGE, f'{{"ref": "{new_ref()}", "changes": {{"seat": "\\udfff"}}}}', 422),
    "a million items": ("scans", {"items": [{}] * 5000}, 422),
    "no items": ("scans", {"items": []}, 422),
    "items is a word": ("scans", {"items": "all"}, 422),
    "item without ref": ("scans", {"items": [{"type": "scan"}]}, 422),
    "item is null": ("scans", {"items": [None]}, 422),
    "sent_at without zone": ("scans", one_scan() | {"sent_at": "2025-11-14T11:00:00"}, 422),
    "sent in the year 9999": ("scans", one_scan() | {"sent_at": "9999-12-31T23:59:59Z"}, 422),
    "beat below zero": ("scans", one_scan() | {"device": {"queue": -1}}, 422),
    "beat with NaN": ("scans", '{"items": [], "device": {"offset_ms": Infinity}}', 422),
    "gate that closes before it opens": (
        "gates/g1/change",
        {"ref": new_ref(), "changes": {"opens_at": "2025-11-14T11:00:00Z", "closes_at": "2025-11-14T10:00:00Z"}}, 422,
    ),
    "gate in the year 1": ("gates/g1/change", {"ref": new_ref(), "changes": {"opens_at": "0001-01-01T00:00:00Z"}}, 422),
    "category of nowhere": ("gates/g1/change", {"ref": new_ref(), "changes": {"categories": ["x"]}}, 422),
    "role of nowhere": ("pairings", {"ref": new_ref(), "name": "Bàn", "role": "root"}, 422),
    "login with a space": (
        "members", {"ref": new_ref(), "login": "a b", "name": "A", "password": "x" * 12, "roles": []}, 422,
    ),
    "short password": (
        "members", {"ref": new_ref(), "login": "anh", "name": "A", "password": "x" * 11, "roles": []}, 422,
    ),
    "undo without a reason": (f"scans/{new_ref()}/undo", {"ref": new_ref()}, 422),
    "undo of nothing": (f"scans/{new_ref()}/undo", {"ref": new_ref(), "reason": "nhầm"}, 404),
    "resolution of nothing": (f"scans/{new_ref()}/resolve", {"ref": new_ref(), "resolution": "dismissed"}, 404),
    "path with NUL": ("guests/%00/change", {"ref": new_ref(), "changes": {}}, 404),
    "path with quotes": ("guests/'or'1'='1/change", {"ref": new_ref(), "changes": {}}, 404),
    "path of 5,000 letters": (f"guests/{'x' * 5000}/change", {"ref": new_ref(), "changes": {}}, 422),
    "path that is not UTF-8": ("guests/%ff%fe/change", {"ref": new_ref(), "changes": {}}, 404),
}  # fmt: skip


def send(town: tuple[World, Staff, Device], path: str, body: Any, lang: str) -> Any:
    world, staff, _ = town
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    return world.ops.ask(
        "POST", f"/api/events/{world.id}/{path}", staff.token, data=data, content_type="application/json",
        headers={"Cookie": f"ops_lang={lang}"},
    )  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_bad_bodies_are_refused_in_both_languages_and_store_nothing(
    town: tuple[World, Staff, Device], name: str
) -> None:
    path, body, status = BODIES[name]
    before, said = rows(town[0].ops), []
    for lang in ("vi", "en"):
        answer = send(town, path, body, lang)
        assert answer.status_code == status, answer.text[:500]
        error = answer.json["error"]
        assert not error["message"].startswith("error."), "a sentence, not a key"
        assert [word for word in TRACE if word in answer.text] == []
        said.append(error["message"])
    assert said[0] != said[1]
    assert rows(town[0].ops) == before


WORDS = {
    "NFD": (NFD, NFC),
    "60 letters": (SIXTY, SIXTY),
    "emoji": ("Bà Hoa 🌸👩‍👩‍👧", "Bà Hoa 🌸👩‍👩‍👧"),
    "HTML": (HTML, HTML),
    "bidi": ("Lê\u202e Văn\u2066 B", "Lê Văn B"),
    "NUL": ("Lê\u0000 Văn B", "Lê Văn B"),
    "line breaks": ("Lê\r\n\x1b[31mVăn B", "Lê [31mVăn B"),
    "quotes": ('O\'Brien "x" ; -- \\', 'O\'Brien "x" ; -- \\'),
    "template": ("{{7*7}} {% raw %} ${x}", "{{7*7}} {% raw %} ${x}"),
}


@pytest.mark.parametrize("name", WORDS)
def test_strange_words_are_stored_clean_and_shown_as_text(world: World, name: str) -> None:
    typed, kept = WORDS[name]
    staff, tablet = world.make_staff("organiser"), world.make_device()
    made = world.command(staff, "guests", delegation="d1", name=typed, title=typed, vip=True)["facts"]["guest"]
    changes = {"unit": typed, "note": typed, "host": typed, "seat": typed[:20], "badge": typed[:40], "blocked": typed}
    world.command(staff, f"guests/{made}/change", changes=changes)
    shown = world.get(staff, f"guests/{made}").json["guest"]
    assert [shown[field] for field in ("name", "title", "unit", "note", "host")] == [kept] * 5
    for text in (shown["seat"], shown["badge"], shown["blocked"]):
        assert not {"\0", "\n", "\x1b", "\u202e", "\u2066"} & set(text)
    assert world.row("desk", "guest", made)["name"] == kept  # type: ignore[index]
    found = world.get(staff, "guests", query_string={"q": typed}).json["guests"]
    assert made in [guest["id"] for guest in found] or not any(letter.isalnum() for letter in kept)
    item = scan(guest=made, operator=typed[:80], told=True, override={"reason": typed})
    assert world.upload(tablet, item)[0]["state"] in ("accepted", "disputed")
    letter = world.ops.ask("GET", f"/I/{world.code_of(made)}")
    assert letter.status_code == 200
    assert HTML not in letter.text
    svg = world.get(staff, f"guests/{made}/code.svg")
    assert svg.status_code == 200
    assert HTML not in svg.text


SCANNED = [
    "", " ", "?", "https://zalo.me/g/abcdef", "WIFI:S:mall;T:WPA;P:12345678;;", "BEGIN:VCARD\nFN:A\nEND:VCARD",
    "0" * 2000, "0912345678", "\x00\x01\x02", "’ OR 1=1", "HTTPS://HOST/I/", "HTTPS://HOST/I/0123", "ＡＢＣＤ",
    "ı" * 16, "🎫" * 16, NFD,
    "0123-4567-89AB-CDEF-0123", "../../../etc/passwd", HTML, "\u202e0123456789ABCDEF\u202c", "%00", "U" * 16,
]  # fmt: skip


@pytest.mark.parametrize("text", SCANNED, ids=lambda text: ascii(text)[:40])
def test_whatever_a_camera_reads_is_answered(town: tuple[World, Staff, Device], text: str) -> None:
    world, _, tablet = town
    item = scan(code=text)
    first, again = (world.upload(tablet, item)[0] for _ in range(2))
    assert (first["ref"], first["admit"]) == (item["ref"], False)
    assert first["state"] in ("accepted", "unresolved", "quarantined")
    assert (again["repeat"], again["reason"], again["seq"]) == (True, first["reason"], first["seq"])


STRANGE_ITEMS: list[Any] = [
    {"type": "scan", "code": "x" * 2001},
    {"type": "scan", "code": 7},
    {"type": "scan", "guest": "\0"},
    {"type": "scan", "guest": "khach-a", "operator": "\0\u202e"},
    {"type": "scan", "guest": "khach-a", "operator": "n" * 81},
    {"type": "scan", "guest": "khach-a", "told": {"admit": True, "reason": "\0"}},
    {"type": "scan", "guest": "khach-a", "told": {"admit": 1}},
    {"type": "scan", "guest": "khach-a", "override": {"reason": "\0"}},
    {"type": "scan", "guest": "khach-a", "direction": "sideways"},
    {"type": "scan", "guest": "khach-a", "offset_ms": 1e300},
    {"type": "scan", "guest": "khach-a", "device_at": "1999-01-01T00:00:00Z"},
    {"type": "scan", "guest": "khach-a", "device_at": 1e18},
    {"type": "scan", "guest": "khach-a", "dev_seq": 2**40},
    {"type": "scan", "guest": "khach-a", "dev_seq": 0},
    {"type": "undo", "target": None},
    {"type": "undo", "target": new_ref(), "reason": "\0"},
    {"type": ["scan"]},
    {"type": "?", "dev_seq": True, "x": 1e308, "y": "\0", "z": {"a": [None] * 50}},
]


@pytest.mark.parametrize("strange", STRANGE_ITEMS, ids=lambda item: ascii(item)[:70])
def test_a_strange_item_is_answered_and_its_neighbour_goes_in(world: World, strange: Row) -> None:
    world.make_guest("khach-a")
    guest, tablet = world.make_guest(), world.make_device()
    item = {"ref": new_ref(), "device_at": scan()["device_at"]} | strange
    answers = world.upload(tablet, item, scan(guest=guest))
    assert answers[0]["ref"] == item["ref"]
    assert answers[1]["reason"] == "ok"
    assert world.upload(tablet, item)[0]["repeat"] is True


def test_surrogates_and_nan_inside_a_strange_item_do_not_block_its_neighbour(world: World) -> None:
    guest, tablet, ref = world.make_guest(), world.make_device(), new_ref()
    good = json.dumps(scan(guest=guest))
    for number, odd in enumerate(('"\\ud800"', "NaN", "-Infinity", "1e999")):
        bad = f'{{"type": "x", "ref": "{ref[:-1]}{number}", "odd": {odd}}}'
        answer = world.ops.ask(
            "POST", f"/api/events/{world.id}/scans", tablet.token,
            data=f'{{"items": [{bad}, {good}]}}', content_type="application/json",
        )  # fmt: skip
        assert answer.status_code == 200, answer.text
        assert [one["state"] for one in answer.json["answers"]] == ["quarantined", "accepted"]


QUERIES = [
    "q=%00", "q=%ff", "q=%F0%9F%8C%B8", "q=%25%5f%5c", "q=" + "a%20" * 33, "q=" + "x" * 101, "limit=0", "limit=-1",
    "limit=1e9", "limit=x", "after=%00", "delegation=%00", "status=x", "category=' OR 1=1", "q=%E2%80%AE",
    "unknown=1", "q=a&q=b",
]  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
def test_a_strange_search_finds_or_refuses(town: tuple[World, Staff, Device], query: str) -> None:
    world, staff, _ = town
    answer = world.get(staff, f"guests?{query}")
    assert answer.status_code in (200, 422), answer.text
    assert [word for word in TRACE if word in answer.text] == []


@pytest.mark.parametrize(
    "query", ["after=-1", "after=x", "after=99999999999999999999", "epoch=" + "x" * 50, "epoch=%00"]
)
def test_a_strange_position_in_the_feed_is_answered(town: tuple[World, Staff, Device], query: str) -> None:
    world, staff, _ = town
    assert world.get(staff, f"changes/board?{query}").status_code in (200, 422)
    assert world.get(staff, f"journal?{query}").status_code in (200, 422)


OUTSIDE = [
    ("POST", "/api/sign-in", {"login": "\0", "password": "\0"}, {401, 422}),
    ("POST", "/api/sign-in", {"login": HTML, "password": "x"}, {401}),
    ("POST", "/api/sign-in", {"login": ["a"], "password": "x"}, {422}),
    ("POST", "/api/sign-in", {"login": "a", "password": "x" * 201}, {422}),
    ("POST", "/api/pair", {"code": "\0"}, {404, 429}),
    ("POST", "/api/pair", {"code": HTML}, {404, 429}),
    ("POST", "/api/pair", {"code": "0123456789", "about": "\0"}, {404, 429}),
    ("GET", "/api/time?t0=NaN", None, {422}),
    ("GET", "/api/time?t0=x", None, {422}),
    ("GET", "/I/%00", None, {404}),
    ("GET", "/I/" + "A" * 3000, None, {404}),
    ("GET", "/pair/%3Cscript%3E", None, {200}),
    ("GET", "/static/x/../../wsgi.py", None, {404}),
    ("GET", "/static/x/%2e%2e/%2e%2e/wsgi.py", None, {404}),
    ("GET", "/static/x/%00", None, {404}),
    ("GET", "/i18n/..%2fx.json", None, {404}),
    ("GET", "/i18n/xx.json", None, {404}),
    ("GET", "/sign-in?next=//evil.example", None, {200}),
]


@pytest.mark.parametrize(("method", "path", "body", "statuses"), OUTSIDE, ids=lambda value: ascii(value)[:50])
def test_strangers_get_a_clear_answer_too(ops: Ops, method: str, path: str, body: Any, statuses: set[int]) -> None:
    answer = ops.ask(method, path, **({"json": body} if body is not None else {}))
    assert answer.status_code in statuses, answer.text
    text = answer.get_data(as_text=True)
    assert [word for word in TRACE if word in text] == []
    assert "<script>" not in text


@pytest.mark.parametrize(
    "token", ["\0", "stf_" + "x" * 9000, "stf_é", "Bearer x", ""], ids=lambda token: ascii(token)[:12]
)
def test_a_strange_token_is_nobody(ops: Ops, token: str) -> None:
    answer = ops.ask("GET", "/api/me", headers={"Cookie": f"ops_staff={token}"})
    assert answer.status_code == 401


# ---------- pairing ----------


def test_a_pairing_code_works_once_and_for_ten_minutes(world: World, frozen: int) -> None:
    from ops.core import actions, clock

    used, late = world.make_pairing(), world.make_pairing()
    assert world.ops.ask("POST", "/api/pair", json={"code": used}).status_code == 200
    again = world.ops.ask("POST", "/api/pair", json={"code": used})
    assert (again.status_code, again.json["error"]["code"]) == (409, "pairing_used")
    clock.freeze(frozen + actions.PAIRING_LASTS_MS)
    expired = world.ops.ask("POST", "/api/pair", json={"code": late})
    assert (expired.status_code, expired.json["error"]["code"]) == (409, "pairing_expired")


def test_guessing_passwords_and_pairing_codes_is_slowed_down(world: World, frozen: int) -> None:
    from ops.core import clock

    staff = world.make_staff("viewer", password="mat khau rat dai")
    for _ in range(5):
        wrong = world.ops.ask("POST", "/api/sign-in", json={"login": staff.login, "password": "sai"})
        assert wrong.status_code == 401
    slowed = world.ops.ask("POST", "/api/sign-in", json={"login": staff.login, "password": "mat khau rat dai"})
    assert (slowed.status_code, slowed.json["error"]["code"]) == (429, "too_many")
    wait = int(slowed.headers["Retry-After"])
    clock.freeze(frozen + wait * 1000)
    right = world.ops.ask("POST", "/api/sign-in", json={"login": staff.login, "password": "mat khau rat dai"})
    assert right.status_code == 200
