"""Mail servers as the net has them: TLS from the first byte or by STARTTLS, a login, a certificate that is checked."""

from __future__ import annotations

import base64
import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from ops import tls
from scripts.parts import ROOT
from tests.invitations.post_office import PASSWORD, USER
from tests.support.ports import free_port

pytestmark = pytest.mark.once
NAME = "localhost"


@dataclass
class Office:
    """A mail server that speaks TLS; its certificate names `localhost` and comes from a root of our own."""

    port: int
    file: Path
    root: Path

    def url(self, how: str, user: str = USER, password: str = PASSWORD, host: str = NAME) -> str:
        return f"smtp://{quote(user, safe='')}:{quote(password, safe='')}@{host}:{self.port}?tls={how}"

    def taken(self) -> list[str]:
        lines = self.file.read_text().splitlines() if self.file.exists() else []
        return [base64.b64decode(json.loads(line)["body"]).decode() for line in lines]


@pytest.fixture
def open_office(tmp_path: Path) -> Iterator[Callable[[str], Office]]:
    now = dt.datetime.now(dt.UTC)
    root, root_key = tls.make_root([NAME], now)
    leaf, leaf_key = tls.make_leaf(root, root_key, [NAME], [], now)
    paths = {name: tmp_path / name for name in ("root", "cert", "key", "mails")}
    paths["root"].write_bytes(tls.pem(root))
    paths["cert"].write_bytes(tls.pem(leaf))
    paths["key"].write_bytes(tls.key_pem(leaf_key))
    running: list[subprocess.Popen[str]] = []

    def opened(how: str) -> Office:
        port = free_port()
        lock = [how, str(paths["cert"]), str(paths["key"])]
        argv = [sys.executable, "-m", "tests.invitations.post_office", str(port), str(paths["mails"]), "0", *lock]
        running.append(subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, cwd=ROOT))
        out = running[-1].stdout
        assert out is not None and out.readline().strip() == "ready"
        return Office(port, paths["mails"], paths["root"])

    yield opened
    for one in running:
        one.kill()
        one.communicate()


# As a job does it: in a process of its own, which no engine has patched.
HAND_IN = """
import sys
from email.message import EmailMessage
from ops.errors import OpsError
from ops.invitations import mailing

message = EmailMessage()
message["From"], message["To"], message["Subject"] = "moi@don-vi.example", "khach@don-vi.example", "Giay moi"
message.set_content("Kinh moi")
try:
    link = mailing.Server.from_url(sys.argv[1]).connect()
except OpsError as error:
    print(error.code, error.facts.get("number", ""))
else:
    print(*mailing._hand_in(link, message))
    link.close()
"""


def hand_in(url: str, root: Path | None) -> str:
    """What comes of handing a letter in, for a machine that trusts a root."""
    env = os.environ | ({"SSL_CERT_FILE": str(root)} if root else {})
    argv = [sys.executable, "-W", "error", "-c", HAND_IN, url]
    done = subprocess.run(argv, capture_output=True, text=True, cwd=ROOT, env=env, timeout=60)
    assert not done.stderr, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("how", ["starttls", "tls"])
def test_mail_goes_over_tls_to_whoever_logs_in(open_office: Callable[[str], Office], how: str) -> None:
    office = open_office(how)
    assert hand_in(office.url(how), office.root) == "sent"
    assert ["Kinh moi" in one for one in office.taken()] == [True]
    assert hand_in(office.url(how, password="sai"), office.root) == "smtp_refused 535"
    assert hand_in(office.url(how, password="mật khẩu"), office.root) == "smtp_config"
    assert len(office.taken()) == 1


@pytest.mark.parametrize("how", ["starttls", "tls"])
def test_a_certificate_nobody_vouches_for_gets_no_letter(open_office: Callable[[str], Office], how: str) -> None:
    office = open_office(how)
    assert hand_in(office.url(how), None) == "smtp_unreachable"
    assert hand_in(office.url(how, host="127.0.0.1"), office.root) == "smtp_unreachable", "an address it does not name"
    assert office.taken() == []


def test_without_tls_a_server_that_wants_it_takes_nothing(open_office: Callable[[str], Office]) -> None:
    office = open_office("starttls")
    assert hand_in(office.url("no"), office.root) == "smtp_unreachable"
    assert office.taken() == []
