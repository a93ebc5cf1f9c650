"""Print-ready PDF in millimetres: one typeface with every Vietnamese letter, vector QR codes, names that are never cut.

    pdf = new_document("Giấy mời", 148, 210)
    pdf.add_page()
    y = write_fitted(pdf, fit_text(pdf, name, 120, lines=2, sizes=(24, 20, 16), bold=True), 14, 40, 120)
    draw_qr(pdf, url, 50, y, qr_size(url, at_least_mm=40))

Places are the upper left corner of what is drawn. Sizes of letters are points, everything else is millimetres.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from fpdf import FPDF

from ops.core import symbols
from ops.core.inks import FONTS

FAMILY = "BeVietnamPro"
POINT_MM = 25.4 / 72
LINE_HEIGHT = 1.35  # stacked marks (Ễ, Ộ) need it
ASCENT = 1.0  # from the top of a line's box to its base, in letter sizes

Document = FPDF


@dataclass(frozen=True)
class Fitted:
    """Text broken into lines, and the size and weight at which they fit."""

    lines: tuple[str, ...]
    size: float
    bold: bool

    @property
    def height(self) -> float:
        """Of all lines, in millimetres."""
        return len(self.lines) * line_mm(self.size)


def new_document(title: str, width_mm: float, height_mm: float) -> Document:
    """An empty document of one page size, without margins and automatic breaks, in Be Vietnam Pro."""
    pdf = FPDF(orientation="portrait", unit="mm", format=(width_mm, height_mm))
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.c_margin = 0
    pdf.add_font(FAMILY, "", FONTS / "be-vietnam-pro-400.ttf")
    pdf.add_font(FAMILY, "B", FONTS / "be-vietnam-pro-700.ttf")
    pdf.set_title(title)
    pdf.set_lang("vi")
    use_font(pdf, 11)
    return pdf


def save(pdf: Document, file: Path) -> None:
    """Write the finished document; its fonts are closed then, and it is of no further use."""
    pdf.output(str(file))
    close(pdf)


def close(pdf: Document) -> None:
    """Give back the files of the fonts, which the library keeps open."""
    for font in pdf.fonts.values():
        font.close()  # type: ignore[union-attr]


def use_font(pdf: Document, size: float, bold: bool = False) -> None:
    """Write in this size (points) and weight from here on."""
    pdf.set_font(FAMILY, "B" if bold else "", size)


def line_mm(size: float) -> float:
    """Height of one line of letters of this size."""
    return size * POINT_MM * LINE_HEIGHT


# ---------- text ----------


def text_width(pdf: Document, text: str) -> float:
    """Width of text in the font in use. The library measures each call anew through a list of fragments; without
    kerning and shaping, which we do not use, the sum of the letters is the same and twenty times as quick."""
    widths = cast(Any, pdf.current_font).cw
    return float(sum(widths[ord(letter)] for letter in text)) * pdf.font_size / 1000


def fit_text(
    pdf: Document, text: str, width: float, lines: int = 2, sizes: Sequence[float] = (11,), bold: bool = False
) -> Fitted:
    """The largest of `sizes` at which the text stands in `width` on at most `lines` lines.

    Never cut: what does not fit at the smallest size takes the lines it needs, and a word wider than the width is
    broken inside. The caller sees that from `height`.
    """
    words = unicodedata.normalize("NFC", text).split()
    for size in sizes:
        use_font(pdf, size, bold)
        broken = _wrap(pdf, words, width)
        if broken is not None and len(broken) <= lines:
            return Fitted(tuple(broken), size, bold)
    pieces = [piece for word in words for piece in _pieces(pdf, word, width)]
    return Fitted(tuple(_wrap(pdf, pieces, width) or ()), sizes[-1], bold)


def _wrap(pdf: Document, words: list[str], width: float) -> list[str] | None:
    """Lines of whole words; None when a word is wider than the line."""
    done: list[str] = []
    line = ""
    for word in words:
        longer = f"{line} {word}" if line else word
        if text_width(pdf, longer) <= width:
            line = longer
            continue
        if text_width(pdf, word) > width:
            return None
        done.append(line)
        line = word
    return [*done, line] if line else done


def _pieces(pdf: Document, word: str, width: float) -> list[str]:
    """A word in pieces that each fit."""
    done: list[str] = []
    piece = ""
    for letter in word:
        if piece and text_width(pdf, piece + letter) > width:
            done.append(piece)
            piece = ""
        piece += letter
    return [*done, piece] if piece else done


def write_fitted(pdf: Document, fitted: Fitted, x: float, y: float, width: float, align: str = "L") -> float:
    """Write the lines into a column; `align` is L, C or R. Answers the lower edge."""
    use_font(pdf, fitted.size, fitted.bold)
    for line in fitted.lines:
        free = width - text_width(pdf, line)
        left = x + {"L": 0.0, "C": free / 2, "R": free}[align]
        pdf.text(left, y + fitted.size * POINT_MM * ASCENT, line)
        y += line_mm(fitted.size)
    return y


def write(
    pdf: Document, text: str, x: float, y: float, width: float, size: float, bold: bool = False, align: str = "L"
) -> float:
    """Write running text in one size, on as many lines as it takes. Answers the lower edge."""
    return write_fitted(pdf, fit_text(pdf, text, width, lines=1, sizes=(size,), bold=bold), x, y, width, align)


# ---------- codes ----------


@lru_cache(maxsize=32)
def _symbol(text: str) -> symbols.Symbol:
    return symbols.draw(text)


def qr_size(text: str, at_least_mm: float, module_mm: float = 1.0) -> float:
    """Edge of a code with its quiet zone, so that it is no smaller than asked and no module thinner than that."""
    return max(at_least_mm, _symbol(text).side * module_mm)


def draw_qr(pdf: Document, text: str, x: float, y: float, size_mm: float) -> None:
    """A code as filled rectangles on white; `size_mm` includes the quiet zone of four modules.

    All runs are one path with one fill: neighbours of one fill leave no hairline between them on any raster.
    """
    symbol = _symbol(text)
    pdf.set_fill_color(255, 255, 255)
    pdf.rect(x, y, size_mm, size_mm, style="F")
    pdf.set_fill_color(0, 0, 0)
    unit = size_mm / symbol.side
    left, top, scale = x * pdf.k, (pdf.h - y) * pdf.k, unit * pdf.k
    path = [
        f"{left + column * scale:.3f} {top - (row + 1) * scale:.3f} {length * scale:.3f} {scale:.3f} re"
        for column, row, length in symbol.runs()
    ]
    pdf._out("0 g " + " ".join(path) + " f")
