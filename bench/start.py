"""From the command to the first answer, on existing data. `python -m bench.start`"""

from __future__ import annotations

import time
import urllib.request

from bench.world import rss_mb, show, world

ROUNDS = 5


def main() -> None:
    """Run and print."""
    times = []
    with world(20_000, 8) as (_, server):
        for _ in range(ROUNDS):
            server.stop()
            began = time.perf_counter()
            server.start()
            urllib.request.urlopen(server.url + "/healthz", timeout=5).read()
            times.append(time.perf_counter() - began)
        memory = rss_mb(server.pid)
    rows = [
        ("start to the first answer, median", f"{sorted(times)[ROUNDS // 2]:.2f} s", "<= 2 s"),
        ("start to the first answer, worst", f"{max(times):.2f} s", "<= 2 s"),
        ("memory of a fresh server", f"{memory:.0f} MB", "<= 150 MB"),
    ]
    show(f"Start, eventlet, SQLite, 20,000 guests, {ROUNDS} starts", rows)


if __name__ == "__main__":
    main()
