"""HTTP of papers and files of the stage: print, take out, look at a file, bring it in."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from flask import Response, jsonify, request

from ops import engine
from ops.core import answers as core_answers, clock, jobs, queries as core_queries, words
from ops.core.api import Api, later
from ops.core.job_routes import start_job
from ops.core.payloads import EventPath
from ops.core.web import actor, hall, lang, needs, takes_file
from ops.core.work import Work
from ops.errors import Busy, Invalid
from ops.stage import sheet_queries
from ops.stage.actions import files
from ops.stage.files import matching, payloads as file_payloads, queries as file_queries, writing
from ops.stage.files.child import FILE_LIMIT, SOURCE, read_again
from ops.stage.jobs import CARDS, PAPER
from ops.stage.routes import IN_EVENT, command

file_answers = later("ops.stage.files.answers")
api = Api("stage files", __name__, "The run sheet on paper and as a file: print, export, preview, import")
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE: Any = {200: {"description": "the file", "content": {EXCEL: {}}}}
CSV_FILE: Any = {200: {"description": "the file", "content": {"text/csv": {}}}}
READ = "ops.stage.files.child:read"
AT_ONCE = 3
_reading: list[str] = []

# ---------- papers ----------


@api.post(
    "/api/events/<string:event>/stage/prints",
    summary="The run sheet or cue lists as a PDF, made in the background",
    responses={200: core_answers.JobAnswer},
)
@needs("stage.take_out")
def post_paper(path: EventPath, body: file_payloads.PrintPaper) -> Response:
    asked = {"what": body.what, "track": body.track, "paper": body.paper, "department": body.department}
    return _asked(path.event, body.ref, PAPER, asked)


@api.post(
    "/api/events/<string:event>/stage/prints/cards",
    summary="The MC's cards as a PDF, made in the background; names come from the introductions",
    responses={200: core_answers.JobAnswer},
)
@needs("protocol.see_intro")
def post_cards(path: EventPath, body: file_payloads.PrintCards) -> Response:
    return _asked(path.event, body.ref, CARDS, {"what": "cards", "track": body.track})


def _asked(event: str, ref: str, kind: str, asked: jobs.Row) -> Response:
    chosen = asked | {"lang": lang()}

    def ask(unit: Work) -> jobs.Row:
        sheet_queries.known_sheet(unit.conn, event, asked["track"])  # a track that is not there is said at once
        return jobs.ask(unit, ref, kind, chosen)

    return start_job(event, ref, ask)


# ---------- files out ----------


@api.get(f"{IN_EVENT}/sheet.xlsx", summary="A run sheet as xlsx", responses=FILE)
@needs("stage.take_out")
def get_excel(path: EventPath, query: file_payloads.TrackFile) -> Response:
    return _file(path.event, query.track, "xlsx")


@api.get(f"{IN_EVENT}/sheet.csv", summary="A run sheet as csv", responses=CSV_FILE)
@needs("stage.take_out")
def get_csv(path: EventPath, query: file_payloads.TrackFile) -> Response:
    return _file(path.event, query.track, "csv")


def _file(event: str, track: str | None, kind: str) -> Response:
    with hall().db.read() as conn:
        known, came = file_queries.reported_sheet(conn, event, track, clock.now())
    write = writing.excel_file if kind == "xlsx" else writing.csv_file
    answer = Response(engine.run_blocking(write, known, came), mimetype=EXCEL if kind == "xlsx" else "text/csv")
    name = f"kich-ban-{event}-{known.track.id}-{known.day}.{kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


# ---------- files in ----------


@api.post(
    f"{IN_EVENT}/import/look",
    summary="What a file (xlsx or csv) would change; nothing changes yet",
    responses={200: file_answers.PreviewAnswer},
)
@needs("stage.edit")
@takes_file(FILE_LIMIT)
def post_look(path: EventPath, query: file_payloads.SheetLook) -> Response:
    with hall().db.read() as conn:
        known = sheet_queries.known_sheet(conn, path.event, query.track, or_empty=True)
        seq = (core_queries.find_event(conn, path.event) or {})["seq"]
    said = _read(known.columns, query.chosen())
    about = {"track": known.track.id, "seq": seq}
    if "problem" in said:
        return jsonify(about | _unread(said))
    found = matching.compare(read_again(said), known)
    shown = {name: found[name] for name in ("sheet", "rows", "gone", "counts")}
    told = {"columns": said["columns"], "doubts": [_doubt(one) for one in found["doubts"]], "problem": None}
    refused = words.say(lang(), f"stage.refused.{found['refused']}") if found["refused"] else None
    return jsonify(about | shown | told | {"refused": refused})


def _unread(said: jobs.Row) -> jobs.Row:
    facts = said["facts"]
    problem = words.say(lang(), f"error.{said['problem']}", sheets=facts["sheets"])
    nothing: jobs.Row = {"sheet": "", "rows": [], "gone": [], "doubts": [], "refused": None}
    counts = dict.fromkeys(("new", "changed", "same", "gone"), 0)
    return nothing | {"columns": facts["columns"], "counts": counts, "problem": problem}


def _doubt(one: jobs.Row) -> jobs.Row:
    return one | {"words": words.say(lang(), f"stage.sheet.doubt.{one['code']}", said=one["said"])}


@api.command("stage/import", "Take a file (xlsx or csv) in as one edit, whole or some of its rows", "stage.edit")
@takes_file(FILE_LIMIT)
def post_import(path: EventPath, query: file_payloads.SheetIn) -> Response:
    with hall().db.read() as conn:
        known = sheet_queries.known_sheet(conn, path.event, query.track)
    said = _read(known.columns, query.chosen())
    if "problem" in said:
        raise Invalid(said["problem"], **said["facts"])
    label = words.say("vi", "stage.import.label", name=query.name)
    return command(path.event, query.ref, files.bring_in, read_again(said), query, label, actor().roles)


def _read(columns: list[jobs.Row], chosen: dict[int, str]) -> jobs.Row:
    """The rows of the file that was sent, read by a child; some at once, for each takes a processor."""
    if len(_reading) >= AT_ONCE:
        raise Busy
    data = request.get_data(cache=False)
    _reading.append(request.path)
    try:
        with tempfile.TemporaryDirectory(prefix="ops-sheet-") as folder:
            engine.run_blocking((Path(folder) / SOURCE).write_bytes, data)
            return jobs.at_once(READ, Path(folder), {"columns": columns, "chosen": chosen})
    finally:
        _reading.pop()
