"""HTTP of papers: written down, scanned, judged, handed out to who may read them."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from ops import engine
from ops.core import commands
from ops.core.access import log_access
from ops.core.api import Api
from ops.core.payloads import EventPath
from ops.core.web import actor, hall, needs, takes_file
from ops.errors import Busy, Conflict, NotFound
from ops.livestream import paper_files
from ops.livestream.catalogue import paper_actions as actions, part_payloads as parts, payloads, queries

api = Api("livestream papers", __name__, "Papers of producers, products and hosts")
IN_EVENT = "/api/events/<string:event>/live"
AT_ONCE = 2
_opening: list[str] = []
FILE: Any = {200: {"description": "the scan", "content": {kind: {} for kind in paper_files.ENDINGS}}}


@api.command("live/papers", "Write down a paper; its scan follows", "live.catalogue")
def post_paper(path: EventPath, body: parts.NewPaper) -> Response:
    return commands.command(path.event, body.ref, actions.add, body)


@api.command("live/papers/<string:paper>/file", "The scan of a paper: PDF, JPEG, PNG or WebP", "live.catalogue")
@takes_file(paper_files.LIMIT)
def post_scan(path: parts.PaperPath, query: parts.FileQuery) -> Response:
    before = _hash_of(path)
    if before is None:
        raise NotFound
    scan = _opened(request.get_data(cache=False))
    engine.run_blocking(paper_files.keep, paper_files.folder_of(hall().config.data, path.event), scan)
    answer = commands.command(path.event, query.ref, actions.attach, path.paper, scan, query.name)
    _forget(path.event, before)
    return answer


def _hash_of(path: parts.PaperPath) -> str | None:
    """The scan that a paper shows now; None when there is no such paper."""
    with hall().db.read() as conn:
        row = queries.find(conn, path.event, "live_paper", path.paper)
    return str(row["file_hash"]) if row else None


def _forget(event: str, file_hash: str | None) -> None:
    """A scan that no paper shows any more goes from the disk as well."""
    if not file_hash:
        return
    with hall().db.read() as conn:
        named = queries.scan_named(conn, event, file_hash)
    if not named:
        paper_files.forget(paper_files.folder_of(hall().config.data, event), file_hash)


def _opened(data: bytes) -> paper_files.Scan:
    """The file, opened away from the other requests; few at once, for each takes a processor."""
    if len(_opening) >= AT_ONCE:
        raise Busy
    _opening.append(request.path)
    try:
        scan: paper_files.Scan = engine.run_blocking(paper_files.read_scan, data)
        return scan
    finally:
        _opening.pop()


@api.command("live/papers/<string:paper>/change", "Another number or other days of a paper", "live.catalogue")
def post_change(path: parts.PaperPath, body: parts.PaperChanges) -> Response:
    return commands.command(path.event, body.ref, actions.change, path.paper, body)


@api.command("live/papers/<string:paper>/judge", "Accept or refuse a paper", "live.catalogue")
def post_judge(path: parts.PaperPath, body: parts.Judge) -> Response:
    return commands.command(path.event, body.ref, actions.judge, path.paper, body)


@api.command("live/papers/<string:paper>/remove", "Take a paper away", "live.catalogue")
def post_remove(path: parts.PaperPath, body: payloads.RemoveRow) -> Response:
    before = _hash_of(path)
    answer = commands.command(path.event, body.ref, actions.remove, path.paper, body.seen)
    _forget(path.event, before)
    return answer


@api.get(f"{IN_EVENT}/papers/<string:paper>/file", summary="The scan of a paper; noted", responses=FILE)
@needs("live.catalogue")
def get_scan(path: parts.PaperPath) -> Response:
    with hall().db.read() as conn:
        row = queries.find(conn, path.event, "live_paper", path.paper)
    if row is None or not row["file_hash"]:
        raise NotFound
    data = paper_files.fetch(paper_files.folder_of(hall().config.data, path.event), row["file_hash"])
    if data is None:
        raise Conflict("paper_lost")
    with hall().db.write() as conn:
        log_access(conn, path.event, actor().key, "livestream.paper", 0, path.paper)
    return _handed_out(data, row["file_type"], path.paper)


def _handed_out(data: bytes, kind: str, paper: str) -> Response:
    """As what it is and nothing else (every answer says nosniff); a PDF is saved, not shown in our own pages."""
    answer = Response(data, mimetype=kind)
    way = "attachment" if kind == "application/pdf" else "inline"
    answer.headers["Content-Disposition"] = f'{way}; filename="giay-to-{paper}.{paper_files.ENDINGS[kind]}"'
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
