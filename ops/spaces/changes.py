"""What may happen to spaces: kinds, the entities whose rows they touch, the audiences that hear of them."""

from __future__ import annotations

_BOTH = {"spaces", "space"}
_OFFICE = {"spaces"}

KINDS: dict[str, tuple[set[str], set[str]]] = {
    "spaces.loaded": ({"space_area", "space_exhibitor", "space_booth", "space_tally", "space_settings"}, _BOTH),
    "spaces.area_made": ({"space_area", "space_count"}, _BOTH),
    "spaces.area_changed": ({"space_area"}, _BOTH),
    "spaces.exhibitor_made": ({"space_exhibitor"}, _BOTH),
    "spaces.exhibitor_changed": ({"space_exhibitor"}, _BOTH),
    "spaces.booth_made": ({"space_booth", "space_tally"}, _BOTH),
    "spaces.booth_changed": ({"space_booth"}, _BOTH),
    "spaces.booth_removed": ({"space_booth", "space_tally"}, _BOTH),
    "spaces.printed_set": ({"space_booth"}, _BOTH),
    "spaces.settings_changed": ({"space_settings"}, _BOTH),
    "spaces.counted": ({"space_count"}, _BOTH),
    "spaces.counts_zeroed": ({"space_count"}, _BOTH),
    "spaces.tour_told": ({"space_tally"}, _BOTH),
    "spaces.demo_told": ({"space_tally"}, _BOTH),
    "spaces.tap_undone": ({"space_count", "space_tally"}, _BOTH),
    "spaces.stamped": ({"space_tally", "space_flag"}, _BOTH),
    "spaces.staff_stamped": (set(), _OFFICE),
    "spaces.card_used": ({"space_settings"}, _BOTH),
    "spaces.cards_deleted": ({"space_flag"}, _OFFICE),
    "spaces.flag_answered": ({"space_flag"}, _OFFICE),
    "spaces.lead_given": ({"space_tally"}, _BOTH),
    "spaces.lead_marked": (set(), _OFFICE),
    "spaces.lead_withdrawn": ({"space_tally"}, _BOTH),
    "spaces.lead_changed": (set(), _OFFICE),
    "spaces.lead_erased": ({"space_tally"}, _BOTH),
    "spaces.asked": (set(), _OFFICE),
    "spaces.asking_done": (set(), _OFFICE),
    "spaces.draw_made": ({"space_draw"}, _OFFICE),
    "spaces.draw_changed": ({"space_draw"}, _OFFICE),
    "spaces.draw_frozen": ({"space_draw"}, _OFFICE),
    "spaces.draw_thawed": ({"space_draw"}, _OFFICE),
    "spaces.draw_run": ({"space_draw"}, _OFFICE),
    "spaces.prize_claimed": ({"space_draw"}, _OFFICE),
}
"""Of visitors a line says that a booth has one scan more; never which card, never whose phone."""

_SHARED = ("event", "space_area", "space_exhibitor", "space_booth", "space_settings", "space_count", "space_tally")
ENTITIES: dict[str, tuple[str, ...]] = {"spaces": (*_SHARED, "space_flag", "space_draw"), "space": _SHARED}
"""Audience -> entities of this domain that it sees."""

NEEDS: dict[str, str] = {
    **dict.fromkeys(
        (
            "spaces.area_made", "spaces.area_changed", "spaces.exhibitor_made", "spaces.exhibitor_changed",
            "spaces.booth_made", "spaces.booth_changed", "spaces.booth_removed", "spaces.settings_changed",
            "spaces.flag_answered", "spaces.asked", "spaces.asking_done",
        ),
        "spaces.manage",
    ),
    **dict.fromkeys(
        (
            "spaces.printed_set", "spaces.counted", "spaces.tour_told", "spaces.demo_told", "spaces.tap_undone",
            "spaces.staff_stamped", "spaces.card_used", "spaces.lead_marked", "spaces.prize_claimed",
        ),
        "spaces.run",
    ),
    **dict.fromkeys(
        (
            "spaces.draw_made", "spaces.draw_changed", "spaces.draw_frozen", "spaces.draw_thawed", "spaces.draw_run",
        ),
        "spaces.draw",
    ),
}  # fmt: skip
"""Kind -> the verb that its actor needed; `ops check` asks for it."""

VISITOR = "visitor"
"""How the journal names whoever scans: nobody in particular."""
VISITOR_KINDS = frozenset(
    {"spaces.stamped", "spaces.lead_given", "spaces.lead_withdrawn", "spaces.lead_changed",
     "spaces.lead_erased"}
)  # fmt: skip
"""What visitors do on their own phones."""
