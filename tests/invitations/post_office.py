"""A mail server of our own: `python -m tests.invitations.post_office PORT FILE [wait_ms [starttls|tls CERT KEY]]`.

It refuses recipients by their name: `khong-co` for good (550), `day-hop-thu` for now (452). Every message it takes is
one JSON line of FILE: recipient and whole message. With a certificate it takes mail only over TLS and only from
`USER`. A process of its own: the tests run under patched engines.
"""

import asyncio
import base64
import json
import ssl
import sys
import threading
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "moi@hop-thu.example", "mat khau: 100%/@"


class Box:
    def __init__(self, file: Path, wait_s: float) -> None:
        self.file, self.wait_s = file, wait_s

    async def handle_RCPT(
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("khong-co"):
            return "550 5.1.1 no such mailbox"
        if address.startswith("day-hop-thu"):
            return "452 4.2.2 mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(self.wait_s)
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        line = {"to": envelope.rcpt_tos, "body": base64.b64encode(content).decode()}
        with self.file.open("a", encoding="utf-8") as out:
            out.write(json.dumps(line) + "\n")
        return "250 OK"


def let_in(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any) -> AuthResult:
    right = isinstance(given, LoginPassword) and given == LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


def locked(how: str, cert: str, key: str) -> dict[str, Any]:
    """Options of a server that speaks TLS: from the first byte, or after STARTTLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    shown = {"ssl_context": context} if how == "tls" else {"tls_context": context, "require_starttls": True}
    return shown | {"authenticator": let_in, "auth_required": True, "auth_require_tls": how == "starttls"}


def main(port: int, file: Path, wait_ms: int = 0, *lock: str) -> None:
    options = locked(*lock) if lock else {}
    Controller(Box(file, wait_ms / 1000), hostname="127.0.0.1", port=port, **options).start()
    print("ready", flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:4]), *sys.argv[4:])
