"""The media process as a child, the app's door as a small real server that keeps keys, and encoders."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from ops.config import secret_from
from ops.core import tokens
from ops.media import passes
from scripts.parts import ROOT, Part, find_tool, require_tool, wait_for
from tests.support.tools import need

Json = dict[str, Any]
READY = re.compile(r"^ops media ready http://\S+?:(\d+) rtmp://\S+?:(\d+) pid=(\d+)", re.MULTILINE)
RTMP_MODULE = "/usr/lib/nginx/modules/ngx_rtmp_module.so"
LONG_S = 45.0  # a slow, busy machine
STREAM = "hp2025.hai-phong"
KINDS = {".js": "text/javascript", ".css": "text/css"}
PAGE = b"<!doctype html><title>monitor</title><video width=640 height=360 playsinline></video>"
# What ops/core/replies.py sends with every page; read as text, for it knows the web framework.
CSP = "".join(
    re.findall(r'^    "(.*)"$', (ROOT / "ops/core/replies.py").read_text().split("CSP = (")[1].split("\n)")[0], re.M)
)


class DoorServer:
    """Answers as the app does: publish by key, play by token, and what is wanted; remembers what it was told."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.pages: dict[str, bytes] = {"/page": PAGE}
        self.keys: dict[str, str] = {}
        self.revoked: set[str] = set()
        self.wants: dict[str, Json] = {}
        self.marks: list[Json] = []
        self.ends: list[str] = []
        self.questions: list[Json] = []
        self.reports: list[Json] = []
        self.events: dict[tuple[str, int], Json] = {}
        self.bodies: list[str] = []
        self.refused_secrets = 0
        door = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                if self.headers["Authorization"] != f"Bearer {door.secret}":
                    door.refused_secrets += 1
                    self._answer(403, {})
                    return
                door.bodies.append(body)
                what = self.path.rpartition("/")[2]
                self._answer(200, door.decide(json.loads(body)) if what == "door" else door.hear(json.loads(body)))

            def do_GET(self) -> None:
                """The few files a page with a monitor needs, under the policy of the real pages."""
                path = self.path.partition("?")[0]
                file = ROOT / path.lstrip("/")
                if path in door.pages:
                    self._send(200, door.pages[path], KINDS.get(file.suffix, "text/html; charset=utf-8"))
                elif path.startswith("/static/") and ".." not in path and file.is_file():
                    self._send(200, file.read_bytes(), KINDS.get(file.suffix, "application/octet-stream"))
                else:
                    self._send(404, b"", "text/plain")

            def _answer(self, status: int, found: Json) -> None:
                self._send(status, json.dumps(found).encode(), "application/json")

            def _send(self, status: int, data: bytes, kind: str) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Security-Policy", CSP)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def grant(self, key: str, stream: str = f"contrib/{STREAM}") -> str:
        self.keys[hashlib.sha256(key.encode()).hexdigest()] = stream
        return key

    def revoke(self, key: str) -> None:
        self.revoked.add(hashlib.sha256(key.encode()).hexdigest())

    def decide(self, asked: Json) -> Json:
        self.questions.append(asked)
        if asked["via"] == "browser":
            return {"allow": asked["who"] not in self.revoked}
        path, key = f"{asked['app']}/{asked['stream']}", asked["key"]
        if key is None:
            return {"allow": False, "why": "no_key"}
        if key in self.revoked:
            return {"allow": False, "why": "revoked"}
        held = self.keys.get(key)
        return {"allow": held == path, "why": None if held == path else "other_site" if held else "wrong_key"}

    def hear(self, report: Json) -> Json:
        self.reports.append(report)
        self.events |= {(report["boot"], event["n"]): event for event in report["events"]}
        gone = [f"{row['app']}/{row['stream']}" for row in report["streams"] if row["key"] in self.revoked]
        marks, self.marks = self.marks, []
        ends, self.ends = self.ends, []
        return {"want": list(self.wants.values()), "end": gone + ends, "marks": marks}

    def want(self, stream: str = STREAM, app: str = "contrib", **more: Any) -> None:
        path = f"{app}/{stream}"
        usual = {"app": app, "stream": stream, "level": "key", "record": False}
        self.wants[path] = self.wants.get(path, usual) | more

    def row(self, stream: str = STREAM, app: str = "contrib") -> Json:
        """The newest word about a stream; empty when there is none."""
        rows = self.reports[-1]["streams"] if self.reports else []
        return next((row for row in rows if (row["app"], row["stream"]) == (app, stream)), {})

    def kinds(self, kind: str) -> list[Json]:
        return [event for event in list(self.events.values()) if event["kind"] == kind]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@dataclass
class Media(Part):
    """`ops media` on free ports. `port` is what browsers open."""

    app: str = ""
    env: dict[str, str] = field(default_factory=dict)
    rtmp: int = field(default=0, init=False)

    @property
    def log_path(self) -> Path:
        return self.folder / "media.log"

    @property
    def secret(self) -> bytes:
        return secret_from(None, self.folder / "secret.key")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Media:
        import os

        chosen = {"OPS_DATA": str(self.folder), "OPS_MEDIA_APP": self.app, "PYTHONUNBUFFERED": "1"}
        chosen |= {f"OPS_MEDIA_{name}": "0" for name in ("FRONT", "STAT", "SRT")}
        chosen |= {"OPS_MEDIA_HOST": "127.0.0.1", "OPS_MEDIA_HTTP": str(self.port), "OPS_MEDIA_RTMP": str(self.rtmp)}
        offset = len(self.log()) if self.log_path.exists() else 0
        found: list[re.Match[str]] = []

        def ready() -> bool:
            found.extend(READY.finditer(self.log()[offset:]))
            return bool(found)

        self.launch([sys.executable, "-m", "ops", "media"], ready, env=os.environ | chosen | self.env)
        self.port, self.rtmp = int(found[0][1]), int(found[0][2])
        return self

    def address(
        self, kind: str, right: str = "view", stream: str = STREAM, app: str = "contrib", life_s: int = 600
    ) -> str:
        """Where a page finds something of a stream."""
        until = time.time_ns() // 1_000_000 + life_s * 1000
        word = passes.make(tokens.subkey(self.secret, "media-pass"), right, f"{app}/{stream}", "tester", until)
        return f"{self.url}/media/{word}/{app}/{stream}/{kind}"

    def get(self, kind: str, **more: Any) -> bytes:
        with urllib.request.urlopen(self.address(kind, **more), timeout=LONG_S) as answer:
            data: bytes = answer.read()
        return data

    def children(self) -> list[int]:
        """Process ids of everything it started, and of what those started."""
        found, new = [], [self.pid]
        while new:
            new = [child for pid in new for child in _children(pid)]
            found += new
        return found


def _children(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


@dataclass
class Encoder:
    """A site's encoder: a test picture in real time, or a ready film over and over (`-c copy`, no work)."""

    target: str
    film: Path
    more: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> Encoder:
        argv = [
            require_tool("ffmpeg"),
            "-nostdin",
            "-loglevel",
            "error",
            "-re",
            "-stream_loop",
            "-1",
            "-i",
            str(self.film),
        ]
        argv += ["-c", "copy", *self.more, "-f", "flv", self.target]
        self.process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
        return self

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """As a power cut ends it."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            assert self.process.stderr is not None
            self.process.stderr.close()


def make_film(path: Path, size: str = "320x180", seconds: int = 6, rate: int = 25) -> Path:
    """A moving picture with a tone, a keyframe a second."""
    argv = [require_tool("ffmpeg"), "-nostdin", "-loglevel", "error", "-y"]
    argv += ["-f", "lavfi", "-i", f"testsrc2=s={size}:r={rate}", "-f", "lavfi", "-i", "sine=440:r=48000"]
    argv += ["-t", str(seconds), "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", str(rate)]
    argv += ["-profile:v", "baseline", "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "96k", str(path)]
    subprocess.run(argv, check=True, timeout=120)
    return path


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    need("ffmpeg")
    return make_film(tmp_path_factory.mktemp("film") / "film.flv")


@pytest.fixture
def media(data_dir: Path) -> Iterator[tuple[Media, DoorServer]]:
    """The media process with its door; everything it started is gone afterwards."""
    need("ffmpeg")
    need("nginx")
    if not Path(RTMP_MODULE).exists():
        need("libnginx-mod-rtmp")
    part = Media(data_dir, 0)
    door = DoorServer(tokens.subkey(part.secret, "media").hex())
    part.app = door.url
    started = [part.start()]
    yield part, door
    for one in started:
        one.stop() if one.alive() else one.kill9()
    door.close()


def until(happened: Callable[[], bool], what: str = "") -> None:
    """Wait for something that must happen."""
    assert wait_for(happened, LONG_S), what or "it did not happen"


__all__ = ["LONG_S", "STREAM", "DoorServer", "Encoder", "Media", "find_tool", "make_film", "until"]
