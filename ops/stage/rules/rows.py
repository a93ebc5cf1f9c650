"""What a run sheet is made of, and where its live clocks stand. Values only; nothing here computes.

Instants are whole milliseconds since the epoch (UTC), lengths are whole milliseconds. A run sheet therefore never meets
midnight; dates and zones appear only in `edge`.
"""

from dataclasses import dataclass, field

KINDS = ("timed", "delay", "group", "milestone")
BEGINS = ("linked", "fixed", "hard")
LOCKS = ("duration", "end")
AT_END = ("stay", "go", "stop")
POINTS = ("end", "start")
DAY_MS = 86_400_000
ADD_LIMIT_MS = 3_600_000  # more than an hour in one tap is a slip of the finger


@dataclass(frozen=True, slots=True)
class Wait:
    """A row begins only when a row of another track has ended (or has begun)."""

    track: str
    row: str
    point: str = "end"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the sheet. Only what time depends on; words live elsewhere under the same id."""

    id: str
    kind: str = "timed"
    begins: str = "linked"  # linked: when the row before ends; fixed: at `start`; hard: at `start`, must be hit
    start: int | None = None
    duration: int = 0
    lock: str = "duration"  # what stays when the start moves: the duration, or the end
    end: int | None = None
    count_to_end: bool = False  # counts to its planned end, whenever it began
    parallel: bool = False  # runs beside the row before it and never pushes the clock
    skip: bool = False
    flag: bool = False
    group: str | None = None
    warning: int | None = None  # time left at which the colour changes
    danger: int | None = None
    at_end: str = "stay"  # stay: run on into overtime; go: the next row begins; stop: the clock stops
    shortest: int | None = None  # how far catch-up may shorten it; None: not at all
    may_drop: bool = False
    wait: Wait | None = None
    amount: int = 0  # of a delay row, signed
    target: int | None = None  # of a group


@dataclass(frozen=True, slots=True)
class Live:
    """The row that is on, and its clock. `paused` are the pauses that are over, `paused_at` the one that is not."""

    row: str
    started: int
    added: int = 0
    paused: int = 0
    paused_at: int | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """What happened: one row, once, planned and actual."""

    row: str
    started: int
    ended: int
    added: int
    paused: int
    due: int
    duration: int


@dataclass(frozen=True, slots=True)
class Track:
    """One run sheet with its own live pointer. All tracks of a show share one clock."""

    id: str
    rows: tuple[Row, ...] = ()
    live: Live | None = None
    place: str | None = None  # where the sheet stands when nothing is live: the last row that was
    standby: str | None = None  # chosen by hand; None: the row after the live one
    held: bool = False
    roll: bool = False
    roll_from: int | None = None  # a rolled row that waits behind another may not begin before this
    relative: bool = False  # expected times and offset against the real start instead of the plan
    shift: int = 0  # the whole plan moved: a rehearsal, or the same sheet a day later
    late_start: int | None = None  # real minus planned start of the first row that was started
    first_at: int | None = None
    moved: int | None = None  # when a row last went live; guards against a double GO
    runs: tuple[Run, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Show:
    """All tracks at one moment. `at` is the instant of the last step; steps never go back behind it."""

    tracks: tuple[Track, ...]
    day_start: int = 0  # local midnight of the event's date: where a row without any time begins
    at: int = 0
    guard: int = 1_000  # a second GO within this is the same tap twice
