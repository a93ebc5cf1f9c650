"""What print and pictures share without loading a PDF library: where the typeface is, and our colours as RGB."""

from __future__ import annotations

from pathlib import Path

FONTS = Path(__file__).resolve().parents[2] / "assets" / "fonts"
BRAND, INK, QUIET = (11, 59, 102), (14, 26, 36), (70, 83, 95)
