"""Jobs of invitations: what the child needs, what it does, what is stored."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy.engine import Connection

from ops.config import Config
from ops.core.jobs import Kind
from ops.core.work import Work
from ops.errors import Conflict
from ops.invitations import actions, queries, wording

Row = dict[str, Any]


def prepare_letters(conn: Connection, config: Config, row: Row) -> Row:
    """The letters of those chosen, as they stand now."""
    asked, event_id = json.loads(row["asked"]), row["event_id"]
    people = queries.chosen(conn, event_id, asked["guests"], asked["delegation"])
    facts = wording.letters(conn, event_id, people, config.secret, asked["base"])
    return facts | {"layout": asked["layout"], "form": asked["form"]}


def prepare_mails(conn: Connection, config: Config, row: Row) -> Row:
    """The e-mails that wait under this job, and the server to hand them to."""
    if not config.smtp_url or not config.mail_from:
        raise Conflict("smtp_missing")
    asked, event_id = json.loads(row["asked"]), row["event_id"]
    people = queries.mails_of_job(conn, event_id, row["id"])
    facts = wording.letters(conn, event_id, people, config.secret, asked["base"])
    for one, person in zip(facts["guests"], people, strict=True):
        one |= {"mail": person["mail_id"], "to": person["email"] or "", "text": wording.message(facts, one)}
    return facts | {"smtp": config.smtp_url, "from": config.mail_from, "no_address": asked["no_address"]}


def hear_mail(work: Work, row: Row, said: Row) -> None:
    """One e-mail's end is stored before the next is read."""
    actions.note_mail(work, said["mail"], said["state"], said["why"])


KINDS: dict[str, Kind] = {
    actions.LETTERS: Kind("invitations.send", "ops.invitations.printing:make", prepare_letters),
    actions.MAIL: Kind("invitations.send", "ops.invitations.mailing:send", prepare_mails, hear_mail),
}
