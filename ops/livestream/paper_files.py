"""Scans of papers: known by their content and not by their name, really opened, stripped of where a phone took them,
and kept under the SHA-256 of what is kept. Nothing here knows whose paper it is."""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ops.errors import Invalid

LIMIT = 10 * 1024 * 1024
LONGEST_SIDE = 12_000
PIXELS_AT_MOST = 60_000_000
_STARTS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
_ACTIVE = (b"/JavaScript", b"/JS ", b"/JS(", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/XFA")


@dataclass(frozen=True)
class Scan:
    """A file as it is kept."""

    data: bytes
    kind: str
    hash: str


def read_scan(data: bytes) -> Scan:
    """The file as it will be kept; Invalid with a code that says what is wrong with it."""
    if not data:
        raise Invalid("paper_empty")
    if len(data) > LIMIT:
        raise Invalid("paper_too_large", limit_mb=LIMIT // 1024 // 1024)
    kind = kind_of(data)
    kept = _checked_pdf(data) if kind == "application/pdf" else _plain_picture(data, kind)
    return Scan(kept, kind, hashlib.sha256(kept).hexdigest())


def kind_of(data: bytes) -> str:
    """What the bytes say they are."""
    for start, kind in _STARTS.items():
        if data.startswith(start):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    raise Invalid("paper_heic" if data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1") else "paper_wrong_type")


def _checked_pdf(data: bytes) -> bytes:
    """A PDF that is whole and does nothing by itself. It is handed out as a download and never opened here."""
    if b"%%EOF" not in data[-2048:]:
        raise Invalid("paper_broken")
    if any(word in data for word in _ACTIVE):
        raise Invalid("paper_active")
    return data


def _plain_picture(data: bytes, kind: str) -> bytes:
    """The picture drawn anew, upright, without EXIF, thumbnails or whatever hung behind it."""
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a bomb is a warning to Pillow
            with Image.open(io.BytesIO(data), formats=[_FORMATS[kind]]) as picture:
                _check_size(picture)
                picture.load()
                upright = ImageOps.exif_transpose(picture) or picture
                return _drawn(upright, kind)
    except Invalid:
        raise
    except Exception as error:  # a parser may trip over a made-up file in any way it likes
        raise Invalid("paper_broken") from error


def _check_size(picture: Any) -> None:
    width, height = picture.size
    if max(width, height) > LONGEST_SIDE or width * height > PIXELS_AT_MOST:
        raise Invalid("paper_too_wide", limit=PIXELS_AT_MOST // 1_000_000)


def _drawn(picture: Any, kind: str) -> bytes:
    from PIL import Image

    mode = "RGB" if kind == "image/jpeg" or picture.mode not in ("L", "RGB", "RGBA") else picture.mode
    plain = Image.new(mode, picture.size)
    plain.paste(picture.convert(mode))
    out = io.BytesIO()
    options: dict[str, Any] = {"quality": 88} if kind != "image/png" else {"optimize": False}
    plain.save(out, _FORMATS[kind], **options)
    return out.getvalue()


# ---------- where they lie ----------


def folder_of(data: Path, event_id: str) -> Path:
    """The papers of one event: a purge takes the folder."""
    return data / "papers" / event_id


def keep(folder: Path, scan: Scan) -> None:
    """Write it under its hash, once; a half-written file never has the name."""
    target = folder / scan.hash
    if target.exists():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f".{scan.hash}.{secrets.token_hex(4)}.draft"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(scan.data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, target)


def fetch(folder: Path, file_hash: str) -> bytes | None:
    """The bytes again; None when they are not there, or not what they were."""
    try:
        data = (folder / file_hash).read_bytes()
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == file_hash else None


def forget(folder: Path, file_hash: str) -> None:
    """Take the bytes away; gone already is fine."""
    (folder / file_hash).unlink(missing_ok=True)
