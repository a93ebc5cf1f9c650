"""The checker itself: silent on a busy evening, and red, under the right name, for every kind of damage."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from ops import checks
from ops.checkin import count_queries
from ops.core import clock, queries as core_queries
from ops.invariants.facts import Facts, Used
from tests.bridge.bridges import busy_bridge
from tests.livestream.plans import busy_live
from tests.spaces.mutants import MUTANTS as SPACE_MUTANTS, busy_fair
from tests.stage.sheets import EDIT_CELL, load
from tests.support.app import OpenCopy, Ops
from tests.support.factories import Staff, World, make_world, scan, undo

MINUTE = clock.MINUTE


def busy_evening(ops: Ops) -> World:
    """Two tablets and a supervisor: entries, exits, conflicts, disputes, undos, items aside, a revoked device."""
    world, start = make_world(ops), clock.now() - 30 * MINUTE
    guests = world.make_guests(8)
    blocked = world.make_guest(blocked="an ninh")
    first, second, third = world.make_device(), world.make_device(post="g2"), world.make_device()
    staff = world.make_staff("organiser")
    for number, guest in enumerate(guests):
        world.upload(first, scan(guest=guest, at=start + number * 1000, told=True, dev_seq=first.number()))
    world.upload(first, scan(guest=guests[0], at=start + MINUTE, direction="out", dev_seq=first.number()))
    world.upload(first, scan(guest=guests[0], at=start + 2 * MINUTE, dev_seq=first.number()))
    world.upload(second, scan(guest=guests[1], at=start + MINUTE, told=True, dev_seq=second.number()))
    two = scan(guest=guests[2], at=start + MINUTE, told=True, dev_seq=second.number())
    world.upload(second, two, scan(guest=guests[3], at=start + MINUTE, dev_seq=second.number()))
    world.command(staff, f"scans/{two['ref']}/resolve", resolution="two_people")
    world.upload(second, scan(guest=blocked, at=start, told=True), scan(code="0123456789ABCDEF", at=start))
    gone = scan(guest=guests[4], at=start + 5 * MINUTE, direction="out", dev_seq=second.number())
    world.upload(second, gone)
    world.upload(second, undo(gone, at=start + 5 * MINUTE + 10, dev_seq=second.number()))
    world.upload(second, undo(scan(), dev_seq=second.number()), {"type": "??", "ref": scan()["ref"]})
    world.command(staff, f"devices/{third.id}/rename", name="Tên khác")
    world.command(staff, f"devices/{third.id}/revoke")
    kept = [scan(guest=world.make_guest(), at=start, told=True, dev_seq=third.number()) for _ in range(2)]
    world.upload(third, *kept)
    world.command(staff, f"quarantine/{kept[0]['ref']}/decide", accept=True)
    world.command(staff, f"guests/{guests[5]}/change", changes={"vip": True})
    words = {"guest": world.make_guest(), "new_guest": "deputy", "name": "Người Thay", "device_at": clock.iso(start)}
    world.upload(second, {"type": "stand_in", "ref": scan()["ref"], "dev_seq": second.number(), **words})
    busy_stage(world, staff)
    busy_live(world, staff)
    busy_bridge(world, staff)
    busy_fair(world, staff)
    world.command(staff, "live/figures", slot="c", values={"orders": 3, "peak": None})
    return world


def busy_stage(world: World, staff: Staff) -> None:
    """Two rows ran, the third is on; an edit stands, one was taken back; a message was read."""
    load(world)
    for row in ("a", "b", "c"):
        world.command(staff, "stage/step", track="stage", do="start", row=row)
    for _ in range(2):
        world.command(staff, "stage/edit", track="stage", edits=[EDIT_CELL])
    world.command(staff, "stage/edit", track="stage", edits=[{"edit": "delete", "row": "a"}])
    world.command(staff, "stage/undo")
    message = world.command(staff, "stage/messages", text="Chậm lại")["facts"]["message"]
    world.command(staff, f"stage/messages/{message}/read")


@pytest.fixture(scope="module")
def evening(open_copy: OpenCopy) -> World:
    """One busy evening; a test that damages it does so in a transaction that is taken back."""
    return busy_evening(open_copy())


def names(found: list[checks.Broken]) -> set[str]:
    return {one.name for one in found}


def test_a_busy_evening_breaks_nothing(evening: World) -> None:
    assert checks.run(evening.ops.db, None) == []
    assert checks.run(evening.ops.db, evening.id) == []


def check_damaged(world: World, *statements: str) -> list[checks.Broken]:
    """What the checker says of the database after these statements, which are never committed."""
    db, found = world.ops.db, []
    with db.engine.connect() as conn:
        trans = conn.begin()
        for statement in statements:
            assert conn.execute(text(statement), {"event": world.id}).rowcount, f"nothing was damaged by {statement}"
        found = [
            checks.Broken(name, said, rows) for name, (said, find) in checks.CHECKS.items()
            if find and (rows := list(find(Facts(conn, core_queries.find_event(conn, world.id) or {}, Used(conn)))))
        ]  # fmt: skip
        trans.rollback()
    return found


ONE = "(SELECT min(ref) FROM scan WHERE event_id = :event AND {where})"
COUNTED = ONE.format(
    where="reason = 'ok' AND dev_seq IS NOT NULL AND guest_id NOT IN "
    "(SELECT guest_id FROM scan WHERE guest_id IS NOT NULL AND state IN ('disputed', 'resolved'))"
)
CONFLICT = ONE.format(where="state = 'conflict'")
QUIET_LINE = "(SELECT max(seq) FROM journal WHERE event_id = :event AND kind = 'core.device_renamed')"
HERE = "WHERE event_id = :event AND"

MUTANTS: list[tuple[str, set[str], str]] = [
    ("a deputy who stands for nobody", {"I13"}, f"UPDATE guest SET stands_for = NULL {HERE} id = 'deputy'"),
    ("a line is lost", {"I1"}, f"DELETE FROM journal {HERE} seq = {QUIET_LINE}"),
    ("the head runs ahead", {"I1"}, "UPDATE event SET seq = seq + 1 WHERE id = :event"),
    ("one ref twice, once in capitals", {"I2"},
     f"UPDATE journal SET ref = (SELECT upper(min(ref)) FROM scan WHERE event_id = :event) {HERE} seq = {QUIET_LINE}"),
    ("a scan without its line", {"I5"},
     f"UPDATE journal SET ref = 'aaaaaaaa-0000-4000-8000-000000000000' {HERE} ref = {CONFLICT}"),
    ("a line of another kind", {"I5"}, f"UPDATE journal SET kind = 'checkin.item_quarantined' {HERE} ref = {CONFLICT}"),
    ("somebody is inside who never came", {"I7"},
     f"UPDATE guest SET inside = NOT inside {HERE} id = (SELECT max(id) FROM guest {HERE} entries = 1)"),
    ("an entry is counted twice", {"I7"},
     f"UPDATE guest SET entries = entries + 1 {HERE} id = (SELECT max(id) FROM guest {HERE} entries = 1)"),
    ("the first entry is somebody else's", {"I7"},
     f"UPDATE guest SET in_ref = {CONFLICT} {HERE} id = (SELECT max(id) FROM guest {HERE} entries = 1)"),
    # the rules never let two entries follow each other, so whatever breaks I8 also differs from what they say
    ("two entries in a row", {"I8", "I9"}, f"UPDATE scan SET reason = 'reentry' {HERE} ref = {COUNTED}"),
    ("a conflict is hidden", {"I9"}, f"UPDATE scan SET state = 'refused' {HERE} ref = {CONFLICT}"),
    ("a conflict does not say with what", {"I9"}, f"UPDATE scan SET first_ref = NULL {HERE} ref = {CONFLICT}"),
    ("an undo that was not allowed", {"I10"}, f"UPDATE undo SET allowed = :no {HERE} allowed = :yes"),
    ("an undo of another device", {"I10"},
     f"UPDATE undo SET device_id = 'other', supervisor = :no {HERE} allowed = :yes"),
    ("an undo names another cause", {"I10"},
     f"UPDATE journal SET cause = 1 {HERE} kind = 'checkin.scan_undone' AND cause IS NOT NULL"),
    ("a number is forgotten", {"I11"}, f"DELETE FROM arrived {HERE} ref = {COUNTED}"),
    ("a number without its item", {"I11"},
     f"DELETE FROM quarantine {HERE} ref = "
     f"(SELECT min(ref) FROM quarantine {HERE} why = 'device_revoked' AND decision IS NULL)"),
    ("a decision that says nothing", {"I11"}, f"UPDATE quarantine SET decision = 'maybe' {HERE} decision IS NULL"),
    ("an accepted item that never came in", {"I11"},
     f"UPDATE quarantine SET decision = 'accepted' {HERE} why = 'device_revoked' AND decision IS NULL"),
    ("time goes back", {"I14"}, f"UPDATE journal SET at = at - 100000 {HERE} seq = {QUIET_LINE}"),
    ("a scan with another time than its own", {"I14"},
     f"UPDATE scan SET device_at = device_at + 1000 {HERE} ref = {CONFLICT}"),
    ("an actor nobody knows", {"I19"}, f"UPDATE journal SET actor = 'staff:nobody' {HERE} seq = {QUIET_LINE}"),
    ("a device of nowhere", {"I19"}, f"UPDATE journal SET actor = 'device:nowhere' {HERE} ref = {CONFLICT}"),
    ("a desk that renames devices", {"I19"},
     f"UPDATE journal SET actor = (SELECT 'device:' || min(id) FROM device {HERE} revoked_at IS NULL) "
     f"{HERE} seq = {QUIET_LINE}"),
    ("a device before it was paired", {"I19"},
     "UPDATE device SET paired_at = paired_at + 99999999 WHERE event_id = :event"),
    ("a scan of a revoked device", {"I19"},
     f"UPDATE device SET revoked_at = 5 {HERE} id = (SELECT device_id FROM scan {HERE} ref = {CONFLICT})"),
    ("a gate that does not exist", {"links", "I5"}, f"UPDATE scan SET gate_id = 'nowhere' {HERE} ref = {CONFLICT}"),
    ("a row that has no place", {"S1"}, f"UPDATE track SET places = '[]' {HERE} id = 'stage'"),
    ("a row of no track", {"S1"}, f"UPDATE sheet_row SET track = 'nowhere' {HERE} id = 'b'"),
    ("something is live that is not there", {"S2"},
     f"""UPDATE track SET clock = '{{"live": {{"row": "x", "started": 1}}}}' {HERE} id = 'stage'"""),
    ("a run is forgotten", {"S3"}, f"DELETE FROM ran {HERE} n = 1"),
    ("a run that ended before it began", {"S3"}, f"UPDATE ran SET started = ended + 1 {HERE} n = 1"),
    ("runs in the wrong order", {"S3"}, f"UPDATE ran SET ended = ended + 9999999 {HERE} n = 1"),
    ("a run of a take that never was", {"S3"}, f"UPDATE track SET take = 0 {HERE} id = 'stage'"),
    ("an edit is forgotten", {"S4"}, f"DELETE FROM sheet_edit {HERE} n = 2"),
    ("an edit taken back in the midst of others", {"S4"}, f"UPDATE sheet_edit SET state = 'undone' {HERE} n = 1"),
    ("a receipt of nothing", {"S5"}, f"UPDATE stage_receipt SET message = 'nothing' {HERE} device LIKE 'staff:%'"),
    ("a change that no line tells of", {"S5"},
     f"""UPDATE sheet_row SET revs = '{{"title": 999999}}' {HERE} id = 'c'"""),
    ("a slot without length", {"L1"}, f"UPDATE live_slot SET ends = starts {HERE} id = 'c'"),
    ("on air since never", {"L1"}, f"UPDATE live_slot SET actual_start = NULL {HERE} id = 'x'"),
    ("a host on air in two places", {"L2"}, f"UPDATE live_slot SET host = 'H1' {HERE} id = 'w'"),
    ("a host promised to two places", {"L3"}, f"UPDATE live_slot SET host = 'H1' {HERE} id = 'd'"),
    ("a slot that stands as no line says", {"L4"}, f"UPDATE live_slot SET state = 'requested' {HERE} id = 'c'"),
    ("an edit of the plan is forgotten", {"L5"}, f"DELETE FROM live_edit {HERE} n = 2"),
    ("an edit of the plan taken back in between", {"L5"}, f"UPDATE live_edit SET state = 'undone' {HERE} n = 1"),
    ("a version seen that never was", {"L6"}, f"UPDATE live_seen SET version = 9 {HERE} slot = 'c'"),
    ("a number of a slot that is not there", {"L7"}, f"UPDATE live_figure SET slot = 'nothing' {HERE} slot = 'c'"),
    ("missing stands for a number", {"L7"}, f"UPDATE live_figure SET status = 'final' {HERE} value IS NULL"),
    ("a proof that nobody keeps", {"L7"}, f"UPDATE live_figure SET file_hash = 'x' {HERE} metric = 'orders'"),
    ("a number is forgotten", {"L8"}, f"DELETE FROM live_figure {HERE} metric = 'orders'"),
    ("a version is forgotten", {"L6"}, f"DELETE FROM live_release {HERE} version = 1"),
    ("a device that does not exist", {"links"},
     f"UPDATE scan SET device_id = 'nobody' {HERE} ref = (SELECT max(ref) FROM scan {HERE} state = 'disputed')"),
]  # fmt: skip
MUTANTS += [
    ("a cue is forgotten", {"B1", "B2"}, f"DELETE FROM bridge_cue {HERE} seq = 2"),
    ("a cue names another before it", {"B2"}, f"UPDATE bridge_cue_site SET prev = 7 {HERE} site = 'hue' AND prev = 1"),
    ("a cue ended otherwise than was told", {"B3"},
     f"UPDATE bridge_cue_site SET state = 'fired' {HERE} state = 'missed'"),
    ("a cue was fired behind its life", {"B3"},
     f"UPDATE bridge_cue_site SET fired_at = fired_at + 999999 {HERE} state = 'fired'"),
    ("a frozen record was changed", {"B4"}, f"UPDATE bridge_freeze SET prev = hash {HERE} n = 2"),
    ("a frozen record is gone", {"B4"}, f"DELETE FROM bridge_freeze {HERE} n = 2"),
    ("somebody was let in and nobody noted it", {"B5"}, f"UPDATE bridge_invite SET used_at = NULL {HERE} site = 'hue'"),
]  # fmt: skip
MUTANTS += SPACE_MUTANTS


@pytest.mark.parametrize(("what", "expected", "statement"), MUTANTS, ids=[mutant[0] for mutant in MUTANTS])
def test_damage_turns_the_right_check_red(evening: World, what: str, expected: set[str], statement: str) -> None:
    yes, no = ("1", "0") if evening.ops.db.sqlite else ("true", "false")
    found = check_damaged(evening, statement.replace(":yes", yes).replace(":no", no))
    assert names(found) == expected, found
    assert all(one.rows and one.rows[0]["event"] == evening.id for one in found)


def test_wrong_totals_are_noticed(evening: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Totals are computed, not stored: the damage is a query that counts exits as people."""
    real: Callable[..., Any] = count_queries.delegations

    def one_more(*args: Any, **options: Any) -> list[dict[str, Any]]:
        return [row | {"present": row["present"] + 1} for row in real(*args, **options)]

    monkeypatch.setattr(count_queries, "delegations", one_more)
    assert names(checks.run(evening.ops.db, None)) == {"I12"}


@pytest.mark.once
@pytest.mark.only("sqlite")  # PostgreSQL cannot be made to hold such a row
def test_a_row_without_its_parent_is_noticed(own_ops: Ops) -> None:
    world = busy_evening(own_ops)
    raw = own_ops.db.engine.raw_connection()
    raw.execute("PRAGMA foreign_keys=OFF")
    raw.execute("DELETE FROM delegation WHERE event_id = ?", (world.id,))
    raw.commit()
    raw.close()
    assert "physical" in names(checks.run(own_ops.db, None))


def test_every_check_has_a_mutant() -> None:
    tried = {name for _, expected, _ in MUTANTS for name in expected} | {"I12", "physical"}
    assert tried == checks.CHECKS.keys()


def test_the_command_ends_with_one_when_something_is_broken(own_ops: Ops, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from ops.cli import main

    world = busy_evening(own_ops)
    url = own_ops.db.url.render_as_string(hide_password=False)
    monkeypatch.setenv("OPS_DATA", str(own_ops.data))
    monkeypatch.setenv("OPS_DATABASE_URL", url)
    fine = CliRunner().invoke(main, ["check", "--event", world.id])
    assert (fine.exit_code, "0 broken" in fine.output) == (0, True), fine.output
    with own_ops.db.write() as conn:
        conn.execute(text("UPDATE event SET seq = seq + 1 WHERE id = :event"), {"event": world.id})
    broken = CliRunner().invoke(main, ["check"])
    assert broken.exit_code == 1
    assert "I1: " in broken.output
