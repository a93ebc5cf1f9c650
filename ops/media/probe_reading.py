"""What a probe's lines mean: pure, line by line, values as the report tells them."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, log10

FLOOR_DB = -120.0  # what "no sound at all" counts as: JSON has no minus infinity
FLAGS = ("black", "freeze", "silence")
LEVELS = {"lavfi.r128.M": "lufs_m", "lavfi.r128.S": "lufs_s", "lavfi.r128.I": "lufs_i"}
PEAK = "lavfi.r128.true_peak"  # told as a share of full scale, the highest since the probe began


@dataclass
class Found:
    """since: ms, of the instant we heard of it; None = not so. Levels in LUFS and dBTP, None = not measured yet.
    lines: all that was told; heard: those about sound, none where nobody listens."""

    black_since: int | None = None
    freeze_since: int | None = None
    silence_since: int | None = None
    lufs_m: float | None = None
    lufs_s: float | None = None
    lufs_i: float | None = None
    peak_db: float | None = None
    lines: int = 0
    heard: int = 0


def read(found: Found, line: str, at: int) -> None:
    """Take one line `lavfi.<key>=<value>` of ffmpeg's metadata filters; any other is left alone."""
    key, equals, value = line.strip().partition("=")
    if not equals or not key.startswith("lavfi."):
        return
    found.lines += 1
    if key in LEVELS:
        found.heard += 1
        level = _number(value)
        setattr(found, LEVELS[key], None if level is None else round(max(level, FLOOR_DB), 1))
    elif key == PEAK:
        found.peak_db = round(max(20 * log10(max(_number(value) or 0.0, 1e-6)), FLOOR_DB), 1)
    else:
        _flag(found, key.removeprefix("lavfi.").removeprefix("freezedetect."), at)


def _flag(found: Found, name: str, at: int) -> None:
    """`black_start`, `freeze_end`, `silence_start.1`, ..."""
    for flag in FLAGS:
        if name.startswith(flag):
            field = f"{flag}_since"
            if "_start" in name and getattr(found, field) is None:
                setattr(found, field, at)
            elif "_end" in name:
                setattr(found, field, None)


def _number(value: str) -> float | None:
    """None: too little was heard yet for a level (`nan` in the first seconds); no sound at all is minus infinity."""
    try:
        number = float(value)
    except ValueError:
        return None
    return None if isnan(number) else number
