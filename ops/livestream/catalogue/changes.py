"""What may happen to the catalogue: who sells what with which papers, who hosts where on which channel."""

from __future__ import annotations

_BOTH = {"live", "booth"}
_ROWS = {
    "live_site", "live_room", "producer", "product", "live_paper", "live_person", "live_kit", "channel",
    "platform_fact",
}  # fmt: skip

KINDS: dict[str, tuple[set[str], set[str]]] = {
    "live.catalogue_loaded": (_ROWS, _BOTH),
    "live.catalogue_changed": (_ROWS, _BOTH),
    "live.catalogue_removed": (_ROWS, _BOTH),
    "live.catalogue_imported": (_ROWS, _BOTH),
    "live.import_undone": (_ROWS, _BOTH),
    "live.stars_confirmed": ({"product"}, _BOTH),
    "live.paper_added": ({"live_paper"}, _BOTH),
    "live.paper_judged": ({"live_paper"}, _BOTH),
    "live.identity_changed": ({"live_person"}, _BOTH),
    "live.times_changed": ({"live_person"}, _BOTH),
    "live.link_made": ({"live_person"}, {"live"}),
    "live.key_changed": ({"channel"}, _BOTH),
    "live.fact_changed": ({"platform_fact"}, _BOTH),
}

ENTITIES: dict[str, tuple[str, ...]] = {
    "live": tuple(sorted(_ROWS)),
    "booth": tuple(sorted(_ROWS)),
}
"""Audience -> entities of the catalogue that it sees."""

NEEDS: dict[str, str] = {
    "live.catalogue_changed": "live.catalogue",
    "live.catalogue_removed": "live.catalogue",
    "live.catalogue_imported": "live.catalogue",
    "live.import_undone": "live.catalogue",
    "live.stars_confirmed": "live.confirm_stars",
    "live.paper_added": "live.catalogue",
    "live.paper_judged": "live.catalogue",
    "live.identity_changed": "live.catalogue",
    "live.times_changed": "live.catalogue",
    "live.link_made": "live.catalogue",
    "live.key_changed": "live.catalogue",
    "live.fact_changed": "live.catalogue",
}
"""Kind -> the verb that its actor needed. Times are also said by a person on their own link: then nobody's verb."""
