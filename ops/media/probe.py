"""A probe: one ffmpeg beside the picture that looks and listens. It may die or lag, the monitors do not notice.

`key` decodes keyframes only (1 % of a core), `full` every picture (9 %): for the sites that are next.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from ops.media import children, clock, packages
from ops.media.probe_reading import Found, read

TILE_EVERY_S = 2
LOOK = "blackdetect=d=0.5:pix_th=0.10,freezedetect=n=-50dB:d=1,metadata=mode=print:file='pipe\\:{fd}':direct=1"
LISTEN = "silencedetect=n=-50dB:d=1,ebur128=metadata=1:peak=true,ametadata=mode=print:file='pipe\\:{fd}':direct=1"
# Chosen, not timed: a frame rate filter would hold each picture back until the next one.
TILE = "select='isnan(prev_selected_t)+gte(t-prev_selected_t\\,{every})'"


def argv(address: str, level: str, tile: Path, fds: tuple[int, int], audio: bool) -> list[str]:
    """level: key or full; fds: where what is seen and heard is printed."""
    graph = f"[0:v]scale=320:-2,split[m][t];[m]{LOOK.format(fd=fds[0])}[look]"
    graph += f";[t]{TILE.format(every=TILE_EVERY_S - 0.1)}[tile]"
    graph += f";[0:a]{LISTEN.format(fd=fds[1])}[listen]" if audio else ""
    return [
        packages.find("ffmpeg") or "ffmpeg", "-nostdin", "-loglevel", "error", "-threads", "1",
        *(["-skip_frame", "nokey"] if level == "key" else []),
        "-fflags", "nobuffer", "-probesize", "200000", "-analyzeduration", "300000", "-i", address,
        "-filter_complex", graph, "-filter_threads", "1", "-filter_complex_threads", "1",
        "-map", "[look]", "-f", "null", "-",
        *(["-map", "[listen]", "-f", "null", "-"] if audio else []),
        "-map", "[tile]", "-vsync", "passthrough", "-c:v", "mjpeg", "-q:v", "6", "-pix_fmt", "yuvj420p",
        "-f", "image2", "-update", "1", "-atomic_writing", "1", "-y", str(tile),
    ]  # fmt: skip


async def run(address: str, level: str, tile: Path, audio: bool, found: Found) -> None:
    """Fill `found` and the tile until the picture ends; the program ends with the task."""
    seen, heard = os.pipe(), os.pipe()
    try:
        process = await children.start(
            argv(address, level, tile, (seen[1], heard[1]), audio), nice=children.LOW, fds=(seen[1], heard[1])
        )
    except OSError:
        for fd in (seen[0], heard[0]):
            os.close(fd)
        raise
    finally:
        for fd in (seen[1], heard[1]):
            os.close(fd)
    readers = [asyncio.create_task(_follow(fd, found)) for fd in (seen[0], heard[0])]
    try:
        await children.last_words(process)
    finally:
        await children.end(process)
        await asyncio.gather(*readers, return_exceptions=True)


async def _follow(fd: int, found: Found) -> None:
    """Read one of the probe's pipes to its end."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(fd, "rb"))
    try:
        while line := await reader.readline():
            read(found, line.decode(errors="replace"), clock.now())
    finally:
        transport.close()
