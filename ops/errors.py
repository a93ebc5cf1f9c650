"""Errors with a code: raised where they are noticed, turned into an answer once (see core/web.py).

A code is a word of the API; the words for a person are in static/i18n/<lang>/errors.json under `error.<code>`.
"""

from __future__ import annotations

from typing import Any


class StartError(Exception):
    """The process cannot start; the text is one sentence for the person at the keyboard."""

    def __init__(self, sentence: str, exit_code: int = 1) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code


class OpsError(Exception):
    """A refusal with a code, an HTTP status, named fields and facts for the sentence."""

    status = 400

    def __init__(
        self, code: str, *, status: int | None = None, fields: dict[str, str] | None = None, **facts: Any
    ) -> None:
        super().__init__(code)
        self.code = code
        self.status = status or self.status
        self.fields = fields or {}
        self.facts = facts


class Invalid(OpsError):
    """The request does not fit (422)."""

    status = 422


class NotFound(OpsError):
    """Missing, or of another event: the same answer (404)."""

    status = 404

    def __init__(self) -> None:
        super().__init__("not_found")


class Unknown(OpsError):
    """Nobody is signed in (401)."""

    status = 401

    def __init__(self, code: str = "sign_in_needed") -> None:
        super().__init__(code)


class Forbidden(OpsError):
    """Signed in, but without the right (403)."""

    status = 403

    def __init__(self, code: str = "forbidden", **facts: Any) -> None:
        super().__init__(code, **facts)


class Conflict(OpsError):
    """The state of things forbids it (409)."""

    status = 409


class TooMany(OpsError):
    """Slow down (429); `retry_s` seconds."""

    status = 429

    def __init__(self, retry_s: int) -> None:
        super().__init__("too_many", seconds=retry_s)
        self.retry_s = retry_s


class Busy(OpsError):
    """The database cannot take it now (503); nothing was stored, the same ref may be sent again."""

    status = 503

    def __init__(self, code: str = "busy", retry_s: int = 1) -> None:
        super().__init__(code)
        self.retry_s = retry_s
