"""The sound alone, for a line that carries no picture any more: AAC frames out of the packets. Pure."""

from __future__ import annotations

from ops.media import ts
from ops.media.splice import Piece


class Sound:
    """take() gives the sound in a piece, as a browser's <audio> plays it (ADTS)."""

    def __init__(self) -> None:
        self._begun = False

    def take(self, piece: Piece) -> bytes:
        out, data = bytearray(), piece.data
        for at in range(0, len(data), ts.PACKET):
            if ts.pid_of(data, at) != ts.AUDIO:
                continue
            start = ts.payload_at(data, at)
            if data[at + 1] & 0x40:
                self._begun = True
                start += 9 + data[start + 8]
            if self._begun:
                out += data[start : at + ts.PACKET]
        return bytes(out)
