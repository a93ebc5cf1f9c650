"""The time model of the stage: what a run sheet is, what a caller may do, and what every screen then shows.

Pure functions over absolute instants (whole milliseconds, UTC); no clock, no database, no Flask. A test drives a whole
show with it:

    show = from_plain({"tracks": [{"id": "stage", "rows": [
        {"id": "a", "begins": "fixed", "start": 0, "duration": 600_000},
        {"id": "b", "duration": 900_000},
    ]}]})
    done = take_step(show, {"do": "go", "track": "stage", "at": 300_000})
    done.refusal                                    # None, or a code
    state_of(done.show, 360_000)["tracks"][0]       # live, standby, next, offset, expected times of every row ...

Rows, in the order of the sheet; every field but `id` may be left out, the defaults stand in `Row`:
    kind timed | delay (`amount`, signed) | group (`target`) | milestone · begins linked | fixed | hard at `start` ·
    duration · lock duration | end (then `end` counts, not `duration`) · count_to_end · parallel · skip · flag · group
    · warning, danger: time left, kept to the letter (`edge.colours` proposes them for a length) · at_end stay | go |
    stop · shortest, may_drop: for `propose` · wait {track, row, point end | start}.
Instants are whole ms since 1970 (UTC), lengths whole ms. `edge.read_clock`, `edge.place_clocks` and `edge.instant`
make instants from clock readings, a date and a zone, over midnight too; `edge.complete` finds the field that was not
given of start, end and duration. A first row without a start begins at `day_start` of the show.

What a show refuses is a code and leaves it as it was. What only a faulty program asks for raises ValueError with the
name of the field: an instant that is no int, a field that does not exist, a negative length, a track or goal that is
not there (of `propose`).

What is decided where rules may be read in two ways:
    absolute counts against the plan with its delay rows. Relative counts from the row that was really started first,
    whichever it was: a rehearsal from the tenth row on begins with 0, and so does a roll that joins a row midway.
    Nothing is expected before the row in front of it is over, also where rows overlap or a delay is negative.
    A group lasts from its first row to its latest end. Behind a row that counts to its end nothing of a delay is left.
    A live row that counts to its end cannot be paused. Time taken away may reach below zero: overtime.

    from_plain, to_plain    a whole show (rows, clocks, record) from and to JSON
    take_step               do one of `STEPS` at an instant: a new show, or the code of the refusal
    follow, next_due        what happens by itself (roll, rows that pass on), and when it next does
    state_of                the whole state at an instant
    summary_of              the state at the last step, of the tracks as wholes
    facts_of, clocks_of     what a browser needs to count by itself: after an edit, after a step
    fold, unfold            facts written so that a longer row does not touch those behind it, and back
    apply_edits             change the sheet; gives the edits that undo it
    keep_start              what goes with edits that take the first row away, so that the sheet still begins then
    delay_edits             write a delay row into the plan
    propose                 how to catch up; a proposal's `edits` go to `apply_edits`
    plan_track              the plan pass alone
    standby_of              the row that GO takes
    edge                    clock readings, lengths and zones, in and out

Steps: `{"do", "track", "at"}` and start `row?` · go `seen?` `force?` · next · previous · standby `row?` · pause ·
resume · hold · release · add `by` · stop · reload · roll · manual · offset `relative` · reset `shift?`.
Edits: set `row` `values` · insert `row` `after` · delete `row` · move `row` `after` ·
give `row` `to` `after` `group` (to another track) · take `row` `from` `after` `group` (from another track).
State: `now`, `at` and of every track `live` {row, started, due, duration, added, given, paused, paused_at, finish,
remaining, elapsed, overtime, phase} · phase · standby · chosen · blocked (why GO would be refused) · until_start ·
next · previous · offset {absolute, relative}, positive is behind · planned_start · planned_end · started ·
expected_end · flag {row, expected_start} · hard [{row, start, expected_start, slack}] · group · groups [{id, start,
end, duration, target, over, expected_end}] · rows [{id, kind, state, start, end, duration, gap, delay, due, until,
expected_start, expected_end, actual_start, actual_end, slack, warnings}] · runs · held · roll · relative · shift.
Refusals and warnings are codes; their sentences are in static/i18n as stage.refused.<code> and stage.warning.<code>.
"""

from ops.stage.rules import edge
from ops.stage.rules.anchor import keep_start
from ops.stage.rules.catchup import Cut, Goal, Proposal, propose
from ops.stage.rules.codes import REFUSALS, WARNINGS
from ops.stage.rules.edits import Edit, Edited, apply_edits, delay_edits
from ops.stage.rules.folded import fold, unfold
from ops.stage.rules.follow import Due, follow, next_due, plans_of, standby_of
from ops.stage.rules.plain import from_plain, to_plain
from ops.stage.rules.plan import Fact, Plan, plan_track
from ops.stage.rules.rows import Live, Row, Run, Show, Track, Wait
from ops.stage.rules.state import clocks_of, facts_of, state_of, summary_of
from ops.stage.rules.steps import STEPS, Done, take_step

__all__ = [
    "REFUSALS",
    "STEPS",
    "WARNINGS",
    "Cut",
    "Done",
    "Due",
    "Edit",
    "Edited",
    "Fact",
    "Goal",
    "Live",
    "Plan",
    "Proposal",
    "Row",
    "Run",
    "Show",
    "Track",
    "Wait",
    "apply_edits",
    "clocks_of",
    "delay_edits",
    "edge",
    "facts_of",
    "fold",
    "follow",
    "from_plain",
    "keep_start",
    "next_due",
    "plan_track",
    "plans_of",
    "propose",
    "standby_of",
    "state_of",
    "summary_of",
    "take_step",
    "to_plain",
    "unfold",
]
