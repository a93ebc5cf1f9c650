"""MPEG transport stream, the little that splicing needs: packets, tables, stamps. Pure; stamps count 1/90000 s."""

from __future__ import annotations

from collections.abc import Iterator

PACKET = 188
SYNC = 0x47
CLOCK = 90_000
WRAP = 1 << 33
HALF = WRAP >> 1
H264, AAC = 0x1B, 0x0F
PMT, VIDEO, AUDIO = 0x1000, 0x100, 0x101


def pid_of(data: bytes | bytearray, at: int) -> int:
    """The stream a packet belongs to."""
    return (data[at + 1] & 0x1F) << 8 | data[at + 2]


def payload_at(data: bytes | bytearray, at: int) -> int:
    """Where the payload of the packet at `at` begins; the packet's end when it has none."""
    control = data[at + 3] >> 4 & 3
    if control == 1:
        return at + 4
    return min(at + 5 + data[at + 4], at + PACKET) if control == 3 else at + PACKET


def is_random_access(data: bytes | bytearray, at: int) -> bool:
    """Whether a picture begins here that needs no other."""
    return bool(data[at + 3] & 0x20 and data[at + 4] and data[at + 5] & 0x40)


def read_stamp(data: bytes | bytearray, at: int) -> int:
    """The 33 bits of a PTS or DTS."""
    return (
        (data[at] >> 1 & 7) << 30
        | data[at + 1] << 22
        | (data[at + 2] >> 1) << 15
        | data[at + 3] << 7
        | data[at + 4] >> 1
    )


def write_stamp(data: bytearray, at: int, stamp: int) -> None:
    """Put another value there; the four marker bits and the prefix stay."""
    data[at] = data[at] & 0xF1 | (stamp >> 30 & 7) << 1
    data[at + 1] = stamp >> 22 & 0xFF
    data[at + 2] = (stamp >> 15 & 0x7F) << 1 | 1
    data[at + 3] = stamp >> 7 & 0xFF
    data[at + 4] = (stamp & 0x7F) << 1 | 1


def stamps_at(data: bytes | bytearray, start: int) -> tuple[int, int] | None:
    """Where PTS and DTS of the PES that begins at `start` stand (DTS = PTS when there is but one)."""
    if data[start : start + 3] != b"\x00\x00\x01" or not data[start + 7] & 0x80:
        return None
    return (start + 9, start + 14) if data[start + 7] & 0x40 else (start + 9, start + 9)


def move_clock(data: bytearray, at: int, by: int) -> None:
    """Move the programme clock of this packet, if it carries one."""
    if data[at + 3] & 0x20 and data[at + 4] >= 7 and data[at + 5] & 0x10:
        base = int.from_bytes(data[at + 6 : at + 10], "big") << 1 | data[at + 10] >> 7
        base = (base + by) % WRAP
        data[at + 6 : at + 10] = (base >> 1).to_bytes(4, "big")
        data[at + 10] = data[at + 10] & 0x7F | (base & 1) << 7


def since(later: int, earlier: int) -> int:
    """How much later one stamp is than another, also across the wrap; negative when it is earlier."""
    return (later - earlier + HALF) % WRAP - HALF


def pmt_pid(section: bytes) -> int | None:
    """The first programme's table in a PAT."""
    for entry in _entries(section, 8, 4):
        number = int.from_bytes(entry[:2], "big")
        if number:
            return int.from_bytes(entry[2:4], "big") & 0x1FFF
    return None


def tracks(section: bytes) -> dict[int, int]:
    """Stream type by pid in a PMT."""
    if len(section) < 12:
        return {}
    found: dict[int, int] = {}
    end = min(3 + _length(section) - 4, len(section))
    at = 12 + ((section[10] & 0x0F) << 8 | section[11])
    while at + 5 <= end:
        found[(section[at + 1] & 0x1F) << 8 | section[at + 2]] = section[at]
        at += 5 + ((section[at + 3] & 0x0F) << 8 | section[at + 4])
    return found


def section_of(data: bytes | bytearray, at: int) -> bytes:
    """The table that begins in the packet at `at`."""
    start = payload_at(data, at)
    end = at + PACKET
    return bytes(data[start + 1 + data[start] : end]) if start < end else b""


def tables(video: bool, audio: bool, version: int) -> bytes:
    """PAT and PMT of our own streams, two packets; the counters are the caller's."""
    streams = ((H264, VIDEO),) * video + ((AAC, AUDIO),) * audio
    body = b"".join(bytes((kind, 0xE0 | pid >> 8, pid & 0xFF, 0xF0, 0)) for kind, pid in streams)
    clock = VIDEO if video else AUDIO
    head = bytes((0xE0 | clock >> 8, clock & 0xFF, 0xF0, 0))
    pat = _section(0, version, bytes((0, 1, 0xE0 | PMT >> 8, PMT & 0xFF)))
    return _packet(0, pat) + _packet(PMT, _section(2, version, head + body))


def _section(table: int, version: int, body: bytes) -> bytes:
    length = 5 + len(body) + 4
    head = bytes((table, 0xB0 | length >> 8, length & 0xFF, 0, 1, 0xC1 | (version & 31) << 1, 0, 0))
    return head + body + crc32(head + body).to_bytes(4, "big")


def _packet(pid: int, section: bytes) -> bytes:
    data = bytes((SYNC, 0x40 | pid >> 8, pid & 0xFF, 0x10, 0)) + section
    return data + b"\xff" * (PACKET - len(data))


def _length(section: bytes) -> int:
    return (section[1] & 0x0F) << 8 | section[2]


def _entries(section: bytes, start: int, size: int) -> Iterator[bytes]:
    end = min(3 + _length(section) - 4, len(section)) if len(section) > 3 else 0
    return (section[at : at + size] for at in range(start, end - size + 1, size))


def _crc_table() -> list[int]:
    found = []
    for byte in range(256):
        value = byte << 24
        for _ in range(8):
            value = (value << 1 ^ 0x04C11DB7 if value & 0x80000000 else value << 1) & 0xFFFFFFFF
        found.append(value)
    return found


_CRC = _crc_table()


def crc32(data: bytes) -> int:
    """The checksum of tables (MPEG-2, not the one of zlib)."""
    value = 0xFFFFFFFF
    for byte in data:
        value = value << 8 & 0xFFFFFFFF ^ _CRC[value >> 24 ^ byte]
    return value
