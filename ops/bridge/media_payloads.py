"""What the media process asks and tells."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StrictInt

from ops.core.payloads import Model

SHOWN = ("app", "stream", "state", "since", "measured", "tile_at")
"""What pages are told of a stream."""


class MediaDoor(Model):
    """May somebody publish or play? The key comes as its hash."""

    model_config = ConfigDict(extra="ignore")

    ask: Literal["publish", "play"]
    app: Annotated[str, Field(max_length=20)]
    stream: Annotated[str, Field(max_length=90)]
    key: Annotated[str, Field(max_length=64)] | None = None
    via: Annotated[str, Field(max_length=20)] = ""
    who: Annotated[str, Field(max_length=80)] | None = None
    address: Annotated[str, Field(max_length=60)] = ""
    client: Annotated[str, Field(max_length=40)] | None = None


class MediaReport(Model):
    """What the media process measures."""

    model_config = ConfigDict(extra="ignore")

    boot: Annotated[str, Field(max_length=60)]
    at: StrictInt
    missing: list[dict[str, Any]] = Field(default_factory=list, max_length=20)
    streams: list[dict[str, Any]] = Field(default_factory=list, max_length=200)
    events: list[dict[str, Any]] = Field(default_factory=list, max_length=1_000)
