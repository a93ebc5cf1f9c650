"""Two servers, one PostgreSQL, Redis as doorbell, nginx in front: all private, all ended with Ctrl-C.

    make scaled                       on http://localhost:8080, data in var/scaled
    make scaled ARGS="--servers 4 --port 8090 --data DIR"

For a rehearsal of the large set-up and for measuring it; deploy/ holds the files of a lasting one.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.parts import ROOT, Nginx, Part, PartFailed, Postgres, Redis, Server, free_port

WATCH_S = 1.0


def secret_key(file: Path) -> str:
    """All servers derive codes and signatures from one key; it is made once and kept."""
    if not file.exists():
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(secrets.token_hex(32))
    return file.read_text().strip()


def prepare(env: dict[str, str]) -> None:
    """Bring the database to this version and load the sample; twice changes nothing."""
    for words in (["migrate"], ["load-sample"]):
        subprocess.run([sys.executable, "-m", "ops", *words], cwd=ROOT, env=os.environ | env, check=True)


def start_all(data: Path, count: int, port: int, stack: contextlib.ExitStack) -> list[Part]:
    """Start every part, the innermost first; `stack` ends them in reverse."""

    def keep(part: Part) -> None:
        stack.callback(part.stop)

    postgres = Postgres(data / "postgres", free_port())
    postgres.start()
    keep(postgres)
    redis = Redis(data / "redis", free_port()).start()
    keep(redis)
    env = {
        "OPS_DATA": str(data / "ops"),
        "OPS_DATABASE_URL": postgres.ensure_database("ops"),
        "OPS_REDIS_URL": redis.url,
        "OPS_SECRET": secret_key(data / "secret.key"),
        "OPS_PROXIES": "1",
    }
    prepare(env)
    engine = os.environ.get("OPS_ENGINE", "eventlet")
    servers = [Server(data / f"server-{number}", 0, engine=engine, env=env).start() for number in range(1, count + 1)]
    for server in servers:
        keep(server)
    nginx = Nginx(data / "nginx", port, upstreams=[server.port for server in servers]).start()
    keep(nginx)
    url = f"http://localhost:{port}"
    subprocess.run([sys.executable, "-m", "ops", "where", "--url", url], cwd=ROOT, env=os.environ | env, check=True)
    return [postgres, redis, *servers, nginx]


def watch(parts: list[Part]) -> None:
    """Say when a part dies; the others go on, as in the field."""
    gone: set[int] = set()
    while True:
        for part in parts:
            if not part.alive() and id(part) not in gone:
                gone.add(id(part))
                print(f"{type(part).__name__} on port {part.port} has ended; log: {part.log_path}", flush=True)
        time.sleep(WATCH_S)


def leave(*_: object) -> None:
    raise KeyboardInterrupt


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--servers", type=int, default=2)
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--data", type=Path, default=ROOT / "var" / "scaled")
    options = parser.parse_args()
    data = options.data.absolute()
    data.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, leave)
    try:
        with contextlib.ExitStack() as stack:
            parts = start_all(data, options.servers, options.port, stack)
            for part in parts:
                print(f"  {type(part).__name__.lower():<10} port {part.port:<6} pid {part.pid}")
            print(f"ops ready http://127.0.0.1:{options.port} servers={options.servers}. Ctrl-C ends it.", flush=True)
            watch(parts)
    except PartFailed as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nEnded.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
