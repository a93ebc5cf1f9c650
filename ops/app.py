"""The one assembly point: configuration in, a Flask application with its database, feed and sockets out."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from flask import Flask, Response, redirect, request
from flask_openapi3 import Info, OpenAPI
from flask_openapi3.models import SecurityScheme
from flask_socketio import SocketIO
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from ops import engine
from ops.checkin import (
    changes as checkin_changes,
    pages as checkin_pages,
    payloads as checkin_payloads,
    queries as checkin_queries,
    routes as checkin_routes,
)
from ops.config import Config
from ops.core import changes, journal, pages, payloads, queries, routes, sockets, web
from ops.core.answers import ErrorAnswer
from ops.core.db import Database, check_writable
from ops.core.doorbell import RedisBell
from ops.core.files import StaticFiles
from ops.core.live import Domain, Live
from ops.core.work import Doorbell
from ops.errors import OpsError, StartError, Unknown

SCHEMA = "0001"
ROOT = Path(__file__).resolve().parents[1]


def kinds_of(table: dict[str, tuple[set[str], set[str]]]) -> dict[str, journal.Kind]:
    """A domain's register as values."""
    return {name: journal.Kind(frozenset(touches), frozenset(heard)) for name, (touches, heard) in table.items()}


DOMAINS = (
    Domain("core", kinds_of(changes.KINDS), changes.ENTITIES, queries.read, payloads.shown),
    Domain(
        "checkin",
        kinds_of(checkin_changes.KINDS),
        checkin_changes.ENTITIES,
        checkin_queries.read,
        checkin_payloads.shown,
    ),
)
for _domain in DOMAINS:
    journal.KINDS.update(_domain.kinds)
queries.missing_of[:] = [checkin_queries.missing]
queries.named_by_device[:] = [checkin_queries.rows_naming_device]


def create_app(config: Config) -> tuple[Flask, SocketIO]:
    """An application that is ready to serve. Raises StartError when the database cannot be used."""
    db = open_database(config)
    with db.read() as conn:
        epoch = queries.epoch(conn)
    bell = Doorbell()
    hall = web.Hall(config, db, bell, epoch)
    hall.live = Live(db, epoch, DOMAINS, queries.actor_name)
    bell.ring = hall.live.ring
    app = make_flask(config)
    app.extensions["ops"] = hall
    hall.extra["static"] = StaticFiles()
    hall.extra["post_name"] = checkin_queries.gate_name
    hall.extra["scans"] = checkin_routes.make_combiner(hall)
    register(app)
    sio = make_sockets(app)
    hall.extra["sockets"] = sockets.Sockets(hall, sio)
    if config.redis_url:
        hall.extra["redis"] = RedisBell(config.redis_url, hall.live, bell)
    return app, sio


def start(app: Flask) -> None:
    """Begin to follow the journal and to talk."""
    hall: web.Hall = app.extensions["ops"]
    hall.live.start()
    hall.extra["sockets"].start()
    if "redis" in hall.extra:
        hall.extra["redis"].start()


def stop(app: Flask) -> None:
    """Say goodbye, finish the write under way, give the database back."""
    hall: web.Hall = app.extensions["ops"]
    hall.live.closed = True
    hall.live.wake.set()
    hall.extra["sockets"].farewell()
    with hall.db.write_lock:
        hall.db.release()


def open_database(config: Config) -> Database:
    """The database, claimed, with the right schema and writable."""
    db = Database(config.database_url)
    db.claim()
    try:
        with db.read() as conn:
            version = conn.execute(text("SELECT version_num FROM alembic_version")).scalar()
            ready = conn.execute(text("SELECT count(*) FROM installation")).scalar()
    except (DBAPIError, OpsError) as error:
        db.release()
        raise StartError(f"Chưa có cơ sở dữ liệu dùng được ở {db.url.render_as_string()}. Chạy: ops migrate") from error
    if version != SCHEMA or not ready:
        db.release()
        raise StartError(f"Cơ sở dữ liệu ở phiên bản {version}, chương trình cần {SCHEMA}. Chạy: ops migrate")
    try:
        check_writable(db)
    except StartError:
        db.release()
        raise
    return db


def make_flask(config: Config) -> OpenAPI:
    """Flask with the documented API, error answers and headers."""
    app = OpenAPI(
        "ops",
        info=Info(title="Ops", version="1", description="Operations of an event: see docs/api.md"),
        security_schemes={"token": SecurityScheme(type="http", scheme="bearer")},
        doc_ui=True,
        validation_error_callback=web.validation_answer,
        validation_error_model=ErrorAnswer,
        template_folder=str(ROOT / "templates"),
        static_folder=None,
    )
    app.config["MAX_CONTENT_LENGTH"] = web.UPLOAD_LIMIT
    app.json = web.Json(app)
    app.json.sort_keys = False
    app.json.ensure_ascii = False
    app.before_request(web.guard)
    app.after_request(web.finish)
    app.context_processor(web.template_words)
    app.register_error_handler(Unknown, send_to_sign_in)
    app.register_error_handler(OpsError, web.error_answer)
    app.register_error_handler(HTTPException, web.http_error)
    app.register_error_handler(Exception, web.crash_answer)
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def send_to_sign_in(error: Unknown) -> Response:
    """People are led to the sign-in page, programs get 401."""
    if request.path.startswith(("/api/", "/openapi")) or request.method != "GET":
        return web.error_answer(error)
    return cast(Response, redirect(f"/sign-in?next={request.path}"))


def register(app: OpenAPI) -> None:
    """All routes; every view says what it needs."""
    app.register_api(routes.api)
    app.register_api(checkin_routes.api)
    app.register_blueprint(pages.pages)
    app.register_blueprint(checkin_pages.pages)
    for name, view in app.view_functions.items():
        if not hasattr(view, "verb") and not name.startswith("openapi"):
            raise AssertionError(f"{name} does not say whom it serves")


def make_sockets(app: Flask) -> SocketIO:
    """Socket.IO with the engine named, same origin only, small frames; deflate is never negotiated (memory)."""
    sio = SocketIO(
        app,
        async_mode=engine.MODE,
        cors_allowed_origins=None,
        max_http_buffer_size=sockets.FRAME_LIMIT,
        ping_interval=sockets.PING_EVERY_S,
        ping_timeout=sockets.PING_WAIT_S,
        http_compression=False,
        async_handlers=False,
        transports=["websocket"],
    )
    inner = app.wsgi_app

    def without_deflate(environ: dict[str, object], start_response: object) -> object:
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        return inner(environ, start_response)  # type: ignore[arg-type]

    app.wsgi_app = without_deflate  # type: ignore[assignment, method-assign]
    return sio


class InstallOnly:
    """Plain HTTP for tablets that do not trust us yet: the install page and the certificate, nothing else."""

    OPEN = ("/install", "/static/", "/i18n/")

    def __init__(self, app: Flask) -> None:
        self.app = app

    def __call__(self, environ: dict[str, object], start_response: object) -> object:
        if str(environ["PATH_INFO"]).startswith(self.OPEN):
            return self.app(environ, start_response)  # type: ignore[arg-type]
        start_response("302 Found", [("Location", "/install"), ("Content-Length", "0")])  # type: ignore[operator]
        return []
