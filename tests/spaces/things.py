"""An id of every thing of the spaces that a path can name (tests/test_walk.py walks all routes with them)."""

from __future__ import annotations

from sqlalchemy import select

from ops.spaces.card_models import space_lead
from tests.spaces.fair import Fair
from tests.spaces.mutants import busy_fair
from tests.support.factories import Row, Staff, World, new_ref

IDS = ("area", "exhibitor", "booth", "tap", "flag", "lead", "asking", "draw")
"""Names of things of the spaces in paths, each of one event."""
_PEOPLE = [{"name": name, "role": "Khách", "number": 1} for name in "ABC"]
BODIES: dict[str, Row] = {
    "<string:draw>/change": {"version": 1, "changes": {}}, "<string:flag>/answer": {"verdict": "fine"},
    "<string:booth>/printed": {"on": True}, "<string:draw>/thaw": {"reason": "Danh sách còn thiếu thẻ"},
    "<string:draw>/run": {"list_hash": "0" * 64, "witnesses": _PEOPLE},
    "<string:draw>/claim": {"token": "A" * 22, "name": "Khách", "agree": True}, "<string:lead>/mark": {"rating": 1},
}  # fmt: skip
"""What a command needs to be read at all."""


def only_there(world: World, boss: Staff) -> Row:
    """Things with ids that no other event has: a thing of one event is looked for in another."""
    fair = Fair(world, boss)
    area, exhibitor, booth, draw = (f"{one}-{world.id}" for one in ("a", "x", "b", "q"))
    fair.command("areas", id=area, name="Sảnh riêng", safety=10)
    fair.command("exhibitors", id=exhibitor, name="HTX riêng", contact="rieng@htx.vn")
    fair.command("booths", id=booth, name="Gian riêng", area=area, exhibitor=exhibitor)
    fair.keys[booth] = (world.row("space", "space_booth", booth) or {})["key"]
    fair.command("draws", id=draw, title="Quay số riêng", min_stamps=1, prizes=[])
    form = fair.phone().ask("lead/form", booth=fair.keys[booth], code=fair.code(booth)).json
    about = {"ticket": form["ticket"], "lang": "vi", "version": 1, "hash": form["text"]["hash"]["vi"]}
    person = {"name": "Khách Riêng", "phone": "0912000111", "purposes": ["contact"]}
    assert fair.phone().ask("lead", ref=new_ref(), **about, **person).status_code == 200
    with world.ops.db.read() as conn:
        lead = conn.execute(select(space_lead.c.id).where(space_lead.c.booth == booth)).scalar_one()
    return {"area": area, "exhibitor": exhibitor, "booth": booth, "draw": draw, "lead": lead}


def space_things(world: World, boss: Staff) -> Row:
    """A fair with everything: the draw has been run, so that its papers can be taken out."""
    busy_fair(world, boss)
    tap = new_ref()
    world.command(boss, "spaces/count", ref=tap, area="a1", by=1)
    asking = world.command(boss, "spaces/askings", kind="view", booth="b1")["facts"]["asking"]
    booth = world.row("space", "space_booth", "b1") or {}
    flags = world.snapshot("spaces")["rows"]["space_flag"]
    return {
        "area": "a1", "exhibitor": "x1", "booth": "b1", "key": booth["key"], "tap": tap, "flag": flags[0]["id"],
        "lead": "nothing", "asking": asking, "draw": "q1",
    }  # fmt: skip
