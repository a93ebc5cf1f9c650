"""Badges and lists as paper: codes read at any resolution, the longest words stay inside, pages are counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ops.badges import paperlist, sheets
from ops.core import paper, tokens

pytestmark = pytest.mark.once

pdfium = pytest.importorskip("pypdfium2")
zxingcpp = pytest.importorskip("zxingcpp")
POINT_MM = 25.4 / 72
CODE = "0123456789ABCDEF"
PLAIN: dict[str, Any] = {
    "id": "k1", "honorific": "Bà", "name": "Nguyễn Thị Hường", "title": "Phó Giám đốc", "unit": "Sở Công Thương",
    "block": "Sở, ngành", "band": 3, "url": f"HTTPS://SCT-HP.EXAMPLE/I/{CODE}", "code": tokens.pretty_code(CODE),
}  # fmt: skip
NAME_60 = "Công Tằng Tôn Nữ Hoàng Thiên Nghiễm Phượng Khuyên Nguyệt Yến"
TITLE_120 = "Phó Trưởng ban thường trực kiêm Chánh Văn phòng Ban Chỉ đạo " + (
    "chuyển đổi số và phát triển thương mại điện tử thành phố H.P"
)
LONG = PLAIN | {
    "honorific": "Ông", "name": NAME_60, "title": TITLE_120,
    "unit": "Ủy ban nhân dân Đặc khu Bạch Long Vĩ và các đơn vị",
    "block": "Ủy ban nhân dân các xã, phường, đặc khu trực thuộc thành phố Hải Phòng",
    "url": f"HTTPS://DANG-KY.SU-KIEN.CONGTHUONG.HAIPHONG.EXAMPLE:8443/I/{CODE}",
}  # fmt: skip
LONGEST = PLAIN | {
    "name": ("Nghiêng " * 15).strip(),
    "title": ("Phụ trách " * 50).strip(),
    "unit": ("Trường " * 71).strip(),
}
EVENT = "Chương trình phát động ngày hội mua sắm trực tuyến thành phố Hải Phòng năm 2025"
WORDS = {
    "title": "Danh sách", "number": "Số", "name": "Họ tên", "sign": "Ký tên", "how": "Đánh dấu",
    "page": "{page}/{pages}", "people": "{n} người",
    "printed": "In lúc 17:25 14/11/2025, người in: Trần Văn Một Hai Ba Bốn Năm Sáu",
}  # fmt: skip


@pytest.fixture
def a6() -> Iterator[paper.Document]:
    pdf = paper.new_document("x", 105, 148)
    yield pdf
    paper.close(pdf)


def made(folder: Path, layout: str, *cards: Any) -> Any:
    said: list[tuple[int, int]] = []
    facts = {"layout": layout, "title": "Thẻ", "file": "x.pdf", "event": EVENT, "cards": list(cards)}
    result = sheets.make(facts, folder, lambda done, total: said.append((done, total)))
    assert result["count"] == len(cards)
    assert said[-1] == (len(cards), len(cards))
    return pdfium.PdfDocument(folder / "x.pdf")


def test_the_samples_are_as_long_as_they_claim() -> None:
    assert len(NAME_60) == 60
    assert len(TITLE_120) == 120
    assert [len(LONGEST[name]) for name in ("name", "title", "unit")] == [119, 499, 496]


@pytest.mark.parametrize("dpi", [72, 150, 300])
@pytest.mark.parametrize("card", [PLAIN, LONG], ids=["plain", "long"])
@pytest.mark.parametrize("layout", ["a6", "label62"])
def test_a_code_is_read_at(tmp_path: Path, layout: str, card: Any, dpi: int) -> None:
    picture = made(tmp_path, layout, card)[0].render(scale=dpi / 72).to_pil()
    assert [one.text for one in zxingcpp.read_barcodes(picture)] == [card["url"]]


@pytest.mark.parametrize("card", [PLAIN, LONG, LONGEST], ids=["plain", "long", "longest"])
@pytest.mark.parametrize("layout", ["a6", "label62"])
def test_every_word_stays_on_the_badge_and_off_the_code(tmp_path: Path, layout: str, card: Any) -> None:
    document = made(tmp_path, layout, card)
    assert len(document) == 1
    page = document[0]
    width, height = sheets.SIZES[layout]
    assert [round(one * POINT_MM, 1) for one in page.get_size()] == [width, height]
    text = page.get_textpage()
    for name in ("name", "title", "unit", "code"):
        assert "".join(card[name].split()) in "".join(text.get_text_bounded().split())
    least = 97 if layout == "a6" else 56.5
    body = 0
    for n in range(text.count_rects()):
        left, bottom, right, top = (one * POINT_MM for one in text.get_rect(n))
        assert (left >= 1, right <= width - 1, bottom >= 0.3, top <= height - 0.3) == (True,) * 4
        from_top = height - bottom
        assert from_top <= least + 0.5 or from_top > height - 8, "words on the code"
        body += 1
    assert body >= 4


def test_words_do_not_cover_one_another(a6: paper.Document) -> None:
    """Parts are laid out one under the other: their measured heights never exceed the room."""
    for layout, width, room in (("a6", 93, 68), ("label62", 56, 45)):
        for card in (PLAIN, LONG, LONGEST):
            parts = sheets.fit_person(a6, card, sheets.STEPS[layout], width, room)
            assert sum(part.height for part in parts) <= room, (layout, card["name"][:20])


def test_a_plain_name_is_read_from_afar(a6: paper.Document) -> None:
    name = sheets.fit_person(a6, PLAIN, sheets.STEPS["a6"], 93, 68)[1]
    assert len(name.lines) <= 2
    assert name.size >= 26


def test_a_label_is_black_only(tmp_path: Path) -> None:
    picture = made(tmp_path, "label62", PLAIN)[0].render(scale=2).to_pil().convert("RGB")
    assert all(red == green == blue for _, (red, green, blue) in picture.getcolors(1 << 20))


def test_white_words_stand_out_on_every_band() -> None:
    def part(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    for red, green, blue in sheets.BANDS:
        assert 1.05 / (0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue) + 0.05) >= 7


def test_the_browser_prints_the_same_bands() -> None:
    css = (Path(sheets.__file__).resolve().parents[2] / "static" / "css" / "badges.css").read_text(encoding="utf-8")
    for number, (red, green, blue) in enumerate(sheets.BANDS):
        assert f"--band-{number}: #{red:02x}{green:02x}{blue:02x};" in css


# ---------- the list on paper ----------


def person(number: int, **facts: str) -> dict[str, Any]:
    return {"number": number, "honorific": "Ông", "name": f"Khách {number}", "title": "Ủy viên", "unit": ""} | facts


def listed(folder: Path, groups: list[Any]) -> Any:
    facts = {"words": WORDS, "file": "y.pdf", "event": EVENT, "groups": groups}
    paperlist.make(facts, folder, lambda done, total: None)
    return pdfium.PdfDocument(folder / "y.pdf")


def test_a_list_of_many_pages_counts_them_and_keeps_heads_with_people(tmp_path: Path, a6: paper.Document) -> None:
    groups: list[dict[str, Any]] = [
        {"name": f"Đoàn {n}", "block": "Khối", "people": [person(n * 10 + m) for m in range(1, 8)]} for n in range(30)
    ]
    document = listed(tmp_path, groups)
    texts = [page.get_textpage().get_text_bounded() for page in document]
    for number, text in enumerate(texts, 1):
        assert f"{number}/{len(texts)}" in text
        assert "In lúc 17:25 14/11/2025" in " ".join(text.split())
        assert "Ký tên" in text
    whole = "\n".join(texts)
    assert all(f"Khách {group['people'][0]['number']}" in whole for group in groups)
    for items in paperlist.plan(list(paperlist.measure(a6, groups, WORDS, lambda *_: None, 1))):
        assert items[-1].person is not None
        assert paperlist.TOP + sum(item.height for item in items) <= paperlist.BOTTOM


def test_long_words_stay_in_their_column(tmp_path: Path) -> None:
    long = person(1234, name=NAME_60, title=TITLE_120, unit="Ủy ban nhân dân Đặc khu Bạch Long Vĩ " * 4)
    group: dict[str, Any] = {
        "name": "Ủy ban nhân dân Đặc khu Bạch Long Vĩ " * 4,
        "block": "Khối",
        "people": [long] * 30,
    }
    document = listed(tmp_path, [group])
    assert len(document) > 1
    for page in document:
        text = page.get_textpage()
        for n in range(text.count_rects()):
            left, bottom, right, top = (one * POINT_MM for one in text.get_rect(n))
            assert (left >= 10, right <= 200, bottom >= 5, top <= 292) == (True,) * 4
            assert not left < paperlist.SIGN - 1 < right or top > 240, "a name in the column for signatures"


def test_a_code_is_read_at_the_resolution_of_a_label_printer(tmp_path: Path) -> None:
    """203 dots an inch do not divide a module: edges fall between two dots."""
    picture = made(tmp_path, "label62", PLAIN)[0].render(scale=203 / 72).to_pil()
    assert [one.text for one in zxingcpp.read_barcodes(picture)] == [PLAIN["url"]]
