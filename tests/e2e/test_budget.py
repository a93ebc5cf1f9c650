"""How much a tablet must load, and the whole page over HTTPS under our own root, as at a venue without a domain."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from ops import tls
from scripts.parts import Part, free_port
from tests.faults import venue as venues
from tests.support.browser import TABLET_SIZE, Site, launch, plain_guests, private_home
from tests.support.tools import need

JS_LIMIT_KB = 100
NAME = "checkin.lan"
READY_TLS = re.compile(r"^ops ready https://\S+:(\d+) pid=", re.MULTILINE)


def test_javascript_of_the_tablet_page(site: Site, capsys: Any) -> None:
    tablet = site.tablet(0).open().start()
    tablet.page.wait_for_selector("[data-reader=ready]")
    urls = {one for watch in site.watches for one in watch.seen if urlsplit(one).path.endswith(".js")}
    sizes = {urlsplit(url).path: gzipped(site, url) for url in urls if not url.endswith("/sw.js")}
    tablet.context.close()
    names = {Path(path).name for path in sizes}
    assert {"desk.js", "outbox.js", "preact.js", "scan-worker.js", "zxing-reader.js"} <= names, sorted(names)
    own = sum(size for path, size in sizes.items() if "/vendor/" not in path) / 1000
    total = sum(sizes.values()) / 1000
    with capsys.disabled():
        print(
            f"\n  tablet page, {len(sizes)} scripts, gzipped: own {own:.1f} kB + vendor {total - own:.1f} kB"
            f" = {total:.1f} kB (limit {JS_LIMIT_KB})"
        )
    assert total <= JS_LIMIT_KB


def gzipped(site: Site, url: str) -> int:
    """Bytes on the line: as the server sends it to a browser, or gzip of what it sends."""
    import http.client

    conn = http.client.HTTPConnection("127.0.0.1", site.server.port, timeout=10)
    conn.request("GET", urlsplit(url).path, headers={"Accept-Encoding": "gzip"})
    answer = conn.getresponse()
    body = answer.read()
    conn.close()
    assert answer.status == 200, url
    assert answer.getheader("Content-Encoding") == "gzip" or len(body) < 1000, f"{url} is sent uncompressed"
    return len(body) if answer.getheader("Content-Encoding") == "gzip" else len(gzip.compress(body))


# ---------- HTTPS under our own root ----------


@dataclass
class SecureServer(Part):
    """`wsgi.py --tls` on a folder with the certificates of `ops tls init`."""

    env: dict[str, str] = field(default_factory=dict)

    def start(self) -> SecureServer:
        argv = [sys.executable, "wsgi.py", "--tls", "--port", str(self.port)]
        env = os.environ | {"PYTHONUNBUFFERED": "1"} | self.env
        self.launch(argv, lambda: bool(READY_TLS.search(self.log())), env=env)
        return self


def trusting_home(folder: Path, root: Path | None) -> dict[str, str]:
    """A home whose browser trusts our root, or nobody new."""
    env = private_home(folder)
    store = folder / ".pki" / "nssdb"
    store.mkdir(parents=True)
    certutil = need("certutil")
    subprocess.run([certutil, "-N", "-d", f"sql:{store}", "--empty-password"], check=True, env=env)
    if root:
        add = ["-A", "-d", f"sql:{store}", "-n", "venue", "-t", "C,,", "-i", str(root)]
        subprocess.run([certutil, *add], check=True, env=env)
    return env


@pytest.fixture(scope="module")
def secure(site_model: Any, server_engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The sample behind HTTPS: (venue, server, file of the root)."""
    folder = tmp_path_factory.mktemp("secure")
    mine = venues.copy_folder(site_model, folder / "data")
    made = venues.ops("tls", "init", "--name", NAME, "--address", "192.168.7.10", data=mine.data)
    assert made.returncode == 0, made.stderr
    root = tls.data_paths(mine.data).root_cert
    env = mine.settings() | {"OPS_ENGINE": server_engine}
    server = SecureServer(folder / "server", free_port(), env=env).start()
    yield mine, server, root
    server.kill9()


def open_desk(driver: Any, secure: Any, home: dict[str, str]) -> tuple[Any, Any]:
    """A browser with its own home at the server's name; answers (browser, page at /desk)."""
    venue, server, _ = secure
    url = f"https://{NAME}:{server.port}"
    browser = launch(driver, f"--host-resolver-rules=MAP {NAME} 127.0.0.1", env=home)
    context = browser.new_context(viewport=TABLET_SIZE)
    context.add_cookies([{"name": "ops_device", "value": venue.tablets[0]["token"], "url": url, "secure": True}])
    return browser, context.new_page()


def test_our_own_root_gives_everything_a_tablet_needs(driver: Any, secure: Any, tmp_path: Path) -> None:
    venue, server, root = secure
    browser, page = open_desk(driver, secure, trusting_home(tmp_path / "home", root))
    url = f"https://{NAME}:{server.port}/desk"
    page.goto(url)
    page.wait_for_selector("form.start footer button:enabled")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    assert page.evaluate("() => isSecureContext && Boolean(crypto.subtle && navigator.mediaDevices)")
    page.wait_for_selector("text=Mở lại được trang khi mất mạng")
    page.click("form.start footer button")
    page.wait_for_selector("[data-camera=on]")
    page.context.set_offline(True)
    server.stop()
    page.reload()
    page.wait_for_selector("main.work")
    page.wait_for_function("() => globalThis.opsDesk?.position?.seq > 0")
    guest = plain_guests("A")[0]
    page.evaluate("code => { void opsDesk.read(code); }", code_of(venue, guest))
    page.wait_for_selector("section.verdict[data-reason=ok]")
    server.start()
    page.context.set_offline(False)
    page.wait_for_function("() => opsDesk.pending === 0", timeout=30_000)
    browser.close()


def test_without_our_root_the_browser_refuses(driver: Any, secure: Any, tmp_path: Path) -> None:
    _, server, _ = secure
    browser, page = open_desk(driver, secure, trusting_home(tmp_path / "home", None))
    with pytest.raises(Exception, match="ERR_CERT_AUTHORITY_INVALID"):
        page.goto(f"https://{NAME}:{server.port}/desk")
    browser.close()


def code_of(venue: Any, guest: str) -> str:
    from ops.core import tokens

    return tokens.derive_code(bytes.fromhex((venue.data / "secret.key").read_text().strip()), "hp2025", guest, 1)
