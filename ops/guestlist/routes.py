"""HTTP of guestlist: parse, one action or query, reply."""

from __future__ import annotations

import shutil
from typing import Any

from flask import Response, jsonify, request

from ops import engine
from ops.core import (
    actions as core_actions,
    clock,
    jobs,
    queries as core_queries,
    tokens,
    work,
)
from ops.core.access import log_access
from ops.core.api import Api, later
from ops.core.commands import command
from ops.core.payloads import Command, EventPath
from ops.core.reading import FILE_LIMIT
from ops.core.web import UPLOAD_LIMIT, actor, hall, limit_upload, needs, takes_file
from ops.errors import Invalid
from ops.guestlist import actions, payloads, queries, writing
from ops.guestlist.jobs import READ
from ops.guestlist.reader import SOURCE

answers = later("ops.guestlist.answers")
api = Api("guestlist", __name__, "Lists in and out: preview, accept, undo, export")
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE: Any = {200: {"description": "the file", "content": {EXCEL: {}}}}
CSV_FILE: Any = {200: {"description": "the file", "content": {"text/csv": {}}}}


def runner() -> jobs.Jobs:
    """The jobs of this process."""
    found: jobs.Jobs = hall().extra["jobs"]
    return found


# ---------- in ----------


@api.get("/api/events/<string:event>/lists", summary="The last lists", responses={200: answers.Lists})
@needs("guestlist.bring_in")
def get_lists(path: EventPath) -> Response:
    with hall().db.read() as conn:
        found = queries.lists(conn, path.event)
        shown = [payloads.list_row(row, core_queries.actor_name(conn, row["made_by"])) for row in found]
    return jsonify(lists=shown)


@api.command(
    "lists", "Hand in a list as xlsx or csv; it is read in the background and changes nothing yet", "guestlist.bring_in"
)
@takes_file(FILE_LIMIT)
def post_list(path: EventPath, query: payloads.BringIn) -> Response:
    list_id = tokens.new_id()
    folder = runner().folder(path.event, list_id)
    engine.run_blocking((folder / SOURCE).write_bytes, request.get_data(cache=False))
    kept: payloads.Row | None = None
    try:
        with work.begin(hall().db, hall().bell, path.event, actor().key) as unit:
            line = core_actions.replay(unit, query.ref)
            if line is None:
                _check_category(unit, query.make_delegations)
                actions.keep_list(unit, list_id, query.name)
                kept = jobs.ask(unit, query.ref, READ, {"make": query.make_delegations or ""}, list_id)
                facts = {"job": list_id, "kind": READ}
                line = core_actions.fresh(unit, query.ref, "core.job_asked", facts, len(unit.drafts) - 1)
    finally:
        if kept is None:  # refused, or handed in before: these bytes are nobody's
            shutil.rmtree(folder, ignore_errors=True)
    if kept is not None:
        runner().start(kept)
    return jsonify(core_actions.finish_answer(unit, line))


def _check_category(unit: work.Work, category: str | None) -> None:
    if category is not None and category not in queries.block_ids(unit.conn, unit.event_id):
        raise Invalid("invalid", fields={"make_delegations": "unknown"})


@api.get(
    "/api/events/<string:event>/lists/<string:list>",
    summary="One list, and a page of its rows",
    responses={200: answers.ListAnswer},
)
@needs("guestlist.bring_in")
def get_list(path: payloads.ListPath, query: payloads.RowsQuery) -> Response:
    with hall().db.read() as conn:
        row = queries.find(conn, path.event, path.list)
        rows = queries.rows_of(conn, path.event, path.list, query.kind, query.after, query.limit)
        names = queries.names_of(conn, path.event, {one["match"] for one in rows if one["match"]})
        shown = payloads.list_row(row, core_queries.actor_name(conn, row["made_by"]))
        words = queries.words(conn, path.event)
    return jsonify(about=shown, rows=[payloads.shown_row(one, names) for one in rows], **words)


@api.command("lists/<string:list>/accept", "Take rows of a list in", "guestlist.bring_in")
@limit_upload(UPLOAD_LIMIT)
def post_accept(path: payloads.ListPath, body: payloads.Accept) -> Response:
    chosen = (path.list, body.rows, dict(body.doubtful), hall().config.secret)
    return command(path.event, body.ref, actions.accept, *chosen)


@api.command("lists/<string:list>/undo", "Put back what a list has changed", "guestlist.bring_in")
def post_undo(path: payloads.ListPath, body: Command) -> Response:
    return command(path.event, body.ref, actions.undo, path.list)


# ---------- out ----------


@api.get("/api/events/<string:event>/lists/export.xlsx", summary="The guest list as xlsx", responses=FILE)
@needs("guestlist.take_out")
def get_excel(path: EventPath) -> Response:
    facts = _handed_out(path.event, "xlsx")
    return _file(engine.run_blocking(lambda: writing.excel_file(writing.table(facts))), path.event, "xlsx")


@api.get("/api/events/<string:event>/lists/export.csv", summary="The guest list as csv", responses=CSV_FILE)
@needs("guestlist.take_out")
def get_csv(path: EventPath) -> Response:
    facts = _handed_out(path.event, "csv")
    return _file(engine.run_blocking(lambda: writing.csv_file(writing.table(facts))), path.event, "csv")


@api.get("/api/events/<string:event>/lists/template.xlsx", summary="An empty list to fill in", responses=FILE)
@needs("guestlist.bring_in")
def get_template(path: EventPath) -> Response:
    with hall().db.read() as conn:
        facts = queries.known(conn, path.event)
    return _file(engine.run_blocking(writing.template_file, facts), path.event, "xlsx", "mau-danh-sach")


def _handed_out(event_id: str, detail: str) -> payloads.Row:
    """The list, and a note of who got it."""
    with hall().db.read() as conn:
        facts = queries.in_order(conn, event_id)
    with hall().db.write() as conn:
        log_access(conn, event_id, actor().key, "guestlist.export", len(facts["guests"]), detail)
    return facts


def _file(data: bytes, event_id: str, kind: str, name: str = "danh-sach-khach-moi") -> Response:
    answer = Response(data, mimetype=EXCEL if kind == "xlsx" else "text/csv")
    day = clock.iso(clock.now())[:10]  # type: ignore[index]
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-{event_id}-{day}.{kind}"'
    return answer
