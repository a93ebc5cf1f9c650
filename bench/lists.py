"""A guest list of 5,000 rows: from the bytes to the preview, taken in, taken back. `python -m bench.lists [--postgres]`

Through the running server, as a browser does it: upload, background job in its own process, rows stored. A tablet's
question is asked meanwhile, so that the figure of the hall stands beside that of the office.
"""

from __future__ import annotations

import argparse
import http.client
import io
import json
import threading
import time
import uuid
from typing import Any

import openpyxl

from bench.world import COMMUNES, EVENT, World, name_of, percentile, show, world

PREVIEW_LIMIT_S = 5.0
HEAD = ("STT", "Họ và tên", "Chức vụ", "Đơn vị", "Điện thoại", "Email", "Ghi chú")


def workbook(rows: int, known: int) -> bytes:
    """Half of the rows are people who are there already, some of them changed; the others are new."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Danh sách")
    sheet.append(["DANH SÁCH ĐẠI BIỂU"])
    sheet.append(HEAD)
    for number in range(rows):
        person = number if number < known else number * 7 + 100_003
        name = f"{name_of(person)} {number}" if number >= known else name_of(person)
        unit = f"UBND phường Mẫu {number % COMMUNES}"
        title = "Trưởng ban" if number % 10 == 0 else ""
        sheet.append([number + 1, f"Ông {name}".upper(), title, unit, 912000000 + number, f"k{number}@example.vn", ""])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class Office:
    """One connection of the organiser."""

    def __init__(self, place: World) -> None:
        host, port = place.url.split("//")[1].split(":")
        self.conn = http.client.HTTPConnection(host, int(port), timeout=120)
        self.token = place.staff

    def ask(self, method: str, path: str, body: bytes | None = None, kind: str = "application/json") -> Any:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": kind}
        self.conn.request(method, f"/api/events/{EVENT}/{path}", body, headers)
        answer = self.conn.getresponse()
        data = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status} {data[:200]!r}")
        return json.loads(data)

    def command(self, path: str, **more: Any) -> Any:
        return self.ask("POST", path, json.dumps({"ref": str(uuid.uuid4())} | more).encode())["facts"]


class Hall(threading.Thread):
    """A tablet that searches all the time, and how long it waits."""

    def __init__(self, place: World) -> None:
        super().__init__(daemon=True)
        self.office, self.times, self.over = Office(place), [0.0], False
        self.office.token = place.devices[0]

    def run(self) -> None:
        while not self.over:
            began = time.perf_counter()
            self.office.ask("GET", "guests?q=an&limit=20")
            self.times.append((time.perf_counter() - began) * 1000)
            time.sleep(0.02)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--rows", type=int, default=5_000)
    options = parser.parse_args()
    data = workbook(options.rows, options.rows // 2)
    with world(options.rows // 2, 1, postgres=options.postgres) as (place, _):
        office, hall = Office(place), Hall(place)
        hall.start()
        began = time.perf_counter()
        asked = f"lists?name=bench.xlsx&ref={uuid.uuid4()}"
        list_id = office.ask("POST", asked, data, "application/octet-stream")["facts"]["job"]
        steps = set()
        while True:
            about = office.ask("GET", f"lists/{list_id}?limit=1")["about"]
            steps.add(about["done"])
            if about["state"] != "reading":
                break
            time.sleep(0.05)
        preview = time.perf_counter() - began
        waits = percentile(hall.times, 0.99)
        if about["state"] != "ready":
            raise SystemExit(str(about))
        began = time.perf_counter()
        taken = office.command(f"lists/{list_id}/accept", rows=None)
        accept = time.perf_counter() - began
        began = time.perf_counter()
        office.command(f"lists/{list_id}/undo")
        undo = time.perf_counter() - began
        hall.over = True
        hall.join()
    rows = [
        ("file to preview", f"{preview:.2f} s", f"< {PREVIEW_LIMIT_S:.0f} s"),
        ("steps of progress seen", str(len(steps)), ""),
        ("a tablet's search meanwhile, p99", f"{waits:.0f} ms", ""),
        ("take in", f"{accept:.2f} s", ""),
        ("take back", f"{undo:.2f} s", ""),
    ]
    database = "PostgreSQL" if options.postgres else "SQLite"
    counts = ", ".join(f"{count} {kind}" for kind, count in sorted(about["counts"].items()))
    show(f"List of {options.rows} rows ({len(data) // 1024} kB; {counts}; made {taken['made']}), {database}", rows)
    if preview >= PREVIEW_LIMIT_S:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
