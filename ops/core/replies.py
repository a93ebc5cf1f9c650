"""What goes out: JSON, errors in words, headers."""

from __future__ import annotations

import gzip
import hashlib
import json
import secrets
from typing import Any, cast

from flask import Response, current_app, jsonify, make_response, render_template, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from ops.core import words
from ops.core.web import BODY_LIMIT, lang
from ops.errors import Busy, OpsError, TooMany

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
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=()",
}


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


def short_hash(data: bytes) -> str:
    """A name for a content: the first 16 hex digits of its SHA-256."""
    return hashlib.sha256(data).hexdigest()[:16]


_TO_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def to_json(value: object) -> bytes:
    """Compact UTF-8 JSON."""
    return _TO_JSON(value).encode()
