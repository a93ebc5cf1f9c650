"""The one assembly point: configuration in, a Flask application with its database, feed and sockets out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from flask import Flask, Response, redirect, request
from flask_openapi3 import Info
from flask_openapi3.models import SecurityScheme
from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from ops import engine
from ops.bridge import (
    sockets as bridge_sockets,
    tasks as bridge_tasks,
)
from ops.checkin import (
    gate_queries,
    routes as checkin_routes,
)
from ops.config import Config
from ops.core import (
    clock_routes,
    jobs,
    journal,
    queries,
    replies,
    sockets,
    web,
)
from ops.core.answers import ErrorAnswer
from ops.core.api import DocumentedApp
from ops.core.db import Database, check_writable
from ops.core.files import StaticFiles
from ops.core.live import Live
from ops.core.reachable import require_reachable
from ops.core.socketio import SocketIO
from ops.core.work import Doorbell
from ops.errors import OpsError, StartError, Unknown
from ops.livestream import tasks as live_tasks
from ops.livestream.catalogue import queries as catalogue_queries
from ops.livestream.public import pages as public_pages
from ops.outputs import (
    tasks as outputs_tasks,
)
from ops.parts import DOMAINS, PAGES, ROUTES
from ops.spaces import (
    card_routes as space_card_routes,
    queries as space_queries,
    tasks as space_tasks,
)
from ops.stage import (
    tasks as stage_tasks,
)

SCHEMA = "0014"
FIRST_LOOK, GROWN = 64, 16
ROOT = Path(__file__).resolve().parents[1]


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
    hall.extra["post_name"] = post_name
    hall.extra["scans"] = checkin_routes.make_combiner(hall)
    hall.extra["jobs"] = jobs.Jobs(db, bell, config)
    hall.extra["stage"] = stage_tasks.Passing(hall)
    hall.extra["outputs"] = outputs_tasks.Outputs(hall)
    hall.extra["livestream"] = live_tasks.Ringing(hall)
    hall.extra["bridge"] = bridge_tasks.Bridge(hall)
    hall.extra["public"] = public_pages.make_front(hall)
    hall.extra["stamps"] = space_card_routes.make_combiner(hall)
    hall.extra["spaces"] = space_tasks.Opening(hall)
    register(app)
    coming = ("stage", "outputs", "livestream", "bridge", "spaces")
    hall.extra["clock_was_set"] = lambda: [hall.extra[name].wake.set() for name in coming]
    if config.test_clock:
        app.register_api(clock_routes.api)
    sio = make_sockets(app)
    hall.extra["sockets"] = sockets.Sockets(hall, sio)
    bridge_sockets.connect(hall, sio)
    app.wsgi_app = hall.extra["public"].before(app.wsgi_app)  # type: ignore[method-assign]
    if config.redis_url:
        from ops.core.doorbell import RedisBell  # its library takes 0.1 s that most servers never need

        hall.extra["redis"] = RedisBell(config.redis_url, hall.live, bell)
    return app, sio


def post_name(conn: Connection, event_id: str, post: str | None) -> str | None:
    """Where a device stands: a gate, a room, a booth or an area."""
    asks = (gate_queries.gate_name, catalogue_queries.room_name, space_queries.place_name)
    return next((name for ask in asks if (name := ask(conn, event_id, post))), None)


def start(app: Flask) -> None:
    """Begin to follow the journal and to talk."""
    hall: web.Hall = app.extensions["ops"]
    hall.live.watchers.append(keep_plans_good(hall.db))
    hall.live.start()
    engine.spawn(hall.db.keep_tidy, lambda: hall.live.closed)
    hall.extra["jobs"].recover()
    hall.extra["sockets"].start()
    hall.extra["stage"].start()
    hall.extra["outputs"].start()
    hall.extra["livestream"].start()
    hall.extra["bridge"].start()
    hall.extra["spaces"].start()
    if "redis" in hall.extra:
        hall.extra["redis"].start()


def keep_plans_good(db: Database) -> Callable[[str, list[journal.Line]], None]:
    """A watcher of the journal that has the database look at its sizes when an event has grown much."""
    looked: dict[str, int] = {}

    def watch(event_id: str, lines: list[journal.Line]) -> None:
        head = lines[-1].seq
        if head >= GROWN * looked.setdefault(event_id, FIRST_LOOK // GROWN):
            looked[event_id] = head
            if not db.sqlite:
                engine.spawn(db.look_at_sizes)

    return watch


def stop(app: Flask) -> None:
    """Say goodbye, finish the write under way, give the database back."""
    hall: web.Hall = app.extensions["ops"]
    hall.live.closed = True
    hall.live.wake.set()
    hall.extra["outputs"].keeper.close()
    hall.extra["sockets"].farewell()
    with hall.db.write_lock:
        hall.db.release()


def open_database(config: Config) -> Database:
    """The database, claimed, with the right schema and writable."""
    db = Database(config.database_url)
    require_reachable(db)
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


def make_flask(config: Config) -> DocumentedApp:
    """Flask with the documented API, error answers and headers."""
    app = DocumentedApp(
        "ops",
        info=Info(title="Ops", version="1", description="Operations of an event: see docs/api.md"),
        security_schemes={"token": SecurityScheme(type="http", scheme="bearer")},
        validation_error_callback=replies.validation_answer,
        validation_error_model=ErrorAnswer,
        template_folder=str(ROOT / "templates"),
        static_folder=None,
    )
    app.config["MAX_CONTENT_LENGTH"] = web.UPLOAD_LIMIT
    app.json = web.Json(app)
    app.json.sort_keys = False
    app.json.ensure_ascii = False
    app.before_request(web.guard)
    app.after_request(replies.finish)
    app.context_processor(web.template_words)
    app.register_error_handler(Unknown, send_to_sign_in)
    app.register_error_handler(OpsError, replies.error_answer)
    app.register_error_handler(HTTPException, replies.http_error)
    app.register_error_handler(Exception, replies.crash_answer)
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def send_to_sign_in(error: Unknown) -> Response:
    """People are led to the sign-in page, programs get 401."""
    if request.path.startswith(("/api/", "/openapi")) or request.method != "GET":
        return replies.error_answer(error)
    return cast(Response, redirect(f"/sign-in?next={request.path}"))


def register(app: DocumentedApp) -> None:
    """All routes; every view says what it needs."""
    for part in ROUTES:
        app.register_api(part.api)
    for shells in PAGES:
        app.register_blueprint(shells.pages)
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
