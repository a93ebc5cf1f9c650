"""What the program says to PostgreSQL: the driver must not add statements of its own, each is a round trip more."""

import pytest
from sqlalchemy import text

from ops.core.db import Database
from ops.errors import Busy
from scripts.parts import Postgres

OUR_OWN = "SELECT 4321"


def statements(postgres: Postgres, since: int) -> list[str]:
    """What the server was asked since then, without the time and the number of the process."""
    lines = postgres.log()[since:].splitlines()
    return [line.partition("statement: ")[2] for line in lines if "statement: " in line]


@pytest.fixture
def told(postgres: Postgres, postgres_url: str):
    """A database whose only connection says in the server's log what it is asked."""
    db = Database(postgres_url)
    with db.glance() as conn:
        conn.exec_driver_sql("SET log_statement = 'all'")
    yield db
    db.release()


def test_a_look_is_one_statement_and_a_transaction_adds_its_two_ends(told: Database, postgres: Postgres) -> None:
    for _ in range(2):  # one after the other on the same connection: none pays for what the one before needed
        since = len(postgres.log())
        with told.glance() as conn:
            conn.execute(text(OUR_OWN))
        assert statements(postgres, since) == [OUR_OWN]
        since = len(postgres.log())
        with told.read() as conn:
            conn.execute(text(OUR_OWN))
        assert statements(postgres, since) == ["BEGIN ISOLATION LEVEL REPEATABLE READ", OUR_OWN, "COMMIT"]
        since = len(postgres.log())
        with told.write() as conn:
            conn.execute(text(OUR_OWN))
        assert statements(postgres, since) == ["BEGIN", OUR_OWN, "COMMIT"]
        since = len(postgres.log())
        with told.write_in_two_trips() as conn:
            conn.exec_driver_sql("BEGIN;SELECT 1")
            conn.exec_driver_sql("SELECT 2;COMMIT")
        assert statements(postgres, since) == ["BEGIN;SELECT 1", "SELECT 2;COMMIT"]


def test_what_fails_is_taken_back_and_the_next_starts_clean(told: Database) -> None:
    with told.write() as conn:
        conn.exec_driver_sql("CREATE TABLE kept (a int)")
    with pytest.raises(ZeroDivisionError), told.write() as conn:
        conn.exec_driver_sql("INSERT INTO kept VALUES (1)")
        raise ZeroDivisionError
    with told.write() as conn:
        with pytest.raises(ZeroDivisionError), conn.begin_nested():
            conn.exec_driver_sql("INSERT INTO kept VALUES (2)")
            raise ZeroDivisionError
        conn.exec_driver_sql("INSERT INTO kept VALUES (3)")
    with told.read() as conn:
        assert list(conn.execute(text("SELECT a FROM kept")).scalars()) == [3]


def test_one_view_stays_the_same_while_others_write(told: Database) -> None:
    with told.write() as conn:
        conn.exec_driver_sql("CREATE TABLE seen (a int)")
    with told.read() as conn:
        before = conn.execute(text("SELECT count(*) FROM seen")).scalar()
        with told.write() as other:
            other.exec_driver_sql("INSERT INTO seen VALUES (1)")
        assert conn.execute(text("SELECT count(*) FROM seen")).scalar() == before == 0
    with told.glance() as conn:
        assert conn.execute(text("SELECT count(*) FROM seen")).scalar() == 1


@pytest.mark.parametrize("way", ["read", "glance", "write", "write_in_two_trips"])
def test_a_connection_that_dies_is_busy_wherever_it_is_noticed(told: Database, way: str) -> None:
    """In the middle, or at the end when it is given back; and the next one works."""
    for statement in (True, False):
        with pytest.raises(Busy), getattr(told, way)() as conn:
            pid = conn.exec_driver_sql("SELECT pg_backend_pid()").scalar()
            with told.glance() as other:
                other.exec_driver_sql(f"SELECT pg_terminate_backend({pid})")
            if statement or way in ("glance", "write_in_two_trips"):  # these end without a statement of their own
                conn.exec_driver_sql(OUR_OWN)
        with getattr(told, way)() as conn:
            assert conn.exec_driver_sql(OUR_OWN).scalar() == 4321
