"""The cookies that hold tokens: out of reach of scripts and of other sites."""

from __future__ import annotations

from flask import Response, request

from ops.core import auth

LASTS_S = {"ops_staff": auth.SESSION_LASTS_MS // 1000, "ops_device": 180 * 24 * 3600}


def keep_cookie(answer: Response, name: str, token: str) -> Response:
    """The token as a cookie that no script can read."""
    life = LASTS_S[name]
    answer.set_cookie(name, token, max_age=life, httponly=True, secure=request.is_secure, samesite="Strict", path="/")
    return answer
