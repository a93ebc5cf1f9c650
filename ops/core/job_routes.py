"""HTTP of jobs: how far they are, their files, an end to them."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from typing import Any

from flask import Response, jsonify
from pydantic import Field
from werkzeug.utils import send_file

from ops.core import actions, answers, auth, jobs, payloads, work
from ops.core.api import Api
from ops.core.web import actor, hall, needs
from ops.errors import Forbidden

api = Api("jobs", __name__, "Work that takes longer than a request")
FILE: Any = {200: {"description": "the file", "content": {"application/octet-stream": {}}}}


class JobPath(payloads.EventPath):
    job: str = Field(max_length=40)


class JobsQuery(payloads.Query):
    kind: str | None = Field(default=None, max_length=60)


def runner() -> jobs.Jobs:
    """The jobs of this process."""
    found: jobs.Jobs = hall().extra["jobs"]
    return found


def start_job(event: str, ref: str, ask: Callable[[work.Work], jobs.Row]) -> Response:
    """Ask for a job once per `ref` and let it begin after the commit; a known ref answers with the job it made."""
    row: jobs.Row | None = None
    with work.begin(hall().db, hall().bell, event, actor().key) as unit:
        known = actions.replay(unit, ref)
        if known is None:
            row = ask(unit)
    if row is not None:
        runner().start(row)
        return jsonify(jobs.job_row(row))
    # the ref of another command made no job: there is none to be found
    return jsonify(jobs.job_row(jobs.find(hall().db, event, (known or {})["facts"].get("job") or "")))


def require_job(path: JobPath) -> jobs.Row:
    """A job of this event that the asker may see."""
    row = jobs.find(hall().db, path.event, path.job)
    auth.require(actor(), jobs.KINDS[row["kind"]].verb, path.event)
    return row


@api.get("/api/events/<string:event>/jobs", summary="The last jobs", responses={200: answers.Jobs})
@needs("core.see_jobs")
def get_jobs(path: payloads.EventPath, query: JobsQuery) -> Response:
    mine = [name for name, kind in jobs.KINDS.items() if actor().may(kind.verb) and query.kind in (None, name)]
    with hall().db.read() as conn:
        found = jobs.newest(conn, path.event, mine)
    return jsonify(jobs=[jobs.job_row(row) for row in found])


@api.get("/api/events/<string:event>/jobs/<string:job>", summary="One job", responses={200: answers.JobAnswer})
@needs("core.see_jobs")
def get_job(path: JobPath) -> Response:
    return jsonify(jobs.job_row(require_job(path)))


@api.post("/api/events/<string:event>/jobs/<string:job>/stop", summary="Stop a job", responses={200: answers.JobAnswer})
@needs("core.see_jobs")
def post_job_stop(path: JobPath, body: payloads.Command) -> Response:
    row = require_job(path)
    if row["made_by"] != actor().key and not actor().may("core.manage_people"):
        raise Forbidden
    runner().stop(row)
    return jsonify(jobs.job_row(jobs.find(hall().db, path.event, path.job)))


@api.get("/api/events/<string:event>/jobs/<string:job>/file", summary="The file a job has made", responses=FILE)
@needs("core.see_jobs")
def get_job_file(path: JobPath) -> Response:
    from flask import request

    made = runner().file(require_job(path))
    kind = mimetypes.guess_type(made.name)[0] or "application/octet-stream"
    answer = send_file(made, request.environ, mimetype=kind, as_attachment=True, download_name=made.name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer  # type: ignore[return-value]
