"""Does the database server answer at all? Asked once at the start, so that nobody looks for missing tables instead."""

from __future__ import annotations

from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError

from ops.core.db import Database
from ops.errors import StartError

USUAL_PORT = 5432


def require_reachable(db: Database) -> None:
    """PostgreSQL only: raise StartError with what to check. A file is either there or made by `ops migrate`."""
    if db.sqlite:
        return
    try:
        db.engine.connect().close()
    except OperationalError as error:
        db.engine.dispose()
        raise StartError(sentence(db.url, str(error.orig))) from error


def sentence(url: URL, said: str) -> str:
    """What to check. The driver's own words stay out: a password with an `@` in it ends up in its host name."""
    where = place(url)
    if "FATAL" in said:  # only a server that answers says so
        return (
            f"PostgreSQL tại {where} từ chối kết nối vào cơ sở dữ liệu {url.database} với tài khoản {url.username}. "
            "Kiểm tra: tài khoản, mật khẩu và tên cơ sở dữ liệu trong OPS_DATABASE_URL; PostgreSQL đã khởi động xong; "
            "pg_hba.conf cho phép máy này."
        )
    return (
        f"Cơ sở dữ liệu không trả lời tại {where}. Kiểm tra: PostgreSQL đang chạy; địa chỉ và cổng trong "
        "OPS_DATABASE_URL; tường lửa và dây mạng giữa hai máy."
    )


def place(url: URL) -> str:
    """host:port, without anything that could belong to a password."""
    host = url.host or url.query.get("host") or "localhost"
    name = host if isinstance(host, str) else host[0]
    return f"{name.rpartition('@')[2]}:{url.port or USUAL_PORT}"
