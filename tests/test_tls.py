"""The venue's own certificates: who trusts them for what, proved with the clients' own code (ssl, openssl)."""

import contextlib
import datetime as dt
import ipaddress
import socket
import ssl
import stat
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from ops import tls
from ops.tls_commands import tls_command
from tests.support.tools import need

pytestmark = pytest.mark.once
NOW = dt.datetime(2026, 11, 14, 10, 0, tzinfo=dt.UTC)


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@pytest.fixture
def paths(tmp_path: Path) -> tls.Paths:
    made = tls.data_paths(tmp_path)
    tls.init(made, ["checkin.lan"], ["192.168.1.10"], now())
    return made


def forge(paths: tls.Paths, names: list[str], addresses: list[str]) -> tuple[Path, Path]:
    """What a thief of the root key would make: a leaf for somebody else's name. Returns chain and key."""
    root, key = tls.load_root(paths)
    leaf, leaf_key = tls.make_leaf(root, key, names, [ipaddress.IPv4Address(one) for one in addresses], now())
    chain, key_file = paths.folder / "forged.crt", paths.folder / "forged.key"
    chain.write_bytes(tls.pem(leaf, root))
    key_file.write_bytes(tls.key_pem(leaf_key))
    return chain, key_file


@contextlib.contextmanager
def serving(chain: Path, key: Path) -> Iterator[int]:
    """A TLS server that greets each client; yields its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.05)
    over = threading.Event()

    def greet() -> None:
        while not over.is_set():
            try:
                client, _ = listener.accept()
            except TimeoutError:
                continue
            client.settimeout(5)
            # The handshake comes after `with` holds the socket: a refused one leaves nothing open.
            secure = context.wrap_socket(client, server_side=True, do_handshake_on_connect=False)
            with contextlib.suppress(OSError), secure:
                secure.do_handshake()
                secure.sendall(b"chao")

    thread = threading.Thread(target=greet)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        over.set()
        thread.join()
        listener.close()


def greeted(port: int, root: Path, name: str) -> bytes:
    """Connect as a tablet that trusts `root` and nothing else, expecting the server to be `name`."""
    context = ssl.create_default_context(cafile=str(root))
    plain = socket.create_connection(("127.0.0.1", port), timeout=10)
    with plain, context.wrap_socket(plain, server_hostname=name, do_handshake_on_connect=False) as secure:
        secure.do_handshake()
        return secure.recv(16)


def refused(why: str = "unable to get local issuer|self-signed") -> pytest.RaisesExc[ssl.SSLCertVerificationError]:
    return pytest.raises(ssl.SSLCertVerificationError, match=why)


def openssl_verdict(root: Path, chain: Path) -> str:
    """Both outcomes are printed; only the words differ."""
    argv = [need("openssl"), "verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", str(root), str(chain)]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@pytest.mark.parametrize("name", ["checkin.lan", "192.168.1.10"])
def test_a_tablet_that_trusts_the_root_connects_by_name_and_address(paths: tls.Paths, name: str) -> None:
    with serving(paths.server_cert, paths.server_key) as port:
        assert greeted(port, paths.root_cert, name) == b"chao"


def test_a_tablet_without_the_root_refuses(paths: tls.Paths, tmp_path: Path) -> None:
    other = tls.data_paths(tmp_path / "other")
    tls.init(other, ["checkin.lan"], [], now())
    with serving(paths.server_cert, paths.server_key) as port, refused():
        greeted(port, other.root_cert, "checkin.lan")


def test_the_certificate_is_not_good_for_another_name(paths: tls.Paths) -> None:
    with serving(paths.server_cert, paths.server_key) as port, refused("Hostname mismatch"):
        greeted(port, paths.root_cert, "other.lan")


@pytest.mark.parametrize(
    ("names", "addresses"),
    [(["vietcombank.com.vn"], []), (["lan.example.com"], []), (["xlan"], []), ([], ["8.8.8.8"]), ([], ["172.32.0.1"])],
)
def test_a_stolen_root_key_cannot_vouch_for_the_internet(
    paths: tls.Paths, names: list[str], addresses: list[str]
) -> None:
    chain, key = forge(paths, names, addresses)
    assert "permitted subtree violation" in openssl_verdict(paths.root_cert, chain)
    with serving(chain, key) as port, refused("permitted subtree violation"):
        greeted(port, paths.root_cert, (names or addresses)[0])


@pytest.mark.parametrize(
    ("names", "addresses"), [(["other.lan"], []), (["x.home.arpa"], []), ([], ["10.1.2.3"]), ([], ["172.31.255.254"])]
)
def test_the_root_may_vouch_for_local_names_and_private_addresses(
    paths: tls.Paths, names: list[str], addresses: list[str]
) -> None:
    chain, _ = forge(paths, names, addresses)
    assert openssl_verdict(paths.root_cert, chain).endswith("OK\n")


def test_the_root_may_not_make_another_authority(paths: tls.Paths) -> None:
    basics = tls.load_root_cert(paths).extensions.get_extension_for_class(x509.BasicConstraints)
    assert basics.critical
    assert (basics.value.ca, basics.value.path_length) == (True, 0)


def test_openssl_accepts_the_chain_under_strict_rules(paths: tls.Paths) -> None:
    assert openssl_verdict(paths.root_cert, paths.server_cert).endswith("OK\n")


def test_the_server_certificate_keeps_to_what_tablets_demand(paths: tls.Paths) -> None:
    leaf = tls.load_server(paths)
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc <= dt.timedelta(days=397)
    assert leaf.not_valid_before_utc < now() - dt.timedelta(hours=23)
    usage = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.SERVER_AUTH]
    assert tls.holders(leaf) == (["checkin.lan"], ["192.168.1.10"])


def test_keys_are_readable_by_their_owner_only(paths: tls.Paths) -> None:
    for file, mode in ((paths.root_key, 0o600), (paths.server_key, 0o600), (paths.folder, 0o700)):
        assert stat.S_IMODE(file.stat().st_mode) == mode, file.name


def test_renewing_keeps_the_root_and_the_names(paths: tls.Paths) -> None:
    root, leaf = paths.root_cert.read_bytes(), tls.load_server(paths)
    tls.renew(paths, now())
    assert paths.root_cert.read_bytes() == root
    assert tls.load_server(paths).serial_number != leaf.serial_number
    assert tls.holders(tls.load_server(paths)) == tls.holders(leaf)
    with serving(paths.server_cert, paths.server_key) as port:
        assert greeted(port, paths.root_cert, "checkin.lan") == b"chao"


def test_a_second_init_keeps_the_root_so_tablets_stay_as_they_are(paths: tls.Paths) -> None:
    root = paths.root_cert.read_bytes()
    assert tls.init(paths, ["reception.lan"], ["10.0.0.5"], now()) is False
    assert paths.root_cert.read_bytes() == root


def test_a_name_outside_the_old_root_needs_a_new_root(paths: tls.Paths) -> None:
    root = paths.root_cert.read_bytes()
    with pytest.raises(tls.TlsError, match="new-root"):
        tls.init(paths, ["reception"], [], now())
    assert paths.root_cert.read_bytes() == root
    assert tls.init(paths, ["reception"], [], now(), new_root=True) is True
    assert openssl_verdict(paths.root_cert, paths.server_cert).endswith("OK\n")


def test_a_root_near_its_end_makes_no_certificate_that_outlives_it(tmp_path: Path) -> None:
    paths = tls.data_paths(tmp_path)
    tls.init(paths, ["checkin.lan"], [], NOW)
    with pytest.raises(tls.TlsError, match="new-root"):
        tls.renew(paths, NOW + dt.timedelta(days=tls.ROOT_DAYS - 30))


def test_a_root_key_of_another_root_is_noticed(paths: tls.Paths, tmp_path: Path) -> None:
    other = tls.data_paths(tmp_path / "other")
    tls.init(other, ["checkin.lan"], [], now())
    paths.root_key.write_bytes(other.root_key.read_bytes())
    with pytest.raises(tls.TlsError, match="new-root"):
        tls.renew(paths, now())


@pytest.mark.parametrize(
    "name",
    [
        "example.com",
        "checkin.gov.vn",
        "*.lan",
        "a b.lan",
        "-x.lan",
        "10.0.0.1",
        "",
        ".lan",
        "x" * 64 + ".lan",
        "quầy.lan",
    ],
)
def test_a_name_that_is_not_local_is_refused(name: str) -> None:
    with pytest.raises(tls.TlsError):
        tls.check_name(name)


@pytest.mark.parametrize("address", ["8.8.8.8", "172.32.0.1", "127.0.0.1", "192.168.1", "fd00::1", "checkin.lan", ""])
def test_an_address_that_is_not_private_is_refused(address: str) -> None:
    with pytest.raises(tls.TlsError):
        tls.check_address(address)


def test_the_root_is_served_as_a_tablet_installs_it(paths: tls.Paths) -> None:
    root = x509.load_der_x509_certificate(tls.root_file(paths))
    assert root == tls.load_root_cert(paths)
    facts = tls.install_facts(paths)
    assert facts.fingerprint.replace(":", "").lower() == root.fingerprint(root.signature_hash_algorithm).hex()
    assert tls.install_url(facts) == "http://checkin.lan/install"
    assert tls.install_url(facts, 8000) == "http://checkin.lan:8000/install"
    assert tls.qr_svg(tls.install_url(facts)).startswith("<svg")


def test_the_web_server_needs_no_root_key(paths: tls.Paths) -> None:
    paths.root_key.unlink()
    assert tls.root_file(paths)
    assert tls.install_facts(paths).names == ["checkin.lan"]


def test_the_command_makes_renews_and_shows(tmp_path: Path) -> None:
    run = CliRunner(env={"OPS_DATA": str(tmp_path)}).invoke
    first = run(tls_command, ["init", "--name", "checkin.lan", "--address", "192.168.1.10"])
    assert first.exit_code == 0, first.output
    assert "checkin.lan, 192.168.1.10" in first.output
    assert run(tls_command, ["renew"]).exit_code == 0
    page = run(tls_command, ["page"])
    assert page.exit_code == 0
    assert "http://checkin.lan/install" in page.output
    assert tls.install_facts(tls.data_paths(tmp_path)).fingerprint in page.output


@pytest.mark.parametrize("words", [["renew"], ["page"], ["init"], ["init", "--name", "example.com"]])
def test_the_command_says_what_to_do_instead(tmp_path: Path, words: list[str]) -> None:
    done = CliRunner(env={"OPS_DATA": str(tmp_path)}).invoke(tls_command, words)
    assert done.exit_code == 1
    assert "Traceback" not in done.output
    assert not list(tmp_path.rglob("*.key"))
