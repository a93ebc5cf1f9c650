"""The only file that names eventlet or gevent: which engine runs the process, and how it serves.

`bootstrap()` must be the first thing a process does: it patches the standard library, after which the rest of the
program uses plain `threading`, `queue`, `socket` and `time`. OPS_ENGINE: eventlet (default), gevent or threading.
"""

from __future__ import annotations

import errno
import gc
import os
import select
import signal
import socket
import threading
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

ENGINES = ("eventlet", "gevent", "threading")
BACKLOG = 1024
MAX_CONNECTIONS = 8192
STUCK_AFTER_MS = 20_000
ACCEPT_LATER = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.ECONNABORTED, errno.ECONNRESET)
ACCEPT_AGAIN_S = 0.1
COLLECT_AFTER = 20_000  # objects made and not yet gone
T = TypeVar("T")

MODE = "threading"
_booted = False


def bootstrap(mode: str | None = None) -> str:
    """Patch the process for `mode` (or OPS_ENGINE). A second call answers what is in force."""
    global MODE, _booted
    if _booted:
        return MODE
    chosen = mode or os.environ.get("OPS_ENGINE", "eventlet")
    if chosen not in ENGINES:
        raise SystemExit(f"OPS_ENGINE={chosen!r}: choose one of {', '.join(ENGINES)}.")
    if chosen == "eventlet":
        # eventlet warns at import that it is in maintenance; docs/architecture.md says why it is still the default.
        warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
        # Its own resolver costs memory and start time; names are looked up only when a connection is first made.
        os.environ.setdefault("EVENTLET_NO_GREENDNS", "yes")
        import eventlet

        eventlet.monkey_patch(psycopg=False)
    elif chosen == "gevent":
        from gevent import monkey

        monkey.patch_all()
    MODE, _booted = chosen, True
    return MODE


PATIENCE_MS = 2
"""How long PostgreSQL is waited for with the hub standing still. A turn of the hub behind other requests takes longer
than most answers; a slow or frozen server costs no more than this."""


def be_patient_with_postgres() -> None:
    """Let psycopg2 give way to others while it waits, but not before it has looked for a moment. For whoever is about
    to open such a connection: its library takes 0.02 s of a start."""
    if MODE == "threading":
        return
    from psycopg2 import extensions

    poll, wait = _green()

    def wait_for_answer(conn: Any) -> None:
        while (state := conn.poll()) != extensions.POLL_OK:
            fd, reads = conn.fileno(), state == extensions.POLL_READ
            if not (reads and _came_soon(poll(), fd)):
                wait(fd, reads)

    extensions.set_wait_callback(wait_for_answer)


def _green() -> tuple[Callable[[], Any], Callable[[int, bool], None]]:
    """The poll of the unpatched library, and how a connection gives way."""
    if MODE == "eventlet":
        import eventlet

        return eventlet.patcher.original("select").poll, _eventlet_wait
    from gevent import monkey

    return monkey.get_original("select", "poll"), _gevent_wait


def _came_soon(poller: Any, fd: int) -> bool:
    poller.register(fd, select.POLLIN)
    return bool(poller.poll(PATIENCE_MS))


def _eventlet_wait(fd: int, reads: bool) -> None:
    from eventlet.hubs import trampoline

    trampoline(fd, read=reads, write=not reads)


def _gevent_wait(fd: int, reads: bool) -> None:
    from gevent import socket as green

    (green.wait_read if reads else green.wait_write)(fd)


def sleep(seconds: float) -> None:
    """Let others run; `sleep(0)` is one turn of the hub."""
    time.sleep(seconds)


def spawn(target: Callable[..., Any], *args: Any) -> threading.Thread:
    """Run in the background; a green thread under eventlet and gevent."""
    thread = threading.Thread(target=target, args=args, daemon=True, name=getattr(target, "__name__", "task"))
    thread.start()
    return thread


def run_blocking(work: Callable[..., T], *args: Any) -> T:
    """Run what would block the hub (pictures, big files, hashing passwords) in a real thread and wait for it."""
    if MODE == "eventlet":
        from eventlet import tpool

        result: T = tpool.execute(work, *args)
        return result
    if MODE == "gevent":
        import gevent

        answer: T = gevent.get_hub().threadpool.apply(work, args)
        return answer
    return work(*args)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket without Nagle: an acknowledgement after a broadcast took 45 ms with it, 5 ms without."""
    sock = socket.create_server((host, port), backlog=BACKLOG)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    # A client that stopped reading keeps its connection for ever otherwise; accepted sockets inherit this.
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, STUCK_AFTER_MS)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    return sock


@dataclass(frozen=True)
class Door:
    """A listening socket and what answers on it; `certificate` and `key` are files when it speaks TLS."""

    sock: socket.socket
    app: Any
    certificate: str | None = None
    key: str | None = None


def serve(doors: list[Door], ready: Callable[[], None], stopping: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT, then call `stopping` (clients are told) and return."""
    wake_out, wake_in = socket.socketpair()
    wake_in.setblocking(False)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    signal.set_wakeup_fd(wake_in.fileno(), warn_on_full_buffer=False)
    begin = {"eventlet": _serve_eventlet, "gevent": _serve_gevent, "threading": _serve_threads}[MODE]
    stops = [begin(door) for door in doors]
    _settle_memory()
    ready()
    while not wake_out.recv(1):
        continue
    stopping()
    for stop in stops:
        stop()


def _settle_memory() -> None:
    """What is in memory by now stays: collections need not walk it (0.1 s each, with everybody waiting).

    It holds almost no garbage: one collection before would free nothing that shows, and be felt at every start. With
    Python's own threshold (700 new objects) one edited sheet of 500 rows is a collection, and one edit in fifty waited
    for the collection of everything; hardly anything here is a cycle (some 6,000 objects in 100 edits, 300 screens).
    """
    gc.freeze()
    gc.collect()  # of almost nothing: the collector measures "much is new" by what the last full one found
    gc.set_threshold(COLLECT_AFTER)
    gc.enable()


class _Patient:
    """A listening socket for eventlet, whose accept loop ends for good at the first error: here it waits instead."""

    def __init__(self, sock: Any) -> None:
        self._sock = sock

    def accept(self) -> Any:
        """The next connection; without a free descriptor (or memory) the crowd has to wait, not the server to die."""
        while True:
            try:
                return self._sock.accept()
            except OSError as error:
                if error.errno not in ACCEPT_LATER:
                    raise
                sleep(ACCEPT_AGAIN_S)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


def _serve_eventlet(door: Door) -> Callable[[], None]:
    import eventlet
    from eventlet import wsgi

    sock = door.sock
    if door.certificate:
        sock = eventlet.wrap_ssl(sock, certfile=door.certificate, keyfile=door.key, server_side=True)
    patient = _Patient(sock)
    server = eventlet.spawn(wsgi.server, patient, door.app, max_size=MAX_CONNECTIONS, log_output=False, debug=False)
    return lambda: server.kill()


def _serve_gevent(door: Door) -> Callable[[], None]:
    from gevent import pywsgi
    from geventwebsocket.handler import WebSocketHandler

    tls = {"certfile": door.certificate, "keyfile": door.key} if door.certificate else {}
    server = pywsgi.WSGIServer(door.sock, door.app, handler_class=WebSocketHandler, log=None, error_log=None, **tls)
    server.start()
    return lambda: server.stop(timeout=1)


def _serve_threads(door: Door) -> Callable[[], None]:
    import logging

    from werkzeug.serving import make_server

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    host, port = door.sock.getsockname()[:2]
    tls = (door.certificate, door.key) if door.certificate else None
    server = make_server(host, port, door.app, threaded=True, fd=door.sock.fileno(), ssl_context=cast(Any, tls))
    spawn(server.serve_forever)
    return server.shutdown
