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

    from_plain, to_plain    a whole show (rows, clocks, record) from and to JSON
    take_step               do one of `STEPS` at an instant: a new show, or the code of the refusal
    follow, next_due        what happens by itself (roll, rows that pass on), and when it next does
    state_of                the whole state at an instant
    summary_of              the state at the last step, of the tracks as wholes
    facts_of, clocks_of     what a browser needs to count by itself: after an edit, after a step
    fold, unfold            facts written so that a longer row does not touch those behind it, and back
    apply_edits             change the sheet; gives the edits that undo it
    delay_edits             write a delay row into the plan
    propose                 how to catch up; a proposal's `edits` go to `apply_edits`
    plan_track              the plan pass alone
    edge                    clock readings, lengths and zones, in and out

Steps: `{"do", "track", "at"}` and start `row?` · go `seen?` `force?` · next · previous · standby `row?` · pause ·
resume · hold · release · add `by` · stop · reload · roll · manual · offset `relative` · reset `shift?`.
Edits: set `row` `values` · insert `row` `after` · delete `row` · move `row` `after`.
Refusals and warnings are codes; their sentences are in static/i18n as stage.refused.<code> and stage.warning.<code>.
"""

from ops.stage.rules import edge
from ops.stage.rules.catchup import Cut, Goal, Proposal, propose
from ops.stage.rules.codes import REFUSALS, WARNINGS
from ops.stage.rules.edits import Edit, Edited, apply_edits, delay_edits
from ops.stage.rules.folded import fold, unfold
from ops.stage.rules.follow import Due, follow, next_due, plans_of
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
    "next_due",
    "plan_track",
    "plans_of",
    "propose",
    "state_of",
    "summary_of",
    "take_step",
    "to_plain",
    "unfold",
]
