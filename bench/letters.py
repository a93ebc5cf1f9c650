"""Letters: 900 pages of A5 with vector codes, and 100 pictures, in this process."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

from ops.checkin.qr import invitation_url
from ops.core import tokens
from ops.invitations import letters, pictures, wording

PAGES, PICTURES = 900, 100
LIMIT_S = {"A5 letters": 30.0, "pictures": 20.0}
KEYS = ("heading", "dear", "when", "where", "door", "way", "show", "signed", "reply")


def facts(count: int) -> dict[str, Any]:
    event = {
        "organiser": "Sở Công Thương thành phố Hải Phòng", "name": "Ngày hội mua sắm trực tuyến thành phố Hải Phòng",
        "venue": "Vincom Mega Mall Royal Island", "place": "Phường Thủy Nguyên", "signer": "Lê Thị Ký",
        "when": "18:20, thứ Sáu, ngày 14 tháng 11 năm 2025", "reply_by": "17:00, thứ Tư",
        "letter": "Sở Công Thương trân trọng kính mời ông/bà tới dự chương trình:", "map_text": "Gửi xe ở hầm B2.",
    }  # fmt: skip
    guests = []
    for number in range(count):
        code = tokens.derive_code(bytes(32), "bench", f"k{number}", 1)
        url = invitation_url("HTTPS://SU-KIEN.HAIPHONG.EXAMPLE", code)
        words = {"name": f"Ông Nguyễn Văn Khách {number}", "title": "Phó Chủ tịch", "door": "Cổng A"}
        guests.append(words | {"unit": "Ủy ban nhân dân Đặc khu Bạch Long Vĩ", "url": url, "code": code})
    said = wording.said(*(f"letter.{key}" for key in KEYS))
    return {"layout": "a5", "form": "pdf", "event": event, "words": said, "guests": guests}


def quiet(done: int, total: int, said: dict[str, Any] | None = None) -> None:
    """Nobody watches a bench."""


def main() -> None:
    """Print the figures with their limits."""
    for what, make, count in (("A5 letters", letters.make, PAGES), ("pictures", pictures.make, PICTURES)):
        with tempfile.TemporaryDirectory() as place:
            began = time.perf_counter()
            made = make(facts(count), Path(place), quiet)
            seconds = time.perf_counter() - began
            size = (Path(place) / made["file"]).stat().st_size
        print(f"{count} {what}: {seconds:.1f} s (limit {LIMIT_S[what]:.0f}), {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
