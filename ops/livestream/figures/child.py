"""What a child process does with strangers' bytes: a photo to a small one, an export to lives. The server notices
nothing when a file is made to cost breath."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ops.core.reading import read_book
from ops.livestream.figures import headers
from ops.livestream.figures.pictures import evidence
from ops.livestream.figures.reading import Column, Export, Live, read_export

Plain = dict[str, Any]
SOURCE, PHOTO = "source", "photo.jpg"
PHOTO_LIMIT, EXPORT_LIMIT = 10 * 1024 * 1024, 10 * 1024 * 1024


def photo(facts: Plain, folder: Path, tell: Callable[..., None]) -> Plain:
    """The photo in the folder, made small beside it."""
    made = evidence((folder / SOURCE).read_bytes())
    (folder / PHOTO).write_bytes(made)
    return {"size": len(made)}


def export(facts: Plain, folder: Path, tell: Callable[..., None]) -> Plain:
    """The export, read as its platform and the kept titles say; a platform that nobody named is guessed."""
    sheets = read_book((folder / SOURCE).read_bytes())
    platform = facts["platform"] or _guess(sheets, facts["name"])
    chosen = {int(at): name for at, name in facts["chosen"].items()}
    kept = facts["kept"].get(platform, {})
    return {"platform": platform, **asdict(read_export(sheets, platform, kept, chosen, facts["offset_min"]))}


def _guess(sheets: Any, name: str) -> str:
    titles = [cell for sheet in sheets for row in sheet.rows[: headers.ROWS_ABOVE] for cell in row if cell is not None]
    return headers.guess_platform(titles[:400], name) or "other"


def read_again(said: Plain) -> Export:
    """What the child has said, as it was there."""
    columns = [Column(**one) for one in said["columns"]]
    return Export(said["sheet"], said["lang"], columns, [Live(**one) for one in said["lives"]], said["left"])
