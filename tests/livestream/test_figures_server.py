"""Numbers through the product: typed, proved, corrected, imported once, added up, taken out."""

from __future__ import annotations

import csv
import hashlib
import io
import random
from typing import Any

import openpyxl
import pytest
from PIL import Image

from ops.core import clock
from ops.livestream.figures.answers import NumbersAnswer
from ops.livestream.figures.pictures import LIMIT, evidence
from tests.livestream.numbers_week import load_week
from tests.support.app import Ops
from tests.support.factories import Device, Staff, World, new_ref

Row = dict[str, Any]
EXPORT = (
    "Mã phiên live;Bắt đầu;Doanh số;Đơn hàng;Lượt xem;PCU;Thời lượng\n"
    "7001234567;14/11/2025 19:06;12.500.000,00;125;10.400;1.250;1 giờ 02 phút\n"
    "7001239999;14/11/2025 21:05;1.000.000,00;10;900;88;00:58:10\n"
    "7001230000;01/11/2025 08:00;5,00;1;9;1;00:01:00\n"
).encode()


@pytest.fixture
def week(world: World) -> World:
    return load_week(world)


@pytest.fixture
def lead(week: World) -> Staff:
    return week.make_staff("live_coordinator")


def tell(week: World, who: Staff | Device, slot: str = "a", **body: Any) -> Any:
    path = f"/api/events/{week.id}/live/figures"
    return week.ops.ask("POST", path, who.token, json={"ref": new_ref(), "slot": slot, **body})


def numbers(week: World, who: Staff) -> Row:
    found: Row = week.ops.ask("GET", f"/api/events/{week.id}/live/numbers", who.token).json
    NumbersAnswer.model_validate(found)
    return found


def send(week: World, who: Staff | Device, path: str, data: bytes, **query: Any) -> Any:
    query = {"ref": new_ref(), **query} if not path.endswith("look") else query
    return week.ops.ask(
        "POST", f"/api/events/{week.id}/live/{path}", who.token, data=data, query_string=query,
        content_type="application/octet-stream",
    )  # fmt: skip


def test_a_booth_types_three_numbers_of_its_own_room(week: World, lead: Staff) -> None:
    booth = week.make_device("booth", "G01")
    told = tell(week, booth, values={"gmv": 12_500_000, "orders": 42, "peak": 1200})
    assert told.status_code == 200 and told.json["facts"]["doubts"] == []
    assert tell(week, booth, "c", values={"orders": 1}).status_code == 403
    found = numbers(week, lead)
    row = next(one for one in found["slots"] if one["id"] == "a")
    assert (row["metrics"]["gmv"]["value"], row["coverage"], row["by"]) == (
        12_500_000, {"have": 3, "of": 3, "final": False}, booth.name,
    )  # fmt: skip
    assert (found["totals"]["gmv"]["value"], found["coverage"]) == (12_500_000, {"have": 1, "of": 3})


def test_not_yet_is_an_answer_and_never_a_0(week: World, lead: Staff) -> None:
    assert tell(week, lead, values={"orders": None}).status_code == 200
    assert numbers(week, lead)["totals"]["orders"]["value"] is None
    wrong = tell(week, lead, values={"orders": 3}, status="missing")
    assert wrong.status_code == 422


def test_a_final_number_is_corrected_with_a_reason_and_both_stay(week: World, lead: Staff) -> None:
    assert tell(week, lead, values={"orders": 40}, status="final").status_code == 200
    refused = tell(week, lead, values={"orders": 42}, status="final")
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "figure_needs_reason")
    assert refused.json["error"]["fields"] == {"orders": "40"}
    assert tell(week, lead, values={"orders": 42}, status="final", note="Sàn đối soát lại").status_code == 200
    kept = week.ops.ask("GET", f"/api/events/{week.id}/live/numbers/a", lead.token).json["figures"]
    assert [(one["value"], one["note"]) for one in kept] == [(42, "Sàn đối soát lại"), (40, "")]


def test_the_same_ref_is_done_once_and_a_doubt_does_not_refuse(week: World, lead: Staff) -> None:
    body = {"ref": new_ref(), "slot": "a", "values": {"gmv": 12_500, "orders": 42}}
    path = f"/api/events/{week.id}/live/figures"
    first, again = (week.ops.ask("POST", path, lead.token, json=body).json for _ in range(2))
    assert first["facts"]["doubts"][0]["code"] == "order_value" and again["repeat"] is True
    assert len(week.ops.ask("GET", f"/api/events/{week.id}/live/numbers/a", lead.token).json["figures"]) == 2


def test_a_late_number_keeps_the_hour_at_which_it_was_read(week: World, lead: Staff) -> None:
    at = clock.now() - clock.HOUR
    told = tell(week, lead, values={"peak": 5}, device_at=clock.iso(at - 5_000), offset_ms=5_000)
    assert told.status_code == 200
    (row,) = [one for one in numbers(week, lead)["slots"] if one["id"] == "a"]
    assert row["metrics"]["peak"]["as_of"] == at


# ---------- evidence ----------


def photo(width: int = 640, height: int = 480, form: str = "JPEG") -> bytes:
    out = io.BytesIO()
    picture = Image.frombytes("RGB", (width, height), random.Random(1).randbytes(width * height * 3))
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    exif[0x0112] = 6  # lies on its side
    picture.save(out, form, exif=exif)
    return out.getvalue()


def test_a_photo_is_made_small_upright_and_forgets_its_phone() -> None:
    made = evidence(photo(2400, 1800))
    picture = Image.open(io.BytesIO(made))
    assert len(made) <= LIMIT and picture.height > picture.width
    assert not picture.getexif() and b"SecretPhone" not in made


def test_a_photo_proves_a_number_and_only_who_may_sees_it(week: World, lead: Staff) -> None:
    booth = week.make_device("booth", "G01")
    kept, again = (send(week, booth, "files", photo(), name="ảnh.jpg").json["facts"] for _ in range(2))
    assert kept["hash"] == again["hash"]
    told = tell(week, booth, values={"orders": 42}, source="screenshot", file_hash=kept["hash"])
    assert told.status_code == 200
    path = f"/api/events/{week.id}/live/files/{kept['hash']}"
    shown = week.ops.ask("GET", path, lead.token)
    assert shown.mimetype == "image/jpeg" and hashlib.sha256(shown.data).hexdigest() == kept["hash"]
    assert week.ops.ask("GET", path, booth.token).status_code == 403
    assert week.ops.ask("GET", path).status_code == 401
    assert next(one for one in numbers(week, lead)["slots"] if one["id"] == "a")["files"] == [kept["hash"]]


@pytest.mark.parametrize("data", [b"", b"GIF89a....", b"<svg xmlns='http://www.w3.org/2000/svg'/>", photo()[:900]])
def test_what_is_no_picture_is_refused(week: World, lead: Staff, data: bytes) -> None:
    assert send(week, lead, "files", data).status_code == 422
    assert tell(week, lead, values={"orders": 1}, file_hash="0" * 64).status_code == 422


# ---------- exports ----------


def test_an_export_is_shown_first_then_taken_once(week: World, lead: Staff) -> None:
    look = send(week, lead, "exports/look", EXPORT, platform="tiktok").json
    assert [(row["state"], row["slot"]) for row in look["rows"]] == [
        ("matched", "a"),
        ("matched", "b"),
        ("unmatched", ""),
    ]
    assert look["known"] is False and numbers(week, lead)["totals"]["gmv"]["value"] is None
    taken = send(week, lead, "exports", EXPORT, platform="tiktok", status="final", name="live.csv").json
    assert (taken["facts"]["rows"], taken["facts"]["slots"]) == (2, ["a", "b"])
    again = send(week, lead, "exports", EXPORT, platform="tiktok", status="final", name="live.csv").json
    assert again["seq"] is None and again["facts"]["rows"] == 0
    totals = numbers(week, lead)["totals"]
    assert [totals[name]["value"] for name in ("gmv", "orders", "peak", "live_s")] == [13_500_000, 135, 1250, 7210]
    assert (totals["gmv"]["have"], totals["gmv"]["of"], totals["gmv"]["status"]) == (2, 3, "provisional")
    look = send(week, lead, "exports/look", EXPORT, platform="tiktok").json
    assert [row["state"] for row in look["rows"]] == ["known", "known", "unmatched"] and look["known"] is True


def test_the_kols_export_of_the_same_live_is_not_counted_twice(week: World, lead: Staff) -> None:
    send(week, lead, "exports", EXPORT, platform="tiktok")
    kol = EXPORT.replace(b"12.500.000", b"11.900.000")
    assert send(week, lead, "exports/look", kol, platform="tiktok").json["rows"][0]["state"] == "double"
    assert send(week, lead, "exports", kol, platform="tiktok").json["facts"]["rows"] == 0
    assert numbers(week, lead)["totals"]["gmv"]["value"] == 13_500_000
    send(week, lead, "exports", kol, platform="tiktok", choose="0:a", note="Theo tệp của KOL")
    assert numbers(week, lead)["totals"]["gmv"]["value"] == 12_900_000  # the newer of two, never both


def test_what_a_person_says_of_a_column_is_kept_for_the_next_file(week: World, lead: Staff) -> None:
    file = b"Ma;Cot la;Bat dau\n7001234567;42;14/11/2025 19:06\n"
    first = send(week, lead, "exports/look", file, platform="tiktok", columns="1:orders").json
    assert first["rows"][0]["values"] == {"orders": 42}
    send(week, lead, "exports", file, platform="tiktok", columns="1:orders")
    other = file.replace(b"42", b"43")
    assert send(week, lead, "exports/look", other, platform="tiktok").json["rows"][0]["values"] == {"orders": 43}
    assert send(week, lead, "exports/look", other, platform="tiktok", columns="1:nothing").status_code == 422


# ---------- out ----------


def test_the_files_say_the_same_as_the_page(week: World, lead: Staff) -> None:
    tell(week, lead, values={"gmv": 12_500_000, "orders": 42})
    found = week.ops.ask("GET", f"/api/events/{week.id}/live/numbers.csv", lead.token)
    rows = list(csv.reader(io.StringIO(found.data.decode("utf-8-sig"))))
    assert rows[1][8:11] == ["12500000", "42", "Tạm tính"] and rows[2][8:10] == ["", ""]
    assert rows[4][0] == "Tổng" and rows[5][8] == "1/3" and "1/3" in rows[6][0]
    book = openpyxl.load_workbook(
        io.BytesIO(week.ops.ask("GET", f"/api/events/{week.id}/live/numbers.xlsx", lead.token).data)
    )
    assert book.active is not None and book.active.cell(2, 9).value == 12_500_000


def test_the_feed_tells_the_booth_what_stands(week: World, ops: Ops) -> None:
    booth = week.make_device("booth", "G01")
    tell(week, booth, values={"orders": 42})
    rows = ops.ask("GET", f"/api/events/{week.id}/snapshot/booth", booth.token).json["rows"]["live_figure_sum"]
    assert rows[0]["id"] == "a" and rows[0]["metrics"]["orders"]["value"] == 42
    assert "by" not in rows[0]["metrics"]["orders"]
