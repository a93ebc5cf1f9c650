"""A picture out of the media server, as packets: ffmpeg copies, it never decodes."""

from __future__ import annotations

import asyncio
import logging
from asyncio.subprocess import PIPE
from collections.abc import Callable

from ops.media import children, packages
from ops.media.slate import MUX

log = logging.getLogger("ops.media")
CHUNK = 1 << 16


def argv(address: str) -> list[str]:
    """Little is looked at before it begins: what the first keyframe says is enough to copy."""
    return [
        packages.find("ffmpeg") or "ffmpeg", "-nostdin", "-loglevel", "error", "-fflags", "nobuffer",
        "-flags", "low_delay", "-probesize", "200000", "-analyzeduration", "300000", "-i", address,
        "-map", "0:v:0?", "-map", "0:a:0?", "-c", "copy", *MUX, "pipe:1",
    ]  # fmt: skip


async def run(address: str, took: Callable[[bytes], None]) -> None:
    """Hand over everything that comes until it ends; the program ends with the task."""
    process = await children.start(argv(address), stdout=PIPE)
    words = asyncio.create_task(children.last_words(process))
    try:
        assert process.stdout is not None
        while data := await process.stdout.read(CHUNK):
            took(data)
    finally:
        code = await children.end(process)
        said = await words
        if code > 0:
            log.info("a pull ended with %s: %s", code, said.replace(address, "…"))
