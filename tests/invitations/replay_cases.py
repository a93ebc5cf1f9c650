"""A case for every kind of the journal that invitations and stand-ins write (see tests/test_replay.py)."""

from typing import Any

from ops.checkin.actions import standins
from ops.core.work import Doorbell, begin
from ops.invitations import actions
from ops.invitations.models import mail
from tests.support.evening import Evening, case
from tests.support.factories import Row, new_ref

DEPUTY = {"honorific": "Bà", "name": "Người Đi Thay", "title": "Phó Giám đốc"}


def reply(one: Evening, guest: str, **said: Any) -> Row:
    """An answer on the page of the invitation."""
    path = f"/api/invitations/{one.world.code_of(guest)}/answer"
    answer = one.world.ops.ask("POST", path, json={"ref": new_ref()} | said)
    assert answer.status_code == 200, answer.text
    found: Row = answer.json
    return found


def open_until_later(one: Evening) -> None:
    """The evening begins now; answers are taken until the policy says otherwise."""
    one.command("policy", changes={"reply_by": "2099-01-01T00:00:00Z"})


@case("invitations.answered")
def confirmed(one: Evening) -> None:
    open_until_later(one)
    reply(one, one.guests[0], answer="confirmed", party=3, note="Ăn chay")


@case("invitations.answered")
def sends_somebody(one: Evening) -> None:
    open_until_later(one)
    reply(one, one.guests[1], answer="stand_in", stand_in=DEPUTY)
    reply(one, one.guests[1], answer="declined")


@case("invitations.policy_changed")
def policy(one: Evening) -> None:
    one.command("policy", changes={"signer": "Nguyễn Văn Ký", "walk_ins": "closed"})


@case("invitations.mail_told")
def mail_came_back(one: Evening) -> None:
    with begin(one.world.ops.db, Doorbell(), one.world.id, "system") as work:
        row = {"event_id": one.world.id, "id": "m1", "guest_id": one.guests[0], "state": "sent", "version": 1}
        work.conn.execute(mail.insert().values(**row, why="", made_at=work.now, changed_at=work.now))
        assert actions.note_mail(work, "m1", "bounced", "5.1.1")


@case("checkin.stand_in_made")
def stand_in(one: Evening) -> None:
    secret = one.world.ops.hall.config.secret
    with begin(one.world.ops.db, Doorbell(), one.world.id, "system") as work:
        standins.stand_in(work, new_ref(), one.guests[2], dict(DEPUTY), secret)


@case("checkin.stand_in_cancelled")
def stand_in_cancelled(one: Evening) -> None:
    stand_in(one)
    with begin(one.world.ops.db, Doorbell(), one.world.id, "system") as work:
        standins.cancel_stand_in(work, new_ref(), one.guests[2])
