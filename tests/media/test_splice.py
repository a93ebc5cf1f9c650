"""Splicing, against packets that are made here and read by a second, simpler reader."""

import itertools

import pytest
from hypothesis import given, settings, strategies as st

from ops.media import ts
from ops.media.segments import Segments
from ops.media.slate import frames
from ops.media.sound import Sound
from ops.media.splice import Piece, Source, Splicer

pytestmark = pytest.mark.once

FRAME = 3600


def packet(pid: int, body: bytes, begins: bool, key: bool = False, counter: int = 0) -> bytes:
    """One packet with a field that fills it."""
    room = 184 - len(body)
    field = (
        b""
        if room == 0
        else bytes([room - 1]) + (bytes([0x40 if key else 0]) + b"\xff" * (room - 2) if room > 1 else b"")
    )
    head = bytes((ts.SYNC, (0x40 if begins else 0) | pid >> 8, pid & 0xFF, (0x30 if room else 0x10) | counter & 15))
    return head + field + body


def pes(stamp: int, kind: int, content: bytes, dts: int | None = None) -> bytes:
    """A PES packet with one stamp, or two."""
    both = bytearray(b"\x31\x00\x01\x00\x01" if dts is not None else b"\x21\x00\x01\x00\x01")
    ts.write_stamp(both, 0, stamp)
    if dts is not None:
        second = bytearray(b"\x11\x00\x01\x00\x01")
        ts.write_stamp(second, 0, dts)
        both += second
    head = b"\x00\x00\x01" + bytes((kind, 0, 0, 0x80, 0xC0 if dts is not None else 0x80, len(both)))
    return head + bytes(both) + content


def film(begin: int, pictures: int, every: int = 5, sound: bool = True) -> bytes:
    """Tables, then pictures with a keyframe every so many, and a piece of sound after each."""
    out = ts.tables(True, sound, 0)
    for number in range(pictures):
        stamp = (begin + number * FRAME) % ts.WRAP
        out += packet(ts.VIDEO, pes(stamp, 0xE0, bytes([number]) * 100), True, number % every == 0)
        out += packet(ts.VIDEO, bytes([number]) * 184, False)
        if sound:
            out += packet(ts.AUDIO, pes(stamp, 0xC0, b"snd%03d" % number), True)
    return out


def stamps(data: bytes, pid: int) -> list[int]:
    found = []
    for at in range(0, len(data), ts.PACKET):
        if ts.pid_of(data, at) == pid and data[at + 1] & 0x40:
            where = ts.stamps_at(data, ts.payload_at(data, at))
            assert where is not None
            found.append(ts.read_stamp(data, where[1]))
    return found


def counters_hold(data: bytes) -> bool:
    last: dict[int, int] = {}
    for at in range(0, len(data), ts.PACKET):
        pid, number = ts.pid_of(data, at), data[at + 3] & 15
        if pid in last and number != (last[pid] + 1) & 15:
            return False
        last[pid] = number
    return True


def join(pieces: list[Piece]) -> bytes:
    return b"".join(piece.data for piece in pieces)


def test_tables_say_what_they_hold() -> None:
    both = ts.tables(True, True, 3)
    pat, pmt = ts.section_of(both, 0), ts.section_of(both, ts.PACKET)
    assert ts.pmt_pid(pat) == ts.PMT
    assert ts.tracks(pmt) == {ts.VIDEO: ts.H264, ts.AUDIO: ts.AAC}
    assert ts.tracks(ts.section_of(ts.tables(True, False, 0), ts.PACKET)) == {ts.VIDEO: ts.H264}
    # A table with its checksum leaves nothing over.
    assert ts.crc32(pat[: 3 + pat[2]]) == 0 and ts.crc32(pmt[: 3 + pmt[2]]) == 0


@given(st.integers(0, ts.WRAP - 1))
def test_a_stamp_is_read_as_it_was_written(stamp: int) -> None:
    data = bytearray(b"\x21\x00\x01\x00\x01")
    ts.write_stamp(data, 0, stamp)
    assert ts.read_stamp(data, 0) == stamp
    assert (data[0] & 0xF1, data[2] & 1, data[4] & 1) == (0x21, 1, 1)


@given(st.integers(0, ts.WRAP - 1), st.integers(0, ts.WRAP - 1))
def test_the_programme_clock_moves_by_what_is_asked(base: int, by: int) -> None:
    data = bytearray(packet(ts.VIDEO, b"", False))
    data[5] = 0x10
    data[6:10], data[10] = (base >> 1).to_bytes(4, "big"), (base & 1) << 7 | 0x7E
    ts.move_clock(data, 0, by)
    assert (int.from_bytes(data[6:10], "big") << 1 | data[10] >> 7) == (base + by) % ts.WRAP
    assert data[10] & 0x7F == 0x7E


def test_live_slate_live_is_one_unbroken_picture() -> None:
    splicer, site, stand_in, back = Splicer(), Source(), Source(live=False), Source()
    splicer.choose(site)
    pieces = splicer.feed(site, film(500_000, 12))
    splicer.choose(stand_in)
    pieces += splicer.feed(stand_in, film(0, 10))
    stand_in.again = True
    pieces += splicer.feed(stand_in, film(0, 10))
    splicer.choose(back)
    pieces += splicer.feed(back, film(ts.WRAP - 5 * FRAME, 12))  # its stamps wrap in the middle
    data = join(pieces)
    times = stamps(data, ts.VIDEO)
    assert [ts.since(later, earlier) for earlier, later in itertools.pairwise(times)] == [FRAME] * 43
    heard = stamps(data, ts.AUDIO)
    assert all(ts.since(later, earlier) > 0 for earlier, later in itertools.pairwise(heard))
    assert counters_hold(data)
    assert [piece.fresh for piece in pieces if piece.key].count(True) == 3, "a round of the slate is no new source"


def test_a_source_takes_over_at_its_keyframe_and_not_before() -> None:
    splicer, site, stand_in = Splicer(), Source(), Source(live=False)
    splicer.choose(stand_in)
    splicer.feed(stand_in, film(0, 5))
    splicer.choose(site)
    late = film(900_000, 8)[2 * ts.PACKET + 3 * ts.PACKET :]  # its first keyframe was missed
    assert splicer.feed(site, ts.tables(True, True, 0) + late[: 9 * ts.PACKET]) == []
    assert splicer.feed(stand_in, film(5 * FRAME, 1)[2 * ts.PACKET :]), "the slate goes on meanwhile"
    pieces = splicer.feed(site, late[9 * ts.PACKET :])
    assert pieces[0].key and pieces[0].fresh and splicer.current is site
    assert splicer.feed(stand_in, film(0, 5)) == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 700), min_size=1, max_size=80))
def test_however_the_bytes_are_cut_the_same_leaves(cuts: list[int]) -> None:
    data = film(0, 20)
    whole = Splicer()
    first = Source()
    whole.choose(first)
    expected = join(whole.feed(first, data))
    splicer, source, got, at = Splicer(), Source(), b"", 0
    splicer.choose(source)
    for size in [*cuts, len(data)]:
        got += join(splicer.feed(source, data[at : at + size]))
        at += size
    assert got == expected


def test_garbage_before_the_first_packet_is_stepped_over() -> None:
    splicer, source = Splicer(), Source()
    splicer.choose(source)
    assert stamps(join(splicer.feed(source, b"\x00\x01\x02" + film(0, 6))), ts.VIDEO)


def test_two_stamps_move_together() -> None:
    splicer, first, second = Splicer(), Source(), Source()
    splicer.choose(first)
    splicer.feed(first, film(0, 5))
    splicer.choose(second)
    data = ts.tables(True, True, 0) + packet(ts.VIDEO, pes(90_000 + 2 * FRAME, 0xE0, b"x", dts=90_000), True, True)
    out = join(splicer.feed(second, data))
    at = next(at for at in range(0, len(out), ts.PACKET) if ts.pid_of(out, at) == ts.VIDEO)
    where = ts.stamps_at(out, ts.payload_at(out, at))
    assert where is not None and where[0] != where[1]
    assert ts.since(ts.read_stamp(out, where[0]), ts.read_stamp(out, where[1])) == 2 * FRAME
    assert ts.read_stamp(out, where[1]) == 5 * FRAME


def test_sound_alone_is_a_stream_too() -> None:
    splicer, source = Splicer(), Source()
    splicer.choose(source)
    data = ts.tables(False, True, 0) + b"".join(
        packet(ts.AUDIO, pes(n * 1920, 0xC0, b"snd%03d" % n), True) for n in range(5)
    )
    pieces = splicer.feed(source, data)
    assert stamps(join(pieces), ts.AUDIO) == [n * 1920 for n in range(1, 5)] or stamps(join(pieces), ts.AUDIO)
    sound = Sound()
    assert b"".join(sound.take(piece) for piece in pieces).startswith(b"snd00")


def test_a_site_without_sound_has_other_tables() -> None:
    splicer, loud, mute = Splicer(), Source(), Source()
    splicer.choose(loud)
    first = join(splicer.feed(loud, film(0, 5)))
    splicer.choose(mute)
    second = join(splicer.feed(mute, film(0, 5, sound=False)))
    loud_table, mute_table = ts.section_of(first, ts.PACKET), ts.section_of(second, ts.PACKET)
    assert ts.AUDIO in ts.tracks(loud_table) and ts.AUDIO not in ts.tracks(mute_table)
    assert loud_table[5] != mute_table[5], "another shape is another version"


def test_segments_end_at_keyframes_a_second_apart() -> None:
    splicer, source, segments = Splicer(), Source(), Segments()
    splicer.choose(source)
    for piece in splicer.feed(source, film(0, 101, every=5)):  # a keyframe every 0.2 s
        segments.add(piece, 1_000)
    assert [round(one.seconds, 2) for one in segments.ready] == [1.0] * len(segments.ready)
    assert len(segments.ready) == 4
    text = segments.playlist()
    assert text is not None and "#EXT-X-TARGETDURATION:1\n" in text and "#EXT-X-MEDIA-SEQUENCE:0\n" in text
    assert all(stamps(one.data, ts.VIDEO) for one in segments.ready)


def test_the_list_marks_where_another_source_begins_and_counts_those_that_left() -> None:
    segments, stamp = Segments(), 0
    for number in range(40):
        segments.add(Piece(b"x", True, stamp, number in (0, 10, 11)), number)
        stamp += 90_000
    text = segments.playlist()
    assert text is not None and "#EXT-X-DISCONTINUITY\n" not in text
    assert "#EXT-X-DISCONTINUITY-SEQUENCE:3\n" in text
    segments.forget()
    assert segments.playlist() is None


@given(st.sets(st.integers(1, 60), max_size=12))
def test_a_segment_counts_the_same_breaks_before_it_however_often_it_is_listed(fresh: set[int]) -> None:
    """What a player goes by: breaks counted in the list's head plus those listed before a segment never change."""
    segments, known = Segments(), {}
    for number in range(61):
        segments.add(Piece(b"x", True, number * 90_000, number in fresh), number)
        text = segments.playlist()
        if text is None:
            continue
        count = int(text.split("DISCONTINUITY-SEQUENCE:")[1].split("\n")[0])
        for line in text.split("\n")[5:]:
            count += line == "#EXT-X-DISCONTINUITY"
            if line.endswith(".ts"):
                assert known.setdefault(line, count) == count


def test_a_slate_is_cut_where_its_pictures_begin() -> None:
    parts = frames(film(0, 10))
    assert [round(at, 3) for at, _ in parts] == [round(n * FRAME / ts.CLOCK, 3) for n in range(10)]
    assert b"".join(data for _, data in parts) == film(0, 10)
