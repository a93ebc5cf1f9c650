"""What routes share: the hall of this process, who is asking, pages.

Every view names the verb it needs with `@needs("checkin.scan")`, or says `@open_to_all`; a view that says neither is
refused when the application is put together. The check runs before the body is even read.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from flask import current_app, g, render_template, request
from flask.json.provider import DefaultJSONProvider

from ops.config import Config
from ops.core import auth, words
from ops.core.db import Database
from ops.core.identity import Identities, shown_tokens
from ops.core.work import Doorbell
from ops.errors import Forbidden, NotFound, OpsError, Unknown

View = TypeVar("View", bound=Callable[..., Any])
BODY_LIMIT = 64 * 1024
UPLOAD_LIMIT = 1024 * 1024
JSON_TYPE = "application/json"
FILE_TYPE = "application/octet-stream"
FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass
class Hall:
    """What one process holds: configuration, database, doorbell, live feed, throttles."""

    config: Config
    db: Database
    bell: Doorbell
    epoch: str
    live: Any = None
    identities: Identities = field(default_factory=Identities)
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


def takes_form(view: View) -> View:
    """A view that machines ask, which also send forms or nothing at all. It is for holders of a token in the header
    alone: a form may cross origins without asking first."""
    view.takes_form = True  # type: ignore[attr-defined]
    return view


def guard() -> None:
    """Before every request: size, content type and origin of a POST, then identity and right."""
    g.started = time.perf_counter()
    view = current_app.view_functions.get(request.endpoint or "")
    verb = getattr(view, "verb", None)
    if request.method == "POST":
        takes = getattr(view, "takes", JSON_TYPE)
        if getattr(view, "takes_form", False) and (request.mimetype == FORM_TYPE or not request.mimetype):
            takes = request.mimetype
        check_post(getattr(view, "body_limit", BODY_LIMIT), takes)
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


def actor() -> auth.Actor:
    """Who is asking; only in views that need somebody."""
    return cast(auth.Actor, g.actor)


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
