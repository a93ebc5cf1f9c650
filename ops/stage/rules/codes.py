"""Every code that a refusal or a warning can be. Their sentences are in static/i18n/<lang>/stage.json."""

REFUSALS = frozenset({
    "already_held", "already_live", "already_paused", "bad_group", "bad_value", "bad_wait", "counts_to_end", "held",
    "id_taken", "no_next", "no_previous", "not_held", "not_paused", "not_rolling", "nothing_live", "rolling",
    "row_live", "row_parallel", "row_skipped", "row_untimed", "standby_changed", "time_out_of_range", "too_soon",
    "unknown_edit", "unknown_field", "unknown_row", "unknown_step", "unknown_track", "waits",
})  # fmt: skip
WARNINGS = frozenset({"end_before_start", "out_of_order", "wait_lost", "wait_ring"})
