"""The planner of the livestream week: it proposes moves and says why, people decide. Standard library only.

`proposing.propose(facts, pins, limit, seed)` reads the facts of the rules (ops/livestream/rules), builds a problem of
units, places and resources (`reading`, `units`, `model`, `board`), begins with what stands, places the rest greedily
and improves by ruin and recreate (`search`); `exact` asks CP-SAT where OR-Tools can be imported. `checker` verifies
every proposal and shares no code with the search. `why` explains what could not be placed, in three layers.

What the words of the design leave open is settled here:

- Time is whole minutes since 1970. A start is a quarter of an hour of local time, or the one that a slot has already.
- A unit is what moves as one: a session without a slot (a new slot would be made), or the slots of a session that
  share start and end. Several slots of one unit keep their channels, and their hosts when these differ.
- Nothing that stands is taken off the plan: a slot that loses its place and finds no other stays where it is, and the
  proposal says that it does. Only sessions without a slot are optional.
- Ready, live, ended, cancelled and missed slots never move, nor what has begun or is outside of what was asked for.
- `values.py` has every price. A draft is moved for a price of 1, so that equal plans leave people alone.
- Papers and identities that are only missing do not forbid a place (they come late, and stop `ready`); days and hosts
  for which they are in order are taken where there are any. What stops `confirm` forbids.
"""
