"""QR codes: size, level and pictures. That a camera reads them is tested in the browser."""

import io
import re
from xml.etree import ElementTree

import pytest
from PIL import Image

from ops.checkin import qr

pytestmark = pytest.mark.once

CODE = "0123456789ABCDEF"
SVG = "{http://www.w3.org/2000/svg}"


def test_invitation_url_is_upper_case() -> None:
    assert qr.invitation_url("https://sct.example/", CODE.lower()) == f"HTTPS://SCT.EXAMPLE/I/{CODE}"
    assert qr.invitation_url("http://192.168.1.20:8000", CODE) == f"HTTP://192.168.1.20:8000/I/{CODE}"


@pytest.mark.parametrize("base", ["", "sct.example", "ftp://sct.example", "https://", "https://sở.example",
                                  "https://a b", "https://a_b", "https://a/?x=1", "https://a/#x"])  # fmt: skip
def test_invitation_url_refuses_an_address_that_does_not_fit(base: str) -> None:
    with pytest.raises(ValueError, match="address"):
        qr.invitation_url(base, CODE)


@pytest.mark.parametrize(
    "code", ["", CODE[:-1], CODE + "0", "U123456789ABCDEF", "O123456789ABCDEF", "0123-4567-89AB-C"]
)
def test_invitation_url_refuses_what_is_no_code(code: str) -> None:
    with pytest.raises(ValueError, match="code"):
        qr.invitation_url("https://sct.example", code)


@pytest.mark.parametrize(
    ("length", "version", "level"),
    # Alphanumeric capacities of ISO/IEC 18004, table 7: v1 M 20, Q 16, H 10; v2 M 38, Q 29; v3 M 61, Q 47, H 35.
    [(10, 1, "H"), (16, 1, "Q"), (20, 1, "M"), (29, 2, "Q"), (38, 2, "M"),
     (40, 3, "Q"), (47, 3, "Q"), (48, 3, "M"), (61, 3, "M"), (62, 4, "Q")],
)  # fmt: skip
def test_the_level_is_raised_while_the_version_stays(length: int, version: int, level: str) -> None:
    symbol = qr.draw("A" * length)
    assert (symbol.version, symbol.level) == (version, level)
    assert len(symbol.rows) == 17 + 4 * version
    assert all(len(row) == len(symbol.rows) for row in symbol.rows)


def test_an_invitation_is_version_3_at_level_q() -> None:
    url = qr.invitation_url("https://sct-hp.example", CODE)
    assert len(url) == 41
    symbol = qr.draw(url)
    assert (symbol.version, symbol.level, symbol.side) == (3, "Q", 37)


def test_the_symbol_says_its_level_itself() -> None:
    """The format bits beside the upper left finder, unmasked (ISO/IEC 18004, 7.9): 00 M, 01 L, 10 H, 11 Q."""
    for text, bits in [("A" * 40, (1, 1)), ("A" * 48, (0, 0)), ("A" * 35, (0, 0)), ("A" * 10, (1, 0))]:
        row = qr.draw(text).rows[8]
        assert (row[0] ^ 1, row[1] ^ 0) == bits


def test_finder_patterns_are_in_three_corners() -> None:
    rows = qr.draw("A" * 40).rows
    for top, left in [(0, 0), (0, 22), (22, 0)]:
        assert all(rows[top][left : left + 7]) and all(rows[top + 6][left : left + 7])
        assert all(rows[top + i][left] and rows[top + i][left + 6] for i in range(7))
    assert not all(rows[22][22:29])


def test_lower_case_takes_more_room_but_is_drawn() -> None:
    assert qr.draw("https://sct.example/pair/ABCDE12345").version == 3
    assert qr.draw("HTTPS://SCT.EXAMPLE/PAIR/ABCDE12345").version == 2


@pytest.mark.parametrize("text", ["", "Sở Công Thương", "A\nB", "A\x00", "👍", "A" * 513])
def test_what_does_not_belong_into_a_code_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="printable ASCII"):
        qr.draw(text)


def test_the_longest_text_is_drawn() -> None:
    assert qr.draw("a" * qr.LONGEST_TEXT).version < 20


def test_svg_has_one_path_with_every_dark_module_and_a_quiet_zone() -> None:
    picture = qr.svg("A" * 40, 'Thư mời <"An & Bình">')
    root = ElementTree.fromstring(picture)
    assert root.get("viewBox") == "0 0 37 37"
    assert root.get("aria-label") == 'Thư mời <"An & Bình">'
    assert root.get("shape-rendering") == "crispEdges"
    assert "style" not in picture
    (path,) = root.iter(f"{SVG}path")
    assert _dark_modules(path.get("d") or "") == _modules_of(qr.draw("A" * 40))


def _dark_modules(d: str) -> set[tuple[int, int]]:
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", d)
    assert "".join(f"M{x} {y}h{n}v1h-{n}z" for x, y, n in runs) == d
    return {(int(x) + i, int(y)) for x, y, n in runs for i in range(int(n))}


def _modules_of(symbol: qr.Symbol) -> set[tuple[int, int]]:
    return {(x + 4, y + 4) for y, row in enumerate(symbol.rows) for x, dark in enumerate(row) if dark}


@pytest.mark.parametrize("module_px", [1, 8])
def test_png_has_its_size_its_modules_and_a_quiet_zone(module_px: int) -> None:
    with Image.open(io.BytesIO(qr.png("A" * 40, module_px))) as picture:
        assert (picture.format, picture.mode, picture.size) == ("PNG", "1", (37 * module_px, 37 * module_px))
        dark = {(x, y) for x in range(37) for y in range(37) if not picture.getpixel((x * module_px, y * module_px))}
    assert dark == _modules_of(qr.draw("A" * 40))


@pytest.mark.parametrize("module_px", [0, -1, 65])
def test_png_refuses_a_module_of_no_sensible_size(module_px: int) -> None:
    with pytest.raises(ValueError, match="pixels"):
        qr.png("A", module_px)
