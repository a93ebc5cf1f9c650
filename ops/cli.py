"""`ops …`: what is done at the keyboard of the server. Parses, calls one function, prints."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from pathlib import Path

import click

from ops.config import Config
from ops.errors import OpsError, StartError


class Shell(click.Group):
    """Errors of ours end as one sentence, not as a stack trace."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except StartError as error:
            click.echo(str(error), err=True)
            sys.exit(error.exit_code)
        except OpsError as error:
            from ops.core import words

            click.echo(words.say("vi", f"error.{error.code}", **error.facts), err=True)
            sys.exit(1)


@click.group(cls=Shell)
def main() -> None:
    """Điều hành sự kiện và livestream / event and livestream operations."""


def config() -> Config:
    """Configuration of this shell."""
    return Config.from_env(os.environ)


@main.command()
def migrate() -> None:
    """Create the database or bring it to this version."""
    from ops.core.db import Database
    from ops.core.migrate import migrate as upgrade

    db = Database(config().database_url)
    db.claim()
    upgrade(db)
    db.release()
    click.echo("Cơ sở dữ liệu sẵn sàng.")


@main.command("load-sample")
@click.argument("name", default="haiphong-2025")
@click.option("--as-planned", is_flag=True, help="Keep the planned day and the gates' windows.")
def load_sample(name: str, as_planned: bool) -> None:
    """Load a sample event; twice changes nothing."""
    from ops import app, sample

    chosen = config()
    db = app.open_database(chosen)
    loaded = sample.load(db, chosen.secret, sample.ROOT / name, as_planned)
    db.release()
    _remember(chosen.data / f"{loaded.event_id}-passwords.json", loaded.passwords)
    click.echo(f"{loaded.event_id}: " + ", ".join(f"{count} {what}" for what, count in loaded.made.items()))


def _remember(file: Path, passwords: dict[str, str]) -> None:
    """Sample passwords, for their owner's eyes only; the database keeps no more than hashes."""
    if passwords:
        file.touch(mode=0o600)
        file.write_text(json.dumps(passwords, indent=1) + "\n")


@main.command("import-guests")
@click.argument("event")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def import_guests(event: str, file: Path) -> None:
    """Take guests in from a CSV file (columns of samples/haiphong-2025/guests.csv); all rows or none."""
    from ops import app, guestlist

    chosen = config()
    db = app.open_database(chosen)
    try:
        counts = guestlist.import_guests(db, chosen.secret, event, file)
    except guestlist.ListRefused as refused:
        raise StartError(f"Chưa nhận dòng nào. Sửa rồi nhập lại:\n{refused}") from refused
    finally:
        db.release()
    click.echo(f"{counts['lines']} dòng, {counts['new']} khách mới.")


@main.command()
@click.option("--host", default="127.0.0.1")
@click.option("--port", default=8000)
def serve(host: str, port: int) -> None:
    """Serve; the same as `python wsgi.py`."""
    wsgi = Path(__file__).resolve().parents[1] / "wsgi.py"
    os.execv(sys.executable, [sys.executable, str(wsgi), "--host", host, "--port", str(port)])


def _sqlite_file() -> Path:
    """The database file; PostgreSQL has pg_dump."""
    from sqlalchemy.engine import make_url

    url = make_url(config().database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise StartError("Cơ sở dữ liệu này là PostgreSQL: dùng pg_dump và pg_restore, xem docs/operations.md.")
    return Path(url.database)


@main.command()
@click.argument("target", type=click.Path(path_type=Path))
def backup(target: Path) -> None:
    """Copy the database to TARGET, also while the server runs."""
    from ops.backup import backup as copy

    try:
        size = copy(_sqlite_file(), target)
    except (OSError, sqlite3.Error) as error:
        raise StartError(f"Không sao lưu được: {error}") from error
    click.echo(f"{target}: {size / 1e6:.1f} MB, đã kiểm tra.")


@main.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True))
def restore(source: Path) -> None:
    """Put a backup in the place of the database; the server must be stopped."""
    from ops.backup import restore as put_back
    from ops.core import clock
    from ops.core.db import Database

    target = _sqlite_file()
    db = Database(config().database_url)
    db.claim()
    try:
        aside = put_back(source, target, clock.now())
    except (OSError, sqlite3.Error) as error:
        raise StartError(f"Không phục hồi được, cơ sở dữ liệu cũ còn nguyên: {error}") from error
    finally:
        db.release()
    click.echo(f"Đã phục hồi từ {source}." + (f" Bản cũ giữ ở {aside}." if aside else ""))


@main.command("where")
@click.option("--url", default="http://localhost:8000")
@click.argument("event", default="hp2025")
def where(url: str, event: str) -> None:
    """Say where to click as whom in the sample."""
    file = config().data / f"{event}-passwords.json"
    passwords = json.loads(file.read_text()) if file.exists() else {}
    click.echo(f"\n  Mở {url}/sign-in và đăng nhập:")
    for login, what in WHERE:
        if login in passwords:
            click.echo(f"    {login:<12}{passwords[login]:<16}{what.format(url=url, event=event)}")
    click.echo(f"  Ghép tablet: {url}/e/{event}/devices tạo mã, tablet mở {url}/pair rồi làm việc ở {url}/desk\n")


WHERE = (
    ("organiser", "mọi trang: {url}/e/{event}/"),
    ("supervisor", "khách đến và thiết bị: {url}/e/{event}/arrivals"),
    ("protocol", "khách mời và mã QR: {url}/e/{event}/guests"),
    ("viewer", "chỉ xem khách đến: {url}/e/{event}/arrivals"),
)


@main.command()
@click.option("--event", default=None, help="Only this event.")
def check(event: str | None) -> None:
    """Check the invariants of the database; exit 1 and name the rows where one is broken."""
    from ops import checks
    from ops.core.db import Database

    db = Database(config().database_url)
    broken = checks.run(db, event)
    for one in broken:
        click.echo(f"{one.name}: {one.statement}: {one.rows}")
    click.echo(f"{len(checks.CHECKS)} invariants, {len(broken)} broken")
    sys.exit(1 if broken else 0)


def _add_tls() -> None:
    from ops.tls import tls_command

    main.add_command(tls_command, "tls")


_add_tls()
