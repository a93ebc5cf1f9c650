"""Pages of the frame: shells that fetch their data, plus files that every page needs."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from ops.core import auth, queries, replies, web, words
from ops.core.payloads import event_row
from ops.core.web import actor, hall, needs, needs_somebody, open_to_all
from ops.errors import NotFound

pages = Blueprint("pages", __name__)
HOMES = {
    "kiosk": "/kiosk", "wall": "/welcome", "mc": "/mc", "crew": "/crew", "stage_manager": "/intro", "booth": "/booth",
}  # fmt: skip
"""Where a device of a role begins; others at the desk."""
_WALL = ("timer", "studio", "backstage", "timeline", "prompter")
SCREENS = {
    "mc": ("mc", "intro", *_WALL),
    "stage_manager": ("intro", "mc", *_WALL, "crew"),
    "crew": ("crew", *_WALL),
    "booth": ("booth", "space"),
    "wall": ("welcome", "live-wall", *_WALL),
}
"""Where else it may begin, once that screen was chosen on it (static/js/stage/screens.js holds the same list)."""


def shown_actor(person: auth.Actor | None) -> dict[str, Any] | None:
    """Who is signed in, for a template."""
    return {"kind": person.kind, "name": person.name, "roles": sorted(person.roles)} if person else None


def page_in_event(template: str, event_id: str, **facts: Any) -> str:
    """A page of one event, with what else its template says."""
    with hall().db.read() as conn:
        row = queries.find_event(conn, event_id)
    if row is None:
        raise NotFound
    return web.page(template, event=event_row(row), actor=shown_actor(actor()), **facts)


def first_page(role: str) -> str:
    """Where a device begins: at the screen that was chosen on it, if its role has that one."""
    chosen = request.cookies.get("ops_screen", "")
    return f"/{chosen}" if chosen in SCREENS.get(role, ()) else HOMES.get(role, "/desk")


@pages.get("/")
@open_to_all
def page_home() -> BaseResponse | str:
    person = web.find_somebody()
    if person is None:
        return redirect("/sign-in")
    if person.kind == "device":
        return redirect(first_page(next(iter(person.roles), "")))
    if person.kind == "site":
        return redirect("/bridge")
    return web.page("core/home.html", actor=shown_actor(person))


@pages.get("/sign-in")
@open_to_all
def page_sign_in() -> str:
    return web.page("core/sign_in.html")


@pages.get("/e/<string:event>/")
@needs("core.see_event")
def page_event(event: str) -> str:
    return page_in_event("core/event.html", event)


@pages.get("/e/<string:event>/devices")
@needs("core.manage_devices")
def page_devices(event: str) -> str:
    return page_in_event("core/devices.html", event)


@pages.get("/e/<string:event>/people")
@needs("core.manage_people")
def page_people(event: str) -> str:
    return page_in_event("core/people.html", event)


@pages.get("/pair")
@pages.get("/pair/<string:code>")
@pages.get("/PAIR/<string:code>")
@open_to_all
def page_pair(code: str = "") -> str:
    return web.page("core/pair.html", code=code, actor=shown_actor(web.find_somebody()))


@pages.get("/this-device")
@needs_somebody
def page_this_device() -> str:
    return web.page("core/pair.html", code="", actor=shown_actor(actor()))


@pages.get("/healthz")
@open_to_all
def get_health() -> Response:
    if hall().live.closed:
        return make_response("going down\n", 503)
    with hall().db.read() as conn:
        queries.epoch(conn)
    return make_response("ok\n", 200)


# ---------- the private certificate authority ----------


@pages.get("/install")
@open_to_all
def page_install() -> str:
    """How a tablet comes to trust this server; plain HTTP is fine here, the fingerprint is compared by eye."""
    from ops import tls  # a tenth of a second of imports that only this page needs

    paths = tls.data_paths(hall().config.data)
    if not paths.root_cert.exists():
        raise NotFound
    url = f"{request.host_url.rstrip('/')}/install/ca.crt"
    facts = tls.install_facts(paths)
    return web.page("core/install.html", ca_url=url, qr_svg=tls.qr_svg(url), fingerprint=facts.fingerprint)


@pages.get("/install/ca.crt")
@open_to_all
def get_root_certificate() -> Response:
    from ops import tls

    paths = tls.data_paths(hall().config.data)
    if not paths.root_cert.exists():
        raise NotFound
    return Response(tls.root_file(paths), mimetype="application/x-x509-ca-cert")


# ---------- files ----------


@pages.get("/static/<string:build>/<path:name>")
@open_to_all
def get_static(build: str, name: str) -> Response:
    answer: Response = hall().extra["static"].answer(build, name)
    return answer


@pages.get("/sw.js")
@open_to_all
def get_service_worker() -> Response:
    files = hall().extra["static"]
    answer: Response = files.respond(f"{files.build}/sw.js", files.service_worker(), "no-cache")
    answer.headers["Service-Worker-Allowed"] = "/"
    return answer


@pages.get("/manifest.webmanifest")
@open_to_all
def get_manifest() -> Response:
    files = hall().extra["static"]
    text = files.files["manifest.webmanifest"].decode().replace("__STATIC__", f"/static/{files.build}")
    return Response(text, mimetype="application/manifest+json", headers={"Cache-Control": "no-cache"})


@pages.get("/favicon.ico")
@open_to_all
def get_icon() -> BaseResponse:
    return redirect(hall().extra["static"].url("icons/icon.svg"))


@pages.get("/i18n/<string:language>.json")
@open_to_all
def get_words(language: str) -> Response:
    if language not in words.LANGS:
        raise NotFound
    body = json.dumps(words.catalogue(language), ensure_ascii=False, sort_keys=True).encode()
    return replies.etag_answer(body, replies.short_hash(body))
