"""A mail server of our own, as a program: `python -m tests.invitations.post_office PORT FILE [wait_ms]`.

It refuses recipients by their name: `khong-co` for good (550), `day-hop-thu` for now (452). Every message it takes is
one JSON line of FILE: recipient and whole message. A process of its own: the tests run under patched engines.
"""

import asyncio
import base64
import json
import sys
import threading
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope, Session


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


def main(port: int, file: Path, wait_ms: int) -> None:
    Controller(Box(file, wait_ms / 1000), hostname="127.0.0.1", port=port).start()
    print("ready", flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 0)
