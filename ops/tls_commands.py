"""`ops tls …`: certificates of the venue at the keyboard. Parses, calls `ops/tls.py`, prints."""

from __future__ import annotations

import datetime as dt
import io
import os
from pathlib import Path

import click
import qrcode

from ops import tls


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _paths() -> tls.Paths:
    return tls.data_paths(Path(os.environ.get("OPS_DATA") or "var").absolute())


def _tell(paths: tls.Paths) -> None:
    facts = tls.install_facts(paths)
    click.echo(f"Máy chủ:  {', '.join(facts.names + facts.addresses)}, đến {facts.server_until:%d/%m/%Y}")
    click.echo(f"Tệp:      {paths.server_cert}\n          {paths.server_key}")
    click.echo(f"Vân tay SHA-256 của chứng chỉ gốc:\n  {facts.fingerprint}")


@click.group("tls")
def tls_command() -> None:
    """Chứng chỉ HTTPS cho mạng nội bộ tại địa điểm."""


@tls_command.command("init")
@click.option("--name", "names", multiple=True, help="Tên nội bộ của máy chủ, ví dụ checkin.lan; nhiều tên được.")
@click.option("--address", "addresses", multiple=True, help="Địa chỉ IPv4 nội bộ của máy chủ; nhiều địa chỉ được.")
@click.option("--new-root", is_flag=True, help="Tạo lại chứng chỉ gốc; mọi máy tính bảng phải cài lại.")
def init_command(names: tuple[str, ...], addresses: tuple[str, ...], new_root: bool) -> None:
    """Tạo chứng chỉ gốc (nếu chưa có) và chứng chỉ máy chủ."""
    paths = _paths()
    fresh = tls.init(paths, names, addresses, _now(), new_root)
    click.echo("Đã tạo chứng chỉ gốc mới." if fresh else "Giữ chứng chỉ gốc cũ; máy tính bảng không phải cài lại.")
    _tell(paths)


@tls_command.command("renew")
def renew_command() -> None:
    """Gia hạn chứng chỉ máy chủ, giữ nguyên tên và chứng chỉ gốc."""
    paths = _paths()
    tls.renew(paths, _now())
    _tell(paths)


@tls_command.command("page")
@click.option("--port", default=80, show_default=True, help="Cổng HTTP của trang cài đặt.")
def page_command(port: int) -> None:
    """In địa chỉ và mã QR của trang cài chứng chỉ gốc."""
    facts = tls.install_facts(_paths())
    url = tls.install_url(facts, port)
    code = qrcode.QRCode(border=2)
    code.add_data(url)
    picture = io.StringIO()
    code.print_ascii(out=picture, invert=True)
    click.echo(f"{picture.getvalue()}\n{url}\nVân tay SHA-256 phải khớp trên máy tính bảng:\n  {facts.fingerprint}")
    if facts.server_until - _now() < tls.RENEW_BEFORE:
        click.echo(f"Chứng chỉ máy chủ hết hạn ngày {facts.server_until:%d/%m/%Y}. Chạy: ops tls renew", err=True)
