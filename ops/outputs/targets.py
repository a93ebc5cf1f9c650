"""Where an output may go. A venue's own network is what outputs are for; what only machines talk to is refused.

Link-local addresses are where a rented server keeps its own keys (169.254.169.254 and its kin), so a rule that could be
pointed there would hand them out.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
METADATA = {ipaddress.ip_address(one) for one in ("100.100.100.200", "fd00:ec2::254", "168.63.129.16", "192.0.0.192")}
_HOST = re.compile(r"(?=.{1,253}\Z)[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(?:\.[A-Za-z0-9_-]{1,63})*\.?")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
OURS = {"host", "content-length", "content-type", "transfer-encoding", "connection", "upgrade", "te", "trailer"}


def refused(address: Address) -> bool:
    """Whether nothing of ours may go to this address."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None:
            return refused(inner)
    odd = address.is_link_local or address.is_multicast or address.is_unspecified or address in METADATA
    return odd or (address.is_reserved and not address.is_loopback)


def host_fault(host: str) -> str | None:
    """Why a host cannot be a target; names are judged again when they have become addresses."""
    bare = host.strip("[]")
    try:
        return "refused" if refused(ipaddress.ip_address(bare)) else None
    except ValueError:
        pass
    if not _HOST.fullmatch(host) or re.fullmatch(r"[0-9.]+|0[xX][0-9a-fA-F]+", host):
        return "no_host"
    return None


def url_fault(url: str) -> str | None:
    """Why a URL cannot be a target."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "no_url"
    if parts.scheme not in ("http", "https"):
        return "scheme"
    if parts.username is not None or parts.password is not None:
        return "credentials"
    if not parts.hostname or port == 0 or any(char <= " " or char in '\\"<>' for char in url):
        return "no_url"
    if "{" in parts.netloc:
        return "host_is_fixed"
    return host_fault(parts.hostname)


def header_fault(name: str) -> str | None:
    return None if _HEADER.fullmatch(name) and name.lower() not in OURS else "no_header"


def sources(texts: list[str]) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """An allow-list of addresses and nets; ValueError for what is neither."""
    return [ipaddress.ip_network(text, strict=False) for text in texts]


def allowed(address: str, nets: list[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    """Whether somebody may talk to us."""
    one = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(one, "ipv4_mapped", None)
    return any((mapped or one) in net for net in nets if net.version == (mapped or one).version)
