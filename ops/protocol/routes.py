"""HTTP of protocol: parse, one action or query, reply."""

from __future__ import annotations

from flask import Response

from ops.core import answers as core_answers
from ops.core.api import Api
from ops.core.commands import command
from ops.core.payloads import EventPath
from ops.core.web import needs
from ops.protocol import actions, payloads

api = Api("protocol", __name__, "Introductions, welcome, delegations, seats")


@api.post(
    "/api/events/<string:event>/introductions/freeze",
    summary="Freeze the introductions for the MC",
    responses={200: core_answers.CommandAnswer},
)
@needs("protocol.freeze")
def post_freeze(path: EventPath, body: payloads.Freeze) -> Response:
    return command(path.event, body.ref, actions.freeze_list, body.note)


@api.post(
    "/api/events/<string:event>/introductions/blocks",
    summary="Put the blocks in a new order",
    responses={200: core_answers.CommandAnswer},
)
@needs("protocol.edit")
def post_blocks(path: EventPath, body: payloads.OrderBlocks) -> Response:
    return command(path.event, body.ref, actions.order_blocks, body.blocks)


@api.post(
    "/api/events/<string:event>/introductions/people",
    summary="Put people of one block and rank in a new order",
    responses={200: core_answers.CommandAnswer},
)
@needs("protocol.edit")
def post_people(path: EventPath, body: payloads.OrderPeople) -> Response:
    return command(path.event, body.ref, actions.order_people, body.guests)


@api.post(
    "/api/events/<string:event>/categories/<string:category>/change",
    summary="Change a block of the introductions",
    responses={200: core_answers.CommandAnswer},
)
@needs("protocol.edit")
def post_block_change(path: payloads.BlockPath, body: payloads.ChangeBlock) -> Response:
    changes = body.changes.model_dump(exclude_none=True)
    return command(path.event, body.ref, actions.change_block, path.category, changes)
