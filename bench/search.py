"""Server search over 20,000 guests, through HTTP. `python -m bench.search [--postgres]`"""

from __future__ import annotations

import argparse
import http.client
import time
from urllib.parse import quote

from bench.world import EVENT, World, name_of, percentile, show, world

QUERIES = ("ng th h", "dat", "an", "huong nguyen", "phuong mau 17", "Nguyễn", "Đặng Thu", "tran van son", "le", "y")


def ask(conn: http.client.HTTPConnection, place: World, text: str) -> float:
    """Milliseconds for one search."""
    began = time.perf_counter()
    path = f"/api/events/{EVENT}/guests?q={quote(text)}&limit=20"
    conn.request("GET", path, headers={"Authorization": f"Bearer {place.devices[0]}"})
    answer = conn.getresponse()
    data = answer.read()
    if answer.status != 200 or b'"guests":[{' not in data:
        raise SystemExit(f"{text}: {answer.status} {data[:100]!r}")
    return (time.perf_counter() - began) * 1000


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--guests", type=int, default=20_000)
    options = parser.parse_args()
    texts = [*QUERIES, *(name_of(number * 37) for number in range(30))]
    with world(options.guests, 1, postgres=options.postgres) as (place, _):
        host, port = place.url.split("//")[1].split(":")
        conn = http.client.HTTPConnection(host, int(port), timeout=10)
        for text in texts:
            ask(conn, place, text)
        times = [ask(conn, place, text) for _ in range(10) for text in texts]
    database = "PostgreSQL" if options.postgres else "SQLite"
    rows = [
        ("search, p50", f"{percentile(times, 0.5):.1f} ms", ""),
        ("search, p99", f"{percentile(times, 0.99):.1f} ms", "<= 20 ms"),
    ]
    show(f"Search on the server, {database}, {options.guests} guests, {len(times)} searches", rows)


if __name__ == "__main__":
    main()
