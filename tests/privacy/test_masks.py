"""Phones and e-mails: a canary is put where they are kept, and looked for in every answer that anybody can get."""

import json

import pytest
from sqlalchemy import update

from ops.checkin.models import delegation, guest
from ops.core import auth
from ops.core.names import mask_email, mask_phone
from tests.support.app import OpenCopy
from tests.support.factories import make_world, scan
from tests.test_walk import Town, routes, things_of

pytestmark = pytest.mark.once

PHONE, MAIL = "+84912345678", "chim-hoang-yen@thu.example"
CONTACT_PHONE, CONTACT_MAIL = "+84987654321", "dau-moi@thu.example"
SECRETS = ("912345678", "0912 345 678", "chim-hoang-yen", "987654321", "dau-moi@")
SEES_CONTACT = auth.VERBS["checkin.see_contact"]


@pytest.fixture(scope="module")
def town(open_copy: OpenCopy) -> Town:
    ops = open_copy()
    here = make_world(ops)
    boss, tablet = here.make_staff("organiser"), here.make_device()
    values = things_of(here, boss, tablet)
    here.upload(tablet, scan(guest=values["guest"]), scan(code="0123456789ABCDEF"))
    with ops.db.write() as conn:
        mine = (guest.c.event_id == here.id) & (guest.c.id == values["guest"])
        conn.execute(update(guest).where(mine).values(phone=PHONE, email=MAIL, head=True))
        mine = delegation.c.event_id == here.id
        conn.execute(
            update(delegation)
            .where(mine)
            .values(contact="Ai Đó", contact_phone=CONTACT_PHONE, contact_email=CONTACT_MAIL)
        )
    values |= {"build": ops.hall.extra["static"].build, "version": "1", "job": "none", "list": "none", "notice": "1"}
    return Town(ops, here, here, values, values, boss, boss, tablet)


def answers_to(town: Town, token: str) -> dict[str, str]:
    """Every GET of the application, for every audience."""
    found = {}
    for audience in auth.AUDIENCES:
        for route in routes(town.ops, audience):
            if route.method != "GET" or (audience != "desk" and "audience" not in route.rule):
                continue
            values = town.values | {"audience": audience}
            try:
                path = route.path(values)
            except KeyError:
                path = route.path(_anything(route.rule, values))
            answer = town.ops.ask(
                "GET", path, token, query_string={"epoch": town.ops.hall.epoch, "after": 0, "q": "kh"}
            )
            found[f"{route} {audience}"] = answer.get_data().decode("utf-8", "replace")
    return found


def _anything(rule: str, values: dict[str, str]) -> dict[str, str]:
    import re

    return dict.fromkeys(re.findall(r"<\w+:(\w+)>", rule), "1") | values


@pytest.mark.parametrize("kind", ["staff", "device"])
@pytest.mark.parametrize("role", auth.ROLES)
def test_who_may_not_call_people_never_gets_a_number(town: Town, role: str, kind: str) -> None:
    who = town.here.make_staff(role) if kind == "staff" else town.here.make_device(role)
    seen = answers_to(town, who.token)
    leaks = {route for route, text in seen.items() if any(secret in text for secret in SECRETS)}
    if role not in SEES_CONTACT:
        assert leaks == set()
    elif kind == "staff":
        assert leaks, "the canary is there to be found"
        assert not any("/snapshot/" in route or "/changes/" in route for route in leaks)


def test_a_search_for_a_person_shows_masked_numbers(town: Town) -> None:
    for words in (PHONE, "0912 345 678", MAIL, "khach thu"):
        text = town.here.post(town.boss, "persons", words=words).text
        row = next(row for row in json.loads(text)["guests"] if row["id"] == town.values["guest"])
        assert (row["phone"], row["email"]) == ("0912 *** 678", "c***@thu.example")
        assert not any(secret in text for secret in SECRETS)


@pytest.mark.parametrize(
    ("phone", "shown"),
    [(None, ""), ("", ""), ("+84912345678", "0912 *** 678"), ("0912345678", "0912 *** 678"), ("113", "***"),
     ("0225 3842 001", "0225 *** 001"), ("84912345678", "0912 *** 678"), ("+442071234567", "4420 *** 567")],
)  # fmt: skip
def test_a_masked_phone(phone: str | None, shown: str) -> None:
    assert mask_phone(phone) == shown


@pytest.mark.parametrize(
    ("email", "shown"), [(None, ""), ("lan@haiphong.example", "l***@haiphong.example"), ("x", "***")]
)
def test_a_masked_email(email: str | None, shown: str) -> None:
    assert mask_email(email) == shown
