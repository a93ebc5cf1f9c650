"""`wsgi.py` made ready once and forked for each server that a test asks for. Started by tests/support/nursery.py.

Nine tenths of a start do not depend on the data: the engine, the libraries, the program, its declarations. Here they
are done once; then each line on standard input, a socket, is a request, and each answer is a line there:

    {"argv": [...], "env": {...}, "log": "file"} -> the child's pid; the child goes on where wsgi.main() begins
    {"ended": pid} -> null while it runs, else its exit code as subprocess has it (-9: killed)

What a fork may not share: the engine's hub (a child makes its own before anything waits there), the socket above, and
standard output. No thread, no database and no other socket is open yet; Python seeds `random` anew by itself. A start
takes 0.12 s of a core here, and 1.3 to 1.9 s as `python wsgi.py` (any engine, two slow cores).
"""

from __future__ import annotations

import wsgi  # patches the standard library for OPS_ENGINE: first

# isort: split
import importlib
import json
import os
import signal
import sys
import time
from typing import Any

from ops import engine

LATER = (f"engineio.async_drivers.{engine.MODE}", "sqlalchemy.dialects.sqlite", "sqlite3")


def fork() -> int:
    """Fork with a hub for each side; 0 in the child."""
    if engine.MODE == "gevent":
        from gevent.os import fork_gevent

        return int(fork_gevent())
    pid = os.fork()
    if pid == 0 and engine.MODE == "eventlet":
        from eventlet import hubs

        hubs.use_hub()  # forgets the hub there is; the next who asks makes one
    return pid


def ended(pid: int) -> int | None:
    """The exit code of a child, once it has ended."""
    waitpid = os.waitpid
    if engine.MODE == "gevent":
        from gevent import monkey

        waitpid = monkey.get_original("os", "waitpid")
    found, status = waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


def become(order: dict[str, Any]) -> int:
    """In the child: the arguments, the environment and the log of a server, and what wsgi.py does then."""
    log = os.open(order["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for place, source in enumerate((nothing, log, log)):
        os.dup2(source, place)
    os.close(log)
    os.close(nothing)
    os.environ.clear()
    os.environ.update(order["env"])
    time.tzset()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv = order["argv"]
    return wsgi.main()


def main() -> int:
    """Answer requests until the tests have gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # meant for the tests, which leave and so end this
    for name in LATER:
        importlib.import_module(name)
    with os.fdopen(os.dup(0), "rb", closefd=True) as requests:
        while line := requests.readline():
            order = json.loads(line)
            if "ended" in order:
                answer = ended(order["ended"])
            elif (answer := fork()) == 0:
                requests.close()
                return become(order)
            os.write(0, json.dumps(answer).encode() + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
