"""What sites say: requests of their pages, and what comes in over their sockets. Instants are whole milliseconds."""

from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictInt

from ops.bridge.payloads import LAST, At, Said
from ops.bridge.rules.lineup import HUMAN, PROVEN
from ops.core.clock import DAY
from ops.core.payloads import Command, Id, Model, cleaned

# ---------- requests ----------


class TellItem(Command):
    item: Literal[(*PROVEN, *HUMAN)]  # type: ignore[valid-type]
    ok: StrictBool = True
    value: Annotated[str, Field(pattern=r"^[0-9]{4}$")] | None = Field(
        default=None, description="of `return`: the code that stands in the picture"
    )
    site: Id | None = Field(default=None, description="only the hub names one")


class SayBack(Command):
    text: Said


class JoinLink(Model):
    link: str = Field(min_length=1, max_length=300)
    about: Annotated[str, Field(max_length=200), cleaned(100)] = ""


# ---------- socket ----------


Moment = Annotated[float, Field(ge=0, le=LAST, description="hub ms by the site's clock")]
Late = Annotated[float, Field(ge=-DAY, le=30 * DAY)]
Health = dict[Annotated[str, Field(max_length=20)], float | None]


class CueAck(Model):
    cue: Id
    received_at: Moment
    late_by: Late = 0
    health: Health = Field(default_factory=dict, max_length=12)


class CueDone(Model):
    cue: Id
    state: Literal["fired", "late", "missed", "cancelled"]
    fired_at: Moment | None = None
    received_at: Moment | None = None
    late_by: Late = 0
    err: Late | None = None
    health: Health = Field(default_factory=dict, max_length=12)


class Got(Model):
    talks: list[Id] = Field(max_length=200)


class Join(Model):
    cue: Annotated[StrictInt, Field(ge=0)] = 0
    talk: Annotated[StrictInt, Field(ge=0)] = 0


class Pull(Model):
    after: Annotated[StrictInt, Field(ge=0)] = 0


class ForeignLine(Model):
    seq: Annotated[StrictInt, Field(ge=1)]
    kind: Annotated[str, Field(max_length=60, pattern=r"^(bridge|stage)\.[a-z_]+$")]
    at: At
    actor: Annotated[str, Field(max_length=80)]
    facts: dict[str, Any]


class Lines(Model):
    lines: list[ForeignLine] = Field(max_length=200)


class Remote(Model):
    row: Annotated[str, Field(max_length=40)] = ""
    state: Literal["none", "ready", "soon", "on_air", "lost", "fallback"]
    title: Annotated[str, Field(max_length=300), cleaned(200)] = ""
    slack: StrictInt | None = None
    at: At | None = None
