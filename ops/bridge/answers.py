"""The shapes of the bridge's answers, for the API document."""

from typing import Any

from ops.core.payloads import Answer

Row = dict[str, Any]


class BridgeJoined(Answer):
    token: str
    event: str
    site: str
    name: str
    role: str
    invite: str


class BridgeMine(Answer):
    role: str
    event: Row
    site: Row
    cues: list[Row]
    talks: list[Row]
    phrases: list[Row]
    crosses: list[Row]
    settings: Row
    cue_seq: int
    talk_seq: int
    now: int


class BridgeInviteAnswer(Answer):
    invite: str
    link: str
    site: str
    role: str
    until: int


class BridgeRecord(Answer):
    crosses: list[Row]
    sites: list[Row]


class BridgeFreezeAnswer(Answer):
    freeze: Row


class BridgeVerified(Answer):
    records: int
    faults: list[Row]


class BridgeFlat(Answer):
    event: str
    on_air: str
    next: str


class BridgeMedia(Answer):
    running: bool
    missing: list[Row]
    until: int
    streams: list[Row]
    publish: str | None


class MediaVerdict(Answer):
    allow: bool
    why: str | None = None


class MediaOrders(Answer):
    want: list[Row]
    end: list[str]
    marks: list[Row]
