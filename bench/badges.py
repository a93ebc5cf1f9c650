"""Five hundred badges in the background, from the press of the button to the finished file. `python -m bench.badges`"""

from __future__ import annotations

import argparse
import http.client
import json
import threading
import time
import uuid
from typing import Any

from bench.world import EVENT, World, percentile, show, world

LAYOUTS = {"a6": "A6", "label62": "62 mm label"}
LIMIT_S = 10.0


class Office:
    """The organiser's browser."""

    def __init__(self, place: World) -> None:
        host, port = place.url.split("//")[1].split(":")
        self.conn = http.client.HTTPConnection(host, int(port), timeout=30)
        self.token = place.staff

    def ask(self, method: str, path: str, **body: Any) -> bytes:
        """One request that must succeed."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        self.conn.request(method, f"/api/events/{EVENT}/{path}", json.dumps(body) if body else None, headers)
        answer = self.conn.getresponse()
        data = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status} {data[:200]!r}")
        return data


def sheet(office: Office, path: str, **body: Any) -> tuple[float, int]:
    """Seconds from the press to the finished job, and the bytes of its file."""
    began = time.perf_counter()
    job = json.loads(office.ask("POST", path, ref=str(uuid.uuid4()), **body))
    while job["state"] in ("waiting", "running"):
        time.sleep(0.05)
        job = json.loads(office.ask("GET", f"jobs/{job['id']}"))
    took = time.perf_counter() - began
    if job["state"] != "done":
        raise SystemExit(f"{path}: {job['state']} {job['error']}")
    return took, len(office.ask("GET", f"jobs/{job['id']}/file"))


def searches(place: World, times: list[float], over: threading.Event) -> None:
    """What a desk feels meanwhile: a search every 50 ms."""
    desk = Office(place)
    while not over.is_set():
        began = time.perf_counter()
        desk.ask("GET", "guests?q=nguyen&limit=20")
        times.append((time.perf_counter() - began) * 1000)
        time.sleep(0.05)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--badges", type=int, default=500)
    options = parser.parse_args()
    rows: list[tuple[str, str, str]] = []
    slow: list[str] = []
    times: list[float] = []
    with world(options.badges, 1, postgres=options.postgres) as (place, _):
        office, over = Office(place), threading.Event()
        desk = threading.Thread(target=searches, args=(place, times, over))
        desk.start()
        for layout, name in LAYOUTS.items():
            took, size = sheet(office, "badges/sheets", layout=layout, which="confirmed", again=True)
            rows.append(
                (f"{options.badges} badges, {name}, {size / 1e6:.1f} MB", f"{took:.1f} s", f"<= {LIMIT_S:.0f} s")
            )
            slow += [name] if took > LIMIT_S else []
        took, size = sheet(office, "paper/file", delegation=None)
        over.set()
        desk.join()
        rows.append((f"paper list of {options.badges}, {size / 1e6:.1f} MB", f"{took:.1f} s", ""))
        rows.append(("a desk's search meanwhile, p50", f"{percentile(times, 0.5):.0f} ms", ""))
        rows.append(("a desk's search meanwhile, p99", f"{percentile(times, 0.99):.0f} ms", ""))
    show(f"Badges, {'PostgreSQL' if options.postgres else 'SQLite'}", rows)
    if slow and options.badges <= 500:
        raise SystemExit(f"slower than {LIMIT_S:.0f} s: {', '.join(slow)}")


if __name__ == "__main__":
    main()
