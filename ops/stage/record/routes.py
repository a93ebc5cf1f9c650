"""HTTP of the record: what ran, names of takes, causes, the lengths that takes propose, files."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from ops import engine
from ops.core import clock, queries as core_queries
from ops.core.api import Api, later
from ops.core.payloads import EventPath
from ops.core.web import hall, lang, needs
from ops.stage.actions import record as actions
from ops.stage.record import files as record_files, payloads, queries as record_queries
from ops.stage.record.takes import Wish
from ops.stage.routes import IN_EVENT, command

answers = later("ops.stage.record.answers")
api = Api("stage_record", __name__, "The record: planned and actual of every take")
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE: Any = {200: {"description": "the file", "content": {EXCEL: {}}}}
CSV_FILE: Any = {200: {"description": "the file", "content": {"text/csv": {}}}}


@api.get(f"{IN_EVENT}/record", summary="Planned and actual of every run", responses={200: answers.RecordAnswer})
@needs("stage.see")
def get_record(path: EventPath, query: payloads.RecordQuery) -> Response:
    with hall().db.read() as conn:
        return jsonify(record_queries.whole(conn, path.event, query.track, query.take))


@api.get(f"{IN_EVENT}/lengths", summary="Lengths that takes propose", responses={200: answers.LengthsAnswer})
@needs("stage.edit")
def get_lengths(path: EventPath, query: payloads.LengthsQuery) -> Response:
    takes, only, leave = (frozenset(filter(None, one.split(","))) for one in (query.takes, query.only, query.leave))
    wish = Wish(frozenset(map(int, takes)), query.by, only, leave)
    with hall().db.read() as conn:
        return jsonify(record_queries.lengths(conn, path.event, query.track, wish))


@api.command("stage/takes/name", "Call a take something", "stage.call")
def post_name(path: EventPath, body: payloads.NameTake) -> Response:
    return command(path.event, body.ref, actions.name_take, body)


@api.command("stage/causes", "Write why a run was as it was", "stage.call")
def post_cause(path: EventPath, body: payloads.NoteCause) -> Response:
    return command(path.event, body.ref, actions.note_cause, body)


@api.get(f"{IN_EVENT}/record.xlsx", summary="The record as xlsx", responses=FILE)
@needs("stage.see")
def get_excel(path: EventPath, query: payloads.RecordQuery) -> Response:
    lines = _lines(path.event, query)
    return _file(engine.run_blocking(lambda: record_files.excel_file(lines)), path.event, "xlsx", EXCEL)


@api.get(f"{IN_EVENT}/record.csv", summary="The record as csv", responses=CSV_FILE)
@needs("stage.see")
def get_csv(path: EventPath, query: payloads.RecordQuery) -> Response:
    return _file(record_files.csv_file(_lines(path.event, query)), path.event, "csv", "text/csv")


def _lines(event_id: str, query: payloads.RecordQuery) -> record_files.Table:
    with hall().db.read() as conn:
        found = record_queries.whole(conn, event_id, query.track, query.take)
        zone = (core_queries.find_event(conn, event_id) or {})["zone"]
    return record_files.table(found, zone, lang())


def _file(data: bytes, event_id: str, kind: str, mimetype: str) -> Response:
    answer = Response(data, mimetype=mimetype)
    day = clock.iso(clock.now())[:10]  # type: ignore[index]
    answer.headers["Content-Disposition"] = f'attachment; filename="nhat-ky-chay-{event_id}-{day}.{kind}"'
    return answer
