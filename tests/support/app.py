"""The application in this process, on a database of its own: a template is migrated once, a test gets a copy.

`ops` lives for the whole run and every test makes events of its own in it (they cannot see each other, which is a
promise of the product anyhow); `own_ops` is for tests that damage or count a whole database.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from ops import app as assembly, checks
from ops.config import Config
from ops.core import clock, device_routes, routes
from ops.core.db import Database
from ops.core.migrate import migrate
from ops.core.web import Hall
from ops.invitations import code_routes, routes as invitations

SECRET = bytes(range(32))
COPIES = iter(range(1_000_000))
OpenCopy = Callable[[], "Ops"]


@dataclass
class Ops:
    """An application that is put together but follows no journal by itself; close it when done."""

    app: Flask
    hall: Hall
    data: Path

    @property
    def db(self) -> Database:
        return self.hall.db

    def ask(self, method: str, path: str, token: str | None = None, **options: Any) -> Any:
        """One request without cookies; `json=` sends a body, `token` is shown as bearer."""
        headers = dict(options.pop("headers", {}))
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return self.app.test_client(use_cookies=False).open(path, method=method, headers=headers, **options)

    def close(self) -> None:
        assembly.stop(self.app)


def open_ops(data: Path, url: str) -> Ops:
    """The application on a migrated database."""
    app, _ = assembly.create_app(Config(data=data, database_url=url, secret=SECRET))
    return Ops(app, app.extensions["ops"], data)


def migrate_url(url: str) -> None:
    db = Database(url)
    migrate(db)
    db.release()


@pytest.fixture(scope="session")
def copy_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], str]:
    """A factory: data folder in, URL of a migrated, empty database out. Migrations run once, copies are cheap."""
    if request.config.getoption("--database") == "postgres":
        return _postgres_copies(request.getfixturevalue("postgres"))
    template = tmp_path_factory.mktemp("template") / "ops.db"
    migrate_url(f"sqlite:///{template}")

    def copy(data: Path) -> str:
        shutil.copy(template, data / "ops.db")
        return f"sqlite:///{data / 'ops.db'}"

    return copy


def _postgres_copies(postgres: Any) -> Callable[[Path], str]:
    migrate_url(postgres.fresh_database("ops_template"))

    def copy(data: Path) -> str:
        name = f"ops_copy_{next(COPIES)}"
        postgres.execute(f'CREATE DATABASE "{name}" TEMPLATE "ops_template"')
        url: str = postgres.url(name)
        return url

    return copy


@pytest.fixture(scope="session")
def open_copy(copy_database: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenCopy]:
    """A factory of applications, each on an empty database; all are closed at the end."""
    opened: list[Ops] = []

    def make() -> Ops:
        data = tmp_path_factory.mktemp("data")
        opened.append(open_ops(data, copy_database(data)))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


@pytest.fixture(scope="session")
def ops(open_copy: OpenCopy) -> Iterator[Ops]:
    """One application for the whole run; make an event of your own in it. At the end no invariant may be broken."""
    shared = open_copy()
    yield shared
    assert checks.run(shared.db, None) == []


@pytest.fixture(autouse=True)
def nobody_has_to_wait() -> None:
    """Throttles count for the whole process; a test must not wait for what another one tried."""
    by_code = (code_routes.address_throttle, invitations.answer_throttle)
    for throttle in (device_routes.pair_throttle, routes.sign_in_throttle, *by_code):
        throttle.forget_all()


@pytest.fixture
def own_ops(open_copy: OpenCopy) -> Iterator[Ops]:
    """An application on a database that no other test uses."""
    mine = open_copy()
    yield mine
    mine.db.engine.dispose()


@pytest.fixture
def frozen() -> Iterator[int]:
    """The clock of this process stands still at this instant (ms); `clock.freeze` moves it on."""
    at = clock.now()
    clock.freeze(at)
    yield at
    clock.freeze(None)
