"""Serve: `python wsgi.py --port 8000`. The engine is chosen before anything else is imported."""

from __future__ import annotations

from ops import engine

engine.bootstrap()

import gc

gc.disable()  # while everything is loaded nothing is thrown away; serving begins with a collection

import argparse
import os
import sys

from flask import Flask

from ops.app import InstallOnly, create_app, start, stop
from ops.config import Config
from ops.errors import StartError


def parse_options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Serve the operations system of an event.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000, help="0 takes a free port")
    parser.add_argument("--tls", action="store_true", help="speak HTTPS with the certificate of `ops tls init`")
    parser.add_argument("--install-port", type=int, help="with --tls: plain HTTP for the install page")
    return parser.parse_args()


def main() -> int:
    """Serve until told to stop; exit codes: 0 stopped, 1 cannot start, 75 the database belongs to another server."""
    options = parse_options()
    try:
        config = Config.from_env(os.environ)
        app, _ = create_app(config)
        doors = open_doors(options, config, app)
    except StartError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except OSError as error:
        print(f"Không mở được cổng {options.port}: {error.strerror}.", file=sys.stderr)
        return 1
    start(app)
    scheme, port = ("https" if options.tls else "http"), doors[0].sock.getsockname()[1]

    def ready() -> None:
        print(f"ops ready {scheme}://{options.host}:{port} pid={os.getpid()}", flush=True)

    engine.serve(doors, ready, lambda: stop(app))
    return 0


def open_doors(options: argparse.Namespace, config: Config, app: Flask) -> list[engine.Door]:
    """The listening sockets."""
    if not options.tls:
        return [engine.Door(engine.listen(options.host, options.port), app)]
    from ops.tls import data_paths  # its libraries take 0.05 s of a start

    paths = data_paths(config.data)
    if not paths.server_cert.exists():
        raise StartError("Chưa có chứng chỉ. Chạy: ops tls init --name <tên máy chủ> --address <địa chỉ>")
    cert, key = str(paths.server_cert), str(paths.server_key)
    doors = [engine.Door(engine.listen(options.host, options.port), app, cert, key)]
    if options.install_port is not None:
        doors.append(engine.Door(engine.listen(options.host, options.install_port), InstallOnly(app)))
    return doors


if __name__ == "__main__":
    sys.exit(main())
