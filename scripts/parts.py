"""The programs around the server, each started privately: PostgreSQL, Redis, nginx, and the server itself.

Used by the tests and by `make scaled`. Every part listens on loopback only, keeps its files in a folder it is given,
and is ended by its own process id. Nothing of the machine's own services is touched.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Protocol

ROOT = Path(__file__).resolve().parent.parent
READY = re.compile(r"^ops ready (http://\S+:(\d+)) pid=(\d+)", re.MULTILINE)
PROGRAM = "wsgi.py"
START_S = 60.0
STOP_S = 15.0
POLL_S = 0.02
# Debian keeps these out of PATH; the newest PostgreSQL wins.
PLACES = ["/usr/sbin", "/usr/local/sbin", *sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)]


class PartFailed(RuntimeError):
    """A part did not come up or did not go down; the message holds the end of its log."""


def find_tool(name: str) -> str | None:
    """Return the path of a program, also where Debian hides it."""
    return shutil.which(name) or shutil.which(name, path=os.pathsep.join(PLACES))


def require_tool(name: str) -> str:
    path = find_tool(name)
    if path is None:
        raise PartFailed(f"{name} is not installed; scripts/setup.sh installs it")
    return path


def free_port() -> int:
    """Return a port that was free a moment ago. Only for parts that cannot take port 0."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return int(sock.getsockname()[1])


def wait_for(happened: Callable[[], bool], seconds: float, alive: Callable[[], bool] = lambda: True) -> bool:
    """Ask again until it happened, the time is over, or whoever should make it happen is gone."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if happened():
            return True
        if not alive():
            return happened()
        time.sleep(POLL_S)
    return False


def accepts(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def tail(path: Path, lines: int = 25) -> str:
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:]) if path.exists() else "(no log)"


class Running(Protocol):
    """What is asked of a process, as `subprocess.Popen` has it."""

    @property
    def pid(self) -> int: ...
    @property
    def returncode(self) -> int | None: ...
    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...


@dataclass
class Part:
    """A child process with its log. It can be stopped, killed, frozen and started again."""

    folder: Path
    port: int
    process: Running | None = field(default=None, init=False)

    @property
    def log_path(self) -> Path:
        return self.folder / f"{type(self).__name__.lower()}.log"

    @property
    def pid(self) -> int:
        if self.process is None:
            raise PartFailed(f"{type(self).__name__} was never started")
        return self.process.pid

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def log(self) -> str:
        return self.log_path.read_text(errors="replace")

    def launch(self, argv: Sequence[str], ready: Callable[[], bool], env: dict[str, str] | None = None) -> None:
        """Start `argv` and wait until `ready`; on failure say what its log says."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.process = self.begin(argv, env)
        if not wait_for(ready, START_S, self.alive):
            code = self.process.poll()
            self.kill9()
            raise PartFailed(f"{argv[0]} did not start (exit {code}):\n{tail(self.log_path)}")

    def begin(self, argv: Sequence[str], env: dict[str, str] | None) -> Running:
        with self.log_path.open("ab") as log:
            return subprocess.Popen(argv, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=ROOT, env=env)

    def send(self, number: int) -> None:
        if self.alive():
            os.kill(self.pid, number)

    def stop(self, number: int = signal.SIGTERM) -> int | None:
        """Ask it to go and wait; kill it when it does not, which is an error. Returns the exit code."""
        if self.process is None:
            return None
        self.send(signal.SIGCONT)
        self.send(number)
        if not wait_for(lambda: not self.alive(), STOP_S):
            self.kill9()
            raise PartFailed(f"{type(self).__name__} ignored signal {number} for {STOP_S} s:\n{tail(self.log_path)}")
        return self.process.returncode

    def kill9(self) -> None:
        if self.process is not None:
            self.send(signal.SIGKILL)
            self.process.wait()

    def freeze(self) -> None:
        """SIGSTOP: the port stays open, nothing answers."""
        self.send(signal.SIGSTOP)

    def thaw(self) -> None:
        self.send(signal.SIGCONT)


@dataclass
class Server(Part):
    """`python wsgi.py`: the product itself. `port` 0 lets it choose; a restart keeps the port it had."""

    engine: str = "eventlet"
    env: dict[str, str] = field(default_factory=dict)
    host: str = "127.0.0.1"
    url: str = field(default="", init=False)
    # Who has a process that is loaded already (tests/support/nursery.py): words after `python`, log, environment.
    mother: ClassVar[Callable[[Sequence[str], Path, dict[str, str]], Running | None] | None] = None

    def begin(self, argv: Sequence[str], env: dict[str, str] | None) -> Running:
        plain = list(argv[:2]) == [sys.executable, PROGRAM]  # not under a launcher, not in a namespace
        ready = self.mother(argv[1:], self.log_path, env) if plain and env and self.mother is not None else None
        return ready or super().begin(argv, env)

    def start(self) -> Server:
        offset = len(self.log()) if self.log_path.exists() else 0
        found: list[re.Match[str]] = []

        def ready() -> bool:
            found.extend(READY.finditer(self.log()[offset:]))
            return bool(found)

        argv = [sys.executable, PROGRAM, "--host", self.host, "--port", str(self.port)]
        self.launch(argv, ready, env=os.environ | {"PYTHONUNBUFFERED": "1", "OPS_ENGINE": self.engine} | self.env)
        self.url, self.port = found[0][1], int(found[0][2])
        return self

    def restart(self) -> Server:
        """Stop when it still runs, and start again on the same port and data."""
        if self.alive():
            self.stop()
        return self.start()


@dataclass
class Redis(Part):
    """A Redis that keeps nothing on disk: it is a doorbell."""

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> Redis:
        argv = [require_tool("redis-server"), "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        argv += ["--appendonly", "no", "--dir", str(self.folder)]
        self.launch(argv, lambda: accepts(self.port))
        return self


NGINX_CONF = """\
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  include {deploy}/http.conf;
  upstream ops {{
    least_conn;
    {servers}
    keepalive 32;
  }}
  server {{
    listen 127.0.0.1:{port};
    include {deploy}/locations.conf;
  }}
}}
"""


@dataclass
class Nginx(Part):
    """nginx with the files of deploy/nginx, over plain HTTP on loopback."""

    upstreams: Sequence[int] = ()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Nginx:
        self.folder.mkdir(parents=True, exist_ok=True)
        servers = "\n    ".join(f"server 127.0.0.1:{port} max_fails=1 fail_timeout=2s;" for port in self.upstreams)
        conf = self.folder / "nginx.conf"
        deploy = ROOT / "deploy" / "nginx"
        conf.write_text(NGINX_CONF.format(folder=self.folder, deploy=deploy, servers=servers, port=self.port))
        argv = [require_tool("nginx"), "-e", str(self.folder / "error.log"), "-p", str(self.folder), "-c", str(conf)]
        if os.geteuid() == 0:
            # nginx drops to nobody by itself, which may not enter a private folder
            argv += ["-g", "user root;"]
        self.launch(argv, lambda: accepts(self.port))
        return self


POSTGRES_SETTINGS = {
    "fsync": "on", "synchronous_commit": "on", "shared_buffers": "64MB", "max_connections": "60",
    "listen_addresses": "127.0.0.1", "log_min_messages": "warning", "timezone": "UTC",
}  # fmt: skip


@dataclass
class Postgres(Part):
    """A private cluster with real fsync. PostgreSQL refuses to run as root, so root hands it to user postgres."""

    settings: dict[str, str] = field(default_factory=dict)  # what differs from POSTGRES_SETTINGS
    databases: int = field(default=0, init=False)

    @property
    def data(self) -> Path:
        return self.folder / "cluster"

    @property
    def log_path(self) -> Path:
        return self.folder / "postgres.log"

    def url(self, database: str = "postgres") -> str:
        return f"postgresql+psycopg2://ops@127.0.0.1:{self.port}/{database}"

    def start(self) -> Postgres:
        if not self.data.exists():
            self._make_cluster()
        settings = POSTGRES_SETTINGS | self.settings
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        argv = ["-D", str(self.data), "-p", str(self.port), "-k", str(self.folder), *options]
        self.launch([*self._as_owner(), require_tool("postgres"), *argv], self._answers, env=self._env())
        return self

    def stop(self, number: int = signal.SIGINT) -> int | None:
        """SIGINT is PostgreSQL's fast shutdown: it does not wait for clients to leave."""
        return super().stop(number)

    def execute(self, sql: str, database: str = "postgres") -> None:
        """Run one statement outside any transaction, as CREATE DATABASE wants it."""
        import psycopg2

        conn = psycopg2.connect(host="127.0.0.1", port=self.port, user="ops", dbname=database, connect_timeout=5)
        try:
            conn.autocommit = True
            with conn.cursor() as cursor:
                cursor.execute(sql)
        finally:
            conn.close()

    def fresh_database(self, name: str | None = None) -> str:
        """Create an empty database and return its URL."""
        self.databases += 1
        chosen = name or f"ops_{self.databases}"
        self.execute(f'CREATE DATABASE "{chosen}"')
        return self.url(chosen)

    def ensure_database(self, name: str) -> str:
        """Return the URL of a database, made when it is not there."""
        import psycopg2.errors

        with contextlib.suppress(psycopg2.errors.DuplicateDatabase):
            self.fresh_database(name)
        return self.url(name)

    def _make_cluster(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        options = ["-U", "ops", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        argv = [require_tool("initdb"), "-D", str(self.data), *options]
        made = subprocess.run([*self._as_owner(), *argv], capture_output=True, text=True, cwd="/", env=self._env())
        if made.returncode:
            raise PartFailed(f"initdb failed:\n{made.stdout}{made.stderr}")

    def _as_owner(self) -> list[str]:
        """setpriv replaces itself, so the process id we hold is PostgreSQL's own; runuser would stay in between."""
        if os.geteuid() != 0:
            return []
        owner = pwd.getpwnam("postgres")
        return [require_tool("setpriv"), f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]

    def _env(self) -> dict[str, str]:
        return {name: value for name, value in os.environ.items() if not name.startswith("PG")}

    def _answers(self) -> bool:
        argv = [require_tool("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(argv, check=False).returncode == 0
