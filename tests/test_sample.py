"""The sample event: loaded whole, loaded twice without a change, and what somebody wrote meanwhile stays theirs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from ops import checks, sample
from ops.checkin.models import policy
from ops.core.models import journal
from ops.core.work import Doorbell, begin
from ops.invitations.actions import change_policy
from ops.invitations.models import notice
from ops.invitations.payloads import PolicyChanges
from ops.invitations.queries import policy_of
from ops.privacy.actions import publish_notice
from ops.privacy.notice import law_at
from tests.support.app import SECRET, Ops

FOLDER = sample.ROOT / "haiphong-2025"
EVENT = "hp2025"
REF = "5b0f3c1e-0000-4000-8000-00000000000{}"


def load(ops: Ops) -> dict[str, int]:
    return sample.load(ops.db, SECRET, FOLDER, as_planned=True).made


def kept(ops: Ops) -> dict[str, Any]:
    """The policy, the words of every notice, how long the journal is."""
    with ops.db.read() as conn:
        words = conn.execute(select(notice.c.version, notice.c.words_vi).order_by(notice.c.version)).all()
        return {
            "policy": policy_of(conn, EVENT),
            "notices": [tuple(row) for row in words],
            "lines": conn.execute(select(func.count()).select_from(journal)).scalar_one(),
        }


@pytest.mark.once
def test_the_policy_of_the_sample_and_its_notice_are_there(own_ops: Ops) -> None:
    made, written = load(own_ops), json.loads((FOLDER / "policy.json").read_text(encoding="utf-8"))
    found = kept(own_ops)
    assert (made["policy"], made["notice"], made["guest"]) == (1, 1, 862 + 20)
    assert {name: found["policy"][name] for name in written} == written
    assert written["walk_ins"] == "approval"
    [(version, words)] = found["notices"]
    assert version == 1
    # The evening as planned is before 2026: the decree, not the law that came later.
    for part in (written["controller"], written["contact"], "sau 90 ngày", "Nghị định 13/2023"):
        assert part in words
    assert checks.run(own_ops.db, EVENT) == []


@pytest.mark.once
def test_a_sample_moved_to_today_names_the_law_of_its_day(own_ops: Ops) -> None:
    event = json.loads((FOLDER / "event.json").read_text(encoding="utf-8"))
    values = sample.event_values(event, sample.days_to_today(event))
    sample.load(own_ops.db, SECRET, FOLDER, as_planned=False)
    [(_, words)] = kept(own_ops)["notices"]
    assert law_at(values["starts_at"])[0] in words


@pytest.mark.once
def test_loading_twice_changes_nothing(own_ops: Ops) -> None:
    load(own_ops)
    before = kept(own_ops)
    assert not any(load(own_ops).values())
    assert kept(own_ops) == before


@pytest.mark.once
def test_what_somebody_wrote_stays(own_ops: Ops) -> None:
    load(own_ops)
    with begin(own_ops.db, Doorbell(), EVENT, "system") as work:
        change_policy(work, REF.format(1), PolicyChanges(letter="", signer="Người khác", retention_days=30))
        publish_notice(work, REF.format(2), "Lời của cơ quan.", "")
    before = kept(own_ops)
    assert (before["policy"]["letter"], before["policy"]["signer"]) == ("", "Người khác")
    assert [version for version, _ in before["notices"]] == [1, 2]
    load(own_ops)
    assert kept(own_ops) == before


@pytest.mark.once
def test_an_older_sample_is_completed(own_ops: Ops) -> None:
    """An event of the time before the sample had a policy: rules that were written stay, the notice speaks of them."""
    load(own_ops)
    with own_ops.db.write() as conn:
        conn.execute(delete(notice))
        conn.execute(delete(policy))
    with begin(own_ops.db, Doorbell(), EVENT, "system") as work:
        change_policy(work, REF.format(3), PolicyChanges(retention_days=45))
    made, found = load(own_ops), kept(own_ops)
    assert (made["policy"], made["notice"]) == (0, 1)
    assert (found["policy"]["retention_days"], found["policy"]["signer"]) == (45, "")
    assert "sau 45 ngày" in found["notices"][0][1]
