"""OSC of the side process: messages out, and a UDP port that hears the addresses it was told of."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Any

from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder
from pythonosc.osc_packet import OscPacket

from ops.outputs import targets
from ops.outputs.http_side import addresses

Row = dict[str, Any]
HEARD_A_SECOND = 50
LONGEST = 8_192


def encode(address: str, args: list[list[Any]]) -> bytes:
    """One message with typed arguments."""
    builder = OscMessageBuilder(address=address)
    for kind, value in args:
        builder.add_arg(value, kind)
    return builder.build().dgram


def send(host: str, port: int, messages: list[list[Any]]) -> None:
    """Messages `[address, args]` to one receiver, a datagram each; blocks while the name is looked up."""
    (family, kind, proto, _, where), *_ = addresses(host, port, socket.SOCK_DGRAM)
    with socket.socket(family, kind, proto) as sock:
        for address, args in messages:
            sock.sendto(encode(address, args), where)


def decode(data: bytes) -> list[tuple[str, list[Any]]]:
    """The messages of a datagram, those of a bundle at once; nothing for what is not OSC."""
    try:
        messages = [one.message for one in OscPacket(data).messages] if len(data) <= LONGEST else []
    except Exception:  # the library names a dozen; a stranger's datagram must not end anything
        return []
    return [(one.address, list(one.params)) for one in messages if isinstance(one, OscMessage)]


class Ear(asyncio.DatagramProtocol):
    """One open port. Who is not on the list is not answered; too many in a second are dropped."""

    def __init__(self, sources: list[str], hear: Callable[[str, list[Any]], None]) -> None:
        self.nets, self.hear = targets.sources(sources), hear
        self.second, self.count = 0, 0

    def datagram_received(self, data: bytes, addr: tuple[Any, ...]) -> None:
        if not targets.allowed(str(addr[0]), self.nets) or self._too_many():
            return
        for address, args in decode(data):
            self.hear(address, [one for one in args if isinstance(one, int | float | str)])

    def _too_many(self) -> bool:
        second = int(asyncio.get_running_loop().time())
        self.second, self.count = second, self.count + 1 if second == self.second else 1
        return self.count > HEARD_A_SECOND


class Ears:
    """All open ports. What is asked for is opened, what is not asked for any more is closed."""

    def __init__(self, hear: Callable[[str, str, list[Any]], None]) -> None:
        self.hear = hear
        self.open: dict[int, tuple[Row, asyncio.BaseTransport]] = {}

    async def set(self, doors: list[Row]) -> list[int]:
        """Open these `{"event", "port", "sources"}`; answers the ports that cannot be opened."""
        wanted = {door["port"]: door for door in doors}
        for port, (door, transport) in list(self.open.items()):
            if wanted.get(port) != door:
                transport.close()
                del self.open[port]
        await asyncio.sleep(0)  # a closed port is free one turn later
        return [port for port, door in wanted.items() if port not in self.open and not await self._open(door)]

    async def _open(self, door: Row) -> bool:
        def hear(address: str, args: list[Any]) -> None:
            self.hear(door["event"], address, args)

        loop = asyncio.get_running_loop()
        try:
            sock = _bound(door["port"])
            transport, _ = await loop.create_datagram_endpoint(lambda: Ear(door["sources"], hear), sock=sock)
        except OSError:
            return False
        self.open[door["port"]] = (door, transport)
        return True


def _bound(port: int) -> socket.socket:
    """A UDP socket for both families where the machine has them, else for IPv4."""
    try:
        sock = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
        try:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            sock.bind(("::", port))
            return sock
        except OSError:
            sock.close()
            raise
    except OSError:
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            sock.bind(("0.0.0.0", port))
        except OSError:
            sock.close()
            raise
        return sock
