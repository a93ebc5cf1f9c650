"""A run sheet of 500 rows: from the bytes to the preview with its edits. `python -m bench.stage_sheet [--rows 500]`"""

from __future__ import annotations

import argparse
import io
import time

import openpyxl

from ops.core.reading import read_book
from ops.stage.files import matching, reading, writing
from ops.stage.files.walking import Known
from ops.stage.rules import Show, Track, apply_edits, edge

LIMIT_S = 1.0
DAY, ZONE = "2025-11-14", "Asia/Ho_Chi_Minh"
NAMES = {
    "cue": "STT", "title": "Nội dung", "owner": "Phụ trách", "audio": "Âm thanh", "light": "Ánh sáng",
    "led": "Màn hình LED", "mc_script": "Lời dẫn MC", "fallback": "Dự phòng",
}  # fmt: skip


def workbook(rows: int) -> bytes:
    """Two minutes each, a section every 25 rows, words in every column."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Kịch bản")
    sheet.append(["STT", "Giờ", "Thời lượng", *list(NAMES.values())[1:]])
    for number in range(rows):
        if number % 25 == 0:
            sheet.append([f"{chr(65 + number // 25)}. Phần {number // 25 + 1}"])
        hours, minutes = divmod(7 * 60 + 2 * number, 60)
        words = [f"{name} của mục {number + 1}, đủ dài như một ô thật" for name in list(NAMES.values())[1:]]
        sheet.append([number + 1, f"{hours}h{minutes:02d}", "2'", *words])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def known_of(track: Track, cells: dict[str, dict[str, str]]) -> Known:
    columns = [{"id": one, "name": name} for one, name in NAMES.items()]
    return Known(track, cells, columns, DAY, ZONE, edge.midnight(DAY, ZONE))


def preview(name: str, data: bytes, known: Known) -> tuple[dict[str, object], bool]:
    began = time.perf_counter()
    found = matching.compare(reading.read_sheets(read_book(data), known.columns), known)
    took = time.perf_counter() - began
    print(f"{name}: {took:.3f} s (limit {LIMIT_S} s), {found['counts']}, {len(found['edits'])} edits")
    return found, took <= LIMIT_S


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=500)
    data = workbook(parser.parse_args().rows)
    empty = known_of(Track("stage"), {})
    found, good = preview("all new", data, empty)
    edits = found["edits"]
    assert isinstance(edits, list)
    done = apply_edits(Show((empty.track,), empty.day_start), "stage", edits)
    there = known_of(done.show.tracks[0], {one["row"]["id"]: one.get("cells", {}) for one in edits})
    _, again = preview("again, all the same", data, there)
    _, ours = preview("our own export", writing.excel_file(there), there)
    if not (good and again and ours):
        raise SystemExit("over the limit")


if __name__ == "__main__":
    main()
