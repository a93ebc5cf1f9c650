"""The purge of an event in a process of its own: `ops purge` at the keyboard, told in sentences, and the child of the
office's job. Both need the whole program put together, for the register of the journal. The work is in ops/privacy."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from pathlib import Path

from ops.core import clock
from ops.core.db import LOCKED_EXIT, Database
from ops.privacy.actions import require_due
from ops.privacy.plan import Plan, Report, Row, Tell
from ops.privacy.purge_actions import purge as purge_event

Say = Callable[[str], None]
BUTTON = "Máy chủ đang chạy thì xóa bằng nút ở trang Dữ liệu cá nhân của sự kiện."
BEYOND_POSTGRES = (
    "PostgreSQL: bản pg_dump và kho lưu WAL nằm ngoài chương trình. Xóa bản dump cũ, xoay vòng kho WAL, "
    "rồi sao lưu nền mới (docs/personal-data.md)."
)
BEYOND = (
    "Ngoài tầm với: bản sao do người khác chép đi, tệp đã tải về máy, giấy đã in, thư đã gửi. "
    "Thiết bị đã thu hồi tự xóa danh sách khi có mạng, hoặc 48 giờ sau sự kiện."
)


def purge(db: Database, data: Path, event: str, now: bool, more: Iterable[Path], say: Say) -> Report:
    """Refuse before the day, unless it is asked for; purge; say what was done, what was found, what was not reached."""
    with db.read() as conn:
        require_due(conn, event, clock.now() if not now else 2**62)
    report = purge_event(db, Plan(event, "system", data, tuple(more)))
    for line in sentences(report, db.sqlite):
        say(line)
    return report


def make(facts: Row, folder: Path, tell: Tell) -> Row:
    """What the child of the job `privacy.purge` does, beside a server that runs."""
    importlib.import_module("ops.app")
    db = Database(facts["database"])
    try:
        plan = Plan(facts["event"], facts["actor"], Path(facts["data"]), own_job=folder.name, tell=tell)
        return purge_event(db, plan).row()
    finally:
        db.engine.dispose()


def locked(words: str, exit_code: int) -> str:
    """What is said while the server holds the database: where the button is."""
    return f"{words} {BUTTON}" if exit_code == LOCKED_EXIT else words


def sentences(report: Report, sqlite: bool) -> list[str]:
    """The report for whoever stands at the keyboard. No personal string is ever printed."""
    searched = report.searched
    done = ", ".join(f"{name} {count}" for name, count in report.blanked.items())
    lines = [f"Đã xóa trắng: {done}." if done else "Không còn gì để xóa trắng."]
    lines.append(f"Tệp đã xóa: {report.files_removed}. Bản sao lưu đã xóa trắng: {len(report.backups)}.")
    lines += [f"  {one}" for one in report.backups]
    lines += [f"Không làm được, hãy xóa tệp này bằng tay: {one}" for one in report.failed]
    lines += [f"Không đọc được: {one}" for one in searched.unread]
    lines += [f"Không với tới (đã xóa thì bỏ qua): {one}" for one in report.beyond]
    lines += [f"CÒN SÓT: {one}" for one in searched.found]
    if report.left:
        lines.append(f"CÒN SÓT: {report.left} dòng chưa trắng.")
    notes = f"{report.short} chuỗi quá ngắn và {report.kept} chuỗi còn dùng ở nơi khác chỉ kiểm tra trong bảng"
    lines.append(f"Tìm {report.strings} chuỗi ({notes}).")
    lines.append(f"{len(searched.found)} found in {searched.files} files ({searched.bytes} bytes)")
    return lines + ([] if sqlite else [BEYOND_POSTGRES]) + [BEYOND]
