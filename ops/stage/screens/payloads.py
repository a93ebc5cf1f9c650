"""Request models of the stage's screens."""

from typing import Annotated

from pydantic import Field, StrictBool, StrictInt

from ops.core.payloads import Command, Id

HUNDREDTHS_AT_MOST = 2_000_000  # of a word; a cell has 8,000 letters, a list of names is longer


class Prompter(Command):
    """From the instant at which this is stored the prompter stands or rolls so."""

    track: Id
    row: Id
    place: Annotated[
        StrictInt, Field(ge=0, le=HUNDREDTHS_AT_MOST, description="hundredths of a word of the row's text")
    ]
    wpm: Annotated[StrictInt, Field(ge=40, le=400, description="words a minute")]
    running: StrictBool
