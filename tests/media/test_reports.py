"""What the server does with a report of the media process: pages of the hub hear of a lost picture at once."""

from __future__ import annotations

from typing import Any

import pytest

from ops.core import clock, tokens
from tests.bridge.bridges import make_sites
from tests.support.factories import World

Row = dict[str, Any]


def test_a_picture_that_is_lost_or_back_is_told_to_pages_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    make_sites(world, world.make_staff("organiser"), "hai-phong", "hue")
    told: list[tuple[str, Row, str]] = []
    monkeypatch.setattr(world.ops.hall.live, "emit", lambda *said: told.append(said))
    secret = tokens.subkey(world.ops.hall.config.secret, "media").hex()

    def report(**states: str) -> None:
        streams = [
            {"app": "contrib", "stream": f"{world.id}.{site}", "state": state, "key": "not for pages"}
            for site, state in states.items()
        ]
        body = {"boot": "b", "at": clock.now(), "missing": [], "streams": streams, "events": []}
        answer = world.ops.ask("POST", "/bridge/media/report", secret, json=body)
        assert answer.status_code == 200, answer.text

    def heard() -> list[tuple[str, str]]:
        rows = [row for name, said, _ in told if name == "bridge_pictures" for row in said["streams"]]
        told.clear()
        return [(str(row["stream"]), str(row["state"])) for row in rows if "key" not in row]

    report(hue="LIVE")
    heard()
    report(hue="LIVE")
    assert heard() == [], "nothing has changed"
    report(hue="LOST")
    assert heard() == [(f"{world.id}.hue", "LOST")]
    report(hue="RETURNING")
    assert heard() == [(f"{world.id}.hue", "RETURNING")]
