"""Configuration: one frozen value, read once from the environment; tests build it directly."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ops.errors import StartError

SECRET_BYTES = 32


@dataclass(frozen=True)
class Config:
    """data: folder of the database, lock and secret; secret: the key that all codes and signatures derive from."""

    data: Path
    database_url: str
    secret: bytes
    redis_url: str | None = None
    base_url: str | None = None
    trusted_proxies: int = 0
    smtp_url: str | None = field(default=None, repr=False)  # may hold a password
    mail_from: str | None = None
    test_clock: bool = False  # OPS_TEST_CLOCK=1: the clock of this process can be set (POST /api/clock)

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Config:
        """Read OPS_DATA, _DATABASE_URL, _SECRET, _REDIS_URL, _BASE_URL, _PROXIES, _SMTP_URL, _MAIL_FROM and
        _TEST_CLOCK."""
        data = Path(environ.get("OPS_DATA") or "var").absolute()
        make_folder(data)
        return cls(
            data=data,
            database_url=normal_url(environ.get("OPS_DATABASE_URL") or f"sqlite:///{data / 'ops.db'}"),
            secret=secret_from(environ.get("OPS_SECRET"), data / "secret.key"),
            redis_url=environ.get("OPS_REDIS_URL") or None,
            base_url=(environ.get("OPS_BASE_URL") or "").rstrip("/") or None,
            trusted_proxies=int(environ.get("OPS_PROXIES") or 0),
            smtp_url=environ.get("OPS_SMTP_URL") or None,
            mail_from=environ.get("OPS_MAIL_FROM") or None,
            test_clock=environ.get("OPS_TEST_CLOCK") == "1",
        )


def make_folder(data: Path) -> None:
    """Make the data folder, or say in one sentence why it cannot be."""
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StartError(f"Không tạo được thư mục dữ liệu {data}: {error.strerror}.") from error


def normal_url(url: str) -> str:
    """SQLAlchemy 2.1 reads a bare postgresql:// as psycopg 3, which blocks the eventlet hub: say psycopg2."""
    for bare in ("postgres://", "postgresql://"):
        if url.startswith(bare):
            return "postgresql+psycopg2://" + url[len(bare) :]
    if not url.startswith(("sqlite:///", "postgresql+psycopg2://")):
        raise StartError("OPS_DATABASE_URL phải bắt đầu bằng sqlite:/// hoặc postgresql+psycopg2://.")
    return url


def secret_from(text: str | None, file: Path) -> bytes:
    """The key from OPS_SECRET (32 bytes or more as hex), else from a 0600 file that is made at the first start."""
    if text:
        return parse_secret(text, "OPS_SECRET")
    if not file.exists():
        write_secret(file)
    return parse_secret(file.read_text(), str(file))


def write_secret(file: Path) -> None:
    """Make the key file; only its owner may read it."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    except OSError as error:
        raise StartError(f"Không ghi được {file}: {error.strerror}. Kiểm tra quyền ghi của thư mục dữ liệu.") from error
    with os.fdopen(handle, "w") as out:
        out.write(secrets.token_hex(SECRET_BYTES) + "\n")
        out.flush()
        os.fsync(out.fileno())
    _sync_folder(file.parent)


def _sync_folder(folder: Path) -> None:
    """Every code on every invitation derives from the key: its name must survive a power cut as well as its bytes."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def parse_secret(text: str, where: str) -> bytes:
    """Bytes of a hex key; short or malformed keys are refused."""
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) < SECRET_BYTES:
        raise StartError(f"Khóa trong {where} phải là ít nhất 64 ký tự hex.")
    return key
