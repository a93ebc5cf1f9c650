"""Programs as children: they end when we end, whatever ends us, and are ended by their own process id."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import logging
import os
import signal
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Awaitable, Callable, Sequence

log = logging.getLogger("ops.media")
PR_SET_PDEATHSIG = 1
POLITE_S = 2.0
LOOK_S = 0.01
BACKOFF_S = (0.2, 0.5, 1.0, 2.0, 5.0)
WELL_AFTER_S = 10.0
LOW = 10  # niceness of what may wait for pictures
_libc = ctypes.CDLL(None)


def _with_us(nice: int) -> Callable[[], None]:
    """In the child before it becomes the program: the kernel ends it when its parent dies, also by SIGKILL."""
    parent = os.getpid()

    def prepare() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)
        if nice:
            os.nice(nice)

    return prepare


async def start(
    argv: Sequence[str], *, stdin: int = DEVNULL, stdout: int = DEVNULL, nice: int = 0, fds: Sequence[int] = ()
) -> Process:
    """Start a program in a process group of its own: a Ctrl-C at the keyboard is ours to answer, not its."""
    return await asyncio.create_subprocess_exec(
        *argv,
        stdin=stdin,
        stdout=stdout,
        stderr=PIPE,
        pass_fds=tuple(fds),
        process_group=0,
        preexec_fn=_with_us(nice),
        limit=1 << 20,
    )


async def end(process: Process, polite: float = POLITE_S) -> int:
    """Ask it to go; make it when it does not. Answers its exit code.

    Also ends whom it left behind: an nginx that was killed leaves its worker with our ports.
    """
    with contextlib.suppress(ProcessLookupError):
        if process.returncode is None:
            # Not terminate(): that asks on the way whether it has ended, and then the loop never learns its exit code.
            os.kill(process.pid, signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(polite):
                await _gone(process)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # its group is the one we made for it
    code = await _gone(process)
    for pipe in (process.stdout, process.stderr):
        with contextlib.suppress(RuntimeError, TimeoutError):  # somebody else reads it to its end
            async with asyncio.timeout(POLITE_S):
                await _emptied(pipe)
    return code


async def _gone(process: Process) -> int:
    """Its exit code. `Process.wait` waits for the ends of its pipes too; a full one that nobody reads has no end."""
    while process.returncode is None:
        await asyncio.sleep(LOOK_S)
    return process.returncode


async def _emptied(pipe: asyncio.StreamReader | None) -> None:
    while pipe is not None and await pipe.read(1 << 16):
        pass


async def last_words(process: Process, most: int = 400) -> str:
    """What a program said on its error channel, at most its last `most` characters. Read while it runs."""
    said = b""
    if process.stderr is not None:
        while data := await process.stderr.read(4096):
            said = (said + data)[-most:]
    return said.decode(errors="replace").strip()


async def keep(name: str, life: Callable[[], Awaitable[None]], down: Callable[[str, int], None]) -> None:
    """Live again and again, sooner after a long life, later after short ones; `down` hears of every end."""
    short, ends = 0, 0
    while True:
        begun = asyncio.get_running_loop().time()
        try:
            await life()
            reason = ""
        except OSError as error:
            reason = str(error)
        ends += 1
        lived = asyncio.get_running_loop().time() - begun
        short = 0 if lived >= WELL_AFTER_S else min(short + 1, len(BACKOFF_S) - 1)
        down(reason, ends)
        log.warning("%s ended after %.1f s, starting again in %.1f s: %s", name, lived, BACKOFF_S[short], reason)
        await asyncio.sleep(BACKOFF_S[short])
