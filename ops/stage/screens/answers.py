"""Answers about the stage's screens, for the API description."""

from ops.core.payloads import Answer


class ScreenFacts(Answer):
    id: str
    name: str
    role: str


class ScreensAnswer(Answer):
    screens: list[ScreenFacts]
