"""What the communes are called whose codes the catalogue keeps: as the event's own list of units names them."""

from __future__ import annotations

import re

from sqlalchemy.engine import Connection

from ops.checkin import queries as guest_queries

OFFICE = re.compile(r"^(Ủy ban nhân dân|Uỷ ban nhân dân|UBND)\s+", re.IGNORECASE)


def communes(conn: Connection, event_id: str) -> dict[str, str]:
    """Code -> name, `11948` -> Đặc khu Bạch Long Vĩ."""
    rows = guest_queries.read(conn, event_id, "board", "delegation", None)
    return {row["unit_code"]: OFFICE.sub("", row["name"]) for row in rows if row["unit_code"]}
