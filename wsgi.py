"""Serve: `python wsgi.py --port 8000`. The engine is chosen before anything else is imported."""

from __future__ import annotations

from ops import engine

engine.bootstrap()

import argparse  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402

from ops.app import create_app, start, stop  # noqa: E402
from ops.config import Config  # noqa: E402
from ops.errors import StartError  # noqa: E402


def main() -> int:
    """Serve until told to stop; exit codes: 0 stopped, 1 cannot start, 75 the database belongs to another server."""
    parser = argparse.ArgumentParser(description="Serve the operations system of an event.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000, help="0 takes a free port")
    options = parser.parse_args()
    try:
        app, _ = create_app(Config.from_env(os.environ))
        sock = engine.listen(options.host, options.port)
    except StartError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except OSError as error:
        print(f"Không mở được cổng {options.port}: {error.strerror}.", file=sys.stderr)
        return 1
    port = sock.getsockname()[1]
    start(app)

    def ready() -> None:
        print(f"ops ready http://{options.host}:{port} pid={os.getpid()}", flush=True)

    engine.serve(app, sock, ready, lambda: stop(app))
    return 0


if __name__ == "__main__":
    sys.exit(main())
