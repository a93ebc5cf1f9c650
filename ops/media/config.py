"""Configuration of the media process: one frozen value. Ports are its own; keys derive from the server's key."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from ops.config import Config
from ops.core import tokens
from ops.errors import StartError

LOOPBACK = "127.0.0.1"
PORTS = {"http": 8090, "rtmp": 1935, "front": 8091, "stat": 8092}


@dataclass(frozen=True)
class MediaConfig:
    """folder: what lies on disk; app: address of the server. http and rtmp are for everybody, front and stat stay on
    this machine. srt: the first port of the SRT door, 0 = closed."""

    folder: Path
    app: str
    host: str
    http: int
    rtmp: int
    front: int
    stat: int
    srt: int
    door_key: str = field(repr=False)
    pass_key: bytes = field(repr=False)

    @property
    def run(self) -> Path:
        """Files of one run: nginx's configuration and sockets, tiles."""
        return self.folder / "run"

    @property
    def recordings(self) -> Path:
        return self.folder / "recordings"

    @property
    def slates(self) -> Path:
        return self.folder / "slates"


def from_env(base: Config, environ: Mapping[str, str]) -> MediaConfig:
    """Read OPS_MEDIA_APP, _HOST, _HTTP, _RTMP, _FRONT, _STAT and _SRT beside the server's own configuration."""
    return MediaConfig(
        folder=base.data / "media",
        app=app_url(environ.get("OPS_MEDIA_APP") or "http://127.0.0.1:8000"),
        host=environ.get("OPS_MEDIA_HOST") or "0.0.0.0",
        **{name: port(environ.get(f"OPS_MEDIA_{name.upper()}"), usual, name) for name, usual in PORTS.items()},
        srt=port(environ.get("OPS_MEDIA_SRT"), 0, "srt"),
        door_key=tokens.subkey(base.secret, "media").hex(),
        pass_key=tokens.subkey(base.secret, "media-pass"),
    )


def app_url(text: str) -> str:
    """The server's address, without a path."""
    found = urlsplit(text)
    if found.scheme not in ("http", "https") or not found.hostname or found.path.strip("/"):
        raise StartError(f"OPS_MEDIA_APP phải là địa chỉ máy chủ, ví dụ http://127.0.0.1:8000, không phải {text}.")
    return f"{found.scheme}://{found.netloc}"


def port(text: str | None, usual: int, name: str) -> int:
    """A port number; 0 = any free one."""
    if not text:
        return usual
    if not text.isdecimal() or int(text) > 65535:
        raise StartError(f"OPS_MEDIA_{name.upper()} phải là số cổng từ 0 đến 65535, không phải {text}.")
    return int(text)


def settled(config: MediaConfig) -> MediaConfig:
    """The same with real ports: 0 becomes a free one, a taken one is said in one sentence."""
    http, rtmp, front, stat = (_free(getattr(config, name), _host(config, name), name) for name in PORTS)
    return replace(config, http=http, rtmp=rtmp, front=front, stat=stat)


def _host(config: MediaConfig, name: str) -> str:
    return config.host if name in ("http", "rtmp") else LOOPBACK


def _free(wanted: int, host: str, name: str) -> int:
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((host, wanted))
        except OSError as error:
            raise StartError(
                f"Cổng {wanted} ({name}) của máy này không dùng được: {error.strerror}. "
                f"Tắt chương trình đang giữ cổng, hoặc chọn cổng khác bằng OPS_MEDIA_{name.upper()}.",
                75,
            ) from error
        return int(sock.getsockname()[1])
