"""Answers of the frame as models, for the API description. What is sent is built as dicts and checked by tests."""

from http import HTTPStatus
from typing import Any

from pydantic import Field

from ops.core.payloads import Answer, Ref


class ErrorFacts(Answer):
    code: str
    message: str = Field(description="words for a person, in the asked language")
    fields: dict[str, str | list[str]] | None = None


class ErrorAnswer(Answer):
    error: ErrorFacts


class CommandAnswer(Answer):
    """The journal line of a command."""

    ref: Ref
    repeat: bool
    seq: int | None = Field(description="null when nothing had to change")
    at: str
    kind: str
    facts: dict[str, Any]


class EventBrief(Answer):
    id: str
    name: str
    short: str
    starts_at: str
    venue: str
    roles: list[str] = Field(default_factory=list)


class EventAnswer(EventBrief):
    organiser: str
    place: str
    zone: str
    ends_at: str


class StaffFacts(Answer):
    id: str
    name: str
    login: str


class SignedIn(Answer):
    token: str
    staff: StaffFacts
    events: list[EventBrief]


class Me(Answer):
    kind: str
    id: str
    name: str
    post: str | None
    events: list[EventBrief]


class Done(Answer):
    ok: bool


class TimeAnswer(Answer):
    t0: float | None
    t1: int
    t2: int


class JobAnswer(Answer):
    id: str
    kind: str
    state: str = Field(description="waiting, running, done, failed or stopped")
    done: int
    total: int
    made_at: str
    finished_at: str | None
    has_file: bool
    result: dict[str, Any]
    error: str | None = Field(description="key of the words that say why it failed")
    asked: dict[str, Any]


class Jobs(Answer):
    jobs: list[JobAnswer]


class SnapshotAnswer(Answer):
    event: str
    epoch: str
    seq: int
    audience: str
    rows: dict[str, list[dict[str, Any]]]


class ChangeLine(Answer):
    seq: int
    kind: str
    at: str
    by: str
    facts: dict[str, Any]


class Batch(Answer):
    event: str
    epoch: str
    after: int
    upto: int
    changes: list[ChangeLine]
    rows: dict[str, list[dict[str, Any]]]
    gone: dict[str, list[str]]


class CatchUp(Answer):
    """A batch, null when nothing is new, or `reset`."""

    ok: bool
    epoch: str
    seq: int
    reset: bool | None = None
    batch: Batch | None = None


class JournalLine(Answer):
    seq: int
    kind: str
    subject: str
    facts: dict[str, Any]
    at: str
    device_at: str | None
    by: str
    actor: str
    ref: str | None
    cause: int | None


class JournalAnswer(Answer):
    event: str
    epoch: str
    head: int
    lines: list[JournalLine]


class Member(Answer):
    id: str
    login: str
    name: str
    disabled: bool
    roles: list[str]


class Members(Answer):
    members: list[Member]


class DeviceAnswer(Answer):
    id: str
    name: str
    role: str
    post: str | None
    paired_at: str
    revoked_at: str | None
    agent: str
    seen_at: str | None = None
    queue: int | None = None
    oldest: int | None = None
    dev_seq: int | None = None
    offset_ms: float | None = None
    battery: int | None = None
    missing: list[list[int]] | None = None


class Devices(Answer):
    devices: list[DeviceAnswer]


class PairingAnswer(Answer):
    id: str
    name: str
    role: str
    post: str | None
    expires_at: str
    used_at: str | None
    device: str | None


class DeviceSelf(Answer):
    id: str
    name: str
    role: str
    post: str | None
    post_name: str | None = None


class DeviceFacts(Answer):
    """What a device must know to work, also alone."""

    device: DeviceSelf
    event: dict[str, Any]
    roster_key: str
    public_key: str
    epoch: str
    now: str


class Paired(DeviceFacts):
    token: str


class BeatAnswer(Answer):
    ok: bool
    missing: list[list[int]]


# By reference: a model here would be turned into a schema anew for each of 40 routes, at every start.
_ERROR = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorAnswer"}}}}
_STATUSES = (400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503)
ERRORS: dict[Any, Any] = {status: {"description": HTTPStatus(status).phrase} | _ERROR for status in _STATUSES}
SECURITY: list[dict[str, list[str]]] = [{"token": []}]
