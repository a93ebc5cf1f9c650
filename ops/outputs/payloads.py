"""Request models of outputs and control, and rows as the office sees them: a secret is never among them."""

import json
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, ConfigDict, Field, StrictBool, StrictInt, model_validator

from ops.core.clock import SECOND, iso
from ops.core.payloads import UUID_PATTERN, Command, EventPath, Id, Model, Name, Query, cleaned
from ops.outputs import filling, targets
from ops.outputs.rules import ROWS, TIMED, WHATS, WHENS
from ops.stage.rules import STEPS

Row = dict[str, Any]
RIGHTS = ("read", "call", "message")
AHEAD_AT_MOST_S = 3_600


def fits(value: str, fault: str | None) -> str:
    """The value, or why not."""
    if fault:
        raise ValueError(f"refused: {fault}")
    return value


def _template(value: str) -> str:
    odd = filling.unknown(value)
    return fits(value, f"unknown name {odd[0]}" if odd else None)


def _json(value: str) -> str:
    try:
        parts = list(filling.strings(json.loads(value)))
    except (ValueError, RecursionError):
        raise ValueError("no JSON") from None
    for one in parts:
        _template(one)
    return value


Host = Annotated[
    str, Field(min_length=1, max_length=253), AfterValidator(lambda one: fits(one, targets.host_fault(one)))
]
Port = Annotated[StrictInt, Field(ge=1, le=65_535)]
Plain = Annotated[str, Field(max_length=500), cleaned(300), AfterValidator(_template)]
Url = Annotated[
    str, Field(min_length=1, max_length=1_000), AfterValidator(lambda one: fits(one, targets.url_fault(one))),
    AfterValidator(_template),
]  # fmt: skip
Header = Annotated[str, Field(max_length=61), AfterValidator(lambda one: fits(one, targets.header_fault(one)))]
OscAddress = Annotated[
    str, Field(pattern=r"^/[A-Za-z0-9_./{} -]{0,199}$", max_length=200), AfterValidator(_template)
]  # fmt: skip
Secret = Annotated[str, Field(max_length=500, pattern=r"^[\x20-\x7e]*$")]


class HttpTarget(Model):
    what: Literal["http"]
    url: Url
    body: Annotated[str, Field(max_length=4_000), AfterValidator(_json)] = "{}"
    header: Header | None = Field(default=None, description="name of a header that carries the secret")


class OscArg(Model):
    type: Literal["i", "f", "s"]
    value: Plain = ""


class OscTarget(Model):
    what: Literal["osc"]
    host: Host
    port: Port
    address: OscAddress
    args: list[OscArg] = Field(default_factory=list, max_length=10)


class ObsTarget(Model):
    what: Literal["obs"]
    host: Host
    port: Port = 4455
    scene: Plain = Field(default="", description="name of the scene; empty: what stands in `column` of the row")
    column: Id | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if not self.scene and self.column is None:
            raise ValueError("a scene or a column")
        return self


Target = Annotated[HttpTarget | OscTarget | ObsTarget, Field(discriminator="what")]
assert set(WHATS) == {"http", "osc", "obs"}


class When(Model):
    when: Literal[*WHENS]  # type: ignore[valid-type]
    track: Id | None = Field(default=None, description="absent: every track")
    rows: Literal[*ROWS] = "any"  # type: ignore[valid-type]
    row: Id | None = None
    column: Id | None = None
    text: Annotated[str, Field(max_length=200), cleaned(100)] = ""
    ahead_s: Annotated[StrictInt, Field(ge=0, le=AHEAD_AT_MOST_S)] = 0

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.rows == "row" and self.row is None) or (self.rows == "cell" and self.column is None):
            raise ValueError("which row or column")
        return self

    def rule(self) -> Row:
        """As it is stored: only what this kind of rule asks."""
        kept: Row = {"when": self.when, "track": self.track, "rows": self.rows}
        kept |= {"row": self.row} if self.rows == "row" else {}
        kept |= {"column": self.column, "text": self.text} if self.rows == "cell" else {}
        return kept | ({"ahead": self.ahead_s * SECOND} if self.when in TIMED else {})


class NewOutput(Command):
    name: Name
    on: StrictBool = True
    when: When
    target: Target
    secret: Secret | None = Field(default=None, description="password or header value; stored sealed, never shown")


class OutputChanges(Model):
    name: Name | None = None
    on: StrictBool | None = None
    when: When | None = None
    target: Target | None = None
    secret: Secret | None = Field(default=None, description="absent: as it is; empty: none")


class ChangeOutput(Command):
    changes: OutputChanges


class NewToken(Command):
    name: Name
    rights: list[Literal[*RIGHTS]] = Field(min_length=1, max_length=3)  # type: ignore[valid-type]
    tracks: list[Id] = Field(default_factory=list, max_length=20, description="empty: every track")


def _source(value: str) -> str:
    try:
        return str(targets.sources([value])[0])
    except ValueError:
        raise ValueError("neither an address nor a net") from None


class OscDoor(Command):
    """How OSC comes in (closed without a port) and the state goes out once a second (not without a host)."""

    port: Annotated[StrictInt, Field(ge=1_024, le=65_535)] | None = None
    sources: list[Annotated[str, Field(max_length=50), AfterValidator(_source)]] = Field(
        default_factory=list, max_length=20
    )
    state_host: Host | None = None
    state_port: Port | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.port is not None and not self.sources:
            raise ValueError("sources: who may call")
        if (self.state_host is None) != (self.state_port is None):
            raise ValueError("state_host and state_port together")
        return self


class OutputPath(EventPath):
    output: str = Field(max_length=40)


class SendPath(EventPath):
    send: str = Field(max_length=40)


class TokenPath(EventPath):
    token: str = Field(max_length=40)


# ---------- control ----------

VERBS = tuple(step for step in STEPS if step not in ("reset", "offset"))


class ControlPath(EventPath):
    verb: str = Field(max_length=20, description="message, or one of " + ", ".join(VERBS))


class ControlQuery(Query):
    track: str | None = Field(default=None, max_length=40, description="absent: the first")


class Asked(Model):
    """What a control surface may send with a verb, as JSON or as a form; everything may be left out."""

    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)

    ref: Annotated[str, Field(pattern=UUID_PATTERN), AfterValidator(str.lower)] | None = None
    track: Id | None = None
    row: Id | None = None
    cue: Annotated[str, Field(max_length=100)] | None = None
    seconds: Annotated[int, Field(ge=-3_600, le=3_600)] | None = Field(default=None, description="of `add`")
    force: bool = False
    text: Annotated[str, Field(max_length=600), cleaned(300)] | None = None
    target: Annotated[str, Field(max_length=60)] = "all"
    look: Literal["plain", "flash", "blackout"] = "plain"


# ---------- rows ----------


def output_row(row: Row) -> Row:
    """An output for the office; of a secret only that there is one."""
    rule = dict(row["rule"])
    rule["ahead_s"] = rule.pop("ahead", 0) // SECOND
    return {
        "id": row["id"], "name": row["name"], "on": row["on"], "when": rule,
        "target": {"what": row["what"], **row["target"]}, "has_secret": row["secret"] is not None,
    }  # fmt: skip


def token_row(row: Row) -> Row:
    return {
        "id": row["id"], "name": row["name"], "rights": row["rights"].split(), "tracks": row["tracks"].split(),
        "made_at": iso(row["made_at"]), "revoked_at": iso(row["revoked_at"]),
    }  # fmt: skip


def door_row(row: Row) -> Row:
    return {
        "port": row["port"], "sources": row["sources"].split(),
        "state_host": row["state_host"], "state_port": row["state_port"],
    }  # fmt: skip


def try_row(row: Row) -> Row:
    """A line of the log: an attempt, or a send that still waits for its first."""
    waits = row["try_n"] is None
    return {
        "send": row["id"], "output": row["output"], "row": row["row"], "track": row["track"], "due_at": iso(row["at"]),
        "what": row["key"].partition("/")[0], "state": row["state"], "n": row["try_n"] or 0,
        "last": waits or row["try_n"] == row["tries"], "at": iso(row["made_at"] if waits else row["try_at"]),
        "ms": row["try_ms"], "ok": row["try_ok"], "status": row["try_status"] or "",
        "reason": row["try_reason"] or "", "next_at": iso(row["next_at"]) if row["state"] == "waiting" else None,
    }  # fmt: skip
