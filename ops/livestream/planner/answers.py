"""Shapes of the planner's answers, for the API document."""

from typing import Any

from pydantic import Field

from ops.core.payloads import Answer


class PlanMove(Answer):
    id: str
    session: str
    slot: str = Field(description="empty: a new slot")
    also: list[str] = Field(description="slots that go along")
    changes: dict[str, Any] = Field(description="starts, ends (ms), room, host, channel: those that differ")
    was: dict[str, Any]
    reasons: list[str]
    gain: float
    versions: dict[str, int]
    conflicts: list[str] = Field(description="kinds that the rules would still name")


class Short(Answer):
    id: str
    made_at: str
    by: str
    seed: int
    limit: dict[str, Any]
    scope: dict[str, Any]
    state: str
    error: str | None
    progress: float
    facts_seq: int
    score: dict[str, Any]
    taken: list[str]
    answered_by: str
    answered_at: str | None


class PlanProposal(Short):
    moves: list[PlanMove]
    unplaced: list[dict[str, Any]]
    fairness: list[dict[str, Any]]
    stale: list[str]


class Proposals(Answer):
    proposals: list[Short]


class WhyAnswer(Answer):
    session: str
    units: list[dict[str, Any]]
