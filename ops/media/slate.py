"""Slates: the picture that stands in for a site, made before it is needed and kept as ready packets."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from ops.media import children, packages, ts

FONTS = Path(__file__).resolve().parents[2] / "assets" / "fonts"
SECONDS = 4
RATE = 25
SMALLEST, LARGEST = 160, 1920
BACK, FRONT, ACCENT = (16, 24, 32), (244, 247, 250), (242, 183, 5)
MAKE_S = 60.0


@dataclass(frozen=True)
class Slate:
    """What stands on it. audio: whether it has (silent) sound, as the site's own picture had."""

    title: str
    text: str
    width: int = 1280
    height: int = 720
    audio: bool = True

    @property
    def name(self) -> str:
        """The same slate has the same name, so it is made once."""
        facts = f"{self.title}\n{self.text}\n{self.width}x{self.height}\n{self.audio}\n{SECONDS} {RATE}"
        return hashlib.sha256(facts.encode()).hexdigest()[:24]


PLAIN = Slate("Điểm cầu", "Chưa có tín hiệu")


def sized(slate: Slate, width: int, height: int, audio: bool) -> Slate:
    """The same words in the size of the site's picture, so a player need not change its decoder."""
    fits = SMALLEST <= width <= LARGEST and SMALLEST <= height <= LARGEST and width % 2 == height % 2 == 0
    w, h = (width, height) if fits else (slate.width, slate.height)
    return Slate(slate.title, slate.text, w, h, audio)


def draw(slate: Slate) -> Image.Image:
    """The picture: a bar, the site's name as large as fits, what is the matter below."""
    image = Image.new("RGB", (slate.width, slate.height), BACK)
    pen = ImageDraw.Draw(image)
    margin = slate.width // 12
    room = slate.width - 2 * margin
    title = _fitting(slate.title, "be-vietnam-pro-700.ttf", slate.height // 7, room)
    text = _fitting(slate.text, "be-vietnam-pro-400.ttf", slate.height // 15, room)
    middle = slate.height // 2
    pen.rectangle(
        (margin, middle - slate.height // 5, margin + slate.width // 14, middle - slate.height // 5 + 6), ACCENT
    )
    pen.text((margin, middle), slate.title, FRONT, title, anchor="ls")
    pen.text((margin, middle + slate.height // 8), slate.text, FRONT, text, anchor="ls")
    return image


def _fitting(words: str, name: str, size: int, room: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(FONTS / name, size)
    while size > 12 and font.getlength(words) > room:
        size = size * 9 // 10
        font = ImageFont.truetype(FONTS / name, size)
    return font


_one = asyncio.Semaphore(1)


async def make(slate: Slate, folder: Path) -> bytes:
    """Its packets, from the disk when they were made before. OSError when ffmpeg fails.

    One after the other: those of 34 sites at once would take the machine from the pictures.
    """
    async with _one:
        return await _made(slate, folder)


async def _made(slate: Slate, folder: Path) -> bytes:
    file = folder / f"{slate.name}.ts"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        picture, fresh = folder / f"{slate.name}.{os.getpid()}.png", folder / f"{slate.name}.{os.getpid()}.part"
        try:
            await asyncio.to_thread(lambda: draw(slate).save(picture))
            await _encode(slate, picture, fresh)
            fresh.replace(file)
        finally:
            picture.unlink(missing_ok=True)
            fresh.unlink(missing_ok=True)
    return file.read_bytes()


async def _encode(slate: Slate, picture: Path, target: Path) -> None:
    argv = [packages.find("ffmpeg") or "ffmpeg", "-nostdin", "-loglevel", "error", "-y", "-threads", "1"]
    argv += ["-loop", "1", "-framerate", str(RATE), "-i", str(picture)]
    argv += ["-f", "lavfi", "-i", "anullsrc=r=48000:cl=stereo"] if slate.audio else []
    argv += ["-t", str(SECONDS), "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency"]
    argv += ["-profile:v", "baseline", "-g", str(RATE), "-bf", "0", "-pix_fmt", "yuv420p", "-crf", "26"]
    argv += ["-c:a", "aac", "-b:a", "64k"] if slate.audio else []
    argv += [*MUX, str(target)]
    process = await children.start(argv, nice=children.LOW)
    try:
        async with asyncio.timeout(MAKE_S):
            said = await children.last_words(process)
    except TimeoutError as error:
        raise OSError(f"slate: ffmpeg took longer than {MAKE_S:.0f} s") from error
    finally:
        code = await children.end(process)
    if code:
        raise OSError(f"slate: ffmpeg ended with {code}: {said}")


# Each picture and each sound leaves at once, with tables before every keyframe.
MUX = ["-f", "mpegts", "-muxdelay", "0", "-muxpreload", "0", "-pes_payload_size", "0", "-flush_packets", "1"]


def frames(packets: bytes) -> list[tuple[float, bytes]]:
    """A slate's packets as (seconds from its beginning, bytes until the next picture)."""
    starts, first = [], None
    for at in range(0, len(packets), ts.PACKET):
        if ts.pid_of(packets, at) == ts.VIDEO and packets[at + 1] & 0x40:
            where = ts.stamps_at(packets, ts.payload_at(packets, at))
            if where:
                stamp = ts.read_stamp(packets, where[1])
                first = stamp if first is None else first
                starts.append((ts.since(stamp, first) / ts.CLOCK, at))
    ends = [at for _, at in starts[1:]] + [len(packets)]
    begins = [0] + [at for _, at in starts[1:]]
    return [(seconds, packets[a:b]) for (seconds, _), a, b in zip(starts, begins, ends, strict=True)]


async def play(packets: bytes, behind: float) -> AsyncIterator[tuple[bool, bytes]]:
    """The slate at its own pace, for ever, as (a new round begins, bytes). It begins `behind` seconds late and makes
    up for them at once: monitors then have as much in hand as before the loss."""
    parts = frames(packets)
    loop = asyncio.get_running_loop()
    begun, length = loop.time() - behind, SECONDS
    while True:
        for number, (seconds, data) in enumerate(parts):
            wait = begun + seconds - loop.time()
            if wait > 0:
                await asyncio.sleep(wait)
            yield number == 0, data
        begun = max(begun + length, loop.time() - 1.0)
