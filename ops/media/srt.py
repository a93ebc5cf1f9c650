"""The SRT door, for lines with short glitches: a listener per stream, copied into the same ingest.

A caller has to know the stream's phrase, which SRT itself checks; then the app is asked as for any other publisher.
The phrase stands in the arguments of one of our programs: whoever may read those on this machine may read the phrase.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from urllib.parse import urlencode

from ops.media import children, packages

log = logging.getLogger("ops.media")
LATENCY_US = 200_000
WAITING_MS = 24 * 3600 * 1000  # a listener may wait for its caller all day
SHORTEST, LONGEST = 10, 79  # characters, as SRT wants them
AGAIN_S = 0.3


def phrase(text: object) -> str:
    """The phrase, if it is one that SRT takes; else none."""
    fits = isinstance(text, str) and text.isascii() and SHORTEST <= len(text) <= LONGEST
    return str(text) if fits else ""


def argv(host: str, port: int, words: str, target: str) -> list[str]:
    facts = {"mode": "listener", "latency": LATENCY_US, "passphrase": words, "pbkeylen": 16, "transtype": "live"}
    return [
        packages.find("ffmpeg") or "ffmpeg", "-nostdin", "-loglevel", "error", "-fflags", "nobuffer",
        "-probesize", "500000", "-analyzeduration", "500000", "-i", f"srt://{host}:{port}?{urlencode(facts)}",
        "-map", "0:v:0", "-map", "0:a:0?", "-c", "copy", "-flush_packets", "1", "-f", "flv", target,
    ]  # fmt: skip


async def serve(host: str, port: int, words: str, target: Callable[[], str]) -> None:
    """Listen, pass one caller on, and listen again, until the task ends."""
    while True:
        with contextlib.suppress(OSError):
            process = await children.start(argv(host, port, words, target()))
            try:
                said = await children.last_words(process)
                code = await process.wait()
                log.info("the SRT door %s ended with %s: %s", port, code, said.replace(words, "…")[:200])
            finally:
                await children.end(process)
        await asyncio.sleep(AGAIN_S)
