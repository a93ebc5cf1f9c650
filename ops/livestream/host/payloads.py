"""Request models of a host's own page."""

from typing import Annotated

from pydantic import Field, StrictInt

from ops.core.payloads import Command, Id, Model


class HostPath(Model):
    token: str = Field(max_length=80)


class OwnSeen(Command):
    slot: Id
    version: Annotated[StrictInt, Field(ge=1, le=1_000_000)]
