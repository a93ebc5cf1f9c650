"""Two clocks: one that never jumps, for deciding; the wall's, for telling others."""

from __future__ import annotations

import time


def now() -> int:
    """Milliseconds that only go forward; their zero means nothing."""
    return time.monotonic_ns() // 1_000_000


def wall(at: int | None = None) -> int:
    """An instant of now() in ms UTC; without it, this one. 0 stays 0: it stands for never."""
    passed = 0 if at is None else now() - at
    return 0 if at == 0 else time.time_ns() // 1_000_000 - passed
