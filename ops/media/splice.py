"""One unbroken picture out of many: live, slate, live again. Pure, no clock, no files.

Each source begins its own time at its own zero; what leaves goes on counting, so a player sees neither a jump nor an
end. A source takes over at its first keyframe, never before: until then the one before goes on.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ops.media import ts

FRAME = ts.CLOCK // 25  # until a source has shown how long its pictures are
LONGEST_FRAME = ts.CLOCK // 2


@dataclass(frozen=True)
class Piece:
    """Whole packets. key: tables and a keyframe come first; stamp: of that picture; fresh: another source begins."""

    data: bytes
    key: bool = False
    stamp: int = 0
    fresh: bool = False


@dataclass
class Source:
    """One life of one encoder, or one showing of the slate. again: its stamps begin anew with the next keyframe."""

    live: bool = True
    again: bool = False
    pmt: int | None = None
    video: int | None = None
    audio: int | None = None
    rest: bytes = b""
    shift: int = 0
    frame: int = FRAME
    skipping: bool = False
    pictures: int = 0
    keys: int = 0
    key_stamp: int | None = None
    key_every: int | None = None
    last: dict[int, int] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Whether it has said what it carries."""
        return self.video is not None or self.audio is not None

    @property
    def gap_ms(self) -> int | None:
        """How far sound and picture that arrived together lie apart; None without both."""
        if self.video not in self.last or self.audio not in self.last:
            return None
        return ts.since(self.last[self.video], self.last[self.audio]) * 1000 // ts.CLOCK


class _Leaving:
    """What leaves, cut where one can start to watch."""

    def __init__(self) -> None:
        self.data = bytearray()
        self._done: list[Piece] = []
        self._start = (False, 0, False)

    def begin(self, head: bytes, stamp: int, fresh: bool) -> None:
        self.pieces()
        self.data, self._start = bytearray(head), (True, stamp, fresh)

    def pieces(self) -> list[Piece]:
        if self.data:
            self._done.append(Piece(bytes(self.data), *self._start))
        self.data, self._start = bytearray(), (False, 0, False)
        return self._done


class Splicer:
    """feed() takes what a source says and gives what goes out; choose() says which source is wanted next."""

    def __init__(self) -> None:
        self.current: Source | None = None
        self.next: Source | None = None
        self._counters = {0: 0, ts.PMT: 0, ts.VIDEO: 0, ts.AUDIO: 0}
        self._out: dict[int, int] = {}
        self._end: int | None = None
        self._version = -1
        self._shape: tuple[bool, bool] | None = None
        self._tables = b""
        self._fresh = False

    def choose(self, source: Source) -> None:
        """This one is wanted from its next keyframe on."""
        self.next = None if source is self.current else source

    def feed(self, source: Source, data: bytes) -> list[Piece]:
        """What leaves after these bytes of a source; nothing when it is not (yet) the one that is shown."""
        block, out = _whole(source, data), _Leaving()
        for at in range(0, len(block), ts.PACKET):
            pid = (block[at + 1] & 0x1F) << 8 | block[at + 2]
            if pid == source.video or pid == source.audio:
                self._packet(source, block, at, pid, out)
            elif block[at + 1] & 0x40:
                self._learn(source, block, at, pid)
        return out.pieces()

    def _packet(self, source: Source, block: bytearray, at: int, pid: int, out: _Leaving) -> None:
        """One packet of picture or sound: moved in time, numbered anew, and sent on."""
        key = block[at + 1] & 0x40 and self._begin(source, block, at, pid)
        if source is not self.current:
            return
        track = ts.VIDEO if pid == source.video else ts.AUDIO
        if key:
            out.begin(self._headed(source), self._out[track], self._fresh)
            self._fresh = False
        if track == ts.AUDIO and source.skipping:
            return
        self._number(block, at, track)
        if block[at + 3] & 0x20:
            ts.move_clock(block, at, source.shift)
        out.data += block[at : at + ts.PACKET]

    def _learn(self, source: Source, block: bytearray, at: int, pid: int) -> None:
        """Tables of a source are read, and replaced by our own."""
        if pid == 0:
            source.pmt = ts.pmt_pid(ts.section_of(block, at))
        elif pid == source.pmt:
            kinds = ts.tracks(ts.section_of(block, at))
            source.video = next((one for one, kind in kinds.items() if kind == ts.H264), None)
            source.audio = next((one for one, kind in kinds.items() if kind == ts.AAC), None)

    def _begin(self, source: Source, block: bytearray, at: int, pid: int) -> bool:
        """A picture or a piece of sound begins; whether one can start to watch here."""
        where = ts.stamps_at(block, ts.payload_at(block, at))
        if where is None:
            return False
        stamp = ts.read_stamp(block, where[1])
        key = ts.is_random_access(block, at) if pid == source.video else source.video is None
        self._measure(source, pid, stamp, key)
        if source is self.next and key:
            self._take_over(source, stamp)
        elif source.again and key and source is self.current:
            self._append(source, stamp)
        return source is self.current and self._move(source, block, where, stamp, pid == source.video) and key

    def _move(self, source: Source, block: bytearray, where: tuple[int, int], stamp: int, is_video: bool) -> bool:
        """Write the moved stamps; False for sound that reaches back behind what was already heard: players stumble."""
        moved, track = (stamp + source.shift) % ts.WRAP, ts.VIDEO if is_video else ts.AUDIO
        if not is_video:
            source.skipping = track in self._out and ts.since(moved, self._out[track]) <= 0
            if source.skipping:
                return False
        self._out[track] = moved
        if is_video or source.video is None:
            self._end = (moved + source.frame) % ts.WRAP
        first, second = where
        if first != second:
            ts.write_stamp(block, second, moved)
        ts.write_stamp(block, first, (ts.read_stamp(block, first) + source.shift) % ts.WRAP)
        return True

    def _take_over(self, source: Source, stamp: int) -> None:
        """From here on this source is what leaves."""
        self.current, self.next, self._fresh = source, None, True
        source.skipping = True  # sound whose beginning was not seen
        self._append(source, stamp)

    def _append(self, source: Source, stamp: int) -> None:
        """Move the source's time to where what left before ended."""
        source.shift, source.again = 0 if self._end is None else (self._end - stamp) % ts.WRAP, False

    @staticmethod
    def _measure(source: Source, pid: int, stamp: int, key: bool) -> None:
        before = source.last.get(pid)
        source.last[pid] = stamp
        if pid != source.video:
            return
        source.pictures += 1
        if before is not None and 0 < ts.since(stamp, before) < LONGEST_FRAME:
            source.frame = ts.since(stamp, before)
        if key:
            source.keys += 1
            if source.key_stamp is not None:
                source.key_every = ts.since(stamp, source.key_stamp)
            source.key_stamp = stamp

    def _headed(self, source: Source) -> bytes:
        """Our tables for a keyframe; another shape is another version."""
        shape = (source.video is not None, source.audio is not None)
        if shape != self._shape:
            self._shape, self._version = shape, self._version + 1
            self._tables = ts.tables(*shape, self._version)
        head = bytearray(self._tables)
        self._number(head, 0, 0)
        self._number(head, ts.PACKET, ts.PMT)
        return bytes(head)

    def _number(self, block: bytearray, at: int, pid: int) -> None:
        """Our pid and our counter; a packet without payload repeats the number before it."""
        block[at + 1] = block[at + 1] & 0xE0 | pid >> 8
        block[at + 2] = pid & 0xFF
        if block[at + 3] & 0x10:
            self._counters[pid] = (self._counters[pid] + 1) & 15
        block[at + 3] = block[at + 3] & 0xF0 | self._counters[pid]


def _whole(source: Source, data: bytes) -> bytearray:
    """The whole packets of what came; the rest waits for more."""
    data = source.rest + data
    start = 0 if not data or data[0] == ts.SYNC else _synced(data)
    end = start + (len(data) - start) // ts.PACKET * ts.PACKET
    source.rest = data[end:]
    return bytearray(data[start:end])


def _synced(data: bytes) -> int:
    """Where packets begin in bytes that do not begin with one."""
    for at in range(min(len(data), ts.PACKET)):
        if data[at] == ts.SYNC and (at + ts.PACKET >= len(data) or data[at + ts.PACKET] == ts.SYNC):
            return at
    return len(data)
