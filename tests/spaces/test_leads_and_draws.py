"""Leads with consent and the reward draw, through the product."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from ops.core import clock
from ops.core.models import access, journal
from ops.spaces import lead_routes
from ops.spaces.card_models import space_consent, space_contact
from ops.spaces.rules import consents
from tests.spaces.fair import Fair, forget_guesses, make_fair
from tests.support.app import Ops
from tests.support.factories import Row, World, new_ref

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "repeat_draw.py"
PERSON: Row = {"name": "Trần Thị Lan", "phone": "0912 345 678", "email": "", "unit": "", "interest": "Giá sỉ"}
WITNESSES: list[Row] = [
    {"name": "Vũ Văn Hải", "role": "Khách tham quan", "number": 482_913},
    {"name": "Phạm Thị Hoa", "role": "Khách tham quan", "number": 77},
    {"name": "Đỗ Minh Quân", "role": "Đại diện Sở Công Thương", "number": 999_999},
]


@pytest.fixture(autouse=True)
def nobody_has_acted(ops: Ops) -> None:
    lead_routes.acts.forget_all()
    forget_guesses(ops)


@pytest.fixture
def fair(world: World, frozen: int) -> Fair:
    return make_fair(world, world.make_staff("organiser"))


def refusal(answer: Any) -> str:
    assert answer.status_code == 409, answer.text
    assert "spaces.refused" not in answer.json["error"]["message"]
    return str(answer.json["error"]["fields"]["refusal"])


def form(fair: Fair, booth: str = "b1") -> Row:
    found: Row = fair.phone().ask("lead/form", booth=fair.keys[booth], code=fair.code(booth)).json
    return found


def body_of(form: Row, **more: Any) -> Row:
    text = form["text"]
    told = {"ref": new_ref(), "ticket": form["ticket"], "lang": "vi", "version": text["version"]}
    return told | {"hash": text["hash"]["vi"], "purposes": ["contact"]} | PERSON | more


def give(fair: Fair, booth: str = "b1", **more: Any) -> Row:
    answer = fair.phone().ask("lead", **body_of(form(fair, booth), **more))
    assert answer.status_code == 200, answer.text
    found: Row = answer.json
    return found


def leads(fair: Fair, booth: str = "b1") -> list[Row]:
    found: list[Row] = fair.world.get(fair.tablet(booth), f"spaces/booths/{booth}/leads").json["leads"]
    return found


# ---------- leads ----------


def test_the_words_that_are_shown_are_the_words_that_are_hashed(fair: Fair) -> None:
    text = form(fair)["text"]
    for lang in ("vi", "en"):
        assert consents.text_hash(text[lang]) == text["hash"][lang]
        assert "HTX Rươi Tứ Kỳ" in text[lang]["intro"]
        assert "lienhe@ruoituky.vn" in text[lang]["rights"]
        assert [one["id"] for one in text[lang]["purposes"]] == list(consents.PURPOSES)
    assert refusal(fair.phone().ask("lead/form", booth=fair.keys["b3"], code=fair.code("b3"))) == "no_exhibitor"
    assert refusal(fair.phone().ask("lead/form", booth=fair.keys["b1"], code="ZZZZZZ")) == "code_wrong"


def test_a_lead_holds_its_consent_and_only_its_own_booth_reads_it(fair: Fair) -> None:
    given = give(fair, purposes=["offers", "contact"])
    assert [one["id"] for one in given["own"]["purposes"]] == ["contact", "offers"]
    (lead,) = leads(fair)
    assert (lead["name"], lead["phone"], lead["asked"], lead["contacts"]) == (
        "Trần Thị Lan",
        "0912 345 678",
        "Giá sỉ",
        1,
    )
    with fair.world.ops.db.read() as conn:
        (contact,) = conn.execute(select(space_contact).where(space_contact.c.event_id == fair.world.id)).mappings()
        (act,) = conn.execute(select(space_consent).where(space_consent.c.event_id == fair.world.id)).mappings()
        lines = conn.execute(select(journal).where(journal.c.event_id == fair.world.id)).mappings().all()
    text = form(fair)["text"]
    assert (contact["version"], contact["hash"], contact["lang"], contact["method"]) == (
        text["version"], text["hash"]["vi"], "vi", "own_phone",
    )  # fmt: skip
    assert (act["act"], json.loads(act["purposes"]), act["at"]) == ("given", ["contact", "offers"], clock.now())
    assert "Lan" not in str([dict(line) for line in lines if line["kind"].startswith("spaces.lead")])
    for other in (fair.tablet("b2"), fair.boss, fair.world.make_device("reception", "g1")):
        assert fair.world.get(other, "spaces/booths/b1/leads").status_code == 403
    assert "Lan" not in json.dumps(fair.world.snapshot("spaces")) + json.dumps(fair.world.snapshot("space"))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"purposes": []}, "purpose_missing"),
        ({"purposes": ["contact", "spy"]}, "purpose_missing"),
        ({"hash": "0" * 64}, "text_changed"),
        ({"version": 2}, "text_changed"),
        ({"ticket": "x.y.1.z"}, "ticket_old"),
    ],
)
def test_without_a_consent_nothing_is_kept(fair: Fair, more: Row, code: str) -> None:
    assert refusal(fair.phone().ask("lead", **body_of(form(fair), **more))) == code
    assert leads(fair) == []


@pytest.mark.parametrize("more", [{"phone": "123"}, {"email": "lan@", "phone": ""}, {"phone": ""}, {"name": " "}])
def test_what_cannot_be_reached_is_said(fair: Fair, more: Row) -> None:
    answer = fair.phone().ask("lead", **body_of(form(fair), **more))
    assert answer.status_code == 422
    assert answer.json["error"]["fields"]


def test_the_same_phone_twice_is_one_lead_with_two_contacts(fair: Fair) -> None:
    give(fair)
    clock.freeze(clock.now() + clock.HOUR)
    give(fair, phone="+84 912.345.678", name="Chị Lan", interest="")
    give(fair, phone="0912345679")
    give(fair, booth="b2")
    found = {one["phone"]: one for one in leads(fair)}
    assert {phone: one["contacts"] for phone, one in found.items()} == {"+84 912.345.678": 2, "0912345679": 1}
    assert (found["+84 912.345.678"]["name"], found["+84 912.345.678"]["asked"]) == ("Chị Lan", "Giá sỉ")
    tally = fair.world.row("space", "space_tally", "b1")
    assert tally is not None
    assert (tally["leads"], tally["leads_withdrawn"]) == (2, 0)


def test_a_lost_answer_is_given_again(fair: Fair) -> None:
    body = body_of(form(fair))
    first, second = (fair.phone().ask("lead", **body).json for _ in range(2))
    assert first == second
    assert leads(fair)[0]["contacts"] == 1


def test_the_journal_does_not_open_a_visitors_link(fair: Fair) -> None:
    body = body_of(form(fair))
    link = fair.phone().ask("lead", **body).json["link"]
    with fair.world.ops.db.read() as conn:
        query = select(journal.c.ref).where(journal.c.event_id == fair.world.id, journal.c.kind == "spaces.lead_given")
        (ref,) = conn.execute(query).scalars()
    assert ref != body["ref"]
    assert fair.phone().ask("lead", **(body | {"ref": ref})).json["link"] != link


def test_taking_back_stops_use_and_shows_in_the_next_export(fair: Fair) -> None:
    link, tablet = give(fair, purposes=["contact", "offers"])["link"], fair.tablet("b1")
    give(fair, name="Chị Lan")
    (lead,) = leads(fair)
    fair.world.command(tablet, f"spaces/leads/{lead['id']}/mark", rating=3, interest="Rươi", note="Gọi lại")
    own = fair.phone().ask("lead/withdraw", ref=new_ref(), link=link, purposes=["offers"]).json["own"]
    assert [(one["id"], one["on"]) for one in own["purposes"]] == [("contact", True), ("offers", False)]
    assert leads(fair)[0]["purposes"] == ["contact"]
    own = fair.phone().ask("lead/withdraw", ref=new_ref(), link=link).json["own"]
    assert own["state"] == "withdrawn"
    (lead,) = leads(fair)
    assert (lead["state"], lead["name"], lead["phone"], lead["note"], lead["contacts"]) == ("withdrawn", "", "", "", 2)
    answer = fair.world.post(tablet, f"spaces/leads/{lead['id']}/mark", ref=new_ref(), rating=1)
    assert refusal(answer) == "lead_withdrawn"
    text = fair.world.get(tablet, "spaces/booths/b1/leads.csv").text
    row = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))[1]
    assert row[0] == row[1] == ""
    assert row[-1] == "đã rút đồng ý, không dùng"
    tally = fair.world.row("space", "space_tally", "b1")
    assert tally is not None
    assert (tally["leads"], tally["leads_withdrawn"]) == (0, 1)


def test_an_export_is_noted_and_no_cell_becomes_a_formula(fair: Fair) -> None:
    give(fair, name="=HYPERLINK(1)")
    tablet = fair.tablet("b1")
    answer = fair.world.get(tablet, "spaces/booths/b1/leads.csv")
    assert "'=HYPERLINK(1)" in answer.text
    assert fair.world.get(fair.boss, "spaces/booths/b1/leads.csv").status_code == 200
    assert fair.world.get(fair.tablet("b2"), "spaces/booths/b1/leads.csv").status_code == 403
    with fair.world.ops.db.read() as conn:
        query = select(access).where(access.c.event_id == fair.world.id, access.c.what == "spaces.leads")
        noted = [(row["actor"], row["persons"], row["detail"]) for row in conn.execute(query).mappings()]
    assert sorted(noted) == sorted([(f"device:{tablet.id}", 1, "b1"), (f"staff:{fair.boss.id}", 1, "b1")])


def test_a_visitor_sees_corrects_and_deletes_their_own(fair: Fair) -> None:
    link = give(fair)["link"]
    own = fair.phone().ask("lead/own", link=f"https://x/lead#{link}").json["own"]
    assert (own["name"], own["state"], own["controller"]["name"]) == ("Trần Thị Lan", "active", "HTX Rươi Tứ Kỳ")
    fields = {"name": "Trần Lan", "phone": "0987654321", "email": "", "unit": "Nhà hàng Hương"}
    own = fair.phone().ask("lead/change", ref=new_ref(), link=link, **fields).json["own"]
    assert (own["phone"], own["unit"]) == ("0987654321", "Nhà hàng Hương")
    give(fair, phone="0987 654 321")
    assert [one["contacts"] for one in leads(fair)] == [2], "the corrected phone is the one that the lead is known by"
    own = fair.phone().ask("lead/erase", ref=new_ref(), link=link).json["own"]
    assert (own["state"], own["name"], own["phone"], own["unit"]) == ("erased", "", "", "")
    assert leads(fair)[0]["state"] == "erased"
    assert refusal(fair.phone().ask("lead/change", ref=new_ref(), link=link, **fields)) == "lead_erased"
    assert fair.phone().ask("lead/own", link=link[:-1] + ("A" if link[-1] != "A" else "B")).status_code == 404


def test_another_name_of_the_exhibitor_is_another_text_to_agree_to(fair: Fair) -> None:
    old = body_of(form(fair))
    give(fair)
    fair.command("exhibitors/x1/change", changes={"name": "HTX Rươi Tứ Kỳ Mới"})
    assert refusal(fair.phone().ask("lead", **old)) == "text_changed"
    assert form(fair)["text"]["version"] == 2
    given = give(fair, phone="0987654321")
    assert given["own"]["version"] == 2


def test_what_is_asked_on_paper_has_its_day(fair: Fair) -> None:
    made = fair.command("askings", kind="erase", booth="b1", words="Bà Lan gọi điện")
    (asking,) = fair.world.get(fair.boss, "spaces/askings").json["askings"]
    assert (asking["due"], asking["late"]) == (made["facts"]["due"], False)
    clock.freeze(clock.now() + 21 * clock.DAY)
    fair.boss = fair.world.make_staff("organiser")  # nobody is signed in that long
    assert fair.world.get(fair.boss, "spaces/askings").json["askings"][0]["late"]
    fair.command(f"askings/{asking['id']}/done", words="Đã xóa")
    (asking,) = fair.world.get(fair.boss, "spaces/askings").json["askings"]
    assert (asking["late"], asking["answer"]) == (False, "Đã xóa")


# ---------- the draw ----------


def papers(**more: Any) -> Row:
    now = clock.now()
    period = {"from": clock.iso(now - clock.DAY), "until": clock.iso(now + clock.DAY)}
    return {"file_number": "123/TB-SCT", "file_date": "2026-11-01", **period} | more


def make_draw(fair: Fair, **more: Any) -> str:
    prizes = [{"name": "Xe đạp", "pieces": 1}, {"name": "Túi quà OCOP", "pieces": 2}]
    fair.command("draws", id="q1", title="Quay số ngày hội", min_stamps=2, prizes=prizes)
    fair.command("draws/q1/change", version=1, changes=papers(**more))
    return "q1"


def draw_of(fair: Fair) -> Row:
    (found,) = fair.world.get(fair.boss, "spaces/draws").json["draws"]
    return dict(found)


def test_the_draw_is_locked_until_its_papers_are_typed(fair: Fair) -> None:
    fair.command("draws", id="q1", title="Quay số", min_stamps=2)
    assert draw_of(fair)["locked"] == ["file_number", "file_date", "prizes", "period"]
    answer = fair.world.post(fair.boss, "spaces/draws/q1/freeze", ref=new_ref())
    assert refusal(answer) == "draw_locked"
    assert "số hồ sơ đăng ký khuyến mại; ngày hồ sơ" in answer.json["error"]["message"]
    prizes = [{"name": "Xe đạp", "pieces": 1}]
    fair.command("draws/q1/change", version=1, changes=papers(prizes=prizes))
    assert draw_of(fair)["locked"] == ["nobody"]
    fair.full_card("b1", "b2")
    assert draw_of(fair)["locked"] == []
    answer = fair.world.post(fair.boss, "spaces/draws/q1/change", ref=new_ref(), version=1, changes={"title": "x"})
    assert refusal(answer) == "draw_version"
    backwards = papers(until=clock.iso(clock.now() - 2 * clock.DAY))
    answer = fair.world.post(fair.boss, "spaces/draws/q1/change", ref=new_ref(), version=2, changes=backwards)
    assert (answer.status_code, answer.json["error"]["code"]) == (422, "space_period")
    clock.freeze(clock.now() + clock.DAY)
    fair.boss = fair.world.make_staff("organiser")  # nobody is signed in that long
    assert draw_of(fair)["locked"] == ["over"]


def test_a_draw_to_its_end_repeated_by_the_script(fair: Fair, tmp_path: Path) -> None:
    phones = [fair.full_card("b1", "b2") for _ in range(7)]
    fair.full_card("b1")
    draw = make_draw(fair)
    fair.command("settings", burst=100)
    frozen = fair.command(f"draws/{draw}/freeze")["facts"]
    assert frozen["entries"] == 7
    fair.full_card("b1", "b2")
    assert draw_of(fair)["entries"] == 7, "who comes after the freezing is not in the list"
    run = {"list_hash": frozen["list_hash"], "witnesses": WITNESSES}
    post = fair.world.post
    assert refusal(post(fair.boss, f"spaces/draws/{draw}/run", ref=new_ref(), **(run | {"list_hash": "0" * 64}))) == (
        "list_changed"
    )
    for some in (WITNESSES[:2], [WITNESSES[0], WITNESSES[0], WITNESSES[1]]):
        answer = post(fair.boss, f"spaces/draws/{draw}/run", ref=new_ref(), **(run | {"witnesses": some}))
        assert refusal(answer) == "witness_count"
    ref = new_ref()
    won = fair.command(f"draws/{draw}/run", ref=ref, **run)["facts"]["winners"]
    assert fair.command(f"draws/{draw}/run", ref=ref, **run)["repeat"]
    assert refusal(post(fair.boss, f"spaces/draws/{draw}/run", ref=new_ref(), **run)) == "draw_state"
    assert [one["prize"] for one in won] == ["Xe đạp", "Túi quà OCOP", "Túi quà OCOP"]
    check_script(fair, draw, tmp_path, won)
    claim_prizes(fair, draw, phones, won)
    check_minutes(fair, draw, won)


def check_script(fair: Fair, draw: str, folder: Path, won: list[Row]) -> None:
    """The page that anybody can run says the same, and notices a changed list or result."""
    export = fair.world.get(fair.boss, f"spaces/draws/{draw}/list.json").json
    script = folder / "repeat_draw.py"
    script.write_bytes(fair.world.get(fair.boss, f"spaces/draws/{draw}/repeat_draw.py").data)
    assert script.read_bytes() == SCRIPT.read_bytes()

    def repeated(told: Row) -> Any:
        (folder / "list.json").write_text(json.dumps(told), encoding="utf-8")
        command = [sys.executable, "-I", str(script), str(folder / "list.json")]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, env={"PYTHONIOENCODING": "utf-8"})

    done = repeated(export)
    assert done.returncode == 0, done.stdout + done.stderr
    for one in won:
        assert f"{one['place']}. {one['prize']}: {one['card']}" in done.stdout
    assert repeated(export | {"entries": export["entries"][1:]}).returncode == 1
    assert repeated(export | {"winners": list(reversed(export["winners"]))}).returncode == 1
    other = [WITNESSES[0] | {"number": 1}, *WITNESSES[1:]]
    assert repeated(export | {"witnesses": other}).returncode == 1


def claim_prizes(fair: Fair, draw: str, phones: list[Any], won: list[Row]) -> None:
    """A winner shows the card and only then gives a name."""
    desk = fair.world.make_device("reception", "g1", name="Quầy quà")
    cards = {phone.ask("card", token=phone.token).json["card"]["id"]: phone for phone in phones}
    winner, loser = cards[won[0]["card"]], next(cards[one] for one in cards if one not in {w["card"] for w in won})
    body = {"name": "Ngô Thị Thúy", "phone": "0912345678", "agree": True}
    shown = fair.world.post(desk, "spaces/cards/look", token=winner.token).json["wins"]
    assert [(one["draw"], one["prize"], one["claimed_at"]) for one in shown] == [(draw, "Xe đạp", None)]
    assert refusal(fair.world.post(desk, f"spaces/draws/{draw}/claim", ref=new_ref(), token=loser.token, **body)) == (
        "not_a_winner"
    )
    refused = fair.world.post(
        desk, f"spaces/draws/{draw}/claim", ref=new_ref(), token=winner.token, name="A", agree=False
    )
    assert refused.status_code == 422
    fair.world.command(desk, f"spaces/draws/{draw}/claim", token=winner.token, **body)
    answer = fair.world.post(desk, f"spaces/draws/{draw}/claim", ref=new_ref(), token=winner.token, **body)
    assert refusal(answer) == "claimed"
    assert "Quầy quà" in answer.json["error"]["message"]
    assert draw_of(fair)["winners"][0]["name"] == "Ngô Thị Thúy"


def check_minutes(fair: Fair, draw: str, won: list[Row]) -> None:
    """The paper says everything that a stranger needs to repeat the draw."""
    from docx import Document

    data = fair.world.get(fair.boss, f"spaces/draws/{draw}/minutes.docx").data
    paper = Document(io.BytesIO(data))
    words = [one.text for one in paper.paragraphs]
    words += [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    text = "\n".join(words)
    export = fair.world.get(fair.boss, f"spaces/draws/{draw}/list.json").json
    wanted = ["BIÊN BẢN", "123/TB-SCT", "01/11/2026", export["list_hash"], export["seed"], "Số thẻ tham gia: 7"]
    wanted += [one["name"] for one in WITNESSES] + [one["card"] for one in won]
    assert [one for one in wanted if one not in text] == []
    assert "Ngô Thị Thúy" not in text


def test_a_frozen_list_is_opened_again_only_with_a_reason_that_stays(fair: Fair) -> None:
    fair.full_card("b1", "b2")
    draw = make_draw(fair)
    assert refusal(fair.world.get(fair.boss, f"spaces/draws/{draw}/list.json")) == "draw_state"
    frozen = fair.command(f"draws/{draw}/freeze")["facts"]
    answer = fair.world.get(fair.boss, f"spaces/draws/{draw}/minutes.docx")
    assert refusal(answer) == "draw_state"
    facts = fair.command(f"draws/{draw}/thaw", reason="Thiếu thẻ của khu B")["facts"]
    assert facts["list_hash"] == frozen["list_hash"]
    found = draw_of(fair)
    assert (found["state"], [one["reason"] for one in found["thawed"]]) == ("draft", ["Thiếu thẻ của khu B"])


def test_scans_outside_the_period_do_not_count(fair: Fair) -> None:
    fair.full_card("b1", "b2")
    clock.freeze(clock.now() + clock.HOUR)
    phone = fair.full_card("b1", "b2")
    make_draw(fair, **{"from": clock.iso(clock.now())})
    assert fair.command("draws/q1/freeze")["facts"]["entries"] == 1
    found = fair.world.get(fair.boss, "spaces/draws/q1/list.json").json["entries"]
    assert found == [phone.ask("card", token=phone.token).json["card"]["id"]]
