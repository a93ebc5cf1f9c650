"""Each file of these tests has a site with booths, gifts and a PIN."""

from __future__ import annotations

import pytest

from tests.support.browser import Site
from tests.support.spaces import fill_floor


@pytest.fixture(scope="module")
def floor(site: Site) -> Site:
    """A site with experience spaces."""
    fill_floor(site)
    return site
