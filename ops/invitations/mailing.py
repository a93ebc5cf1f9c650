"""Invitations by e-mail: one message a guest over one connection. Runs in a job's child.

What became of each message is told at once, and the server stores it before it reads on: a stop leaves at most the
message under way in doubt, and that one keeps its Message-ID when it is sent again.
"""

from __future__ import annotations

import io
import signal
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email import policy
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formataddr, formatdate
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs, unquote, urlsplit

from jinja2 import Environment, FileSystemLoader

from ops.errors import OpsError
from ops.invitations.pictures import code_picture

Row = dict[str, Any]
Tell = Callable[..., None]
TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "invitations"
TIMEOUT_S = 20
CODE_PX = 296
POLICY = policy.SMTP.clone(refold_source="none")
"""Long Vietnamese headers are encoded once for all: folding them anew for each message takes longer than sending it."""
TLS = ("starttls", "tls", "no")
LOST = (smtplib.SMTPServerDisconnected, OSError)


@dataclass(frozen=True)
class Server:
    """Where mail is handed in. `tls` is starttls, tls (from the first byte) or no."""

    host: str
    port: int
    user: str
    password: str
    tls: str

    @classmethod
    def from_url(cls, url: str) -> Server:
        """smtp://user:pass@host:port?tls=starttls"""
        parts = urlsplit(url)
        tls = parse_qs(parts.query).get("tls", ["starttls"])[0]
        if parts.scheme != "smtp" or not parts.hostname or tls not in TLS:
            raise OpsError("smtp_config", status=409)
        port = parts.port or {"starttls": 587, "tls": 465, "no": 25}[tls]
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        if not (user + password).isascii():  # the library knows no other login
            raise OpsError("smtp_config", status=409)
        return cls(parts.hostname, port, user, password, tls)

    def connect(self) -> smtplib.SMTP:
        """A connection that may send; an error has words for the page."""
        try:
            return self._connect()
        except smtplib.SMTPAuthenticationError as error:
            raise OpsError("smtp_refused", number=error.smtp_code) from error
        except (OSError, smtplib.SMTPException) as error:
            raise OpsError("smtp_unreachable") from error

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.tls == "tls":
            link: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_S, context=context)
        else:
            link = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_S)
        try:
            if self.tls == "starttls":
                link.starttls(context=context)
            if self.user:
                link.login(self.user, self.password)
        except BaseException:
            link.close()
            raise
        return link


class Stop:
    """A stop is heard between two messages, never in one."""

    def __init__(self) -> None:
        self.asked = False
        signal.signal(signal.SIGTERM, self._ask)

    def _ask(self, number: int, frame: object) -> None:
        self.asked = True


def send(facts: Row, folder: Path, tell: Tell) -> Row:
    """Send everything that waits; each message ends as sent, bounced or failed."""
    stop, server = Stop(), Server.from_url(facts["smtp"])
    write = Writer(facts)
    counts = {"sent": 0, "bounced": 0, "failed": 0}
    link = server.connect()
    for number, one in enumerate(facts["guests"], start=1):
        if stop.asked:
            raise OpsError("job_stopped")
        link, state, why = deliver(server, link, write, one)
        counts[state] += 1
        tell(number, len(facts["guests"]), {"mail": one["mail"], "state": state, "why": why})
    link.close()
    return counts | {"no_address": facts["no_address"]}


def deliver(server: Server, link: smtplib.SMTP, write: Writer, one: Row) -> tuple[smtplib.SMTP, str, str]:
    """Hand one message in; a lost connection is made anew once. A refused recipient is a bounce, with its code."""
    try:
        message = write.message(one)
    except (ValueError, UnicodeError):
        return link, "failed", "bad address"
    try:
        return link, *_hand_in(link, message)
    except LOST:
        link = server.connect()
    try:
        return link, *_hand_in(link, message)
    except LOST:
        return server.connect(), "failed", "connection lost"


def _hand_in(link: smtplib.SMTP, message: EmailMessage) -> tuple[str, str]:
    try:
        link.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code = max(code for code, _ in error.recipients.values())
        return ("bounced" if code >= 500 else "failed"), str(code)
    except smtplib.SMTPResponseException as error:
        return "failed", str(error.smtp_code)
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPException:
        return "failed", "not supported"
    return "sent", ""


class Writer:
    """Makes messages of one event."""

    def __init__(self, facts: Row) -> None:
        self.facts = facts
        self.sender = Address(addr_spec=facts["from"])
        self.said_from = formataddr((facts["event"]["organiser"], facts["from"]))
        self.said_subject = Header(f"{facts['words']['heading']}: {facts['event']['name']}", "utf-8").encode()
        place = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
        self.html = place.get_template("mail.html")

    def message(self, one: Row) -> EmailMessage:
        """Plain text, the same as HTML, and the code as a picture inside it."""
        event, code = self.facts["event"], code_picture(one["url"], CODE_PX)
        message = EmailMessage(POLICY)
        message["Message-ID"] = f"<{one['mail']}@{self.sender.domain}>"
        message["Date"] = formatdate()
        message.set_raw("From", self.said_from)
        message.set_raw("To", formataddr((one["name"], Address(addr_spec=one["to"]).addr_spec)))
        message.set_raw("Subject", self.said_subject)
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(one["text"])
        page = self.html.render(event=event, words=self.facts["words"], guest=one, side=code.width, cid=one["mail"])
        message.add_alternative(page, subtype="html")
        picture = io.BytesIO()
        code.save(picture, "PNG")
        whole = cast("list[EmailMessage]", message.get_payload())
        whole[1].add_related(picture.getvalue(), "image", "png", cid=f"<{one['mail']}>", filename="ma-qr.png")
        return message
