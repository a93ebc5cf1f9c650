"""The feed's promise for what numbers change (tests/test_replay.py runs these)."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from ops.core import clock
from tests.livestream.plans import HOUR, make_plan
from tests.support.evening import Evening, case
from tests.support.factories import new_ref


def with_slot(one: Evening) -> int:
    """A plan with one slot; answers when it begins."""
    at = clock.now() + HOUR
    make_plan(one.world, one.staff).slot("s", at)
    return at


def send(one: Evening, path: str, data: bytes, **query: Any) -> Any:
    """A file as its bytes."""
    answer = one.world.ops.ask(
        "POST", f"/api/events/{one.world.id}/live/{path}", one.staff.token, data=data,
        query_string={"ref": new_ref(), **query}, content_type="application/octet-stream",
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    return answer.json


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "PNG")
    return out.getvalue()


@case("live.figures_told")
def told(one: Evening) -> None:
    with_slot(one)
    one.command("live/figures", slot="s", values={"gmv": 1_250_000, "orders": 12, "peak": None})
    one.command("live/figures", slot="s", values={"gmv": 1_300_000, "views": 900}, status="final")
    one.command("live/figures", slot="s", values={"gmv": None}, status="missing", note="Gõ nhầm khung giờ")


@case("live.figures_imported")
def imported(one: Evening) -> None:
    at = with_slot(one)
    file = f"Live ID,Start time,Orders\n99887766,{clock.iso(at)},42\n".encode()
    assert send(one, "exports", file, platform="facebook", status="final")["facts"]["slots"] == ["s"]


@case("live.evidence_kept")
def proved(one: Evening) -> None:
    with_slot(one)
    kept = send(one, "files", photo(), name="ảnh.png")["facts"]["hash"]
    one.command("live/figures", slot="s", values={"orders": 3}, source="screenshot", file_hash=kept)


@case("live.public_changed")
def words_of_the_programme(one: Evening) -> None:
    with_slot(one)
    one.command("live/public", voucher={"code": "MUASAMVIETNAM", "rules": {"vi": "Theo niêm yết"}}, totals=True)
