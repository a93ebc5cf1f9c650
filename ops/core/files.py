"""Static files under a path that names their content: /static/<build>/..., so that browsers may keep them for ever.

The build is a hash over all files; a changed file changes every address, and relative imports stay inside one build.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import mimetypes
import os
import re
from pathlib import Path

from flask import Response, request

from ops.errors import NotFound

ROOT = Path(__file__).resolve().parents[2] / "static"
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".woff2": "font/woff2"}
PACKED = {".js", ".mjs", ".css", ".svg", ".json", ".wasm", ".webmanifest", ".txt"}
SHELL_FOLDERS = (
    "js/core/", "js/checkin/", "js/protocol/", "js/stage/", "js/livestream/booth", "js/livestream/wall",
    "js/livestream/hand-in", "js/livestream/rules", "js/spaces/space", "js/spaces/qr", "js/bridge/",
    "css/", "fonts/", "icons/", "vendor/",
)  # fmt: skip
SHELL_ENDINGS = (".js", ".css", ".woff2", ".svg", ".png", ".wasm")
SHELL_PAGES = (
    "/desk", "/kiosk", "/welcome", "/intro",
    "/mc", "/crew", "/timer", "/prompter", "/timeline", "/backstage", "/studio", "/booth", "/live-wall", "/space",
    "/bridge",
)  # fmt: skip
"""Pages that open without a network: one shell each for all devices, without personal data."""
CARD_FILES = (
    "css/spaces-visitor.css", "icons/icons.svg", "icons/icon.svg",
    "js/spaces/card.js", "js/spaces/card-rules.js", "js/spaces/card-keep.js", "js/spaces/card-view.js",
    "js/spaces/card-scan.js", "js/spaces/small.js", "js/spaces/small-vendor.js", "js/spaces/qr.js",
    "vendor/preact-11.2.0/preact.js", "vendor/htm-3.1.1/htm.js",
)  # fmt: skip
"""What a visitor's phone keeps of us."""
NOT_IN_SHELL = (
    "js/bridge/hub",
    "js/bridge/join",
    "js/bridge/report",
    "js/protocol/introductions",
    "js/stage/call",
    "js/stage/sheet",
    "js/stage/evening",
    "js/stage/import",
    "js/stage/outputs",
    "js/stage/prints",
    "js/stage/record",
    "js/checkin/delegations",
    "js/checkin/seat",
    "js/checkin/arrivals",
    "js/checkin/guests",
    "js/checkin/gates",
)
FOR_EVER = "public, max-age=31536000, immutable"


_BLOCK = re.compile(r"^[ \t]*/\*(?:[^*]|\*(?!/))*\*/[ \t]*$", re.MULTILINE)
_LINE = re.compile(r"^[ \t]*//[^\n]*$", re.MULTILINE)


def lean(name: str, data: bytes) -> bytes:
    """Our own scripts without comments that fill whole lines: a fifth less to send. Line numbers stay."""
    if not (name.startswith("js/") and name.endswith(".js")):
        return data
    text = _BLOCK.sub(lambda found: "\n" * found[0].count("\n"), data.decode())
    return _LINE.sub("", text).encode()


def names_under(root: Path) -> list[str]:
    """Names of all files below a folder, in order."""
    top = len(str(root)) + 1
    return sorted(f"{folder}/{file}"[top:] for folder, _, files in os.walk(root) for file in files)


class StaticFiles:
    """All files of static/, read once; what is sent of them is made when somebody first asks."""

    def __init__(self, root: Path = ROOT) -> None:
        self.files: dict[str, bytes] = {}
        digest = hashlib.sha256((_BLOCK.pattern + _LINE.pattern).encode())
        for name in names_under(root):
            with open(f"{root}/{name}", "rb") as file:
                data = self.files[name] = file.read()
            digest.update(name.encode() + b"\0" + hashlib.sha256(data).digest())
        self.build = digest.hexdigest()[:16]
        self._lean: set[str] = set()
        self._packed: dict[str, bytes] = {}

    def sent(self, name: str) -> bytes:
        """A file as it is sent."""
        if name not in self._lean:
            self.files[name] = lean(name, self.files[name])
            self._lean.add(name)
        return self.files[name]

    def url(self, name: str) -> str:
        """Address of a file; an unknown name is a mistake of a template."""
        if name not in self.files:
            raise AssertionError(f"static file {name} is missing")
        return f"/static/{self.build}/{name}"

    def answer(self, build: str, name: str) -> Response:
        """The file; an address of another build is answered too, but not to be kept."""
        if name not in self.files:
            raise NotFound
        kept = FOR_EVER if build == self.build else "no-cache"
        return self.respond(name, self.sent(name), kept)

    def respond(self, name: str, data: bytes, cache: str) -> Response:
        """Bytes with type, gzip where it helps, and how long to keep them."""
        ending = Path(name).suffix
        kind = TYPES.get(ending) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        answer = Response(data, content_type=f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        if ending in PACKED and "gzip" in request.headers.get("Accept-Encoding", ""):
            answer.set_data(self._gzip(name, data))
            answer.headers["Content-Encoding"] = "gzip"
        answer.headers.update({"Cache-Control": cache, "Vary": "Accept-Encoding"})
        return answer

    def _gzip(self, name: str, data: bytes) -> bytes:
        if name not in self._packed:
            self._packed[name] = gzip.compress(data, 9)
        return self._packed[name]

    def shell(self) -> list[str]:
        """Addresses that the pages of devices need to open without a network."""
        own = [
            self.url(name)
            for name in self.files
            if name.startswith(SHELL_FOLDERS) and name.endswith(SHELL_ENDINGS) and not name.startswith(NOT_IN_SHELL)
        ]
        return [*SHELL_PAGES, "/i18n/vi.json", "/i18n/en.json", "/manifest.webmanifest", *own]

    def service_worker(self) -> bytes:
        """static/sw.js with this build and its files."""
        text = self.files["sw.js"].decode().replace("__BUILD__", self.build)
        text = text.replace("(__PAGES__)", f"({json.dumps(SHELL_PAGES)})")
        return text.replace("(__FILES__)", f"({json.dumps(self.shell())})").encode()

    def visitor_worker(self) -> bytes:
        """static/k-sw.js with this build and the few files of the stamp card."""
        text = self.files["k-sw.js"].decode().replace("__BUILD__", self.build)
        return text.replace("(__FILES__)", f"({json.dumps([self.url(name) for name in CARD_FILES])})").encode()
