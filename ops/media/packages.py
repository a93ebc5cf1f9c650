"""Which programs of the machine the media need, and what to say when one is missing. Standard library only."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

# Debian keeps servers out of the PATH of ordinary people; an empty PATH still means: nowhere.
HIDDEN = ("/usr/sbin", "/usr/local/sbin")
MODULES = ("/usr/lib/nginx/modules", "/usr/lib64/nginx/modules", "/usr/local/lib/nginx/modules")
RTMP = "ngx_rtmp_module.so"


@dataclass(frozen=True)
class Need:
    """package: its name in Debian; without: what is left out, in Vietnamese."""

    program: str
    package: str
    without: str


NEEDS = (
    Need("ffmpeg", "ffmpeg", "không có hình nào của các điểm cầu"),
    Need("nginx", "nginx-light", "các điểm cầu không gửi được hình về"),
    Need(RTMP, "libnginx-mod-rtmp", "các điểm cầu không gửi được hình về"),
)


def find(program: str, environ: Mapping[str, str] | None = None) -> str | None:
    """Path of a program or of nginx's rtmp module; None when this machine has none."""
    path = (os.environ if environ is None else environ).get("PATH", "")
    if program == RTMP:
        return next((str(file) for file in _modules(path) if file.is_file()), None)
    return shutil.which(program, path=os.pathsep.join((path, *HIDDEN))) if path else None


def _modules(path: str) -> Iterable[Path]:
    """The module is looked for only where there is an nginx: it is of no use alone."""
    return (Path(folder) / RTMP for folder in MODULES) if path else ()


def missing(environ: Mapping[str, str] | None = None) -> list[dict[str, str]]:
    """What this machine lacks, as [{program, package, without}]."""
    return [asdict(need) for need in NEEDS if find(need.program, environ) is None]


def sentence(lacking: list[dict[str, str]]) -> str:
    """What to do about it, for the person at the keyboard."""
    names = ", ".join(need["program"] for need in lacking)
    packages = " ".join(dict.fromkeys(need["package"] for need in lacking))
    effects = "; ".join(dict.fromkeys(need["without"] for need in lacking))
    return f"Thiếu chương trình: {names}. Cài bằng lệnh: sudo apt-get install {packages}. Khi thiếu: {effects}."
