"""An evening of the bridge in one command: `python -m scripts.bridge_evening` (root, Linux; about four minutes).

A hub, two own installations (Hải Phòng, Huế) and two sites with a browser only, each behind a line of its own: 50±20 ms
and 2 % loss each way, in network namespaces that it makes itself. Line-up, forty cues, five crosses; lines are cut, an
encoder and the hub are killed in the middle. It prints what it measured beside what must be reached, and whether the
journals of the three installations agree. Exit code 0: they agree and no promise was broken (a missed figure is printed
as MISSED); 1: they do not; 69: the kernel has no namespaces for it.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from scripts.evening import control, journals, pages, pictures
from scripts.evening.figures import Sheet
from scripts.evening.stage import OWN, PAGES, Evening, open_evening
from tests.support.impaired import why_not

NO_KERNEL, BY_HAND = 69, 130
SETTLE_S = 20.0


CUES = 40


def short(evening: Evening) -> None:
    """Two crosses between hub and two installations, without pictures and browsers."""
    own = list(OWN)
    act(evening, "line-up", lambda: control.line_up(evening, own))
    act(evening, "cross 3, Huế: its line was cut", lambda: control.cut_lines(evening, ["hue"], "x3"))
    act(evening, "thank you", lambda: evening.ended(evening.cue("out", own)))
    act(evening, "cross 1, Hải Phòng: the hub was killed", lambda: control.hub_dies(evening, own, "x1"))


def whole(evening: Evening, stack: contextlib.ExitStack) -> None:
    """The line-up, forty cues and five crosses, with pictures and pages."""
    driver, media = pages.open_windows(evening, stack)
    evening.say("the pages of two sites are there")
    act(evening, f"{CUES} cues to each pair of sites", lambda: control.many_cues(evening, [OWN, PAGES], CUES))
    shown = pages.open_pictures(evening, stack, driver, media)
    evening.say("the hub's page and a picture are there")
    act(evening, "line-up", lambda: control.line_up(evening, list(evening.lines)))
    act(evening, "line-up of the picture", lambda: pictures.line_up(shown))
    act(
        evening, "cross 1, Hải Phòng: pictures over its line",
        lambda: control.cross(evening, "x1", "hai-phong", lambda: pictures.steady(shown)),
    )  # fmt: skip
    act(
        evening, "cross 2, Hải Phòng again: encoder killed, line silent",
        lambda: control.cross(evening, "x2", "hai-phong", lambda: pictures.loss(shown)),
    )  # fmt: skip
    act(evening, "cross 3, Huế: its line was cut, and that of a page", lambda: cut_cross(evening))
    act(
        evening, "cross 4, Cần Thơ: a page and its camera",
        lambda: control.cross(evening, "x4", "can-tho", lambda: pictures.by_browser(shown, "can-tho")),
    )  # fmt: skip
    sites = ["hue", "can-tho", "hai-phong"]
    act(evening, "cross 5, Huế: the hub was killed", lambda: control.hub_dies(evening, sites, "x5"))


def cut_cross(evening: Evening) -> None:
    """Two lines are cut at once: that of an installation and that of a page, which has done its part then."""
    control.cut_lines(evening, ["hue", "da-nang"], "x3")
    evening.ended(evening.cue("out", ["hue", "da-nang"]))
    evening.windows.pop("da-nang").close()


def act(evening: Evening, name: str, play: Callable[[], object]) -> None:
    """One part of the evening; when it breaks off, that is told, and the evening goes on as a real one would."""
    try:
        play()
        evening.say(name)
    except Exception as error:
        traceback.print_exc()
        evening.expect(False, f"{name}: broken off: {error}")
        for line in evening.lines.values():
            line.set(cut=0)


def settle(evening: Evening) -> None:
    """All lines cross, while nobody can write another one; then the books are compared."""
    houses = (*evening.own.values(), evening.hub)
    end = time.monotonic() + SETTLE_S
    while True:
        for house in houses:
            house.server.freeze()
        if not journals.open_ends(evening.hub, evening.own) or time.monotonic() > end:
            break
        for house in houses:
            house.server.thaw()
        time.sleep(0.5)
    for house in houses:
        house.server.kill9()
    evening.say(f"journals compared: {journals.compared(evening.hub, evening.own)}")
    evening.wrong += journals.disagreements(evening.hub, evening.own)


def play(folder: Path, is_short: bool) -> Evening:
    """The evening from the first start to the comparison."""
    evening = Evening(folder, Sheet())
    with contextlib.ExitStack() as stack:
        open_evening(evening, stack, pages=not is_short)
        evening.say("hub and two installations are on the line")
        if is_short:
            short(evening)
        else:
            whole(evening, stack)
        settle(evening)
    return evening


def conditions(is_short: bool) -> str:
    """Under which the figures were taken."""
    control_of = Path("/proc/sys/net/ipv4/tcp_congestion_control").read_text().strip()
    sites = "two installations" if is_short else "two installations, two browsers, one encoder"
    width, height = pictures.SIZE
    picture = "" if is_short else f"; picture {width}x{height}, 30 a second, {pictures.KBPS} kbit/s, over such a line"
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return (
        f"Hub, {sites}, each behind a TUN line of 50±20 ms and 2 % loss each way (TCP: {control_of}){picture}.\n"
        f"All of it on {os.cpu_count()} cores of this machine; load average {load}."
    )


def _end(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--short", action="store_true", help="two crosses, no pictures, no browsers")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, _end)
    reason = why_not()
    if reason:
        print(f"no network namespaces with TUN devices here: {reason}", file=sys.stderr)
        return NO_KERNEL
    try:
        with tempfile.TemporaryDirectory(prefix="evening-") as folder:
            evening = play(Path(folder), options.short)
    except KeyboardInterrupt:
        print("ended by hand; everything that was started is gone", file=sys.stderr)
        return BY_HAND
    print(f"\n{conditions(options.short)}\n{evening.sheet.text()}\n")
    for one in evening.wrong:
        print(f"WRONG: {one}")
    print("The three journals agree." if not evening.wrong else f"{len(evening.wrong)} things are wrong.")
    return 1 if evening.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
