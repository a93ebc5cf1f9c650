"""HTTP of lists: what a file would change, taking it in, taking it back, the catalogue as a file."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from flask import Response, jsonify, request

from ops import engine
from ops.core import commands, jobs, queries as core_queries
from ops.core.access import log_access
from ops.core.api import Api, later
from ops.core.clock import iso
from ops.core.payloads import Command, EventPath
from ops.core.web import actor, hall, needs, takes_file
from ops.errors import Busy
from ops.livestream.catalogue import (
    import_actions as actions,
    import_payloads as payloads,
    import_queries as queries,
    matching,
    writing,
)
from ops.livestream.catalogue.reading import FILE_LIMIT, SOURCE

Row = dict[str, Any]
answers = later("ops.livestream.catalogue.answers")
api = Api("livestream lists", __name__, "Producers, products, hosts and rooms from a spreadsheet, and as one")
IN_EVENT = "/api/events/<string:event>/live"
READ = "ops.livestream.catalogue.reading:read"
AT_ONCE = 2
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE: Any = {200: {"description": "the file", "content": {EXCEL: {}}}}
CSV_FILE: Any = {200: {"description": "the file", "content": {"text/csv": {}}}}
_reading: list[str] = []


@api.post(
    f"{IN_EVENT}/import/look", summary="What a list (xlsx or csv) would change; nothing changes yet",
    responses={200: answers.CatalogueLookAnswer},
)  # fmt: skip
@needs("live.catalogue")
@takes_file(FILE_LIMIT)
def post_look(path: EventPath, query: payloads.CatalogueLook) -> Response:
    said = _read(query.kind)
    with hall().db.read() as conn:
        known = queries.known(conn, path.event)
    items = engine.run_blocking(matching.compare, query.kind, said["rows"], known, query.name)
    counts = {one: sum(item["state"] == one for item in items) for one in ("new", "changed", "same", "error")}
    told = {name: said[name] for name in ("columns", "unread")}
    return jsonify(kind=query.kind, mark=matching.mark_of(items), counts=counts, items=items, **told)


@api.command("live/import", "Take a list in, whole or some of its items", "live.catalogue")
@takes_file(FILE_LIMIT)
def post_import(path: EventPath, query: payloads.CatalogueIn) -> Response:
    rows = _read(query.kind)["rows"]
    return commands.command(
        path.event, query.ref, actions.accept, query.kind, query.name, rows, query.mark, query.numbers()
    )


def _read(kind: str) -> Row:
    """The rows of the file that was sent, read by a child; few at once, for each takes a processor."""
    if len(_reading) >= AT_ONCE:
        raise Busy
    data = request.get_data(cache=False)
    _reading.append(request.path)
    try:
        with tempfile.TemporaryDirectory(prefix="ops-list-") as folder:
            engine.run_blocking((Path(folder) / SOURCE).write_bytes, data)
            return jobs.at_once(READ, Path(folder), {"kind": kind})
    finally:
        _reading.pop()


@api.get(f"{IN_EVENT}/imports", summary="Lists that were taken in", responses={200: answers.ImportsAnswer})
@needs("live.catalogue")
def get_imports(path: EventPath) -> Response:
    with hall().db.read() as conn:
        rows = queries.imports(conn, path.event)
        shown = [
            row | {"made_at": iso(row["made_at"]), "made_by": core_queries.actor_name(conn, row["made_by"])}
            for row in rows
        ]
    return jsonify(imports=shown)


@api.command("live/imports/<string:list>/undo", "Take a list back", "live.catalogue")
def post_undo(path: payloads.ImportPath, body: Command) -> Response:
    return commands.command(path.event, body.ref, actions.undo, path.list)


@api.get(f"{IN_EVENT}/catalogue.xlsx", summary="A list of the catalogue as xlsx; noted", responses=FILE)
@needs("live.catalogue")
def get_excel(path: EventPath, query: payloads.TakeOut) -> Response:
    return _file(path.event, query.kind, "xlsx")


@api.get(f"{IN_EVENT}/catalogue.csv", summary="A list of the catalogue as csv; noted", responses=CSV_FILE)
@needs("live.catalogue")
def get_csv(path: EventPath, query: payloads.TakeOut) -> Response:
    return _file(path.event, query.kind, "csv")


def _file(event: str, kind: str, form: str) -> Response:
    with hall().db.write() as conn:
        known = queries.known(conn, event)
        people = len(known.people) if kind == "people" else len(known.producers) if kind == "products" else 0
        log_access(conn, event, actor().key, "livestream.export", people, f"{kind}.{form}")
    write = writing.excel_file if form == "xlsx" else writing.csv_file
    data = engine.run_blocking(write, writing.table(kind, known))
    answer = Response(data, mimetype=EXCEL if form == "xlsx" else "text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="danh-muc-{kind}-{event}.{form}"'
    return answer
