"""Work that takes longer than a request: asked for, done in a child process, watched, found again, stopped.

A domain registers a kind. `prepare` reads what the child needs (in the server, in one consistent view), `work` names a
plain function that the child runs (`"ops.badges.sheets:make"`, called as `make(facts, folder, tell)`), `heard` stores
what the child says on the way and `finish` what it ends with. The child knows no database and no request; what it
reads comes by pipe, so that nothing personal stands in a command line. One child at a time: a venue has two cores.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from ops import engine
from ops.config import Config
from ops.core import clock, tokens
from ops.core.db import Database
from ops.core.models import job
from ops.core.work import Doorbell, Work, begin
from ops.errors import Busy, Conflict, NotFound, OpsError

Row = dict[str, Any]
ROOT = Path(__file__).resolve().parents[2]
DEAD_AFTER_MS = 60_000
BEAT_EVERY_MS = 300
KEPT_DAYS = 7
READ_AT_ONCE = 1 << 16
PATIENCE_S = 20.0
OPEN = ("waiting", "running")


def _nothing(work: Work, row: Row, said: Row) -> None:
    return None


@dataclass(frozen=True)
class Kind:
    """One kind of job. `verb` is needed to see it and to take its file."""

    verb: str
    work: str
    prepare: Callable[[Connection, Config, Row], Row]
    heard: Callable[[Work, Row, Row], None] = _nothing
    finish: Callable[[Work, Row, Row], None] = _nothing


KINDS: dict[str, Kind] = {}
"""Filled by ops/app.py from every domain's `jobs`."""


@dataclass
class Jobs:
    """The jobs of one process. A second server may run others; a row that stops beating is dead."""

    db: Database
    bell: Doorbell
    config: Config
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    turn: threading.Lock = field(default_factory=threading.Lock)

    def folder(self, event_id: str, job_id: str) -> Path:
        """Where a job keeps its files; made when it is asked for."""
        place = self.config.data / "jobs" / event_id / job_id
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        return place

    def start(self, row: Row) -> None:
        """Run a stored job behind the answer; call it after the commit."""
        engine.spawn(self.run, row["event_id"], row["id"])

    def run(self, event_id: str, job_id: str) -> Row:
        """Do the work and store its end; also called directly by commands that wait."""
        with self.turn:
            row = find(self.db, event_id, job_id)
            if row["state"] != "waiting":
                return row
            try:
                self._end(row, "done", self._work(row), None)
            except OpsError as error:
                self._end(row, "failed", {"facts": error.facts}, error.code)
            except Exception as error:
                print(f"job {row['kind']} {job_id}: {type(error).__name__}: {error}", file=sys.stderr)
                self._end(row, "failed", {}, "job_failed")
        return find(self.db, event_id, job_id)

    def _work(self, row: Row) -> Row:
        kind = KINDS[row["kind"]]
        with self.db.read() as conn:
            facts = kind.prepare(conn, self.config, row)
        self._store(row, {"state": "running"})
        folder = self.folder(row["event_id"], row["id"])
        argv = [sys.executable, "-m", "ops.core.child", kind.work, str(folder)]
        child = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, bufsize=0)
        self.running[row["id"]] = child
        try:
            return self._listen(row, kind, child, json.dumps(facts).encode())
        finally:
            self.running.pop(row["id"], None)
            if child.poll() is None:
                child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    pipe.close()

    def _listen(self, row: Row, kind: Kind, child: subprocess.Popen[bytes], facts: bytes) -> Row:
        assert child.stdin and child.stdout
        _write(child.stdin, facts)
        child.stdin.close()
        beat_at = 0
        for line in _lines(child.stdout):
            said = json.loads(line)
            if "result" in said:
                result: Row = said["result"]
                return result
            if "error" in said:
                raise OpsError(said["error"], status=422, **said.get("facts", {}))
            if said.get("said"):
                with begin(self.db, self.bell, row["event_id"], row["made_by"]) as work:
                    kind.heard(work, row, said["said"])
            if clock.now() - beat_at >= BEAT_EVERY_MS:
                beat_at = clock.now()
                with contextlib.suppress(Busy):  # how far it is may be told later; no reason to end the work
                    self._store(row, {"done": said["done"], "total": said["total"]})
        stopped = find(self.db, row["event_id"], row["id"])["state"] == "stopped"
        raise OpsError("job_stopped" if stopped else "job_failed")

    def _store(self, row: Row, values: Row) -> None:
        with self.db.write() as conn:
            conn.execute(_of(row).where(job.c.state.in_(OPEN)).values(beat_at=clock.now(), **values))

    def _end(self, row: Row, state: str, result: Row, error: str | None) -> None:
        kind = KINDS[row["kind"]]
        with begin(self.db, self.bell, row["event_id"], row["made_by"]) as work:
            if error is None:
                kind.finish(work, row, result)
            values: Row = {"state": state, "result": json.dumps(result), "error": error, "finished_at": work.now}
            if error is None:
                values |= {"done": job.c.total}
            work.conn.execute(_of(row).where(job.c.state.in_(OPEN)).values(beat_at=work.now, **values))
            facts = {"job": row["id"], "kind": row["kind"], "state": state, "error": error}
            work.record("core.job_ended", f"job:{row['id']}", {}, facts)

    def stop(self, row: Row) -> None:
        """Put an end to it; what it stored on the way stays stored."""
        if row["state"] not in OPEN:
            raise Conflict("job_over")
        with self.db.write() as conn:
            conn.execute(_of(row).where(job.c.state.in_(OPEN)).values(state="stopped", finished_at=clock.now()))
        child = self.running.get(row["id"])
        if child is not None:
            child.terminate()

    def file(self, row: Row) -> Path:
        """The file that a job has made."""
        name = json.loads(row["result"]).get("file", "")
        path = self.folder(row["event_id"], row["id"]) / Path(name).name
        if row["state"] != "done" or not name or not path.is_file():
            raise NotFound
        return path

    def remove_files(self, event_id: str) -> int:
        """Take away what the finished jobs of an event have made; answers how many had something."""
        query = select(job.c.id).where(job.c.event_id == event_id, job.c.state.in_(OPEN))
        with self.db.read() as conn:
            busy = {row.id for row in conn.execute(query)}
        place = self.config.data / "jobs" / event_id
        over = [one for one in place.iterdir() if one.name not in busy] if place.is_dir() else []
        for one in over:
            shutil.rmtree(one, ignore_errors=True)
        return len(over)

    def recover(self) -> None:
        """At the start: jobs that died with a server are over, and old files go."""
        with self.db.write() as conn:
            late = clock.now() - (0 if self.db.sqlite else DEAD_AFTER_MS)
            values = {"state": "failed", "error": "job_interrupted", "finished_at": clock.now()}
            conn.execute(update(job).where(job.c.state.in_(OPEN), job.c.beat_at < late).values(**values))
            old = clock.now() - KEPT_DAYS * clock.DAY
            gone = conn.execute(select(job.c.event_id, job.c.id).where(job.c.made_at < old)).all()
        for event_id, job_id in gone:
            shutil.rmtree(self.config.data / "jobs" / event_id / job_id, ignore_errors=True)


def _write(pipe: IO[bytes], data: bytes) -> None:
    """All of it, however little an engine's pipe takes at a time."""
    rest = memoryview(data)
    while rest:
        rest = rest[pipe.write(rest) :]


def _lines(pipe: IO[bytes]) -> Iterator[bytes]:
    """Lines of a pipe as they come. A pipe of eventlet has no buffer and would read a long line byte by byte."""
    parts: list[bytes] = []
    while chunk := pipe.read(READ_AT_ONCE):
        *whole, rest = chunk.split(b"\n")
        for end in whole:
            yield b"".join([*parts, end])
            parts.clear()
        if rest:
            parts.append(rest)


def at_once(work: str, folder: Path, facts: Row) -> Row:
    """What a child does for an answer that somebody waits for: no row, no progress; its result, or its refusal."""
    argv = [sys.executable, "-m", "ops.core.child", work, str(folder)]
    child = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, bufsize=0)
    assert child.stdin and child.stdout
    late = threading.Timer(PATIENCE_S, child.kill)
    late.start()
    try:
        with contextlib.suppress(BrokenPipeError):  # it has died; what it said tells why
            _write(child.stdin, json.dumps(facts).encode())
            child.stdin.close()
        said = [json.loads(line) for line in _lines(child.stdout)]
    finally:
        late.cancel()
        child.kill()
        child.wait()
        child.stdout.close()
    if said and "error" in said[-1]:
        raise OpsError(said[-1]["error"], status=422, **said[-1]["facts"])
    if not said or "result" not in said[-1]:
        raise OpsError("job_failed", status=422)
    result: Row = said[-1]["result"]
    return result


def _of(row: Row) -> Any:
    return update(job).where(job.c.event_id == row["event_id"], job.c.id == row["id"])


def ask(work: Work, ref: str, kind: str, asked: Row, job_id: str | None = None) -> Row:
    """Store a job to be done; answers its row. Hand it to `Jobs.start` after the commit."""
    row: Row = {
        "event_id": work.event_id, "id": job_id or tokens.new_id(), "kind": kind, "asked": json.dumps(asked),
        "state": "waiting", "done": 0, "total": 0, "made_by": work.actor, "made_at": work.now, "beat_at": work.now,
        "finished_at": None, "result": "{}", "error": None,
    }  # fmt: skip
    work.conn.execute(insert(job).values(**row))
    work.record("core.job_asked", f"job:{row['id']}", {}, {"job": row["id"], "kind": kind}, ref=ref)
    return row


def find(db: Database, event_id: str, job_id: str) -> Row:
    """One job of an event."""
    with db.read() as conn:
        row = conn.execute(select(job).where(job.c.event_id == event_id, job.c.id == job_id)).mappings().first()
    if row is None:
        raise NotFound
    return dict(row)


def newest(conn: Connection, event_id: str, kinds: list[str], limit: int = 20) -> list[Row]:
    """The last jobs of some kinds, newest first."""
    query = select(job).where(job.c.event_id == event_id, job.c.kind.in_(kinds))
    return [dict(row) for row in conn.execute(query.order_by(job.c.made_at.desc()).limit(limit)).mappings()]


def job_row(row: Row) -> Row:
    """A job as it is shown; one that stopped beating has failed, whatever it still says."""
    dead = row["state"] in OPEN and clock.now() - row["beat_at"] > DEAD_AFTER_MS and row["state"] == "running"
    state, error = ("failed", "job_interrupted") if dead else (row["state"], row["error"])
    result = json.loads(row["result"])
    return {
        "id": row["id"], "kind": row["kind"], "state": state, "done": row["done"], "total": row["total"],
        "made_at": clock.iso(row["made_at"]), "finished_at": clock.iso(row["finished_at"]),
        "has_file": bool(result.get("file")) and state == "done", "result": result, "error": error,
        "asked": json.loads(row["asked"]),
    }  # fmt: skip
