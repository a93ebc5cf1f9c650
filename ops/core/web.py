"""What routes share: the hall of this process, who is asking, errors to answers, headers, pages.

Every view names the verb it needs with `@needs("checkin.scan")`, or says `@open_to_all`; a view that says neither is
refused when the application is put together. The check runs before the body is even read.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from flask import Response, current_app, g, jsonify, make_response, render_template, request
from flask.json.provider import DefaultJSONProvider
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from ops.config import Config
from ops.core import auth, clock, words
from ops.core.db import Database
from ops.core.work import Doorbell
from ops.errors import Busy, Forbidden, NotFound, OpsError, TooMany, Unknown

View = TypeVar("View", bound=Callable[..., Any])
BODY_LIMIT = 64 * 1024
UPLOAD_LIMIT = 1024 * 1024
JSON_TYPE = "application/json"
FILE_TYPE = "application/octet-stream"
CSP = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; font-src 'self'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self' ws: wss:; worker-src 'self'; "
    "manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
}


@dataclass
class Hall:
    """What one process holds: configuration, database, doorbell, live feed, throttles."""

    config: Config
    db: Database
    bell: Doorbell
    epoch: str
    live: Any = None
    identities: Identities = field(default_factory=lambda: Identities())
    extra: dict[str, Any] = field(default_factory=dict)


def hall() -> Hall:
    """The hall of the application that serves this request."""
    return cast(Hall, current_app.extensions["ops"])


def needs(verb: str, *, even_revoked: bool = False) -> Callable[[View], View]:
    """Declare the verb a view needs; `even_revoked` lets a revoked device through to hand in its queue."""
    if verb not in auth.VERBS:
        raise AssertionError(f"unknown verb {verb}")

    def mark(view: View) -> View:
        view.verb, view.even_revoked = verb, even_revoked  # type: ignore[attr-defined]
        return view

    return mark


def open_to_all(view: View) -> View:
    """Declare that a view asks for nobody."""
    view.verb, view.even_revoked = None, True  # type: ignore[attr-defined]
    return view


def needs_somebody(view: View) -> View:
    """Declare that a view needs an identity, but no right in an event."""
    view.verb, view.even_revoked = "", True  # type: ignore[attr-defined]
    return view


def limit_upload(size: int) -> Callable[[View], View]:
    """Allow a view a larger body than the usual 64 kB."""

    def mark(view: View) -> View:
        view.body_limit = size  # type: ignore[attr-defined]
        return view

    return mark


def takes_file(size: int) -> Callable[[View], View]:
    """A view that takes the bytes of a file as its body (`application/octet-stream`), up to a size."""

    def mark(view: View) -> View:
        view.takes, view.body_limit = FILE_TYPE, size  # type: ignore[attr-defined]
        return view

    return mark


def guard() -> None:
    """Before every request: size, content type and origin of a POST, then identity and right."""
    g.started = time.perf_counter()
    view = current_app.view_functions.get(request.endpoint or "")
    verb = getattr(view, "verb", None)
    if request.method == "POST":
        check_post(getattr(view, "body_limit", BODY_LIMIT), getattr(view, "takes", JSON_TYPE))
    if any("\0" in str(value) for value in (request.view_args or {}).values()):
        raise NotFound
    if view is None or verb is None:
        return
    g.actor = require_actor(verb, getattr(view, "even_revoked", False))


class Json(DefaultJSONProvider):
    """Flask's JSON, for which a body nested deeper than the stack is simply not JSON."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        try:
            return super().loads(s, **kwargs)
        except RecursionError as error:
            raise ValueError("nested too deep") from error


def check_post(limit: int, takes: str = JSON_TYPE) -> None:
    """Refuse what no page of ours would send. Neither type may cross origins without asking first."""
    if (request.content_length or 0) > limit:
        raise OpsError("too_large", status=413, limit_kb=limit // 1024)
    request.max_content_length = limit
    if request.mimetype != takes:
        raise OpsError("not_json" if takes == JSON_TYPE else "not_a_file", status=415)
    origin = request.headers.get("Origin")
    if origin is not None and origin.split("://", 1)[-1] != request.host:
        raise Forbidden("foreign_origin")
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden("foreign_origin")


def require_actor(verb: str, even_revoked: bool) -> auth.Actor:
    """The actor of this request with the right to `verb` in the event of its path."""
    event_id = (request.view_args or {}).get("event")
    actor = hall().identities.find(hall().db, shown_tokens(), event_id)
    if actor is None:
        raise Unknown
    if actor.revoked_at is not None and even_revoked and event_id in (None, actor.event_id):
        return actor
    if not verb:
        return actor
    return auth.require(actor, verb, event_id)


def find_somebody() -> auth.Actor | None:
    """Who shows a live token, if anybody; for pages that are open to all."""
    return hall().identities.find(hall().db, shown_tokens(), None)


class Identities:
    """Who a token belongs to, remembered for a moment: a tablet that scans need not be looked up for each scan.

    This process forgets everything when rights change here; another process hears of it within `KEPT_MS`.
    """

    KEPT_MS = 1_000
    AT_MOST = 5_000

    def __init__(self) -> None:
        self._known: dict[tuple[str, str | None], tuple[int, auth.Actor]] = {}

    def find(self, db: Database, shown: list[str], event_id: str | None) -> auth.Actor | None:
        """The actor of the first token that is alive."""
        now = clock.now()
        for token in shown:
            kept = self._known.get((token, event_id))
            if kept and now <= kept[0] <= now + self.KEPT_MS:
                return kept[1]
        return self._look_up(db, shown, event_id, now) if shown else None

    def _look_up(self, db: Database, shown: list[str], event_id: str | None, now: int) -> auth.Actor | None:
        if len(self._known) > self.AT_MOST:
            self.forget()
        with db.glance() as conn:
            for token in shown:
                actor = auth.find_actor(conn, token, event_id)
                if actor is not None:
                    self._known[token, event_id] = (now + self.KEPT_MS, actor)
                    return actor
        return None

    def forget(self) -> None:
        """Rights have changed."""
        self._known.clear()


def shown_tokens() -> list[str]:
    """Tokens in the order in which they speak: the header alone, or the cookies as `Ops-As` says."""
    header = request.headers.get("Authorization", "")
    if header:
        return [header[7:]] if header[:7].lower() == "bearer " else []
    return cookies_for(request.headers.get("Ops-As"), request.cookies)


def cookies_for(named: str | None, cookies: Any) -> list[str]:
    """The tokens in a browser's cookies; `named` is staff, device or nothing (then staff speaks first)."""
    order = {"staff": ("ops_staff",), "device": ("ops_device",)}.get(named or "", ("ops_staff", "ops_device"))
    return [cookies[name] for name in order if cookies.get(name)]


def actor() -> auth.Actor:
    """Who is asking; only in views that need somebody."""
    return cast(auth.Actor, g.actor)


# ---------- answers ----------


def error_answer(error: OpsError) -> Response:
    """JSON for the API, a page for people; the words in the asked language."""
    body = {"code": error.code, "message": words.say(lang(), f"error.{error.code}", **error.facts)}
    if error.fields:
        body["fields"] = cast(Any, error.fields)
    if request.path.startswith(("/api/", "/socket.io")) or request.method != "GET":
        answer = jsonify(error=body)
    else:
        answer = make_response(page_error(error.code, body["message"]))
    answer.status_code = error.status
    if isinstance(error, Busy | TooMany):
        answer.headers["Retry-After"] = str(error.retry_s)
    return answer


def page_error(code: str, message: str) -> str:
    """The page a person sees when something does not work."""
    return render_template("core/error.html", code=code, message=message, event=None, actor=None, page="error")


def http_error(error: HTTPException) -> Response:
    """Errors of Flask itself (404, 405, 400 ...) in our shape; an answer made by a validator passes through."""
    if error.response is not None:
        return cast(Response, error.response)
    codes = {404: "not_found", 405: "wrong_method", 413: "too_large", 415: "not_json"}
    refusal = OpsError(codes.get(error.code or 400, "bad_request"), status=error.code, limit_kb=BODY_LIMIT // 1024)
    answer = error_answer(refusal)
    if getattr(error, "valid_methods", None):
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))  # type: ignore[attr-defined]
    return answer


def crash_answer(error: Exception) -> Response:
    """A mistake of the program: said plainly, with a number that stands in the log as well; nothing was stored."""
    number = secrets.token_hex(4)
    current_app.logger.error("failure %s in %s %s", number, request.method, request.url_rule, exc_info=error)
    return error_answer(OpsError("our_fault", status=500, number=number))


def validation_answer(error: ValidationError) -> Response:
    """422 with every field that does not fit."""
    fields = {".".join(str(part) for part in one["loc"]) or "body": one["msg"] for one in error.errors()[:20]}
    return error_answer(OpsError("invalid", status=422, fields=fields))


def finish(response: Response) -> Response:
    """Headers of every answer, errors and pages included."""
    response.headers.extend(HEADERS)  # no view sets one of these
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if response.status_code >= 400 or not request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def etag_answer(body: bytes, tag: str, packed: bytes | None = None, **headers: str) -> Response:
    """JSON with an ETag, 304 when the asker has it, gzip when the asker takes it."""
    if request.if_none_match.contains(tag):
        answer = Response(status=304)
    else:
        answer = Response(body, mimetype="application/json")
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            answer.set_data(packed or gzip.compress(body, 5))
            answer.headers["Content-Encoding"] = "gzip"
    answer.headers.update(
        {"ETag": f'"{tag}"', "Vary": "Accept-Encoding", "Cache-Control": "private, no-cache", **headers}
    )
    return answer


# ---------- language, pages ----------


def lang() -> str:
    """vi or en: the cookie of this device, else Vietnamese."""
    return "en" if request.cookies.get("ops_lang") == "en" else "vi"


def theme() -> str:
    """light or stage: the cookie of this device, else light."""
    return "stage" if request.cookies.get("ops_theme") == "stage" else "light"


def page(template: str, **facts: Any) -> str:
    """Render a page; every template gets language, theme, event, actor and the versioned static path."""
    facts.setdefault("event", None)
    facts.setdefault("actor", None)
    return render_template(template, page=template.split("/")[-1].removesuffix(".html"), **facts)


def template_words() -> dict[str, Any]:
    """Names that every template may use."""
    chosen = lang()
    return {
        "lang": chosen,
        "theme": theme(),
        "t": functools.partial(words.say, chosen),
        "static": hall().extra["static"].url,
        "build": hall().extra["static"].build,
    }


def base_url() -> str:
    """Where people reach this server; printed in codes and links."""
    return hall().config.base_url or request.host_url.rstrip("/")


def command_answer(line: dict[str, Any]) -> Response:
    """The answer to a command: the journal line, see docs/api.md section 4."""
    return jsonify(line)


# ---------- throttles ----------


class Throttle:
    """Tries per key: `free` tries, then a wait that doubles from `wait_s`; a success forgets. One per process."""

    def __init__(self, free: int, wait_s: int, longest_s: int = 900) -> None:
        self.free, self.wait_s, self.longest_s = free, wait_s, longest_s
        self._tries: dict[str, tuple[int, int]] = {}

    def check(self, key: str) -> None:
        """Raise TooMany while the key has to wait."""
        _, until = self._tries.get(key, (0, 0))
        wait = until - clock.now()
        if wait > 0:
            raise TooMany(max(1, -(-wait // 1000)))

    def failed(self, key: str) -> None:
        """Count a failure and set the next wait."""
        if len(self._tries) > 10_000:
            self._tries.clear()
        tries = self._tries.get(key, (0, 0))[0] + 1
        over = tries - self.free
        wait_s = min(self.longest_s, self.wait_s * 2**over) if over >= 0 else 0
        self._tries[key] = (tries, clock.now() + wait_s * 1000)

    def forget_all(self) -> None:
        """Start afresh."""
        self._tries.clear()

    def succeeded(self, key: str) -> None:
        """Forget the failures of a key."""
        self._tries.pop(key, None)


def short_hash(data: bytes) -> str:
    """A name for a content: the first 16 hex digits of its SHA-256."""
    return hashlib.sha256(data).hexdigest()[:16]


_TO_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def to_json(value: object) -> bytes:
    """Compact UTF-8 JSON."""
    return _TO_JSON(value).encode()
