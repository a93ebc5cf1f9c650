"""A made-up event of any size, and the real server on it. People are invented by counting."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ops.app  # noqa: F401  registers the kinds of changes
from ops.checkin.actions import lists
from ops.checkin.guest_queries import search_text
from ops.config import Config
from ops.core import actions, clock, tokens
from ops.core.db import Database
from ops.core.migrate import migrate
from ops.core.work import Doorbell, begin
from scripts.parts import Postgres, Server, free_port

EVENT = "bench"
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Đinh")
MIDDLE = ("Thị", "Văn", "Đức", "Minh", "Thu", "Hữu", "Ngọc", "Quang", "Thanh", "Khánh", "Bảo", "Gia", "Hải")
GIVEN = ("Hương", "Hùng", "Đạt", "Ánh", "Ước", "Yến", "Sơn", "Thảo", "Dũng", "Hường", "Khuê", "Đông", "Ân", "Lâm", "Vy")
COMMUNES = 114


@dataclass
class World:
    """A prepared event: tokens of devices, codes of guests, a staff session."""

    url: str
    data: Path
    devices: list[str]
    staff: str
    codes: list[str]


def name_of(number: int) -> str:
    """An invented name; the same number gives the same name."""
    parts = [FAMILY[number % 14], MIDDLE[number // 14 % 13], MIDDLE[number // 5 % 13], GIVEN[number // 7 % 15]]
    return " ".join(dict.fromkeys(parts))


def guests(count: int) -> list[dict[str, Any]]:
    """Guests as load_list wants them."""
    return [
        {
            "id": f"g{number:06d}",
            "delegation": f"d{number % COMMUNES:03d}",
            "name": name_of(number),
            "title": "Phó Chủ tịch" if number % 3 else "Trưởng phòng Kinh tế",
            "honorific": "Bà" if number % 2 else "Ông",
            "category": "xa",
            "rank": number % 50,
            "vip": number % 80 == 0,
            "head": number < COMMUNES,
            "attention": False,
            "note": "",
            "host": "",
            "seat": f"{chr(65 + number % 20)}-{number % 60:02d}",
            "badge": "Đại biểu",
            "blocked": None,
            "phone": None,
            "email": None,
            "status": "confirmed",
        }
        for number in range(count)
    ]


def delegations() -> list[dict[str, Any]]:
    """As many as the city has communes."""
    rows = []
    for number in range(COMMUNES):
        name = f"Ủy ban nhân dân phường Mẫu {number}"
        rows.append(
            {
                "id": f"d{number:03d}",
                "name": name,
                "category": "xa",
                "order": number,
                "unit_code": f"{number:05d}",
                "source": "invented",
                "fold": search_text(name, "", "", ""),
            }
        )
    return rows


def gate(name: str) -> dict[str, Any]:
    """An always open gate for everybody."""
    rules = {"categories": "", "opens_at": None, "closes_at": None, "reentry": "after_exit"}
    flags = {"needs_confirmation": False, "desk_override": True, "changed_at": 0}
    return {"id": name, "name": f"Cổng {name}", "place": "", "way": ""} | rules | flags


def fill(db: Database, secret: bytes, count: int, tablets: int) -> tuple[list[str], str]:
    """Make the event; answers the tokens of its tablets and of its organiser."""
    now = clock.now()
    words = dict.fromkeys(("name", "short", "organiser", "venue", "place"), "Bench")
    with db.write() as conn:
        actions.make_event(
            conn, words | {"id": EVENT, "zone": "Asia/Ho_Chi_Minh", "starts_at": now, "ends_at": now + clock.HOUR}
        )
    part = {
        "categories": [{"id": "xa", "name": "UBND xã, phường", "order": 1}],
        "gates": [gate(name) for name in "ABC"],
        "delegations": delegations(),
        "guests": guests(count),
    }
    with begin(db, Doorbell(), EVENT, "system") as work:
        lists.load_list(work, part, secret)
        actions.add_member(work, "staff", "bench", "Bench", "x", ["organiser"])
        staff_id = work.conn.exec_driver_sql("SELECT id FROM staff").scalar()
    devices = []
    for number in range(tablets):
        with begin(db, Doorbell(), EVENT, "system") as work:
            made = actions.make_pairing(work, f"p{number}", f"Bàn {number}", "reception", "ABC"[number % 3], secret)
        code = tokens.derive_pairing_code(secret, EVENT, made["facts"]["pairing"])
        with begin(db, Doorbell(), EVENT, "system") as work:
            devices.append(actions.pair_device(work, code, "bench")[0])
    return devices, actions.sign_in(db, {"id": staff_id})


@contextlib.contextmanager
def world(
    count: int, tablets: int = 8, engine: str = "eventlet", postgres: bool = False
) -> Iterator[tuple[World, Server]]:
    """The event with `count` guests and a running server; everything is taken down afterwards."""
    with contextlib.ExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ops-bench-")))
        env = {"OPS_DATA": str(data)}
        if postgres:
            folder = Path(tempfile.mkdtemp(prefix="ops-bench-pg-"))
            cluster = Postgres(folder, free_port()).start()
            stack.callback(cluster.stop)
            env["OPS_DATABASE_URL"] = cluster.fresh_database()
        config = Config.from_env(env)
        db = Database(config.database_url)
        migrate(db)
        devices, staff = fill(db, config.secret, count, tablets)
        db.release()
        server = Server(data, 0, engine=engine, env=env).start()
        stack.callback(server.kill9)
        codes = [tokens.derive_code(config.secret, EVENT, f"g{number:06d}", 1) for number in range(count)]
        yield World(server.url, data, devices, staff, codes), server


def rss_mb(pid: int) -> float:
    """Resident memory of a process in MB."""
    with open(f"/proc/{pid}/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def cpu_s(pid: int) -> float:
    """CPU seconds a process has used."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def conditions() -> str:
    """The machine beside the figures."""
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, load {load:.1f}"


def show(title: str, rows: list[tuple[str, str, str]]) -> None:
    """A table: what, figure, limit."""
    print(f"\n## {title} ({conditions()})\n")
    print("| what | measured | limit |\n|---|---|---|")
    for row in rows:
        print("| " + " | ".join(row) + " |", flush=True)


def save(name: str, value: object) -> None:
    """Keep raw figures beside the run, if OPS_BENCH_OUT names a folder."""
    out = os.environ.get("OPS_BENCH_OUT")
    if out:
        Path(out, f"{name}.json").write_text(json.dumps(value, indent=1))
