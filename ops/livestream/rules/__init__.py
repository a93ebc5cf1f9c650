"""What a livestream plan may hold, what stands in its way, and what may be done with a slot at which minute.

Pure functions over plain dicts (what JSON holds), instants in whole ms UTC, local dates as text; no clock, no
database. static/js/livestream/rules.js is the twin: same facts, same names in camelCase, same answers, held together
by tests/vectors/livestream.json.

FACTS. Rows are named and shaped like the rows of the feed, but instants are ms. What is missing counts as empty.
    offset_min 420 · now · event {from, until} (either may be null: not judged)
    settings {buffers {room 15, person 10, kit 5, channel 5} minutes, mall {opens, closes} 'HH:MM',
        promo {declared, file_number}}
    travel [{a, b, minutes}]    two sites or two rooms, both directions; a pair of rooms counts before its sites
    rooms {id: {id, name, site, opens, closes, hears_stage, cold}}    hours '': those of the mall; equal: always open
    persons {id: {id, name, identities [{platform, state, valid_until}], away [{from, until}], free [{from, until}]}}
    producers {id: {id, name, commune, papers [{kind, state, valid_until}]}}
    products {id: {id, producer, name, industry, stars, certificate_until, alcohol, marks [], price, live_price, stock,
        programmes [], papers [{kind, state, valid_until}]}}
    kits {id: {id, name, pieces}}
    channels {id: {id, name, platform, key}}    `key`: the short mark of the stream key, or ''
    platform_facts [{platform, fact, value, unit, level, status, valid_from, valid_until, version}]; judged here:
        max_minutes, min_minutes, max_products, min_products   level block: platform.limit, else platform.advice
        lead_minutes      level block: platform.lead, else platform.advice; judged of drafts and requests only
        title_max         letters: platform.title
        simulcast         value 'forbidden': platform.simulcast
        other_platforms   value 'forbidden': platform.words (names of other platforms, phone numbers)
        Any other fact is only shown. Of a platform's fact the newest version of each level that holds on
        the slot's day counts; where both are broken only the block is reported.
    sessions {id: {id, title, producers, room, noise, products}}
    slots {id: {id, session, channel, host, assistants, kits, starts, ends, room, goods [{product, pieces, price}],
        title, script, state, actual_start, actual_end, version, overrides, acks, ticks, late_min, flags, sheet_row}}
    stage {quiet [{row, title, from, until}], people [{person, row, title, from, until}]}
    bridge [{id, title, from, until, rooms, channels, keys, kits, persons}]

FUNCTIONS
    prepare(facts) -> Index     the facts ordered for many questions; everything below takes facts or an Index
    check(facts, ids=None, moved=None) -> [Conflict]    all, or those that touch a slot of `ids`;
        moved {slot id: {field: value}} asks "what if", also of a slot that is not there yet
    gate(facts, slot_id, for_what, moved=None) -> [Conflict]    what stands in the way of confirm | move | extend |
        ready | go_live | reopen after overrides and acks, against firm slots only (a draft stops nobody)
    step(slot, action, actor, at, facts, **more) -> {ok True, already, changes {field: value}, tell}
        or {ok False, refused code, more {}}
    alarms(slot, now) -> [kind], gravest first
    next_alarm(slots, now) -> instant | None    the next at which one begins to ring
    held(slot, now) -> (from, until) | None     the interval it holds
    overrides_alive(before, after) -> {overrides, acks}    what is left of both after a change
    free_cells(facts, slot, day) -> [{starts, ends, warnings [kinds]}]    every quarter of an hour without a block
    params_of(conflict, facts, lang) -> {name: text}    for the sentences live.conflict.<kind>.{title,text,fix}

Conflict = {key, with, kind, level block | warn, stops confirm | ready | ack, slots [ids, earlier first],
    resource {kind, id} | null, at [from, until] | null, more {}, fix}
    key     the same while the same slots meet over the same thing (for a list on a screen)
    with    what an override or ack must name: the key and a mark of the slots' times, people and goods. It changes with
            them, so an override of yesterday covers nothing today, whichever of the two slots was moved
    more    gap, need (minutes) · move {slot, starts}: from there the later slot is clean of this · products, percent,
            ceiling, words, until, why, value, limit, pieces, stock, crowd, row, title, platform
    fix     move change_person change_room change_channel change_kit drop_goods fetch_paper verify_person edit_text
            lower_price fewer_pieces split fill_in ack
Override on a slot: {kind, with, by, reason of 10 letters or more, at}; ack: {kind, with, by, at}. Of a pair either slot
may carry it. NEVER_OVERRIDABLE = {goods.forbidden, slot.incomplete}; may_override(conflict, reason) -> code | None.

Kinds: the 33 and slot.incomplete, their level and what they stop in `kinds.KINDS`. What stops confirm also stops move
of a firm slot, extend, reopen, ready and go_live; what stops ready also stops go_live; what stops ack stops confirm and
move until it is acknowledged.

STEPS. actor {id, roles [], rooms [] (posts of a booth device), persons [] (own link), producers []}; more: seen, note,
reason, minutes, changes, and overrides and acks that come with a move or an extension.
    request    draft               operator of the room, host, assistant, producer, coordinator
    confirm    draft requested     coordinator, director
    move       draft to ready      coordinator; `changes`, of a firm slot with `note`; a ready one is confirmed again.
                                   Changes that touch no time, people or goods are taken in any state
    ready      confirmed           operator, host, assistant, coordinator; from start - 60 min; ticks sign, channel and
                                   with goods price are there · unready: back
    go_live    ready               the same; from start - 10 min to end; a coordinator also earlier, and from confirmed
                                   with `note`
    undo_live  live                operator 1 min, coordinator 10 min after going live: ready again
    end        live                the same · force_end: coordinator, director, `reason`
    extend     live                coordinator, `minutes`
    no_show    confirmed ready     coordinator from start + 15 min, role system from the end
    reopen     ended               operator 1 min, coordinator 10 min (a forced end: coordinator only)
               no_show             coordinator before the end: confirmed again
    cancel     draft requested     who may request
               confirmed ready     coordinator, `reason`
    late       confirmed ready     operator, host, assistant, coordinator; `minutes`
Coordinator: live_coordinator or organiser. Refusals, in this order: stale, role, booth, (already: ok), state, then by
rule: over, too_early {from}, too_late {until}, note, reason, minutes, coordinator, ticks {missing},
still_on_air {slot, resource}, conflicts {keys, kinds}. Their sentences: live.refused.<code>.
`changes` are the fields to write; `tell`: people must acknowledge again. Flags: early late ended_early overran
reported_late forced. A late or early start never moves the planned end, and nothing ends by itself.

DECIDED where the words allow two readings:
    Intervals are half-open; a gap equal to the buffer is quiet. A paper holds through its last local day, judged on the
    last day the slot touches; an end at 00:00 does not touch the next day. valid_until null or '': without end;
    certificate_until null or '' of a product with stars or in OCOP: there is none.
    A slot holds its planned times; live [actual_start, max(end, now)); ended its real times; cancelled and no_show
    nothing. Two ended slots do not meet. Gates do not see ended slots, and for ready and go_live they see live ones as
    planned: whether a place is still on air is a rule of its own.
    One report per pair and resource, the gravest: double, else travel, else tight. A kit of one piece meets in pairs,
    one of more is counted: a report for every stretch of time with too few pieces.
    Inside one session room, person, producer, travel and every gap are silent; channel, key, kit, simulcast are not.
    What a slot sells: its `goods`; without any, the products of its session at their live price.
    stage.noise: a noisy session in a room that hears the stage. The slot that is the stage's own row does not hear it.
    hours.room is lifted by an accepted mall_letter of a producer of the session.
    A declared promotion needs its file number, else 50 % stands.
    stock.short counts what all slots promise (not cancelled, not no_show) against the product's stock.
"""

from ops.livestream.rules.alarms import alarms, next_alarm
from ops.livestream.rules.cells import free_cells
from ops.livestream.rules.checking import check
from ops.livestream.rules.gates import gate, overrides_alive
from ops.livestream.rules.index import Index, prepare
from ops.livestream.rules.kinds import KINDS, NEVER_OVERRIDABLE, may_override
from ops.livestream.rules.saying import params_of
from ops.livestream.rules.steps import ACTIONS, step
from ops.livestream.rules.times import held

__all__ = [
    "ACTIONS",
    "KINDS",
    "NEVER_OVERRIDABLE",
    "Index",
    "alarms",
    "check",
    "free_cells",
    "gate",
    "held",
    "may_override",
    "next_alarm",
    "overrides_alive",
    "params_of",
    "prepare",
    "step",
]
