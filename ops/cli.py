"""`ops …`: what is done at the keyboard of the server. Parses, calls one function, prints."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from pathlib import Path
from typing import IO

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
    from ops.core.reachable import require_reachable

    db = Database(config().database_url)
    require_reachable(db)
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
@click.option("--accept", is_flag=True, help="Take in all new and changed rows; without it only look.")
@click.option("--make-delegations", "make", default="", metavar="CATEGORY", help="Where unknown units go.")
def import_guests(event: str, file: Path, accept: bool, make: str) -> None:
    """Compare a guest list (xlsx or csv) with the event, and take it in with --accept."""
    from ops import app
    from ops.guestlist import shell, telling

    chosen = config()
    db = app.open_database(chosen)
    try:
        found, rows = shell.bring_in(db, chosen, event, file, make)
        click.echo(telling.summary(found, rows))
        if found["state"] == "refused":
            sys.exit(1)
        if accept:
            click.echo(telling.accepted(shell.accept(db, chosen.secret, event, found["id"])))
    finally:
        db.release()


@main.command("export-guests")
@click.argument("event")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def export_guests(event: str, file: Path) -> None:
    """Write the guest list to FILE, xlsx or csv, in the layout that import-guests reads."""
    from ops import app
    from ops.guestlist import shell

    db = app.open_database(config())
    try:
        count = shell.take_out(db, event, file)
    finally:
        db.release()
    click.echo(f"{file}: {count} khách.")


@main.command("sheet-import")
@click.argument("event")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--track", default=None, metavar="ID", help="Which track; without it the first.")
@click.option("--accept", is_flag=True, help="Take it in, as one edit; without it only look.")
@click.option("--drop-gone", is_flag=True, help="Also delete rows that are not in the file.")
def sheet_import(event: str, file: Path, track: str | None, accept: bool, drop_gone: bool) -> None:
    """Compare a run sheet (xlsx or csv) with the event's, and take it in with --accept."""
    from ops import app
    from ops.stage import shell
    from ops.stage.files import telling

    db = app.open_database(config())
    try:
        found = shell.look(db, event, file, track, drop_gone)
        click.echo(telling.summary(found))
        if accept and found["edits"]:
            facts = shell.accept(db, event, found, file.name[:100])
            click.echo(f"Đã nhận: sửa đổi số {facts['edit']}, {facts['rows']} dòng.")
    finally:
        db.release()


@main.command("sheet-export")
@click.argument("event")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--track", default=None, metavar="ID", help="Which track; without it the first.")
def sheet_export(event: str, file: Path, track: str | None) -> None:
    """Write the run sheet to FILE, xlsx or csv, in the layout that sheet-import reads."""
    from ops import app
    from ops.stage import shell

    db = app.open_database(config())
    try:
        count = shell.take_out(db, event, file, track)
    finally:
        db.release()
    click.echo(f"{file}: {count} dòng.")


@main.command("mail-bounces")
@click.argument("file", type=click.File("rb"))
def mail_bounces(file: IO[bytes]) -> None:
    """Mark e-mails that came back; FILE is a report of undelivered mail or a mailbox of them, - standard input."""
    from ops import app
    from ops.invitations import actions, bounces

    found = bounces.read(file.read())
    db = app.open_database(config())
    try:
        marked = actions.mark_bounces(db, found)
    finally:
        db.release()
    click.echo(f"{len(found)} thư báo lỗi, {marked} thư mời được đánh dấu bị trả lại.")


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
    from ops.backup import backup as copy, note

    try:
        size = copy(_sqlite_file(), target)
        note(config().data, target)
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
    click.echo(f"  Máy của lễ tân, MC, ê-kíp, gian hàng: {url}/e/{event}/devices tạo mã theo vai, máy mở {url}/pair")
    click.echo("  rồi làm việc ở /desk, /mc, /crew, /booth, /space.\n")


WHERE = (
    ("organiser", "mọi trang: {url}/e/{event}/"),
    ("supervisor", "khách đến và thiết bị: {url}/e/{event}/arrivals"),
    ("protocol", "khách mời và mã QR: {url}/e/{event}/guests"),
    ("stage", "kịch bản: {url}/e/{event}/sheet, chạy chương trình: {url}/e/{event}/call"),
    ("live", "lịch livestream: {url}/e/{event}/schedule"),
    ("bridge", "cầu truyền hình: {url}/e/{event}/bridge"),
    ("viewer", "chỉ xem: {url}/e/{event}/arrivals"),
)


@main.command()
@click.option("--event", default=None, help="Only this event.")
def check(event: str | None) -> None:
    """Check the invariants of the database; exit 1 and name the rows where one is broken."""
    from ops import checks
    from ops.core.db import Database
    from ops.core.reachable import require_reachable

    db = Database(config().database_url)
    require_reachable(db)
    broken = checks.run(db, event)
    for one in broken:
        click.echo(f"{one.name}: {one.statement}: {one.rows}")
    click.echo(f"{len(checks.CHECKS)} invariants, {len(broken)} broken")
    sys.exit(1 if broken else 0)


@main.command()
@click.argument("event")
@click.option("--now", is_flag=True, help="Also before the day on which the event is due.")
@click.option(
    "--backups", multiple=True, type=click.Path(path_type=Path), help="Folder or file with backups elsewhere."
)
def purge(event: str, now: bool, backups: tuple[Path, ...]) -> None:
    """Blank every person of EVENT for good, here and in the backups, and prove it; exit 1 when anything is left."""
    from ops import app, purging

    chosen = config()
    try:
        db = app.open_database(chosen)
    except StartError as error:
        raise StartError(purging.locked(str(error), error.exit_code), error.exit_code) from error
    try:
        report = purging.purge(db, chosen.data, event, now, backups, click.echo)
    finally:
        db.release()
    sys.exit(0 if report.clean else 1)


@main.command("bridge-site")
@click.option("--link", default="", help="The whole address of the invite; needed the first time.")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), default=Path("data/bridge-site"))
def bridge_site(link: str, folder: Path) -> None:
    """Be a site of the bridge without a screen: clock, cues and reports as on the site's page, a JSON line each."""
    from ops.bridge import site_command

    sys.exit(site_command.run(link, folder))


@main.command(hidden=True)
def outputs() -> None:
    """The side process of outputs; the server starts it."""
    from ops.outputs import side

    sys.exit(side.run())


def _add_tls() -> None:
    from ops.tls_commands import tls_command

    main.add_command(tls_command, "tls")


_add_tls()


def _add_media() -> None:
    from ops.media.command import media_command

    main.add_command(media_command, "media")


_add_media()
