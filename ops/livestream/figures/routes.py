"""HTTP of numbers: say them, prove them, bring exports in, read them, take them out."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Response, jsonify, request

from ops import engine
from ops.core import clock, commands, jobs, queries as core_queries
from ops.core.api import Api, later
from ops.core.payloads import EventPath
from ops.core.web import actor, hall, lang, needs, takes_file
from ops.errors import Busy, NotFound
from ops.livestream.fact_queries import offset_of
from ops.livestream.figures import actions, child, files, payloads, queries

answers = later("ops.livestream.figures.answers")
api = Api("live numbers", __name__, "Numbers of livestreams: figures, evidence, exports of platforms, totals")
IN_EVENT = "/api/events/<string:event>/live"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE: Any = {200: {"description": "the file", "content": {EXCEL: {}}}}
CSV_FILE: Any = {200: {"description": "the file", "content": {"text/csv": {}}}}
PHOTO: Any = {200: {"description": "the photo", "content": {"image/jpeg": {}}}}
AT_ONCE = 3
_reading: list[str] = []


@api.command("live/figures", "Say numbers of a slot, or that nobody has them yet", "live.numbers")
def post_figures(path: EventPath, body: payloads.NewFigures) -> Response:
    return commands.command(path.event, body.ref, actions.tell, body, actor())


@api.command("live/public", "What the public programme says beside the slots", "live.plan")
def post_public(path: EventPath, body: payloads.ChangePublic) -> Response:
    return commands.command(path.event, body.ref, actions.change_public, body)


@api.get(f"{IN_EVENT}/public", summary="Those words", responses={200: answers.PublicAnswer})
@needs("live.see_numbers")
def get_public(path: EventPath) -> Response:
    with hall().db.read() as conn:
        return jsonify(queries.public_words(conn, path.event))


# ---------- reading ----------


@api.get(f"{IN_EVENT}/numbers", summary="Numbers of every slot, and totals", responses={200: answers.NumbersAnswer})
@needs("live.see_numbers")
def get_numbers(path: EventPath) -> Response:
    with hall().db.read() as conn:
        return jsonify(queries.numbers(conn, path.event, clock.now()))


@api.get(f"{IN_EVENT}/numbers.xlsx", summary="Numbers as xlsx", responses=FILE)
@needs("live.see_numbers")
def get_excel(path: EventPath) -> Response:
    lines = _lines(path.event)
    return _file(engine.run_blocking(files.excel_file, lines), path.event, "xlsx", EXCEL)


@api.get(f"{IN_EVENT}/numbers.csv", summary="Numbers as csv", responses=CSV_FILE)
@needs("live.see_numbers")
def get_csv(path: EventPath) -> Response:
    return _file(files.csv_file(_lines(path.event)), path.event, "csv", "text/csv")


def _lines(event_id: str) -> files.Table:
    with hall().db.read() as conn:
        found = queries.numbers(conn, event_id, clock.now())
        zone = (core_queries.find_event(conn, event_id) or {})["zone"]
    return files.table(found, zone, lang())


def _file(data: bytes, event_id: str, kind: str, mimetype: str) -> Response:
    answer = Response(data, mimetype=mimetype)
    day = (clock.iso(clock.now()) or "")[:10]
    answer.headers["Content-Disposition"] = f'attachment; filename="so-lieu-live-{event_id}-{day}.{kind}"'
    return answer


@api.get(f"{IN_EVENT}/numbers/<string:slot>", summary="All ever said of a slot", responses={200: answers.HistoryAnswer})
@needs("live.see_numbers")
def get_history(path: payloads.FiguresPath) -> Response:
    with hall().db.read() as conn:
        if not queries.slots(conn, path.event, path.slot):
            raise NotFound
        return jsonify(figures=queries.history(conn, path.event, path.slot))


# ---------- evidence ----------


@api.command("live/files", "Send a photo as evidence: JPEG, PNG, WebP", "live.numbers")
@takes_file(child.PHOTO_LIMIT)
def post_photo(path: EventPath, query: payloads.SendFile) -> Response:
    file = keep_photo(path.event, request.get_data(cache=False), query.name)
    return commands.command(path.event, query.ref, actions.keep_file, "photo", file)


def keep_photo(event_id: str, data: bytes, name: str) -> jobs.Row:
    """A photo made small and without what it says of its maker, in the folder: `{hash, came_as, name, size}`."""
    made = _worked(data, "photo", {}, _small_photo)
    return _stored(event_id, made, hashlib.sha256(data).hexdigest(), name)


def _small_photo(folder: Path, said: jobs.Row) -> bytes:
    return (folder / child.PHOTO).read_bytes()


@api.get(f"{IN_EVENT}/files/<string:hash>", summary="A photo that proves numbers", responses=PHOTO)
@needs("live.see_numbers")
def get_photo(path: payloads.FilePath) -> Response:
    with hall().db.read() as conn:
        found = queries.find_file(conn, path.event, path.hash)
    if found is None or not (folder(path.event) / found["hash"]).is_file():
        raise NotFound
    photo = found["kind"] == "photo"
    answer = Response(
        (folder(path.event) / found["hash"]).read_bytes(),
        mimetype="image/jpeg" if photo else "application/octet-stream",
    )
    answer.headers["Cache-Control"] = "private, max-age=86400, immutable"
    name = f"{found['hash'][:12]}.jpg" if photo else f"{found['hash'][:12]}.export"
    answer.headers["Content-Disposition"] = f'{"inline" if photo else "attachment"}; filename="{name}"'
    return answer


def folder(event_id: str) -> Path:
    """Where photos and exports of an event lie, each under the SHA-256 of its bytes; the purge takes it away."""
    made = hall().config.data / "figures" / event_id
    made.mkdir(mode=0o700, parents=True, exist_ok=True)
    return made


def _stored(event_id: str, data: bytes, came_as: str, name: str) -> jobs.Row:
    """The bytes in the folder, whole or not at all; what is there already stays."""
    file = hashlib.sha256(data).hexdigest()
    place = folder(event_id) / file
    if not place.exists():
        half = place.with_suffix(f".{os.getpid()}.half")
        half.write_bytes(data)
        half.replace(place)
    return {"hash": file, "came_as": came_as, "name": name, "size": len(data)}


# ---------- exports ----------


@api.post(
    f"{IN_EVENT}/exports/look",
    summary="What an export of a platform (xlsx or csv) says, and of which slots; nothing changes yet",
    responses={200: answers.FiguresLookAnswer},
)
@needs("live.plan")
@takes_file(child.EXPORT_LIMIT)
def post_look(path: EventPath, query: payloads.FiguresLook) -> Response:
    said, data = _read(path.event, query)
    file = hashlib.sha256(data).hexdigest()
    export = child.read_again({name: value for name, value in said.items() if name != "platform"})
    with hall().db.read() as conn:
        rows = actions.compare(conn, path.event, export, said["platform"], query.channel, file)
        slots = queries.slots(conn, path.event)
        brought = queries.find_file(conn, path.event, file)
    lives = [row | {name: said["lives"][row["n"]][name] for name in ("about", "values", "faults")} for row in rows]
    shown = ("id", "title", "channel", "channel_name", "platform", "starts", "actual_start", "state")
    return jsonify(
        hash=file,
        platform=said["platform"],
        lang=said["lang"],
        sheet=said["sheet"],
        columns=said["columns"],
        rows=lives,
        left=said["left"],
        known=brought is not None,
        slots=[{name: one[name] for name in shown} for one in slots if one["platform"] == said["platform"]],
    )


@api.command("live/exports", "Take an export of a platform in: appended, once", "live.plan")
@takes_file(child.EXPORT_LIMIT)
def post_import(path: EventPath, query: payloads.FiguresIn) -> Response:
    said, data = _read(path.event, query)
    export = child.read_again({name: value for name, value in said.items() if name != "platform"})
    file = _stored(path.event, data, hashlib.sha256(data).hexdigest(), query.name)
    return commands.command(path.event, query.ref, actions.bring_in, query, export, said["platform"], file)


def _read(event_id: str, query: payloads.FiguresLook) -> tuple[jobs.Row, bytes]:
    """The lives of the file that was sent, read by a child, and its bytes."""
    data = request.get_data(cache=False)
    platforms = ("tiktok", "shopee", "lazada", "facebook", "youtube", "other")
    with hall().db.read() as conn:
        event = core_queries.find_event(conn, event_id)
        if event is None:
            raise NotFound
        kept = {platform: queries.mapping(conn, event_id, platform) for platform in platforms}
    asked = {"platform": query.platform or "", "name": query.name, "kept": kept, "chosen": query.chosen_columns()}
    said: jobs.Row = _worked(
        data, "export", asked | {"offset_min": offset_of(event, clock.now())}, lambda folder, said: said
    )
    return said, data


def _worked(data: bytes, what: str, facts: jobs.Row, then: Callable[[Path, jobs.Row], Any]) -> Any:
    """What a child makes of the bytes; some at once, for each takes a processor."""
    if len(_reading) >= AT_ONCE:
        raise Busy
    _reading.append(what)
    try:
        with tempfile.TemporaryDirectory(prefix="ops-figures-") as made:
            engine.run_blocking((Path(made) / child.SOURCE).write_bytes, data)
            return then(Path(made), jobs.at_once(f"ops.livestream.figures.child:{what}", Path(made), facts))
    finally:
        _reading.pop()
