"""A photo as evidence: a real picture, without what a phone writes into it, small enough to keep. Pure."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps

from ops.errors import Invalid

LIMIT = 500_000
PIXELS_AT_MOST = 50_000_000
LONGEST_SIDE = 2_000
KINDS = ("JPEG", "PNG", "WEBP")
_STEPS = ((1.0, 85), (1.0, 75), (0.8, 75), (0.65, 70), (0.5, 65), (0.35, 60), (0.2, 50))


def evidence(data: bytes) -> bytes:
    """The picture anew as JPEG: upright, at most 500 kB, only its pixels. Place and time of the phone stay behind."""
    picture = _open(data)
    upright = ImageOps.exif_transpose(picture)
    flat = Image.new("RGB", upright.size, "white")
    flat.paste(upright.convert("RGBA"), mask=upright.convert("RGBA").getchannel("A"))
    flat.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    for share, quality in _STEPS:
        size = (max(1, round(flat.width * share)), max(1, round(flat.height * share)))
        made = _jpeg(flat if share == 1 else flat.resize(size), quality)
        if len(made) <= LIMIT:
            return made
    raise Invalid("photo_too_large")


def _open(data: bytes) -> Image.Image:
    """A picture that can really be read to its end; the size is looked at before the pixels are."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(io.BytesIO(data), formats=KINDS)
            if picture.width * picture.height > PIXELS_AT_MOST:
                raise Invalid("photo_too_large")
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            picture.load()
    except Invalid:
        raise
    except Exception as error:  # a decoder may trip over a made-up file in any way it likes
        raise Invalid("photo_unread") from error
    return picture


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()
