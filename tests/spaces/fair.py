"""A small fair for tests: two areas, three booths, an exhibitor, gifts; visitors with phones, a booth's tablet."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete

from ops.core import clock
from ops.spaces import card_routes, keys
from ops.spaces.card_models import space_guess
from ops.spaces.rules import codes, times
from tests.support.app import Ops
from tests.support.factories import Device, Row, Staff, World, new_ref

ZONE = "Asia/Ho_Chi_Minh"
GIFTS: list[Row] = [
    {"id": "tui", "name": "Túi vải", "stamps": 3, "pieces": 2},
    {"id": "mu", "name": "Mũ", "stamps": 5, "pieces": None},
]


@dataclass
class Phone:
    """A visitor's phone: it knows its token, nothing else of itself."""

    fair: Fair
    token: str = ""

    def ask(self, path: str, **body: Any) -> Any:
        return self.fair.world.ops.ask("POST", f"/api/k/{path}", json=body)

    def scan(self, booth: str, code: str | None = None, **more: Any) -> Any:
        """Scan a booth's code; what came back. A first card is kept."""
        body = {"ref": new_ref(), "booth": self.fair.keys[booth], "code": code or self.fair.code(booth)} | more
        answer = self.ask("scan", token=self.token, **body)
        if answer.status_code == 200 and "token" in answer.json:
            self.token = answer.json["token"]
        return answer

    def stamped(self, booth: str, **more: Any) -> Row:
        """A scan that must succeed."""
        answer = self.scan(booth, **more)
        assert answer.status_code == 200, answer.text
        found: Row = answer.json
        return found


@dataclass
class Fair:
    """An event with spaces, and the office."""

    world: World
    boss: Staff
    keys: dict[str, str] = field(default_factory=dict)

    def phone(self) -> Phone:
        return Phone(self)

    def code(self, booth: str, at: int | None = None) -> str:
        """What the screen of a booth shows at an instant, made as a tablet makes it: from the key of the day."""
        step = codes.step_of(clock.now() if at is None else at)
        day = times.day_of(step * codes.STEP_MS, ZONE)
        key = keys.day_key(self.world.ops.hall.config.secret, self.world.id, booth, day)
        return codes.code_of(key, booth, step)

    def command(self, path: str, **body: Any) -> Row:
        return self.world.command(self.boss, f"spaces/{path}", **body)

    def tablet(self, post: str = "b1", role: str = "booth") -> Device:
        return self.world.make_device(role, post)

    def full_card(self, *booths: str) -> Phone:
        phone = self.phone()
        for booth in booths or ("b1", "b2"):
            phone.stamped(booth)
        return phone


def make_fair(world: World, boss: Staff) -> Fair:
    """Areas a1 (safety number 10) and a2 (none), booths b1 to b4, exhibitor x1 at b1 and b2."""
    fair = Fair(world, boss)
    fair.command("areas", id="a1", name="Không gian số", safety=10)
    fair.command("areas", id="a2", name="Sảnh")
    fair.command("exhibitors", id="x1", name="HTX Rươi Tứ Kỳ", contact="lienhe@ruoituky.vn")
    for order, one in enumerate(("b1", "b2", "b3", "b4")):
        exhibitor = "x1" if one in ("b1", "b2") else ""
        fair.command("booths", id=one, name=f"Gian {one}", area="a1", exhibitor=exhibitor, order=order,
                     demos=[{"id": "d1", "title": "Nấu thử", "times": ["10:00"]}])  # fmt: skip
        fair.keys[one] = world.row("space", "space_booth", one)["key"]  # type: ignore[index]
    fair.command("settings", gifts=GIFTS)
    return fair


def forget_guesses(ops: Ops) -> None:
    """Nobody has guessed yet, here or at another server."""
    card_routes.guesses.forget_all()
    with ops.db.write() as conn:
        conn.execute(delete(space_guess))


def key_bytes(text: str) -> bytes:
    return base64.b64decode(text)
