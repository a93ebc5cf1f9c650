"""HTTP of protocol: parse, one action or query, reply."""

from __future__ import annotations

from flask import Response

from ops.core.api import Api
from ops.core.commands import command
from ops.core.payloads import EventPath
from ops.protocol import actions, payloads

api = Api("protocol", __name__, "Introductions, welcome, delegations, seats")


@api.command("introductions/freeze", "Freeze the introductions for the MC", "protocol.freeze")
def post_freeze(path: EventPath, body: payloads.Freeze) -> Response:
    return command(path.event, body.ref, actions.freeze_list, body.note)


@api.command("introductions/blocks", "Put the blocks in a new order", "protocol.edit")
def post_blocks(path: EventPath, body: payloads.OrderBlocks) -> Response:
    return command(path.event, body.ref, actions.order_blocks, body.blocks)


@api.command("introductions/people", "Put people of one block and rank in a new order", "protocol.edit")
def post_people(path: EventPath, body: payloads.OrderPeople) -> Response:
    return command(path.event, body.ref, actions.order_people, body.guests)


@api.command("categories/<string:category>/change", "Change a block of the introductions", "protocol.edit")
def post_block_change(path: payloads.BlockPath, body: payloads.ChangeBlock) -> Response:
    changes = body.changes.model_dump(exclude_none=True)
    return command(path.event, body.ref, actions.change_block, path.category, changes)
