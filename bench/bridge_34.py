"""34 sites with 8 real pictures: `python -m bench.bridge_34 [--seconds 60] [--streams 8]`.

34 control clients and 8 encoders (720p30, `-c copy`) on loopback, through a server and `ops media` of their own; a cue
for all every two seconds. Prints what the hub's server used of a core and how long cues were on their way; exit 1 when
a limit is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from bench.bridge import Hub, crowd
from tests.support.app import SECRET
from tests.support.media import Encoder, Media, make_film

CLIENTS = 34
LIVE_WITHIN_S = 60.0
LIMITS = {"34 clients delivery p99 ms": 150, "hub CPU % of a core, 34 clients": 50}


def live(hub: Hub) -> int:
    """How many streams the hub shows as live."""
    url = f"http://127.0.0.1:{hub.port}/api/events/{hub.world.id}/bridge/media"
    told = hub.session.get(url, timeout=20).json()
    return sum(row["state"] == "LIVE" for row in told["streams"])


def publish(hub: Hub, media: Media, film: Path, streams: int) -> list[Encoder]:
    """Encoders of the first sites, each with the key that the hub gave it; waits until all are on the line."""
    keys = [hub.command("keys", site=site)["stream_key"] for site in hub.crowd[:streams]]
    encoders = [Encoder(f"rtmp://127.0.0.1:{media.rtmp}/contrib/{key}", film).start() for key in keys]
    end = time.monotonic() + LIVE_WITHIN_S
    while live(hub) < streams:
        if time.monotonic() > end:
            for one in encoders:
                one.kill()
            raise SystemExit(f"only {live(hub)} of {streams} pictures came:\n{media.log()[-2_000:]}")
        time.sleep(0.2)
    return encoders


def measure(folder: Path, streams: int, seconds: float) -> dict[str, float]:
    data, apart = folder / "data", folder / "media"
    data.mkdir()
    apart.mkdir(mode=0o700)
    film = make_film(folder / "film.mp4", "1280x720", 6, 30)
    hub = Hub(data, CLIENTS)
    encoders: list[Encoder] = []
    media = Media(apart, 0, app=f"http://127.0.0.1:{hub.port}", env={"OPS_SECRET": SECRET.hex()})
    try:
        media.start()
        encoders = publish(hub, media, film, streams)
        found = asyncio.run(crowd(hub, seconds))
        return found | {"pictures live at the end": live(hub)}
    finally:
        for one in encoders:
            one.kill()
        media.stop()
        hub.server.kill9()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streams", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder), options.streams, options.seconds)
    missed = 0 if found["pictures live at the end"] == options.streams else 1
    for name, value in found.items():
        limit = LIMITS.get(name)
        bad = limit is not None and value > limit
        missed += bad
        print(f"{name:<40}{value:>10.2f}" + (f"   limit {limit}{'  MISSED' if bad else ''}" if limit else ""))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
