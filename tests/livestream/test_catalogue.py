"""The catalogue: two people, what names what, stars, keys, papers as files, lists in and out, who sees what."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from ops.core.models import access, journal
from ops.livestream.catalogue import models as tables
from tests.livestream.shelf import FACT, Shelf, fill, picture
from tests.support.app import Ops
from tests.support.factories import Row, Staff, World, make_world, new_ref


@pytest.fixture
def shelf(ops: Ops) -> Shelf:
    world = make_world(ops)
    return fill(world, world.make_staff("organiser"))


def change(shelf: Shelf, path: str, seen: int, who: Staff | None = None, **body: Any) -> tuple[int, Row]:
    answer = shelf.world.post(who or shelf.boss, f"live/catalogue/{path}/change", ref=new_ref(), seen=seen, **body)
    return answer.status_code, answer.json


def accesses(world: World) -> list[str]:
    with world.ops.db.read() as conn:
        return [row.what for row in conn.execute(select(access).where(access.c.event_id == world.id))]


# ---------- rows ----------


def test_of_two_people_in_one_field_the_second_is_told_and_other_fields_merge(shelf: Shelf) -> None:
    other = shelf.world.make_staff("live_coordinator")
    assert change(shelf, "product/SPA", 1, other, changes={"price": 70_000})[0] == 200
    status, said = change(shelf, "product/SPA", 1, changes={"price": 60_000}, was={"price": 65_000})
    assert (status, said["error"]["code"]) == (409, "row_changed")
    assert said["error"]["fields"]["price"] == "70000"
    assert said["error"]["fields"]["revision"] == "2"
    assert said["error"]["fields"]["by"]
    # Nobody else wrote in the pack: what the editor saw of it still stands.
    assert change(shelf, "product/SPA", 1, changes={"pack": "hộp 300 g"}, was={"pack": ""})[0] == 200
    row = shelf.row("product", "SPA")
    assert (row["price"], row["pack"], row["revision"]) == (70_000, "hộp 300 g", 3)


@pytest.mark.parametrize(
    ("path", "changes"),
    [
        ("product/SPA", {"stars": 5}),
        ("product/SPA", {"stars_confirmed_by": "tôi"}),
        ("product/SPA", {"certificate_until": "2026-02-30"}),
        ("product/SPA", {"producer": "khong-co"}),
        ("product/SPA", {"page_url": "javascript:alert(1)"}),
        ("product/SPA", {"price": -1}),
        ("product/SPA", {"name": None}),
        ("room/RA", {"opens": "25:00"}),
        ("producer/CTA", {"tax_code": "12"}),
        ("channel/KA", {"key_cipher": "x"}),
        ("person/PA", {"roles": []}),
    ],
)
def test_what_does_not_fit_is_refused(shelf: Shelf, path: str, changes: dict[str, object]) -> None:
    assert change(shelf, path, 1, changes=changes)[0] == 422


def test_a_row_that_something_names_stays(shelf: Shelf) -> None:
    answer = shelf.world.post(shelf.boss, "live/catalogue/producer/CTA/remove", ref=new_ref(), seen=1)
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "row_in_use")
    assert "product" in answer.json["error"]["fields"]["by"]
    shelf.world.command(shelf.boss, "live/catalogue/kit/TBA/remove", seen=1)
    assert shelf.world.row("live", "live_kit", "TBA") is None


def test_travel_is_read_in_both_directions(shelf: Shelf) -> None:
    assert shelf.row("live_site", "STA")["travel"] == {"STB": 30}
    assert shelf.row("live_site", "STB")["travel"] == {"STA": 30}


# ---------- who may, who sees ----------


def test_stars_are_confirmed_by_name_and_by_whom_may(shelf: Shelf) -> None:
    body = {"seen": 1, "stars": 4, "source": "QĐ 144/QĐ-UBND"}
    coordinator, director = shelf.world.make_staff("live_coordinator"), shelf.world.make_staff("director")
    assert shelf.world.post(coordinator, "live/products/SPA/stars", ref=new_ref(), **body).status_code == 403
    shelf.world.command(director, "live/products/SPA/stars", **body)
    row = shelf.row("product", "SPA")
    assert (row["stars"], row["stars_source"]) == (4, "QĐ 144/QĐ-UBND")
    assert row["stars_confirmed_by"]


def test_no_phone_no_key_no_token_leaves_in_the_feed_or_the_journal(shelf: Shelf) -> None:
    world, secrets = shelf.world, ["0912 345 999", "0912 345 998", "khoa-rat-bi-mat"]
    world.command(shelf.boss, "live/channels/KA/key", key="khoa-rat-bi-mat")
    link = world.post(shelf.boss, "live/people/PA/link", ref=new_ref()).json["url"]
    token = link.rpartition("/")[2]
    assert token.startswith("hst_")
    for audience in ("live", "booth"):
        text = json.dumps(world.snapshot(audience), ensure_ascii=False)
        assert [one for one in (*secrets, token, "key_cipher", "token_hash") if one in text] == []
    assert "Bà Kiểm Thử" not in json.dumps(world.snapshot("booth"), ensure_ascii=False)
    assert shelf.row("producer", "CTA")["phone"] == "0912 *** 999"
    with world.ops.db.read() as conn:
        lines = " ".join(row.facts for row in conn.execute(select(journal).where(journal.c.event_id == world.id)))
    assert [one for one in (*secrets, token) if one in lines] == []
    contact = world.post(shelf.boss, "live/contacts/person/PA", ref=new_ref())
    assert contact.json["phone"] == "0912 345 998"
    assert "livestream.contact" in accesses(world)


def test_a_stream_key_is_sealed_recognised_and_told_to_the_organiser_alone(shelf: Shelf) -> None:
    world = shelf.world
    shelf.make("channel", "KB", name="Kênh B", platform="facebook")
    for name in ("KA", "KB"):
        world.command(shelf.boss, f"live/channels/{name}/key", key="chung-mot-khoa")
    first, second = (shelf.row("channel", name) for name in ("KA", "KB"))
    assert first["has_key"]
    assert first["key"] == second["key"]
    assert len(first["key"]) == 8
    with world.ops.db.read() as conn:
        mine = select(tables.channel.c.key_cipher).where(tables.channel.c.event_id == world.id)
        kept = conn.execute(mine).scalars().all()
    assert "chung-mot-khoa" not in str(kept)
    assert kept[0] != kept[1]
    shown = world.post(shelf.boss, "live/channels/KA/key/show", ref=new_ref())
    assert shown.json["key"] == "chung-mot-khoa"
    assert shown.headers["Cache-Control"] == "no-store"
    assert accesses(world).count("livestream.key") == 1
    coordinator = world.make_staff("live_coordinator")
    assert world.post(coordinator, "live/channels/KA/key/show", ref=new_ref()).status_code == 403
    spaced = world.post(shelf.boss, "live/channels/KA/key", ref=new_ref(), key="hai chữ")
    assert (spaced.status_code, spaced.json["error"]["code"]) == (422, "key_not_plain")


def test_the_holder_of_a_key_sees_it_over_their_own_link_and_nobody_else_does(shelf: Shelf) -> None:
    world = shelf.world
    shelf.make("person", "PB", name="Trần Văn Khác")
    world.command(shelf.boss, "live/channels/KA/key", key="khoa-cua-kenh-a")
    found = []
    for person in ("PA", "PB"):
        link = world.post(shelf.boss, f"live/people/{person}/link", ref=new_ref()).json["url"]
        path = f"/api/host/{link.rpartition('/')[2]}/channels/KA/key"
        found.append(world.ops.ask("POST", path, json={"ref": new_ref()}))
    assert (found[0].status_code, found[0].json) == (200, {"channel": "KA", "key": "khoa-cua-kenh-a"})
    assert (found[1].status_code, found[1].json["error"]["code"]) == (403, "key_of_another")
    missing = world.ops.ask("POST", "/api/host/hst_nobody/channels/KA/key", json={"ref": new_ref()})
    assert missing.status_code == 404
    assert accesses(world) == ["livestream.key"]


def test_a_platform_rule_has_versions(shelf: Shelf) -> None:
    made = shelf.world.command(shelf.boss, "live/facts", **FACT)["facts"]["fact"]
    values = {name: value for name, value in FACT.items() if name not in ("platform", "fact")} | {"value": "200"}
    shelf.world.command(shelf.boss, f"live/facts/{made}/change", seen=1, **values)
    stale = shelf.world.post(shelf.boss, f"live/facts/{made}/change", ref=new_ref(), seen=1, **values)
    assert (stale.status_code, stale.json["error"]["code"]) == (409, "row_changed")
    assert shelf.row("platform_fact", made)["value"] == "200"
    versions = shelf.world.get(shelf.boss, f"live/facts/{made}").json["versions"]
    assert [one["value"] for one in versions] == ["200", "100"]


def test_an_end_before_its_beginning_is_refused(shelf: Shelf) -> None:
    span = {"from": "2026-11-14T12:00:00Z", "until": "2026-11-14T10:00:00Z"}
    answer = shelf.world.post(shelf.boss, "live/people/PA/times", ref=new_ref(), seen=1, away=[span])
    assert (answer.status_code, answer.json["error"]["code"]) == (422, "span_backwards")


def test_a_device_of_a_booth_stands_at_a_room(shelf: Shelf) -> None:
    device = shelf.world.make_device("booth", post="BA")
    assert shelf.world.ops.ask("GET", "/api/device", device.token).json["device"]["post_name"] == "Gian 01"


# ---------- papers ----------


def test_a_photo_is_drawn_anew_and_handed_out_safely(shelf: Shelf) -> None:
    paper, photo = shelf.paper(), picture(exif=True)
    assert "Bí Mật".encode() in photo or b"Exif" in photo
    assert shelf.scan(paper, photo, name="C:\\anh\\giấy.jpg").status_code == 200
    row = shelf.row("live_paper", paper)
    assert (row["state"], row["has_file"], row["file_type"]) == ("waiting", True, "image/jpeg")
    answer = shelf.world.get(shelf.boss, f"live/papers/{paper}/file")
    assert answer.mimetype == "image/jpeg"
    assert b"Exif" not in answer.data
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in " ".join(answer.headers.getlist("Content-Security-Policy"))
    assert shelf.world.get(shelf.world.make_staff("viewer"), f"live/papers/{paper}/file").status_code == 403
    assert "livestream.paper" in accesses(shelf.world)
    folder: Path = shelf.world.ops.data / "papers" / shelf.world.id
    assert [len(file.name) for file in folder.iterdir()] == [64]
    next(folder.iterdir()).write_bytes(b"etwas anderes")
    assert shelf.world.get(shelf.boss, f"live/papers/{paper}/file").json["error"]["code"] == "paper_lost"


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "paper_empty"),
        (b"<html><script>alert(1)</script>", "paper_wrong_type"),
        (b"\x89PNG\r\n\x1a\nnot a picture", "paper_broken"),
        (b"\xff\xd8\xff\xe0 cut off", "paper_broken"),
        (b"%PDF-1.4 cut off", "paper_broken"),
        (PDF.replace(b"/Type", b"/OpenAction 2 0 R /JavaScript (x) /Type"), "paper_active"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "paper_heic"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "paper_broken"),
    ],
)
def test_a_file_is_what_it_holds_and_not_what_it_is_called(shelf: Shelf, data: bytes, code: str) -> None:
    paper = shelf.paper()
    answer = shelf.scan(paper, data, name="giay.pdf")
    assert (answer.status_code, answer.json["error"]["code"]) == (422, code)
    assert answer.json["error"]["message"] != f"error.{code}"
    assert shelf.row("live_paper", paper)["has_file"] is False


@pytest.mark.parametrize(("data", "kind"), [(PDF, "application/pdf"), (picture("PNG"), "image/png"),
                                            (picture("WEBP"), "image/webp")])  # fmt: skip
def test_the_kinds_that_are_taken(shelf: Shelf, data: bytes, kind: str) -> None:
    paper = shelf.paper()
    assert shelf.scan(paper, data).status_code == 200
    answer = shelf.world.get(shelf.boss, f"live/papers/{paper}/file")
    assert answer.mimetype == kind
    way = "attachment" if kind == "application/pdf" else "inline"
    assert answer.headers["Content-Disposition"].startswith(way)


def test_a_scan_that_no_paper_shows_goes_from_the_disk(shelf: Shelf) -> None:
    first, second, folder = shelf.paper(), shelf.paper(), shelf.world.ops.data / "papers" / shelf.world.id
    for paper in (first, second):
        assert shelf.scan(paper, picture("PNG")).status_code == 200
    shelf.world.command(shelf.boss, f"live/papers/{first}/remove", seen=2)
    assert len(list(folder.iterdir())) == 1  # the other paper shows it too
    assert shelf.scan(second, picture("WEBP")).status_code == 200
    assert [len(file.name) for file in folder.iterdir()] == [64]
    ref = new_ref()
    for repeat in (False, True):
        answer = shelf.world.post(shelf.boss, f"live/papers/{second}/remove", ref=ref, seen=3)
        assert (answer.status_code, answer.json["repeat"]) == (200, repeat)
    assert list(folder.iterdir()) == []


def test_a_picture_that_would_fill_the_memory_is_refused(shelf: Shelf) -> None:
    answer = shelf.scan(shelf.paper(), picture("PNG", (12_001, 20)))
    assert (answer.status_code, answer.json["error"]["code"]) == (422, "paper_too_wide")


def test_a_paper_is_read_by_somebody_and_read_again_when_it_changes(shelf: Shelf) -> None:
    paper = shelf.paper(number="")
    path, ask = f"live/papers/{paper}", shelf.world.post
    bare = ask(shelf.boss, f"{path}/judge", ref=new_ref(), seen=1, state="accepted")
    assert (bare.status_code, bare.json["error"]["code"]) == (409, "paper_bare")
    silent = ask(shelf.boss, f"{path}/judge", ref=new_ref(), seen=1, state="refused")
    assert (silent.status_code, silent.json["error"]["code"]) == (422, "reason_needed")
    shelf.world.command(shelf.boss, f"{path}/change", seen=1, number="123")
    shelf.world.command(shelf.boss, f"{path}/judge", seen=2, state="accepted")
    assert shelf.row("live_paper", paper)["state"] == "accepted"
    shelf.world.command(shelf.boss, f"{path}/change", seen=3, valid_until="2027-01-01")
    assert shelf.row("live_paper", paper)["state"] == "waiting"
    assert "number" not in shelf.row("live_paper", paper, "booth")


# ---------- lists ----------


def test_a_list_is_looked_at_taken_in_and_taken_back(shelf: Shelf) -> None:
    seen = shelf.look()
    assert seen["counts"] == {"new": 3, "changed": 0, "same": 0, "error": 0}
    seller, cake, spirit = seen["items"]
    assert seller["values"] == {"tax_code": "0800123456", "name": "HTX Rươi Tứ Kỳ", "kind": "cooperative"}
    kept = {name: cake["values"][name] for name in ("stars", "price", "live_price", "stock", "certificate_until")}
    wanted = {"stars": 4, "price": 125_000, "live_price": 112_000, "stock": 80, "certificate_until": "2028-06-08"}
    assert kept == wanted
    assert [one["code"] for one in spirit["faults"]] == ["spirit"]
    assert (spirit["values"]["price"], spirit["values"]["alcohol"], spirit["values"]["stock"]) == (1_500_000, 29, 1200)
    done = shelf.bring(seen, rows=str(cake["n"])).json["facts"]
    assert (done["made"], done["changed"]) == (2, 0)  # a product brings its new producer along
    again = shelf.look()
    assert again["counts"] == {"new": 1, "changed": 0, "same": 2, "error": 0}
    stale = shelf.bring(seen)
    assert (stale.status_code, stale.json["error"]["code"]) == (409, "import_moved")
    back = shelf.world.command(shelf.boss, f"live/imports/{done['import']}/undo")["facts"]
    assert (back["removed"], back["stayed"]) == (2, 0)
    assert shelf.look()["counts"]["new"] == 3


def test_what_somebody_wrote_after_an_import_stays_when_it_is_taken_back(shelf: Shelf) -> None:
    text = "Chủ thể;Sản phẩm;Giá;Quy cách\nHTX Bánh đậu;Bánh đậu xanh;66.000;hộp\nHTX Bánh đậu;Bánh mới;10.000;\n"
    done = shelf.bring(shelf.look(text), text).json["facts"]
    assert (done["made"], done["changed"]) == (1, 1)
    shelf.world.command(shelf.boss, "live/catalogue/product/SPA/change", seen=2, changes={"claims": "Thơm"})
    back = shelf.world.command(shelf.boss, f"live/imports/{done['import']}/undo")["facts"]
    assert (back["removed"], back["changed"], back["stayed"]) == (1, 0, 1)
    assert shelf.row("product", "SPA")["price"] == 66_000


def test_what_nobody_can_read_is_said_with_its_cell(shelf: Shelf) -> None:
    text = (
        "Chủ thể,Sản phẩm,Giá bán,Hạn,Hạng sao\n,Không ai bán,1000,01/01/2027,3\n"
        "HTX Mới,Na,rẻ lắm,31/02/2027,7\nHTX Mới,Na,5000,,\n"
    )
    found = shelf.look(text)["items"]
    assert [(one["state"], [fault["code"] for fault in one["faults"]]) for one in found] == [
        ("error", ["no_producer"]),
        ("new", []),
        ("new", ["number", "day", "stars"]),
        ("error", ["twice"]),
    ]
    assert [fault["cell"] for fault in found[2]["faults"]] == ["C3", "D3", "E3"]


def test_a_company_is_no_sum_and_a_column_nobody_understands_is_named(shelf: Shelf) -> None:
    """A "Công ty …" begins like "Cộng"; only a line that sums is left out."""
    lines = (
        "STT,Chủ thể,Sản phẩm,Giá bán,Ghi chú nội bộ", "1,Công ty TNHH Một,Bánh A,1000,x",
        "2,Tổng công ty Hai,Bánh B,2000,", "3,Cộng đồng làng nghề Ba,Bánh C,3000,", "Tổng cộng,,,6000,",
        "Tổng số: 3 sản phẩm,,,6000,", "Cộng,,,6000,",
    )  # fmt: skip
    seen = shelf.look("\n".join(lines))
    assert [one["name"] for one in seen["items"] if one["entity"] == "product"] == ["Bánh A", "Bánh B", "Bánh C"]
    assert seen["unread"] == ["Ghi chú nội bộ"]


def test_a_list_without_titles_is_refused_and_a_formula_is_nobodys_word(shelf: Shelf) -> None:
    answer = shelf.send("import/look", b"1,2,3\n4,5,6\n", kind="products", name="x.csv")
    assert (answer.status_code, answer.json["error"]["code"]) == (422, "catalogue_no_header")
    found = shelf.look("Chủ thể,Sản phẩm,Giá\nHTX A,=cmd|' /C calc'!A0,5000\n")["items"]
    assert [one["entity"] for one in found] == ["producer"]


def test_what_was_taken_out_reads_back_as_the_same(shelf: Shelf) -> None:
    world = shelf.world
    shelf.make(
        "product", "SPF", producer="CTA", name="=1+1 hộp", stock=3, marks=["cold"], alcohol=5.5, programmes=["OCOP"]
    )
    world.command(shelf.boss, "live/products/SPA/stars", seen=1, stars=4, source="QĐ 144")
    for form in ("xlsx", "csv"):
        for kind in ("products", "people", "rooms"):
            answer = world.get(shelf.boss, f"live/catalogue.{form}", query_string={"kind": kind})
            seen = shelf.look(answer.data, kind)
            assert {one["state"] for one in seen["items"]} == {"same"}, (form, kind, seen["items"])
    sheet = world.get(shelf.boss, "live/catalogue.xlsx").data
    import openpyxl

    book: Any = openpyxl.load_workbook(io.BytesIO(sheet))
    assert not [cell for row in book.active.iter_rows() for cell in row if cell.data_type == "f"]
    assert "livestream.export" in accesses(world)


def test_hosts_and_rooms_come_from_lists(shelf: Shelf) -> None:
    people = "Họ tên,SĐT,Vai trò,TikTok,Địa điểm\nLê Thị Mới,912345678,Host + trợ live,@moi,Phòng thu\n"
    assert shelf.bring(shelf.look(people, "people"), people).status_code == 200
    made = [one for one in shelf.world.snapshot("live")["rows"]["live_person"] if one["name"] == "Lê Thị Mới"][0]
    assert (made["roles"], made["home_site"]) == (["assistant", "host"], "STB")
    assert [(one["handle"], one["state"]) for one in made["identities"]] == [("@moi", "unverified")]
    rooms = "Tên phòng,Địa điểm,Giờ hoạt động,Tủ mát\nGian 09,Trung tâm thương mại,9h30 - 22h,có\n"
    assert shelf.bring(shelf.look(rooms, "rooms"), rooms).status_code == 200
    room = [one for one in shelf.world.snapshot("live")["rows"]["live_room"] if one["name"] == "Gian 09"][0]
    assert (room["kind"], room["opens"], room["closes"], room["cold"]) == ("booth", "09:30", "22:00", True)
