"""Tally for lamps and multiviewers: TSL UMD v3.1 and v5, and OSC addresses. Pure encoders, and one datagram socket.

v3.1 is 18 bytes: 0x80 + address (0 to 126), a control byte (tally 1 to 4 in bits 0 to 3, brightness in 4 and 5) and
sixteen ASCII characters. v5 is a packet of displays, little-endian: byte count of what follows, version 0, flags
(bit 0: text is UTF-16LE), screen, then per display index, control (right, text and left lamp, two bits each: 0 off,
1 red, 2 green, 3 amber; brightness in 6 and 7), length and text.
"""

from __future__ import annotations

import re
import socket
import struct
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

RED, GREEN, AMBER, DARK = 1, 2, 3, 0
FULL = 3
V3_CHARS, V3_LAST, V5_LAST, V5_LONGEST = 16, 126, 65_534, 2_048
UTF16 = 1
COLOURS = {"ON_AIR": RED, "NEXT": GREEN, "STANDBY": AMBER, "OFF": DARK, "CLEAR": DARK, "UNKNOWN": DARK}
WORDS = {"OFF": 0, "STANDBY": 1, "NEXT": 2, "ON_AIR": 3, "CLEAR": 4, "UNKNOWN": -1}
"""What goes out as a number over OSC."""
_ODD = re.compile(r"[^a-z0-9-]+")


@dataclass(frozen=True)
class Display:
    """One lamp with its name: `index` counts from 0."""

    index: int
    text: str
    state: str


def ascii_of(text: str) -> str:
    """Hải Phòng -> HAI PHONG: what an old display can show."""
    parts = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(char for char in parts if unicodedata.category(char)[0] != "M")
    return plain.encode("ascii", "replace").decode().upper()


def tsl3(one: Display) -> bytes:
    """A v3.1 message. Red is tally 1, green tally 2, amber both; ValueError for an index beyond 126."""
    if not 0 <= one.index <= V3_LAST:
        raise ValueError("v3.1 has addresses from 0 to 126")
    colour = COLOURS[one.state]
    control = (colour in (RED, AMBER)) | (colour in (GREEN, AMBER)) << 1 | FULL << 4
    text = ascii_of(one.text)[:V3_CHARS].ljust(V3_CHARS)
    return bytes((0x80 + one.index, control)) + text.encode()


def tsl5(screen: int, displays: Sequence[Display]) -> bytes:
    """A v5 packet; text in UTF-16 as soon as one name is more than ASCII. ValueError beyond 2,048 bytes."""
    wide = not all(one.text.isascii() for one in displays)
    coding = "utf-16-le" if wide else "ascii"
    body = b"".join(_dmsg(one, coding) for one in displays)
    rest = struct.pack("<BBH", 0, UTF16 if wide else 0, screen) + body
    if len(rest) + 2 > V5_LONGEST:
        raise ValueError("too many displays for one packet")
    return struct.pack("<H", len(rest)) + rest


def _dmsg(one: Display, coding: str) -> bytes:
    if not 0 <= one.index <= V5_LAST:
        raise ValueError("v5 has indexes from 0 to 65534")
    colour, text = COLOURS[one.state], one.text.encode(coding)
    control = colour | colour << 2 | colour << 4 | FULL << 6
    return struct.pack("<HHH", one.index, control, len(text)) + text


def tsl_packets(version: int, screen: int, displays: Sequence[Display]) -> list[bytes]:
    """Datagrams for these displays, one each: many receivers of v5 read no more than the first of a packet."""
    if version == 3:
        return [tsl3(one) for one in displays if one.index <= V3_LAST]
    return [tsl5(screen, [one]) for one in displays]


def slug(text: str) -> str:
    """Hải Phòng -> hai-phong: a part of an OSC address."""
    return _ODD.sub("-", ascii_of(text).lower()).strip("-") or "site"


def osc_messages(displays: Sequence[Display], ids: Sequence[str]) -> list[list[object]]:
    """`/bridge/site/<id>/tally` with the number and the word, for the sender of the stage's outputs."""
    return [
        [f"/bridge/site/{slug(site)}/tally", [["i", WORDS[one.state]], ["s", one.state]]]
        for one, site in zip(displays, ids, strict=True)
    ]


def send(host: str, port: int, packets: Sequence[bytes]) -> bool:
    """Datagrams to an address; answers whether the network took them. Never waits: an address needs no looking up."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            for one in packets:
                sock.sendto(one, (host, port))
    except OSError:
        return False
    return True
