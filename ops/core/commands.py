"""How a command route ends: once per `ref`, in one unit of work of whoever asks, answered with its journal line.

A route parses, names its action and is done:

    return command(path.event, body.ref, lists.meet_guest, path.guest)

The action is called as `action(work, ref, ...)`, and not at all when the `ref` is known: then the answer that was given
before is given again (docs/api.md section 4).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from flask import Response, jsonify

from ops.core import actions, work
from ops.core.web import actor, hall

Line = dict[str, Any]
More = ParamSpec("More")
Action = Callable[Concatenate[work.Work, str, More], Line]


def run(event: str, ref: str, action: Action[More], *more: More.args, **named: More.kwargs) -> Line:
    """The line of a command with its committed number; for routes that add to the facts before they answer."""
    with work.begin(hall().db, hall().bell, event, actor().key) as unit:
        line = actions.replay(unit, ref) or action(unit, ref, *more, **named)
    return actions.finish_answer(unit, line)


def command(event: str, ref: str, action: Action[More], *more: More.args, **named: More.kwargs) -> Response:
    """Do a command and answer it."""
    return jsonify(run(event, ref, action, *more, **named))


def command_on_rights(event: str, ref: str, action: Action[More], *more: More.args, **named: More.kwargs) -> Response:
    """Do a command that may change who may do what: nobody is remembered afterwards."""
    line = run(event, ref, action, *more, **named)
    hall().identities.forget()
    return jsonify(line)
