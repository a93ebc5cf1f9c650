"""Items that were kept aside and taken in after all: the scan has a ref of its own, which follows from the item's."""

from __future__ import annotations

import uuid


def accepted_ref(ref: str) -> str:
    """The ref under which a kept item was taken in: its own stays that of the line which says it was kept aside."""
    return str(uuid.uuid5(uuid.UUID(ref), "accepted"))
