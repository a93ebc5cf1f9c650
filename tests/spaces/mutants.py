"""A fair with something of everything, and the ways in which its rows could lie (tests/test_checks.py runs them)."""

from __future__ import annotations

from ops.core import clock
from tests.spaces.fair import make_fair
from tests.support.factories import Row, Staff, World, new_ref

HERE = "WHERE event_id = :event AND"
PERSON: Row = {"name": "Trần Thị Lan", "phone": "0912345678"}


def busy_fair(world: World, boss: Staff) -> None:
    """Scans, a count, a tour, a demo, a gift, leads given and taken back, a draw to its end."""
    fair = make_fair(world, boss)
    tablet, desk = fair.tablet("b1"), world.make_device("reception", "g1")
    for by in (5, 1, -1):
        world.command(tablet, "spaces/count", area="a1", by=by)
    world.command(tablet, "spaces/tour", booth="b1", people=7)
    world.command(tablet, "spaces/demo", booth="b1", demo="d1")
    phones, at = [fair.phone() for _ in range(3)], clock.now() - clock.HOUR
    phones[0].stamped("b3", code=fair.code("b3", at), scanned_at=clock.iso(at))
    for phone in phones:
        phone.stamped("b1")
        phone.stamped("b2")
    world.command(desk, "spaces/cards/stamp", token=phones[1].token)
    world.command(desk, "spaces/cards/use", token=phones[1].token, gift="tui")
    form = phones[0].ask("lead/form", booth=fair.keys["b1"], code=fair.code("b1")).json
    body = {"ticket": form["ticket"], "lang": "vi", "version": 1, "hash": form["text"]["hash"]["vi"]} | PERSON
    given = phones[0].ask("lead", ref=new_ref(), purposes=["contact"], **body).json
    phones[0].ask("lead", ref=new_ref(), purposes=["offers"], **(body | {"phone": "0987654321"}))
    phones[0].ask("lead/withdraw", ref=new_ref(), link=given["link"])
    prizes = [{"name": "Xe đạp", "pieces": 1}]
    fair.command("draws", id="q1", title="Quay số", min_stamps=2, prizes=prizes)
    day = clock.DAY
    period = {"from": clock.iso(clock.now() - day), "until": clock.iso(clock.now() + day)}
    fair.command("draws/q1/change", version=1, changes={"file_number": "1/TB", "file_date": "2026-11-01", **period})
    frozen = fair.command("draws/q1/freeze")["facts"]
    people = [{"name": name, "role": "Khách", "number": number} for number, name in enumerate("ABC", start=1)]
    fair.command("draws/q1/run", list_hash=frozen["list_hash"], witnesses=people)


MUTANTS: list[tuple[str, set[str], str]] = [
    ("somebody inside whom nobody counted", {"E1"}, f"UPDATE space_count SET inside = inside + 1 {HERE} area = 'a1'"),
    ("a tap is forgotten", {"E1"}, f"DELETE FROM space_tap {HERE} kind = 'count' AND by = 5"),
    ("a scan more than there were", {"E2"}, f"UPDATE space_tally SET scans = scans + 1 {HERE} booth = 'b1'"),
    ("a tour that nobody led", {"E2"}, f"UPDATE space_tally SET tours = tours + 1 {HERE} booth = 'b1'"),
    ("an hour without its scans", {"E2"}, f"DELETE FROM space_hour {HERE} booth = 'b3'"),
    ("a weak stamp that says it is strong", {"E3"}, f"UPDATE space_stamp SET weak = :no {HERE} way = 'late'"),
    ("a gift without a person's look", {"E3"}, f"DELETE FROM space_stamp {HERE} way = 'staff'"),
    ("a gift that is not counted", {"E3"}, f"UPDATE space_settings SET given = '{{}}' {HERE} given <> '{{}}'"),
    ("a stamp of no card", {"E3"}, f"UPDATE space_stamp SET card = 'nothing' {HERE} way = 'late'"),
    ("a lead that goes on after it was taken back", {"E4", "E2"},
     f"UPDATE space_lead SET state = 'active' {HERE} state = 'withdrawn'"),
    ("a consent to a text that nobody keeps", {"E4"},
     f"UPDATE space_contact SET hash = 'x' {HERE} phone = '0987654321'"),
    ("a contact without a consent", {"E4"}, f"UPDATE space_consent SET contact = 'x' {HERE} act = 'given'"),
    ("a list with another card", {"E5"}, f"""UPDATE space_draw SET entries = '["X"]' {HERE} id = 'q1'"""),
    ("another winner", {"E5"}, f"UPDATE space_win SET card = 'X' {HERE} draw = 'q1'"),
    ("another number of a witness", {"E5"},
     f"""UPDATE space_draw SET witnesses = '[{{"name": "A", "role": "", "number": 9}}]' {HERE} id = 'q1'"""),
]  # fmt: skip
