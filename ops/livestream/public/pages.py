"""Pages of the public programme: readable without JavaScript, without a cookie, answered from what was made last."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request

from ops.core import clock, journal, replies, web, words
from ops.core.web import hall, open_to_all
from ops.core.when import clock_words, day_words
from ops.errors import NotFound
from ops.livestream.public import queries
from ops.livestream.public.calendar import calendar
from ops.livestream.public.front import CACHE, Front

pages = Blueprint("live_public_pages", __name__)
Row = dict[str, Any]
OF = {"booth": "room", "host": "host", "channel": "channel", "slot": "id"}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
ICAL = "text/calendar; charset=utf-8"
HTML = "text/html; charset=utf-8"


def make_front(one: web.Hall) -> Front:
    """The ready pages of this process."""

    def head(event_id: str) -> int:
        with one.db.glance() as conn:
            return journal.head(conn, event_id)

    return Front(head, clock.now, replies.HEADERS)


@pages.get("/live-wall")
@open_to_all
def page_wall() -> Response:
    """Who is on air and who comes next, for screens in the mall: one shell, kept by the service worker."""
    return make_response(web.page("livestream/wall.html"))


@pages.get("/p/<string:event>")
@open_to_all
def page_programme(event: str) -> Response:
    return _page(event, "en" if request.args.get("lang") == "en" else "vi")


@pages.get("/p/<string:event>/en")
@open_to_all
def page_programme_en(event: str) -> Response:
    return _page(event, "en")


@pages.get("/p/<string:event>.json")
@open_to_all
def get_programme(event: str) -> Response:
    return _answer((event, "json"), lambda found, now: _plain(event, found, now))


@pages.get("/p/<string:event>.ics")
@open_to_all
def get_calendar(event: str) -> Response:
    return _answer((event, "ics"), lambda found, now: (_calendar(found, found["slots"]), ICAL, now + clock.HOUR))


@pages.get("/p/<string:event>/<string:kind>/<string:one>.ics")
@open_to_all
def get_own_calendar(event: str, kind: str, one: str) -> Response:
    """The slots of one booth or room, of one host, of one channel, of one day; or a single slot."""
    if kind not in OF and kind != "day":
        raise NotFound

    def make(found: Row, now: int) -> tuple[bytes, str, int]:
        zone = found["event"]["zone"]
        own = [
            slot
            for slot in found["slots"]
            if (queries.local_day(slot["starts"], zone) if kind == "day" else slot[OF[kind]]) == one
        ]
        if not own:
            raise NotFound
        return _calendar(found, own), ICAL, now + clock.HOUR

    return _answer((event, "ics", kind, one), make)


# ---------- what they say ----------


def _page(event: str, lang: str) -> Response:
    asked = request.args.get("day", "")
    day = asked if _DAY.fullmatch(asked) else ""
    try:
        return _answer((event, "page", lang, day), lambda found, now: _html(found, lang, day, now))
    except NotFound:
        wanted = request.args.get("lang", lang)
        return _nothing(wanted if wanted in words.LANGS else lang)


def _nothing(lang: str) -> Response:
    """A poster may hang before the programme is published. Whether there is such an event is not said."""
    answer = make_response(
        render_template(
            "livestream/public_none.html",
            lang=lang,
            t=lambda name, **facts: words.say(lang, f"live.public.{name}", **facts),
        ),
        404,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _answer(key: tuple[str, ...], make: Callable[[Row, int], tuple[bytes, str, int]]) -> Response:
    """A ready page, or the one that is made now; 304 for whoever has it."""

    def made(seq: int) -> tuple[bytes, str, int]:
        with hall().db.read() as conn:
            found = queries.programme(conn, key[0]) if queries.is_published(conn, key[0]) else None
        if found is None:
            raise NotFound
        return make(found, clock.now())

    front: Front = hall().extra["public"]
    page = front.page(key, made, (request.environ["PATH_INFO"], request.environ.get("QUERY_STRING", "")))
    if request.if_none_match.contains_weak(page.tag):
        answer = Response(status=304)
    else:
        packed = "gzip" in request.headers.get("Accept-Encoding", "")
        answer = Response(page.packed if packed else page.body, content_type=page.kind)
        if packed:
            answer.headers["Content-Encoding"] = "gzip"
    answer.headers.update({"ETag": f'"{page.tag}"', "Cache-Control": CACHE, "Vary": "Accept-Encoding"})
    return answer


def _html(found: Row, lang: str, day: str, now: int) -> tuple[bytes, str, int]:
    zone = found["event"]["zone"]
    every = queries.days(found["slots"], zone)
    today = queries.local_day(now, zone)
    shown = day if day in every else next((one for one in every if one >= today), every[-1] if every else "")
    live, coming, until = queries.now_and_next(found["slots"], now)
    body = render_template(
        "livestream/public.html",
        **found | {"slots": [one for one in found["slots"] if queries.local_day(one["starts"], zone) == shown]},
        lang=lang,
        t=lambda name, **facts: words.say(lang, f"live.public.{name}", **facts),
        live=live,
        coming=coming,
        days=every,
        shown=shown,
        today=today,
        clock=lambda at: clock_words(at, zone),
        date=lambda at: day_words(at, zone, lang),
        day_of=lambda at: queries.local_day(at, zone),
        short_day=lambda one: f"{one[8:]}/{one[5:7]}",
        instant=clock.iso,
        moment=clock.parse_iso,
        money=lambda value: f"{value:,}".replace(",", ".") if lang == "vi" else f"{value:,}",
    )
    return body.encode(), HTML, min(until, queries.next_midnight(now, zone))


def _plain(event_id: str, found: Row, now: int) -> tuple[bytes, str, int]:
    """The programme for other programs. Instants as ISO text; no host beside the account they show themselves."""
    live, coming, until = queries.now_and_next(found["slots"], now)
    slots = [
        {name: value for name, value in one.items() if name != "host"}
        | {name: clock.iso(one[name]) for name in ("starts", "ends", "actual_start", "actual_end")}
        for one in found["slots"]
    ]
    event = found["event"] | {name: clock.iso(found["event"][name]) for name in ("starts_at", "ends_at")}
    lists = {"now": [one["id"] for one in live], "next": [one["id"] for one in coming], "slots": slots}
    told = {"event": event, "voucher": found["voucher"] or None, **lists}
    return replies.to_json(told), "application/json; charset=utf-8", until


def _calendar(found: Row, slots: list[Row]) -> bytes:
    home = request.host.partition(":")[0] or "ops"
    return calendar(found["event"]["name"], home, found["event"]["starts_at"], slots).encode()
