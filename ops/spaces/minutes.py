"""The minutes of a draw as DOCX, in the form of NĐ 30/2020. Number and date of the paper stay blank: they are given in
the office's own register."""

from __future__ import annotations

import io
from typing import Any

from ops.core import clock
from ops.core.when import clock_words, day_words, local

Row = dict[str, Any]
FONT = "Times New Roman"
STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"


def minutes(draw: Row, event: Row) -> bytes:
    """The file. `draw` as exported, with names of witnesses; winners by the number of their card only."""
    from docx import Document  # its library takes a moment that most servers never need
    from docx.shared import Mm

    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    _style(paper)
    _head(paper, event)
    for line in _body(draw, event):
        _paragraph(paper, line)
    _winners(paper, draw)
    for line in _end(draw):
        _paragraph(paper, line)
    _signers(paper, draw)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _style(paper: Any) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style = paper.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(13)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(6)


def _head(paper: Any, event: Row) -> None:
    """The organiser on the left, the state on the right; then what it is."""
    table = paper.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    _centred(left, [(event["organiser"].upper(), True), ("Số:      /BB-", False)])
    place = f"{event['place']}, ngày      tháng      năm {local(event['starts_at'], event['zone']).year}"
    _centred(right, [(STATE, True), (MOTTO, True), (place, False)])
    for words in ("BIÊN BẢN", "Về việc quay số trúng thưởng"):
        _centred(paper, [(words, True)])


def _centred(where: Any, lines: list[tuple[str, bool]]) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    for number, (words, bold) in enumerate(lines):
        first = number == 0 and hasattr(where, "paragraphs") and hasattr(where, "merge")
        paragraph = where.paragraphs[0] if first else where.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(words).bold = bold


def _paragraph(paper: Any, words: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    paragraph = paper.add_paragraph(words)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    paragraph.paragraph_format.first_line_indent = Mm(10)


def _when(text: str | None, event: Row) -> str:
    """17 giờ 05, thứ Sáu, ngày ... of an ISO text."""
    at = clock.parse_iso(text) if text else event["starts_at"]
    hour, _, minute = clock_words(at, event["zone"]).partition(":")
    return f"{hour} giờ {minute}, {day_words(at, event['zone'], 'vi')}"


def _body(draw: Row, event: Row) -> list[str]:
    prizes = "; ".join(f"{one['name']} ({one['pieces']:02d})" for one in draw["prizes"])
    people = "; ".join(f"{one['name']} ({one['role']})" for one in draw["witnesses"])
    numbers = ", ".join(f"{one['name']}: {one['number']}" for one in draw["witnesses"])
    file_day = "/".join(reversed(draw["file_date"].split("-")))
    return [
        f"Chương trình: {draw['title']}, trong khuôn khổ {event['name']}.",
        f"Hồ sơ đăng ký khuyến mại mang tính may rủi: số {draw['file_number']} ngày {file_day}.",
        f"Thời gian khuyến mại: từ {_when(draw['from'], event)} đến {_when(draw['until'], event)}.",
        f"Thời điểm quay số: {_when(draw['drawn_at'], event)}. Địa điểm: {event['venue']}.",
        f"Cơ cấu giải thưởng: {prizes}.",
        f"Điều kiện: thẻ có từ {draw['min_stamps']:02d} tem trở lên. Số thẻ tham gia: {len(draw['entries'])}. "
        f"Danh sách được chốt lúc {_when(draw['frozen_at'], event)}, mã SHA-256: {draw['list_hash']}.",
        f"Người chứng kiến: {people}.",
        f"Số do người chứng kiến đọc sau khi danh sách đã chốt: {numbers}. Hạt giống: {draw['seed']}.",
        "Kết quả quay số:",
    ]


def _winners(paper: Any, draw: Row) -> None:
    table = paper.add_table(rows=1, cols=3)
    table.style = "Table Grid"
    for cell, words in zip(table.rows[0].cells, ("STT", "Giải thưởng", "Số thẻ trúng thưởng"), strict=True):
        cell.paragraphs[0].add_run(words).bold = True
    for one in draw["winners"]:
        cells = table.add_row().cells
        for cell, words in zip(cells, (f"{one['place']:02d}", one["prize"], one["card"]), strict=True):
            cell.text = words


def _end(draw: Row) -> list[str]:
    return [
        "Bất kỳ ai cũng có thể lặp lại việc quay số bằng tệp danh sách đã chốt và tập lệnh repeat_draw.py kèm theo; "
        "kết quả phải giống hệt bảng trên.",
        "Biên bản được đọc lại cho những người có mặt cùng nghe, nhất trí và ký tên./.",
    ]


def _signers(paper: Any, draw: Row) -> None:
    names = [("Đại diện ban tổ chức", "")] + [(one["role"], one["name"]) for one in draw["witnesses"]]
    table = paper.add_table(rows=1, cols=len(names))
    for cell, (role, name) in zip(table.rows[0].cells, names, strict=True):
        _centred(cell, [(role, True), ("(Ký, ghi rõ họ tên)", False), ("", False), ("", False), (name, True)])
