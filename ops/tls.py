"""Certificates for a venue without a public domain: an own root, limited by name, and one certificate for the server.

The root is installed on borrowed tablets, so it must be worth little to a thief: it may only vouch for names that
exist nowhere on the internet (lan, home.arpa, the local names given) and for private IPv4 addresses: the name
constraints of RFC 5280, 4.2.1.10.
Clients accept a server certificate for 397 days at most. docs/operations.md says when a public certificate is better.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import qrcode
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from qrcode.image.svg import SvgPathImage

ROOT_DAYS = 3 * 365
LEAF_DAYS = 395
CLOCK_SLACK = dt.timedelta(days=1)  # a tablet whose clock lags must not call a fresh certificate "not yet valid"
RENEW_BEFORE = dt.timedelta(days=30)
LOCAL_SUFFIXES = ("lan", "home.arpa")  # home.arpa: RFC 8375
OTHER_LOCAL_SUFFIXES = ("internal", "local", "test")
PRIVATE_RANGES = tuple(map(ipaddress.IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
LABELS = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")
ROOT_NAME = "Event Ops - chung chi goc tai dia diem"  # ASCII: some Android lists show other letters as boxes
# Not a host name: OpenSSL would hold a common name that looks like one against the constraints on DNS names.
SERVER_NAME = "Event Ops server"
ROOT_MIME = "application/x-x509-ca-cert"


class TlsError(click.ClickException):
    """The certificates cannot be made as asked; the text says what to do instead."""


@dataclass(frozen=True)
class Paths:
    """Where the four files lie. Keys are readable by their owner only; `server_cert` is what nginx wants."""

    folder: Path

    @property
    def root_cert(self) -> Path:
        return self.folder / "ca.crt"

    @property
    def root_key(self) -> Path:
        return self.folder / "ca.key"

    @property
    def server_cert(self) -> Path:
        return self.folder / "server.crt"

    @property
    def server_key(self) -> Path:
        return self.folder / "server.key"


@dataclass(frozen=True)
class InstallFacts:
    """What the install page shows. `fingerprint` is SHA-256 of the root, read aloud to compare it with the tablet's."""

    fingerprint: str
    names: list[str]
    addresses: list[str]
    root_until: dt.datetime
    server_until: dt.datetime


def data_paths(data: Path) -> Paths:
    """Certificates of a server whose data folder is `data`."""
    return Paths(data / "tls")


def check_name(name: str) -> str:
    """Return the name in lower case; refuse what could exist on the internet."""
    clean = name.strip().lower().rstrip(".")
    local = "." not in clean or clean.endswith(tuple(f".{end}" for end in LOCAL_SUFFIXES + OTHER_LOCAL_SUFFIXES))
    if not LABELS.fullmatch(clean) or not local or clean.replace(".", "").isdigit():
        raise TlsError(
            f"Tên {name!r} không phải tên nội bộ. Dùng tên kết thúc bằng .lan, ví dụ checkin.lan. "
            "Với tên miền công cộng, hãy lấy chứng chỉ bằng DNS-01 (xem docs/operations.md)."
        )
    return clean


def check_address(address: str) -> ipaddress.IPv4Address:
    """Return a private IPv4 address; refuse anything else."""
    try:
        found = ipaddress.IPv4Address(address.strip())
    except ValueError:
        raise TlsError(f"{address!r} không phải địa chỉ IPv4.") from None
    if not any(found in network for network in PRIVATE_RANGES):
        raise TlsError(f"{address} không phải địa chỉ mạng nội bộ (10.x, 172.16-31.x, 192.168.x).")
    return found


def constrained_names(names: Iterable[str]) -> list[str]:
    """Names the root may vouch for: the local suffixes, and given names that lie outside them."""
    outside = [name for name in names if not name.endswith(tuple(f".{end}" for end in LOCAL_SUFFIXES))]
    return [*LOCAL_SUFFIXES, *sorted(set(outside))]


def _subject(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])


def _usage(signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _builder(public_key: ec.EllipticCurvePublicKey, now: dt.datetime, days: int) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_SLACK)
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    )


def make_root(names: Iterable[str], now: dt.datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """A root that may vouch for `constrained_names(names)` and private addresses, and for no other authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    permitted: list[x509.GeneralName] = [x509.DNSName(name) for name in constrained_names(names)]
    permitted += [x509.IPAddress(network) for network in PRIVATE_RANGES]
    cert = (
        _builder(key.public_key(), now, ROOT_DAYS)
        .subject_name(_subject(ROOT_NAME))
        .issuer_name(_subject(ROOT_NAME))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.NameConstraints(permitted, excluded_subtrees=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return cert, key


def make_leaf(
    root: x509.Certificate,
    root_key: ec.EllipticCurvePrivateKey,
    names: Sequence[str],
    addresses: Sequence[ipaddress.IPv4Address],
    now: dt.datetime,
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """A server certificate for `names` and `addresses`. It does not check them: the root's constraints do."""
    key = ec.generate_private_key(ec.SECP256R1())
    holders: list[x509.GeneralName] = [x509.DNSName(name) for name in names]
    holders += [x509.IPAddress(address) for address in addresses]
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key())
    cert = (
        _builder(key.public_key(), now, LEAF_DAYS)
        .subject_name(_subject(SERVER_NAME))
        .issuer_name(root.subject)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(issuer, critical=False)
        .add_extension(x509.SubjectAlternativeName(holders), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    return cert, key


def pem(*certs: x509.Certificate) -> bytes:
    return b"".join(cert.public_bytes(serialization.Encoding.PEM) for cert in certs)


def key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def write(path: Path, content: bytes, mode: int) -> None:
    """Replace a file at once; it never exists with wider rights than `mode`."""
    draft = path.with_suffix(path.suffix + ".new")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
    os.replace(draft, path)


def load_root(paths: Paths) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """The root and its key; `TlsError` when they are not there."""
    try:
        cert = x509.load_pem_x509_certificate(paths.root_cert.read_bytes())
        key = serialization.load_pem_private_key(paths.root_key.read_bytes(), password=None)
    except FileNotFoundError as error:
        raise TlsError("Chưa có chứng chỉ. Chạy: ops tls init --name checkin.lan --address <IP máy chủ>") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TlsError(f"{paths.root_key} không phải khóa do ops tls init tạo ra.")
    if key.public_key() != cert.public_key():
        raise TlsError(f"{paths.root_key} không thuộc về {paths.root_cert}. Chạy lại ops tls init với --new-root.")
    return cert, key


def load_server(paths: Paths) -> x509.Certificate:
    """The certificate the server shows (the first of its file)."""
    if not paths.server_cert.exists():
        raise TlsError("Chưa có chứng chỉ máy chủ. Chạy: ops tls init")
    return x509.load_pem_x509_certificate(paths.server_cert.read_bytes())


def holders(cert: x509.Certificate) -> tuple[list[str], list[str]]:
    """Names and addresses a server certificate stands for."""
    names = cert.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return names.get_values_for_type(x509.DNSName), [str(ip) for ip in names.get_values_for_type(x509.IPAddress)]


def covers(root: x509.Certificate, names: Iterable[str], now: dt.datetime) -> bool:
    """True when this root may vouch for all `names` as long as a new server certificate lives."""
    limits = root.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    allowed = [limit.value for limit in limits if isinstance(limit, x509.DNSName)]
    lives = root.not_valid_after_utc >= now + dt.timedelta(days=LEAF_DAYS)
    return lives and all(any(name == end or name.endswith(f".{end}") for end in allowed) for name in names)


def init(
    paths: Paths, names: Sequence[str], addresses: Sequence[str], now: dt.datetime, new_root: bool = False
) -> bool:
    """Make the root when there is none, and a server certificate for the names. Returns True when the root is new."""
    clean, private = [check_name(name) for name in names], [check_address(one) for one in addresses]
    if not clean and not private:
        raise TlsError("Cần ít nhất một --name hoặc --address.")
    paths.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = new_root or not paths.root_cert.exists()
    root, root_key = make_root(clean, now) if fresh else load_root(paths)
    if not covers(root, clean, now):
        raise TlsError(
            "Chứng chỉ gốc hiện có không dùng được cho tên này hoặc sắp hết hạn. "
            "Thêm --new-root; mọi máy tính bảng phải cài lại."
        )
    leaf, leaf_key = make_leaf(root, root_key, clean, private, now)
    if fresh:
        write(paths.root_key, key_pem(root_key), 0o600)
        write(paths.root_cert, pem(root), 0o644)
    write(paths.server_key, key_pem(leaf_key), 0o600)
    write(paths.server_cert, pem(leaf, root), 0o644)
    return fresh


def renew(paths: Paths, now: dt.datetime) -> None:
    """A new server certificate for the same names, by the same root: nothing to install on the tablets."""
    names, addresses = holders(load_server(paths))
    init(paths, names, addresses, now)


def root_file(paths: Paths) -> bytes:
    """The root as DER, the form that Android, iPadOS and Windows all install. Serve it as ROOT_MIME."""
    return load_root_cert(paths).public_bytes(serialization.Encoding.DER)


def load_root_cert(paths: Paths) -> x509.Certificate:
    """The root without its key: the web server needs no more."""
    if not paths.root_cert.exists():
        raise TlsError("Chưa có chứng chỉ gốc. Chạy: ops tls init")
    return x509.load_pem_x509_certificate(paths.root_cert.read_bytes())


def fingerprint(cert: x509.Certificate) -> str:
    """SHA-256 in the form the tablets show: pairs of capitals with colons."""
    return cert.fingerprint(hashes.SHA256()).hex(":").upper()


def install_facts(paths: Paths) -> InstallFacts:
    """Facts for the install page."""
    root, server = load_root_cert(paths), load_server(paths)
    names, addresses = holders(server)
    return InstallFacts(fingerprint(root), names, addresses, root.not_valid_after_utc, server.not_valid_after_utc)


def install_url(facts: InstallFacts, port: int = 80) -> str:
    """Address of the install page. Plain HTTP on purpose: the tablet does not trust us yet."""
    host = facts.names[0] if facts.names else facts.addresses[0]
    return f"http://{host}{'' if port == 80 else f':{port}'}/install"


def qr_svg(text: str) -> str:
    """A QR code as an SVG element without XML head, for a page or a print."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4, image_factory=SvgPathImage)
    code.add_data(text)
    image: str = code.make_image().to_string(encoding="unicode")
    return image
