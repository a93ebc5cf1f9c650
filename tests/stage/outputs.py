"""Outputs for tests: bodies, and servers on loopback that take what is sent."""

from __future__ import annotations

import http.server
import json
import threading
import time
from collections.abc import Callable
from typing import Any

from tests.support.factories import Row


def http_output(url: str, when: str = "go", **facts: Any) -> Row:
    target: Row = {"what": "http", "url": url, "body": '{"cue": "{{cue}}", "title": "{{title}}", "row": "{{row}}"}'}
    target |= facts.pop("target", {})
    rule = {"when": when} | facts.pop("rule", {})
    return {"name": "Báo phòng máy", "when": rule, "target": target} | facts


def osc_output(port: int, when: str = "go", **facts: Any) -> Row:
    args = [{"type": "s", "value": "{{title}}"}, {"type": "i", "value": "{{remaining_s}}"}]
    target: Row = {"what": "osc", "host": "127.0.0.1", "port": port, "address": "/led/{{row}}", "args": args}
    return {"name": "Bàn LED", "when": {"when": when}, "target": target} | facts


def obs_output(port: int, scene: str = "", column: str | None = None, **facts: Any) -> Row:
    target: Row = {"what": "obs", "host": "127.0.0.1", "port": port, "scene": scene, "column": column}
    return {"name": "OBS sân khấu", "when": {"when": "go"}, "target": target} | facts


class Taker:
    """An HTTP server on loopback: keeps what it is sent, answers with the next of `statuses` (then 200)."""

    def __init__(self, *statuses: int, slow_s: float = 0.0) -> None:
        self.statuses, self.slow_s = list(statuses), slow_s
        self.got: list[tuple[str, dict[str, str], Any]] = []
        taker = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                taker.got.append((self.path, dict(self.headers), json.loads(body)))
                time.sleep(taker.slow_s)
                status = taker.statuses.pop(0) if taker.statuses else 200
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def until(what: Callable[[], Any], seconds: float = 10.0) -> Any:
    """The first true answer; fails when none comes."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.02)
    raise AssertionError(f"did not happen within {seconds} s")
