"""A film for Chromium's fake camera: QR codes held before the lens, one after the other, with empty frames between.

`--use-file-for-fake-video-capture` loops the file for ever and plays mjpeg at 30 frames a second whatever rate it was
made with, so `seconds` is counted at that rate. Needs ffmpeg and Pillow; the codes are drawn with `qrcode`.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import qrcode
from PIL import Image

SIZE = (1280, 720)
PLAYED_FPS = 30
GROUND = (58, 64, 70)
MODULE_PX = 8  # twice what the reader needs


def chromium_args(film: Path) -> list[str]:
    """The flags that make a Chromium take the film for its camera and not ask for leave."""
    return [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]


def draw_code(text: str, module_px: int = MODULE_PX) -> Image.Image:
    """Black on white with the four-module border that a reader counts on."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, box_size=module_px, border=4)
    code.add_data(text)
    code.make(fit=True)
    drawn = code.make_image(fill_color="black", back_color="white").get_image()
    return drawn.convert("RGB")


def draw_frame(text: str | None, turn: float = 0.0) -> Image.Image:
    """One picture: a grey room, and in its middle the code of `text`, if any, turned by some degrees."""
    frame = Image.new("RGB", SIZE, GROUND)
    if text is None:
        return frame
    card = draw_code(text).rotate(turn, expand=True, fillcolor=GROUND, resample=Image.Resampling.BICUBIC)
    frame.paste(card, ((SIZE[0] - card.width) // 2, (SIZE[1] - card.height) // 2))
    return frame


def scenes(texts: Sequence[str | None]) -> Iterator[Image.Image]:
    """An empty room before each code, so that the same code twice is two visits and not one long look."""
    for number, text in enumerate(texts):
        yield draw_frame(None)
        yield draw_frame(text, turn=(-4, 0, 7)[number % 3])


def make_camera(path: Path, texts: Sequence[str | None], fps: int = PLAYED_FPS, seconds: float = 1.0) -> Path:
    """Write an mjpeg film: every code (and every gap before it) stays for `seconds`."""
    repeat = max(1, round(fps * seconds))
    command = ["ffmpeg", "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24"]
    command += ["-s", f"{SIZE[0]}x{SIZE[1]}", "-framerate", str(fps), "-i", "-"]
    command += ["-c:v", "mjpeg", "-q:v", "3", "-pix_fmt", "yuvj420p", "-f", "mjpeg", str(path)]
    encoder = subprocess.Popen(command, stdin=subprocess.PIPE)
    assert encoder.stdin is not None
    with encoder.stdin as film:
        for frame in scenes(texts):
            film.write(frame.tobytes() * repeat)
    if encoder.wait(timeout=120) != 0:
        raise RuntimeError("ffmpeg could not write the film for the fake camera")
    return path
