"""An encoder whose pictures carry the time: how old they are can be read wherever they are shown."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import threading
import time
from dataclasses import dataclass, field

from scripts.parts import require_tool

BLOCKS, RATE = 32, 30
WHITE, BLACK = b"\xeb", b"\x10"


def strip(value: int, block: int) -> bytes:
    """The clock as a bar of 32 blocks: 24 bits of milliseconds and 8 that check them."""
    value &= 0xFFFFFF
    check = (value ^ value >> 8 ^ value >> 16 ^ 0xA5) & 0xFF
    bits = f"{value:024b}{check:08b}"
    line = b"".join((WHITE if bit == "1" else BLACK) * block for bit in bits)
    return line * height_of(block) + b"\x80" * (block * BLOCKS * height_of(block) // 2)


def height_of(block: int) -> int:
    """Of the bar, in lines; even, as 4:2:0 wants it."""
    return block * 8 // 10 // 2 * 2


@dataclass
class ClockEncoder:
    """A site's encoder, 30 pictures a second: x264 as OBS would, GOP 1 s, with the clock painted in. `before` leads it
    into a namespace."""

    target: str
    size: tuple[int, int] = (1280, 720)
    kbps: int = 2_500
    before: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    ended: threading.Event = field(default_factory=threading.Event)

    def start(self) -> ClockEncoder:
        block = self.size[0] // BLOCKS
        painted = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{self.size[0]}x{height_of(block)}"]
        scene, rate = f"testsrc2=s={self.size[0]}x{self.size[1]}:r={RATE}", f"{self.kbps}k"
        argv = [*self.before, require_tool("ffmpeg"), "-nostdin", "-loglevel", "error"]
        argv += [*painted, "-r", str(RATE), "-i", "pipe:0"]
        argv += ["-f", "lavfi", "-i", scene, "-f", "lavfi", "-i", "sine=440:r=48000"]
        argv += ["-filter_complex", "[1:v][0:v]overlay=0:0:shortest=1,format=yuv420p[v]", "-map", "[v]", "-map", "2:a"]
        argv += ["-c:v", "libx264", "-preset", "veryfast", "-tune", "zerolatency", "-profile:v", "baseline"]
        argv += ["-g", str(RATE), "-b:v", rate, "-maxrate", rate, "-bufsize", rate]
        argv += ["-c:a", "aac", "-b:a", "128k", "-flush_packets", "1", "-f", "flv", self.target]
        self.process = subprocess.Popen(
            argv, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
        )  # it would print the key
        threading.Thread(target=self._paint, args=(block,), daemon=True).start()
        return self

    def _paint(self, block: int) -> None:
        assert self.process is not None and self.process.stdin is not None
        begun, count = time.monotonic(), 0
        with contextlib.suppress(OSError, ValueError):
            while not self.ended.is_set():
                time.sleep(max(0.0, begun + count / RATE - time.monotonic()))
                self.process.stdin.write(strip(time.time_ns() // 1_000_000, block))
                self.process.stdin.flush()
                count += 1

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """As a power cut ends it."""
        self.ended.set()
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def hold(self) -> None:
        """The line goes silent and nobody hangs up."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)
