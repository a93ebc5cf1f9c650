"""Pages of invitations: the office's list, and the letter behind a code."""

from __future__ import annotations

from flask import Blueprint, Response, make_response

from ops.checkin import qr
from ops.core import clock, web, words
from ops.core.pages import page_in_event
from ops.core.web import needs, open_to_all
from ops.core.when import clock_words, day_words
from ops.errors import NotFound
from ops.invitations import calendar, payloads
from ops.invitations.code_routes import find_invitation

pages = Blueprint("invitations_pages", __name__)


@pages.get("/e/<string:event>/invitations")
@needs("invitations.see")
def page_invitations(event: str) -> str:
    return page_in_event("invitations/invitations.html", event)


@pages.get("/I/<string:code>")
@pages.get("/i/<string:code>")
@open_to_all
def page_invitation(code: str) -> Response:
    """The letter behind a QR code; readable without JavaScript, answered with it."""
    try:
        found = find_invitation(code)
    except NotFound:  # mistyped, taken back, or a newer letter was sent
        return make_response(web.page("core/link_none.html", link="invitations.page"), 404)
    return make_response(web.page("invitations/invite.html", **found, **said(found)))


def said(found: payloads.Row) -> payloads.Row:
    """Instants of the page in words, and how things stand."""
    event, zone, lang = found["event"], found["event"]["zone"], web.lang()
    guest, closes_at = found["guest"], found["closes_at"]
    own = found["notice"]["words_en" if lang == "en" else "words_vi"] or found["notice"]["words_vi"]
    standing = words.say(
        lang,
        "invitations.page.notice",
        organiser=found["rules"]["controller"] or event["organiser"],
        days=found["rules"]["retention_days"],
    )
    return {
        "when": {"time": clock_words(event["starts_at"], zone), "date": day_words(event["starts_at"], zone, lang)},
        "reply": {"time": clock_words(closes_at, zone), "date": day_words(closes_at, zone, lang)},
        "closed": clock.now() >= closes_at or guest["entries"] > 0,
        "notice_words": own or standing,
        "letter_words": found["rules"]["letter"]
        or words.say("vi", "invitations.letter.invites", organiser=event["organiser"]),
        "answer": answer_of(guest),
    }


def answer_of(guest: payloads.Row) -> str:
    """What was answered, if anything."""
    if guest["stand_in"]:
        return "stand_in"
    answered = guest["answered_at"] is not None or guest["status"] in ("confirmed", "declined")
    return str(guest["status"]) if answered else ""


@pages.get("/I/<string:code>/calendar.ics")
@pages.get("/i/<string:code>/calendar.ics")
@open_to_all
def page_calendar(code: str) -> Response:
    """The invitation as a calendar entry."""
    found = find_invitation(code)
    event, guest = found["event"], found["guest"]
    address = qr.invitation_url(web.base_url(), guest["code"])
    place = ", ".join(part for part in (event["venue"], event["place"]) if part)
    lang = web.lang()
    about = [words.say(lang, "invitations.calendar.show"), address, found["rules"]["map_text"]]
    body = calendar.entry(
        uid=f"{event['id']}-{guest['id']}@ops",
        made_at=guest["changed_at"] or event["starts_at"],
        starts_at=event["starts_at"],
        ends_at=event["ends_at"],
        title=event["name"],
        place=place,
        about="\n".join(part for part in about if part),
        address=address,
    )
    answer = make_response(body)
    answer.headers["Content-Type"] = "text/calendar; charset=utf-8"
    answer.headers["Content-Disposition"] = 'attachment; filename="giay-moi.ics"'
    return answer
