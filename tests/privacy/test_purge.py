"""The purge: afterwards no byte of anybody's name, phone or e-mail is in any file, and nothing else has changed."""

import contextlib
import json
import random
import re
import signal
import sqlite3
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, text, update

from ops import checks
from ops.backup import backup, note
from ops.checkin.models import call, delegation, guest, policy
from ops.core import clock
from ops.core.access import log_access
from ops.core.models import device, job, journal, staff
from ops.core.names import fold
from ops.guestlist.models import list_import, list_row
from ops.invitations.models import consent, mail
from ops.privacy.plan import STEPS, Plan
from ops.privacy.purge_actions import purge
from ops.protocol.models import freeze
from tests.stage import sheets
from tests.support.app import Ops
from tests.support.factories import World, make_world, new_ref, scan, undo

FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô")
MIDDLES = ("Thị", "Văn", "Đức", "Ngọc", "Hữu", "Quỳnh", "Thuỵ", "Xuân")
GIVEN = ("Hải", "Ngà", "Ưng", "Quyền", "Bích", "Diễm", "Ánh", "Khuê", "Nghĩa", "Ước")


@dataclass
class Filled:
    """An event in which everything that can hold a person does, and every string that must go."""

    world: World
    secrets: set[str] = field(default_factory=set)
    guests: list[str] = field(default_factory=list)
    backups: list[Path] = field(default_factory=list)

    @property
    def data(self) -> Path:
        return self.world.ops.data

    def plan(self, **more: Any) -> Plan:
        return Plan(self.world.id, "system", self.data, **more)

    def secret(self, value: str) -> str:
        self.secrets.add(value)
        return value


class People:
    """Invented people; no two are alike, and no name is part of another."""

    def __init__(self, seed: int) -> None:
        self.chance, self.number = random.Random(seed), 0

    def name(self) -> str:
        self.number += 1
        letters = "bcdghklmnpqrstvx"
        mark = "".join(self.chance.choice(letters) + self.chance.choice("ạảấầẩẫậắằẳẵặẹẻếềểễệ") for _ in range(3))
        return f"{self.chance.choice(FAMILIES)} {self.chance.choice(MIDDLES)} {mark} {self.chance.choice(GIVEN)}"

    def phone(self) -> str:
        return f"+849{self.chance.randrange(10**8):08d}"

    def email(self) -> str:
        return f"{''.join(self.chance.choices('abcdefghij', k=12))}@haiphong.example.vn"


def fill(ops: Ops, seed: int = 1, guests: int = 12) -> Filled:
    world, people = make_world(ops), People(seed)
    one = Filled(world)
    boss, desk, gone = world.make_staff("organiser"), world.make_device(), world.make_device()
    world.make_staff("supervisor")
    for number in range(guests):
        facts = {
            "name": one.secret(people.name()), "phone": one.secret(people.phone()), "email": one.secret(people.email()),
            "host": one.secret(people.name()), "note": f"Đi cùng {one.secret(people.name())}", "vip": number % 3 == 0,
            "answer_note": f"Gửi lời {one.secret(people.name())}", "pronounce": f"đọc là {one.secret(people.name())}",
        }  # fmt: skip
        one.guests.append(world.make_guest(**facts))
    come_in(one, people, boss, desk, gone)
    keep_papers(one, people)
    world.command(boss, f"devices/{desk.id}/rename", name=f"Máy của {one.secret(people.name())}")
    be_on_stage(one, people, boss)
    return one


def be_on_stage(one: Filled, people: People, boss: Any) -> None:
    """A guest's name in the words of the MC, a message about somebody, devices that read it and are ready."""
    world, said = one.world, lambda: one.secret(people.name())
    sheets.load(world)
    with world.ops.db.read() as conn:
        name = conn.execute(select(guest.c.name).where(guest.c.event_id == world.id)).scalars().first()
    words = {"edit": "cells", "row": "b", "values": {"mc_script": f"Kính mời {name} lên sân khấu"}}
    world.command(boss, "stage/edit", track="stage", label=f"Theo {said()}", edits=[words])
    sent = world.command(boss, "stage/messages", text=f"Mời {said()}", target="all", look="plain")
    phone = world.make_device("crew", None, f"Máy của {said()}")
    world.command(phone, f"stage/messages/{sent['facts']['message']}/read")
    world.command(phone, "stage/ready", row="b", on=True)
    for do in ("go", "stop"):
        world.command(boss, "stage/step", track="stage", do=do)
    world.command(boss, "stage/takes/name", track="stage", take=1, name=f"Duyệt với {said()}")
    world.command(boss, "stage/causes", track="stage", take=1, n=1, cause=f"Chờ {said()}")


def come_in(one: Filled, people: People, boss: Any, desk: Any, gone: Any) -> None:
    """Scans with names of operators and reasons, an undo, an item kept aside, a correction of a name."""
    world, said = one.world, lambda: one.secret(people.name())
    first = scan(guest=one.guests[0], operator=said())
    world.upload(desk, first, scan(guest=one.guests[1], operator=said()), scan(guest=one.guests[2], told=True))
    world.upload(desk, scan(guest=one.guests[1], told=True, override={"reason": f"Theo {said()}"}, operator=said()))
    world.upload(desk, undo(first, reason=f"Nhầm với {said()}", operator=said()))
    world.command(boss, f"devices/{gone.id}/revoke")
    world.upload(gone, scan(guest=one.guests[3], operator=said()))
    world.command(boss, f"guests/{one.guests[4]}/change", changes={"name": said()})


def keep_papers(one: Filled, people: People) -> None:
    """What the other domains keep: lists, mails, frozen introductions, calls, contacts, files of jobs, backups."""
    event, said = one.world.id, lambda: one.secret(people.name())
    with one.world.ops.db.write() as conn:
        here = delegation.c.event_id == event
        contact = {"contact": said(), "contact_phone": one.secret(people.phone()), "note": f"Hỏi {said()}"}
        conn.execute(update(delegation).where(here).values(**contact))
        conn.execute(
            insert(list_import).values(
                event_id=event, id="l1", file=f"Danh sách {said()}.xlsx", state="ready", made_by="staff:x", made_at=1
            )
        )
        fields = {"name": said(), "phone": one.secret(people.phone()), "email": one.secret(people.email())}
        conn.execute(
            insert(list_row).values(
                event_id=event,
                import_id="l1",
                number=1,
                sheet="S",
                row=2,
                kind="new",
                fields=json.dumps(fields),
                before=json.dumps({"name": said()}, ensure_ascii=False),
            )
        )
        body = {"blocks": [{"people": [{"id": one.guests[0], "name": said()}]}], "note": f"Thêm {said()}"}
        conn.execute(
            insert(freeze).values(
                event_id=event, version=1, body=json.dumps(body, ensure_ascii=False), made_at=1, made_by="staff:x"
            )
        )
        conn.execute(
            insert(call).values(
                event_id=event,
                ref=new_ref(),
                guest_id=one.guests[0],
                words=f"Gọi {said()}",
                device_id="d",
                at=1,
                operator=said(),
            )
        )
        conn.execute(
            insert(mail).values(
                event_id=event,
                id="m1",
                guest_id=one.guests[0],
                state="bounced",
                why="550 5.1.1",
                version=1,
                made_at=1,
                changed_at=1,
            )
        )
        conn.execute(
            insert(consent).values(
                event_id=event, ref=new_ref(), guest_id=one.guests[0], version=1, act="told", via="page", at=1
            )
        )
        conn.execute(
            insert(job).values(
                event_id=event,
                id="j1",
                kind="badges.sheet",
                state="done",
                made_by="staff:x",
                made_at=1,
                beat_at=1,
                result=json.dumps({"file": f"{said()}.pdf"}),
            )
        )
        log_access(conn, event, "staff:x", "guestlist.export", 3, f"cho {said()}")
    folder = one.data / "jobs" / event / "j1"
    folder.mkdir(parents=True)
    (folder / "khach.csv").write_text(" ".join(one.secrets), encoding="utf-8")
    if one.world.ops.db.sqlite:
        for place in (one.data / "backups", one.data.parent / f"elsewhere-{event}"):
            place.mkdir(exist_ok=True)
            one.backups.append(place / f"{event}.db")
            backup(one.data / "ops.db", one.backups[-1])
            note(one.data, one.backups[-1])


# ---------- what a stranger with the disk would find: written without the code under test ----------


def spelt(value: str) -> set[bytes]:
    forms = {unicodedata.normalize(form, value) for form in ("NFC", "NFD")}
    forms |= {json.dumps(form)[1:-1] for form in forms}
    if value.startswith("+"):
        forms |= {value[1:], "0" + value[3:]}
    elif "@" not in value:
        forms.add(fold(value))
    return {form.encode() for form in forms}


def traces(secrets: set[str], *places: Path) -> dict[str, list[str]]:
    wanted = sorted({form for value in secrets for form in spelt(value)})
    pattern = re.compile(b"|".join(map(re.escape, wanted)))
    files = [file for place in places for file in ([place] if place.is_file() else place.rglob("*")) if file.is_file()]
    found = {str(file): [hit.decode() for hit in pattern.findall(file.read_bytes())] for file in files}
    return {file: hits for file, hits in found.items() if hits}


def traces_in_tables(ops: Ops, secrets: set[str]) -> list[str]:
    pattern = re.compile(b"|".join(re.escape(form) for value in secrets for form in spelt(value)))
    with ops.db.read() as conn:
        names = list(conn.dialect.get_table_names(conn))
        return [name for name in names for row in conn.execute(text(f'SELECT * FROM "{name}"'))
                if pattern.search(repr(tuple(row)).encode())]  # fmt: skip


def everywhere(one: Filled) -> dict[str, list[str]]:
    return traces(one.secrets, one.data, *one.backups)


def test_the_search_of_this_test_sees_every_string_before(own_ops: Ops) -> None:
    one = fill(own_ops)
    wanted = set(one.secrets)
    if own_ops.db.sqlite:
        seen = b"".join(file.read_bytes() for file in own_ops.data.rglob("*") if file.is_file())
        assert [value for value in wanted if not any(form in seen for form in spelt(value))] == []
    assert traces_in_tables(own_ops, wanted)


@pytest.mark.parametrize("seed", [1, 2])
def test_no_byte_is_left(own_ops: Ops, seed: int) -> None:
    one = fill(own_ops, seed, guests=12 + seed * 9)
    report = purge(own_ops.db, one.plan())
    assert report.clean, report.row()
    assert report.strings >= len(one.secrets)
    assert everywhere(one) == {}
    assert traces_in_tables(own_ops, one.secrets) == []
    assert len(report.backups) == len(one.backups)
    assert checks.run(own_ops.db, one.world.id) == []
    with own_ops.db.read() as conn:
        assert conn.execute(select(policy.c.purged_at).where(policy.c.event_id == one.world.id)).scalar()
        assert set(conn.execute(select(guest.c.name)).scalars()) == {"Đã xóa"}


def test_nobody_is_found_by_name_any_more(own_ops: Ops) -> None:
    """Search keeps folded names in memory: it must read the list anew."""
    one = fill(own_ops)
    boss = one.world.make_staff("organiser")
    with own_ops.db.read() as conn:
        name = conn.execute(select(guest.c.name).where(guest.c.id == one.guests[0])).scalar()
    ask = {"query_string": {"q": name}}
    assert len(one.world.get(boss, "guests", **ask).json["guests"]) == 1
    assert purge(own_ops.db, one.plan()).clean
    assert one.world.get(boss, "guests", **ask).json["guests"] == []


def test_figures_stay(own_ops: Ops) -> None:
    one = fill(own_ops)
    before = one.world.snapshot("board")["rows"]
    assert purge(own_ops.db, one.plan()).clean
    after = one.world.snapshot("board")["rows"]
    assert after["event"] == before["event"]
    counts = ("invited", "confirmed", "present", "extra")
    assert [[row[name] for name in counts] for row in after["delegation"]] == [
        [row[name] for name in counts] for row in before["delegation"]
    ]
    assert [row["total"] for row in after["gate"]] == [row["total"] for row in before["gate"]]


def test_twice_changes_nothing(own_ops: Ops) -> None:
    one = fill(own_ops)
    assert purge(own_ops.db, one.plan()).clean
    first = contents(own_ops)
    again = purge(own_ops.db, one.plan())
    assert (again.clean, again.blanked, again.files_removed) == (True, {}, 0), again.row()
    assert contents(own_ops) == first


def contents(ops: Ops) -> dict[str, list[Any]]:
    with ops.db.read() as conn:
        names = list(conn.dialect.get_table_names(conn))
        return {name: sorted(map(repr, conn.execute(text(f'SELECT * FROM "{name}"')))) for name in names}


def test_another_event_keeps_its_people(own_ops: Ops) -> None:
    """The same name in two events: here it goes, there it stays, and the proof says that it does not count it."""
    one, other = fill(own_ops), make_world(own_ops)
    with own_ops.db.read() as conn:
        name = conn.execute(select(guest.c.name).where(guest.c.id == one.guests[0])).scalar()
    twin = other.make_guest(name=name, phone="+84912000333")
    report = purge(own_ops.db, one.plan())
    assert report.clean, report.row()
    assert report.kept == 1
    with own_ops.db.read() as conn:
        row = conn.execute(select(guest.c.name, guest.c.phone).where(guest.c.id == twin)).one()
        assert tuple(row) == (name, "+84912000333")
        assert conn.execute(select(guest.c.name).where(guest.c.id == one.guests[0])).scalar() == "Đã xóa"


def test_something_that_is_left_is_found_and_fails(own_ops: Ops) -> None:
    one = fill(own_ops)
    with own_ops.db.read() as conn:
        names = list(conn.execute(select(guest.c.name).where(guest.c.event_id == one.world.id)).scalars())
    (own_ops.data / "ghi-chu.txt").write_text(f"... {fold(names[0])} ...", encoding="utf-8")
    (own_ops.data / "sao.bin").write_bytes(b"\x00\x07" + unicodedata.normalize("NFD", names[1]).encode() + b"\xff")
    (own_ops.data / "tin.json").write_text(json.dumps({"name": names[2]}))
    report = purge(own_ops.db, one.plan())
    assert not report.clean
    found = {place.partition(":")[0] for place in report.searched.found}
    assert found == {str(own_ops.data / name) for name in ("ghi-chu.txt", "sao.bin", "tin.json")}
    assert [name for name in names if name in str(report.row())] == []
    with own_ops.db.read() as conn:
        assert conn.execute(select(policy.c.purged_at)).scalar() is None


def test_accounts_and_devices(own_ops: Ops) -> None:
    """Who worked only here is locked and nameless; an organiser, and who works elsewhere too, stays."""
    one, other = fill(own_ops), make_world(own_ops)
    both, here = one.world.make_staff("reception"), one.world.make_staff("reception")
    boss = one.world.make_staff("organiser")
    with own_ops.db.write() as conn:
        conn.execute(text("INSERT INTO membership (event_id, staff_id, roles) VALUES (:e, :s, 'viewer')"),
                     {"e": other.id, "s": both.id})  # fmt: skip
    assert purge(own_ops.db, one.plan()).clean
    own_ops.hall.identities.forget()
    assert [one.world.get(who).status_code for who in (here, boss)] == [401, 200]
    with own_ops.db.read() as conn:
        names = dict(conn.execute(select(staff.c.id, staff.c.name)).all())  # type: ignore[arg-type]
        assert (names[here.id], names[both.id] != "Đã xóa", names[boss.id] != "Đã xóa") == ("Đã xóa", True, True)
        rows = conn.execute(select(device.c.name, device.c.revoked_at).where(device.c.event_id == one.world.id)).all()
        assert {row.name for row in rows} == {"Thiết bị"}
        assert all(row.revoked_at for row in rows)


def test_the_journal_keeps_ids_and_verdicts(own_ops: Ops) -> None:
    """Only the two kinds that quote a device's name are touched; all the others hold no personal string at all."""
    one = fill(own_ops)
    query = select(journal.c.seq, journal.c.kind, journal.c.facts).where(journal.c.event_id == one.world.id)
    with own_ops.db.read() as conn:
        before = {row.seq: row for row in conn.execute(query)}
    assert purge(own_ops.db, one.plan()).clean
    with own_ops.db.read() as conn:
        after = {row.seq: row for row in conn.execute(query)}
    changed = {row.kind for seq, row in before.items() if row.facts != after[seq].facts}
    assert changed <= {"core.pairing_made", "core.device_renamed"}
    assert changed
    assert sum(row.kind == "privacy.event_purged" for row in after.values()) == 1


# ---------- cut off in the middle ----------

CUT = """
import os, signal, sys
from pathlib import Path
from ops import app
from ops.core.db import Database
from ops.privacy.plan import STEPS, Plan
from ops.privacy.purge_actions import purge
event, data, step = sys.argv[1:4]
def tell(done, total, said):
    if STEPS[done] == step: os.kill(os.getpid(), signal.SIGKILL)
purge(Database(f"sqlite:///{data}/ops.db"), Plan(event, "system", Path(data), tell=tell))
"""


@pytest.mark.once
@pytest.mark.only("sqlite")  # the same steps; the transaction is what matters there
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_and_run_again_it_ends_clean(own_ops: Ops, step: str) -> None:
    one = fill(own_ops)
    argv = [sys.executable, "-c", CUT, one.world.id, str(one.data), step]
    assert subprocess.run(argv, timeout=60, check=False).returncode == -signal.SIGKILL
    report = purge(own_ops.db, one.plan())
    assert report.clean, report.row()
    assert everywhere(one) == {}


# ---------- backups ----------


@pytest.mark.once
@pytest.mark.only("sqlite")  # backups of PostgreSQL are made outside the program
def test_a_backup_that_is_away_is_named(own_ops: Ops) -> None:
    one = fill(own_ops)
    stick = own_ops.data.parent / "stick.db"
    backup(own_ops.data / "ops.db", stick)
    note(own_ops.data, stick)
    away = stick.rename(stick.with_name("taken-away.db"))
    report = purge(own_ops.db, one.plan())
    assert (report.clean, report.beyond) == (True, [str(stick)])
    assert str(stick) not in report.backups
    assert traces(one.secrets, away)
    again = purge(own_ops.db, one.plan(more=(away,)))
    assert again.clean, again.row()
    assert str(away) in again.backups
    assert traces(one.secrets, away) == {}


@pytest.mark.once
@pytest.mark.only("sqlite")  # the same
def test_a_damaged_backup_is_named_and_fails(own_ops: Ops) -> None:
    one = fill(own_ops)
    broken = own_ops.data / "backups" / "broken.db"
    broken.write_bytes(b"SQLite format 3\0" + b"\x01" * 5000)
    report = purge(own_ops.db, one.plan())
    assert not report.clean
    assert any(str(broken) in line for line in report.failed)


@pytest.mark.once
@pytest.mark.only("sqlite")  # the same
def test_a_purged_backup_is_a_whole_database(own_ops: Ops) -> None:
    one = fill(own_ops)
    assert purge(own_ops.db, one.plan()).clean
    for file in one.backups:
        with contextlib.closing(sqlite3.connect(file)) as conn:
            assert conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            assert conn.execute("PRAGMA foreign_key_check").fetchall() == []
            assert conn.execute("SELECT count(*) FROM guest").fetchone()[0] >= len(one.guests)


# ---------- from the office and at the keyboard ----------


@pytest.fixture
def over(own_ops: Ops) -> Iterator[Filled]:
    """An event whose day of purging has come."""
    one = fill(own_ops)
    with own_ops.db.write() as conn:
        past = clock.now() - 91 * clock.DAY
        conn.execute(text("UPDATE event SET starts_at = :a, ends_at = :b WHERE id = :e"),
                     {"a": past - clock.HOUR, "b": past, "e": one.world.id})  # fmt: skip
    yield one


def test_before_its_day_it_has_to_be_asked_for_by_name(own_ops: Ops) -> None:
    one = fill(own_ops)
    boss, director = one.world.make_staff("organiser"), one.world.make_staff("director")
    answer = one.world.post(boss, "purge", ref=new_ref())
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "purge_too_early")
    assert one.world.post(director, "purge", ref=new_ref(), now=True).status_code == 403
    assert one.world.get(boss, "privacy").json["persons"] == len(one.guests)


def test_the_job_of_the_office_does_it_while_the_server_runs(over: Filled) -> None:
    ops, ref = over.world.ops, new_ref()
    boss = over.world.make_staff("organiser")
    started: list[Any] = []
    ops.hall.extra["jobs"].start = started.append
    row = over.world.post(boss, "purge", ref=ref)
    assert row.status_code == 200, row.text
    assert over.world.post(boss, "purge", ref=ref).json["id"] == row.json["id"]
    assert len(started) == 1
    ended = ops.hall.extra["jobs"].run(over.world.id, row.json["id"])
    result = json.loads(ended["result"])
    assert (ended["state"], result.get("clean"), result.get("found")) == ("done", True, []), ended
    assert everywhere(over) == {}
    state = over.world.get(boss, "privacy").json
    assert (state["persons"], state["left"], bool(state["purged_at"])) == (0, 0, True)
    assert checks.run(ops.db, over.world.id) == []


def test_the_command_prints_the_proof(tmp_path: Path, own_ops: Ops) -> None:
    one = fill(own_ops)
    own_ops.db.release()
    import os

    env = {name: value for name, value in os.environ.items() if not name.startswith("OPS_")}
    url = own_ops.db.url.render_as_string(hide_password=False)
    env |= {"OPS_DATA": str(one.data), "OPS_DATABASE_URL": url, "OPS_SECRET": own_ops.hall.config.secret.hex()}
    argv = [sys.executable, "-m", "ops", "purge", one.world.id]
    early = subprocess.run(argv, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert early.returncode == 1
    assert "--now" in early.stderr
    done = subprocess.run([*argv, "--now"], env=env, capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^0 found in \d+ files \(\d+ bytes\)$", done.stdout, re.M), done.stdout
    assert [value for value in one.secrets if value in done.stdout + done.stderr] == []
    assert everywhere(one) == {}


@pytest.mark.once
@pytest.mark.only("sqlite")  # PostgreSQL takes many processes
def test_a_server_that_runs_is_not_purged_behind_its_back(own_ops: Ops) -> None:
    """SQLite has one process: the command says so, the office's button does it."""
    import os

    env = os.environ | {"OPS_DATA": str(own_ops.data), "OPS_SECRET": own_ops.hall.config.secret.hex()}
    env.pop("OPS_DATABASE_URL", None)
    argv = [sys.executable, "-m", "ops", "purge", "e1", "--now"]
    refused = subprocess.run(argv, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert refused.returncode == 75
    assert "Dữ liệu cá nhân" in refused.stderr
