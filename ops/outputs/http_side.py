"""One HTTP POST of the side process: looked up, judged, sent, answered in a word.

The name is looked up once and the connection goes to the address that was judged: a name that answers differently the
second time gains nothing. Redirects are not followed.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from typing import Any
from urllib.parse import urlsplit

from ops.outputs import targets

Row = dict[str, Any]
TIMEOUT_S = 3.0
ADDRESSES_AT_MOST = 3
AGAIN_LATER = {408, 425, 429}


class Undeliverable(Exception):
    """Why nothing was sent; `final` when trying again cannot help."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.final = reason, final


def addresses(host: str, port: int, kind: socket.SocketKind) -> list[tuple[Any, ...]]:
    """Addresses of a host, every one allowed, IPv4 first; blocks while the name is looked up."""
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=kind)
    except (OSError, UnicodeError) as error:
        raise Undeliverable("no_name") from error
    for *_, where in found:
        if targets.refused(ipaddress.ip_address(str(where[0]).partition("%")[0])):
            raise Undeliverable("refused", final=True)
    return sorted(found, key=lambda one: one[0] != socket.AF_INET)  # most receivers of a venue listen there alone


def post(job: Row) -> Row:
    """Send; `{"ok", "status", "reason", "final"}`."""
    try:
        status = _exchange(job)
    except Undeliverable as error:
        return {"ok": False, "reason": error.reason, "final": error.final}
    except TimeoutError:
        return {"ok": False, "reason": "timeout"}
    except ssl.SSLError:
        return {"ok": False, "reason": "tls"}
    except ConnectionRefusedError:
        return {"ok": False, "reason": "no_connection"}
    except (OSError, http.client.HTTPException):
        return {"ok": False, "reason": "broken"}
    return judged(status)


def judged(status: int) -> Row:
    """What a status means: whether it went well, and whether another try may."""
    if 200 <= status < 300:
        return {"ok": True, "status": status}
    if 300 <= status < 400:
        return {"ok": False, "status": status, "reason": "redirect", "final": True}
    return {"ok": False, "status": status, "reason": "status", "final": status < 500 and status not in AGAIN_LATER}


def _exchange(job: Row) -> int:
    parts = urlsplit(job["url"])
    secure, host = parts.scheme == "https", parts.hostname or ""
    port = parts.port or (443 if secure else 80)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT_S)
    connection.sock = _connected(host, port, secure)
    try:
        connection.request("POST", path, job["body"].encode(), _headers(job, parts.netloc))
        return connection.getresponse().status
    finally:
        connection.close()


def _connected(host: str, port: int, secure: bool) -> socket.socket:
    refusal: Exception = Undeliverable("no_name")
    for one in addresses(host, port, socket.SOCK_STREAM)[:ADDRESSES_AT_MOST]:
        try:
            return _dialled(one, host, secure)
        except ConnectionRefusedError as error:
            refusal = error
    raise refusal


def _dialled(address: tuple[Any, ...], host: str, secure: bool) -> socket.socket:
    family, kind, proto, _, where = address
    sock = socket.socket(family, kind, proto)
    try:
        sock.settimeout(TIMEOUT_S)
        sock.connect(where)
        return ssl.create_default_context().wrap_socket(sock, server_hostname=host) if secure else sock
    except BaseException:
        sock.close()
        raise


def _headers(job: Row, netloc: str) -> dict[str, str]:
    """`Ops-Send` is the same at every try of one send: a receiver can tell a repeat."""
    found = {"Host": netloc, "Content-Type": "application/json", "User-Agent": "ops", "Ops-Send": job["send"]}
    return found | ({job["header"]: job["secret"]} if job.get("header") and job.get("secret") else {})
