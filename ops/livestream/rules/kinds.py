"""The kinds of conflict: their level, what they stop, and the first thing that helps."""

from typing import Any

Row = dict[str, Any]

BLOCK, WARN = "block", "warn"
# kind: (level, what it stops, fix)
KINDS: dict[str, tuple[str, str, str]] = {
    "slot.incomplete": (BLOCK, "confirm", "fill_in"),
    "room.double": (BLOCK, "confirm", "move"),
    "person.double": (BLOCK, "confirm", "change_person"),
    "kit.double": (BLOCK, "confirm", "change_kit"),
    "channel.double": (BLOCK, "confirm", "change_channel"),
    "key.double": (BLOCK, "confirm", "change_channel"),
    "producer.double": (BLOCK, "confirm", "move"),
    "room.tight": (WARN, "ack", "move"),
    "person.tight": (WARN, "ack", "move"),
    "kit.tight": (WARN, "ack", "move"),
    "channel.tight": (WARN, "ack", "move"),
    "person.travel": (BLOCK, "confirm", "move"),
    "person.unavailable": (WARN, "ack", "change_person"),
    "hours.event": (BLOCK, "confirm", "move"),
    "hours.room": (WARN, "ack", "fetch_paper"),
    "stage.person": (BLOCK, "confirm", "change_person"),
    "stage.noise": (WARN, "ack", "change_room"),
    "bridge.reserved": (BLOCK, "confirm", "move"),
    "room.cold": (WARN, "ack", "change_room"),
    "goods.forbidden": (BLOCK, "confirm", "drop_goods"),
    "papers.ocop": (WARN, "ack", "edit_text"),
    "papers.seller": (BLOCK, "ready", "fetch_paper"),
    "papers.food_safety": (BLOCK, "ready", "fetch_paper"),
    "papers.ad_confirmation": (BLOCK, "ready", "fetch_paper"),
    "person.unverified": (BLOCK, "ready", "verify_person"),
    "promo.ceiling": (WARN, "ack", "lower_price"),
    "platform.limit": (BLOCK, "confirm", "split"),
    "platform.lead": (BLOCK, "confirm", "move"),
    "platform.advice": (WARN, "ack", "ack"),
    "platform.title": (WARN, "ack", "edit_text"),
    "platform.simulcast": (WARN, "ack", "move"),
    "platform.words": (WARN, "ack", "edit_text"),
    "ads.claim": (WARN, "ack", "edit_text"),
    "stock.short": (WARN, "ack", "fewer_pieces"),
}
# Advertising these is forbidden by law, and a plan without a room or an hour is none: no reason lifts that.
NEVER_OVERRIDABLE = frozenset({"goods.forbidden", "slot.incomplete"})
SHORTEST_REASON = 10

HOLDING = ("draft", "requested", "confirmed", "ready", "live", "ended")
OPEN = ("draft", "requested", "confirmed", "ready", "live")
FIRM = ("confirmed", "ready", "live")


def enough(reason: object) -> bool:
    """Ten letters or digits are a reason; ten spaces are none."""
    return sum(letter.isalnum() for letter in str(reason or "")) >= SHORTEST_REASON


def may_override(conflict: Row, reason: object) -> str | None:
    """The code of the refusal, None: it may be overridden by name."""
    if conflict["kind"] in NEVER_OVERRIDABLE:
        return "never"
    return None if enough(reason) else "reason"
