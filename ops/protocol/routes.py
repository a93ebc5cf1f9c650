"""HTTP of protocol: parse, one action or query, reply."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response

from ops.core import answers as core_answers
from ops.core.api import Api
from ops.core.commands import command
from ops.core.payloads import EventPath
from ops.core.web import View, needs
from ops.protocol import actions, payloads

api = Api("protocol", __name__, "Introductions, welcome, delegations, seats")


def command_route(rule: str, summary: str, verb: str) -> Callable[[View], View]:
    """Declare a command of an event: the right it needs, and that its answer is the journal line."""
    declare = api.post(
        f"/api/events/<string:event>/{rule}", summary=summary, responses={200: core_answers.CommandAnswer}
    )
    return lambda view: declare(needs(verb)(view))


@command_route("introductions/freeze", "Freeze the introductions for the MC", "protocol.freeze")
def post_freeze(path: EventPath, body: payloads.Freeze) -> Response:
    return command(path.event, body.ref, actions.freeze_list, body.note)


@command_route("introductions/blocks", "Put the blocks in a new order", "protocol.edit")
def post_blocks(path: EventPath, body: payloads.OrderBlocks) -> Response:
    return command(path.event, body.ref, actions.order_blocks, body.blocks)


@command_route("introductions/people", "Put people of one block and rank in a new order", "protocol.edit")
def post_people(path: EventPath, body: payloads.OrderPeople) -> Response:
    return command(path.event, body.ref, actions.order_people, body.guests)


@command_route("categories/<string:category>/change", "Change a block of the introductions", "protocol.edit")
def post_block_change(path: payloads.BlockPath, body: payloads.ChangeBlock) -> Response:
    changes = body.changes.model_dump(exclude_none=True)
    return command(path.event, body.ref, actions.change_block, path.category, changes)
