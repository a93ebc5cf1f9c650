"""The private PostgreSQL, Redis and nginx that other tests stand on: each comes up, answers, and goes down."""

import http.client
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psycopg2
import pytest
import redis as redis_client

from scripts.parts import Nginx, Postgres, Redis, accepts

pytestmark = pytest.mark.once


class Echo(BaseHTTPRequestHandler):
    """Answers with the headers it got."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = str(self.headers).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def echo_server() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def ask(port: int, path: str, method: str = "GET", body: bytes = b"", headers: dict[str, str] | None = None):
    conn = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        conn.request(method, path, body, headers or {})
        answer = conn.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()
    finally:
        conn.close()


def query(url: str, sql: str) -> object:
    conn = psycopg2.connect(url.replace("+psycopg2", ""))
    try:
        with conn.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()[0]
    finally:
        conn.close()


def test_postgres_is_private_durable_and_gives_empty_databases(postgres: Postgres) -> None:
    first, second = postgres.fresh_database(), postgres.fresh_database()
    assert first != second
    assert query(first, "SHOW fsync") == "on"
    assert query(second, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0
    assert query(first, "SHOW listen_addresses") == "127.0.0.1"


def test_redis_freezes_dies_and_returns(redis: Redis) -> None:
    with redis_client.Redis(port=redis.port, socket_timeout=0.3, retry=None) as client:
        assert client.ping()
        redis.freeze()
        with pytest.raises(redis_client.RedisError):
            client.ping()
        redis.thaw()
        redis.kill9()
        assert not accepts(redis.port)
        redis.start()
        assert client.ping()


def test_nginx_overwrites_what_a_client_claims_about_itself(make_nginx: Callable[[Sequence[int]], Nginx]) -> None:
    with echo_server() as upstream:
        port = make_nginx([upstream]).port
        claims = {"X-Forwarded-For": "1.2.3.4", "X-Forwarded-Proto": "gopher", "Forwarded": "for=1.2.3.4"}
        status, _, seen = ask(port, "/", headers=claims | {"X-Forwarded-Host": "evil", "X-Forwarded-Prefix": "/x"})
    assert status == 200
    assert f"Host: 127.0.0.1:{port}" in seen
    assert "X-Forwarded-For: 127.0.0.1" in seen
    assert not [claim for claim in ("1.2.3.4", "gopher", "evil", "/x") if claim in seen]


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/api/events/hp2025/scans", 900_000, 200),
        ("/api/events/hp2025/scans", 1_200_000, 413),
        ("/api/events/hp2025/stage/edit", 3_000_000, 200),
        ("/api/events/hp2025/guests/1/change", 60_000, 200),
        ("/api/events/hp2025/guests/1/change", 100_000, 413),
    ],
)
def test_nginx_limits_bodies_except_for_a_returning_tablet(make_nginx, path: str, size: int, status: int) -> None:
    with echo_server() as upstream:
        assert ask(make_nginx([upstream]).port, path, "POST", b"x" * size)[0] == status


def test_nginx_marks_static_files_as_unchanging(make_nginx) -> None:
    with echo_server() as upstream:
        port = make_nginx([upstream]).port
        assert ask(port, "/static/b1/a.js")[1]["Cache-Control"] == "public, max-age=31536000, immutable"
        assert ask(port, "/e/hp2025/")[1]["Cache-Control"] == "no-store"


def test_nginx_goes_on_when_one_server_is_dead(make_nginx) -> None:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        dead = sock.getsockname()[1]
    with echo_server() as upstream:
        port = make_nginx([dead, upstream]).port
        assert [ask(port, "/")[0] for _ in range(6)] == [200] * 6
