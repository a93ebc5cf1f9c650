"""What a site without a screen says of its own clock."""

from __future__ import annotations

import pytest

from ops.bridge.agent import Agent
from ops.bridge.site_store import Store

HUB_S, HOUR_S, SINCE_START_S = 1_763_900_000.0, 3_600.0, 5.0


@pytest.mark.parametrize("off_s", [0.0, HOUR_S, -HOUR_S])
def test_the_clock_that_is_told_is_the_one_on_the_wall(off_s: float) -> None:
    """Cues are timed by a clock that counts from the start of the machine; nobody is told that it is decades off."""
    agent = Agent("", "", Store(None), print, monotonic=lambda: SINCE_START_S, wall=lambda: HUB_S - off_s)
    assert agent.health()["offset"] is None
    local, hub = agent.local(), HUB_S * 1000
    agent.clock.add(local - 20, hub - 10, hub - 10, local)
    assert agent.health()["offset"] == pytest.approx(off_s * 1000, abs=1)
    assert agent.hub_now() == pytest.approx(hub, abs=1)
