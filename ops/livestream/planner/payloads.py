"""Request models of the planner."""

from typing import Annotated, Any, Literal

from pydantic import Field, StrictInt

from ops.core.payloads import Command, EventPath, Id, Model, Query
from ops.livestream.plan_payloads import Day

Row = dict[str, Any]
MOVES_AT_MOST = 2_000


class ProposalPath(EventPath):
    proposal: str = Field(max_length=40)


class Scope(Model):
    """What may be changed."""

    what: Literal["all", "new", "repair"] = Field(
        default="all", description="new: only sessions without a slot; repair: only what something is in the way of"
    )
    days: list[Day] | None = Field(default=None, max_length=62, description="absent: every day")
    sessions: list[Id] | None = Field(default=None, max_length=MOVES_AT_MOST, description="absent: every session")


class NewProposal(Command):
    scope: Scope = Field(default_factory=Scope)
    seconds: Annotated[StrictInt, Field(ge=1, le=30)] = 2
    seed: Annotated[StrictInt, Field(ge=1, le=1_000_000)] = Field(
        default=1, description="the same seed begins the same way"
    )


class AcceptMoves(Command):
    moves: list[Annotated[str, Field(max_length=80)]] | Literal["all", "none"] = Field(
        description="ids of the moves to do; all of them; or none, which puts the proposal away"
    )


class WhyQuery(Query):
    session: str = Field(default="", max_length=40, description="absent: of none, and nothing is said")
