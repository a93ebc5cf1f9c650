"""Delegations: made, changed, with a head and a code of their own."""

from sqlalchemy import text

from ops.checkin.actions import groups, lists
from ops.core import tokens
from tests.support.app import SECRET, Ops
from tests.support.factories import World, make_world, new_ref


def test_a_new_name_reaches_search_and_every_row_that_shows_it(world: World) -> None:
    staff = world.make_staff("protocol")
    guest = world.make_guest(vip=True)
    world.command(staff, "delegations/d1/change", changes={"name": "Ủy ban nhân dân Đặc khu Cát Hải"})
    found = world.get(staff, "guests", query_string={"q": "cat hai"}).json["guests"]
    assert guest in {one["id"] for one in found}
    assert world.row("board", "guest", guest)["unit"] == "Ủy ban nhân dân Đặc khu Cát Hải"


def test_a_delegation_has_one_head(world: World) -> None:
    staff = world.make_staff("protocol")
    one, two = world.make_guests(2)
    for head in (one, two):
        world.command(staff, "delegations/d1/change", changes={"head": head})
        assert world.row("desk", "delegation", "d1")["head"] == head
    world.command(staff, "delegations/d1/change", changes={"head": ""})
    assert world.row("desk", "delegation", "d1")["head"] is None


def test_a_head_comes_from_the_delegation(world: World) -> None:
    world.make_delegation("d2", "khach")
    stranger, path = world.make_guest(None, "d2"), "delegations/d1/change"
    answer = world.post(world.make_staff("protocol"), path, ref=new_ref(), changes={"head": stranger})
    assert (answer.status_code, answer.json["error"]["fields"]) == (422, {"head": "not_in_delegation"})


def test_whom_to_call_is_told_only_to_those_who_call(world: World) -> None:
    protocol, supervisor = world.make_staff("protocol"), world.make_staff("supervisor")
    changes = {"contact": "Trần Văn Mẫu", "contact_phone": "0912345678", "pledged": 12, "expected": 15}
    line = world.command(protocol, "delegations/d1/change", changes=changes)
    assert "0912345678" not in str(line)
    assert "Mẫu" not in str(line)
    row = next(one for one in world.get(protocol, "delegations").json["delegations"] if one["id"] == "d1")
    assert (row["contact_phone"], row["pledged"], row["expected"]) == ("0912345678", 12, 15)
    assert "0912345678" not in world.get(supervisor, "delegations").text


def test_its_code_is_on_the_roster_and_a_new_one_replaces_it(world: World) -> None:
    staff = world.make_staff("protocol")
    hashes = []
    for _ in range(2):
        row = next(one for one in world.get(staff, "delegations").json["delegations"] if one["id"] == "d1")
        code = tokens.parse_code(row["url"])
        assert code
        hashes.append(tokens.code_hash(tokens.roster_key(SECRET, world.id), code))
        assert world.row("desk", "delegation", "d1")["code"] == hashes[-1]
        world.command(staff, "delegations/d1/reissue")
    assert hashes[0] != hashes[1]


def test_an_older_database_gets_codes(own_ops: Ops) -> None:
    ops = own_ops
    make_world(ops)
    with ops.db.write() as conn:
        conn.execute(text("UPDATE delegation SET code_hash = NULL"))
    assert groups.fill_codes(ops.db, SECRET) > 0
    assert groups.fill_codes(ops.db, SECRET) == 0
    with ops.db.read() as conn:
        row = conn.execute(text("SELECT event_id, id, code_hash FROM delegation LIMIT 1")).one()
    assert row.code_hash == lists.delegation_code(row.event_id, row.id, SECRET)["code_hash"]
