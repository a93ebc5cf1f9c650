"""Reports of undelivered mail (RFC 3464): which of our messages came back, and why. Pure."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from typing import Any, cast

_ID = re.compile(r"<([0-9a-hjkmnp-tv-z]{20})@")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_MBOX_LINE = re.compile(rb"^From [^\n]*\n", re.MULTILINE)
AT_MOST = 2000


def read(data: bytes) -> list[tuple[str, str]]:
    """(id of our mail, status) of every failed delivery in one report or in a mailbox file of many."""
    parts = _MBOX_LINE.split(data) if data.startswith(b"From ") else [data]
    found: dict[str, str] = {}
    for part in parts[: AT_MOST + 1]:
        if part.strip():
            found |= dict(_of(message_from_bytes(part, policy=policy.default)))
    return list(found.items())


def _of(report: EmailMessage) -> list[tuple[str, str]]:
    status = _failure(report)
    ids = _ours(report) if status else []
    return [(one, status) for one in ids]


def _failure(report: EmailMessage) -> str:
    """The status of the first recipient whose delivery failed for good; empty when there is none."""
    for part in report.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in cast("list[Message[Any, Any]]", part.get_payload()):
            if str(block.get("Action", "")).strip().lower() == "failed":
                told = _STATUS.search(str(block.get("Status", "")))
                return told.group() if told else "5.0.0"
    return ""


def _ours(report: EmailMessage) -> list[str]:
    """Message-IDs of ours in the returned message or its headers, not in the report's own."""
    for part in report.walk():
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            inner = cast(Any, part.get_payload())
            text = inner[0].as_string() if isinstance(inner, list) else str(part.get_content())
            found = re.search(r"^Message-ID:\s*(\S+)", text, re.IGNORECASE | re.MULTILINE)
            return _ID.findall(found.group(1)) if found else []
    return []
