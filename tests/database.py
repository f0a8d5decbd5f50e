"""The test databases: a PostgreSQL of the tests' own, and who is who on it.

Sessions may run at the same time: each takes a free place, whose number is in the
names of its databases and folders. A killed session's place is simply taken again.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path

import psycopg

from afterword import postgres
from afterword.vault import ring

PLACES = 64

KEPT = ("django_migrations", "django_content_type", "auth_permission")
"""Tables that migrations fill: they are as new after every test."""


def test_home() -> Path:
    """Give the folder of the tests' PostgreSQL, which is kept from run to run."""
    if given := os.environ.get("AFTERWORD_TEST_HOME"):
        return Path(given).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/afterword-test")
    return Path.home() / ".cache" / "afterword-test"


def forget_settings() -> None:
    """Drop every setting of whoever runs the tests: their data are not for tests."""
    for name in list(os.environ):
        if name.startswith("AFTERWORD_") and not name.startswith("AFTERWORD_TEST_"):
            del os.environ[name]


def start(worker: str) -> postgres.Server:
    """Start or join the tests' PostgreSQL and point this process's settings at it."""
    home = test_home()
    os.environ["AFTERWORD_HOME"] = str(home)
    server = postgres.start(home)
    _make_haste(server)
    if not worker:
        os.environ["AFTERWORD_TEST_PLACE"] = str(_take_place(home))
    place = os.environ["AFTERWORD_TEST_PLACE"]
    if not worker:
        _clear_place(server, place)
    folder = home / f"place-{place}" / (worker or "alone")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ["AFTERWORD_DATABASE_NAME"] = f"afterword_{place}"
    os.environ["AFTERWORD_KEYS"] = str(folder / "keys.json")
    ring.make(folder / "keys.json")
    os.environ["AFTERWORD_JOURNAL"] = str(folder / "journal")
    return server


def become(role: str) -> None:
    """Let Django's connection speak as another role from now on."""
    from django.db import connection

    if connection.settings_dict["USER"] != role:
        connection.close()
        connection.settings_dict["USER"] = role


def empty_after_each(server: postgres.Server) -> None:
    """Empty all tables after a test with real transactions, past every role and key.

    The application role may not: that is the point of it. Django's own way does not
    see tables outside the schema `public`, such as the clients' keys. The next test
    begins with a connection of its own.
    """
    from django.db import connection
    from django.test import TransactionTestCase

    def empty(self: TransactionTestCase) -> None:
        connection.close()
        _empty(server.dsn(postgres.SUPERUSER, connection.settings_dict["NAME"]))

    TransactionTestCase._fixture_teardown = empty  # type: ignore[attr-defined]


def _empty(dsn: str) -> None:
    """Delete every row: some twenty times as quick as TRUNCATE, which makes files.

    The locks wait for whoever is still writing, and fail if that takes too long.
    """
    with psycopg.connect(dsn) as connection:
        connection.execute("SET lock_timeout = '10s'")
        found = connection.execute(_TABLES, [postgres.OWNER, list(KEPT)]).fetchall()
        tables = [name for (name,) in found]
        connection.execute(f"LOCK TABLE {', '.join(tables)}".encode())
        # Neither foreign keys nor triggers that keep the record stand in the way.
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute("; ".join(f"DELETE FROM {name}" for name in tables).encode())
        connection.execute(_COUNT_ANEW, [tables])


_TABLES = """
    SELECT format('%%I.%%I', schemaname, tablename) FROM pg_tables
    WHERE tableowner = %s AND tablename <> ALL (%s)
"""
_COUNT_ANEW = """
    SELECT setval(seqrelid, seqstart, false)
    FROM pg_sequence JOIN pg_depend ON objid = seqrelid AND deptype IN ('a', 'i')
    WHERE refobjid = ANY (%s::regclass[])
"""


def _make_haste(server: postgres.Server) -> None:
    """Let the tests' PostgreSQL forget the disk: its data are worth nothing."""
    with psycopg.connect(
        server.dsn(postgres.SUPERUSER, "postgres"), autocommit=True
    ) as connection:
        row = connection.execute("SHOW fsync").fetchone()
        if row == ("off",):
            return
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {name} = off".encode())
        connection.execute("SELECT pg_reload_conf()")


def _clear_place(server: postgres.Server, place: str) -> None:
    """Drop what a killed session left here, and its connections with it."""
    with psycopg.connect(
        server.dsn(postgres.SUPERUSER, "postgres"), autocommit=True
    ) as connection:
        left = connection.execute(
            "SELECT datname FROM pg_database WHERE datname ~ %s",
            [f"^test_afterword_{place}(_gw[0-9]+)?$"],
        ).fetchall()
        for (name,) in left:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


_places: list[int] = []
"""Open files whose locks say that this session has its place, until it ends."""


def _take_place(home: Path) -> int:
    for place in range(PLACES):
        fd = os.open(home / f"place-{place}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            continue
        _places.append(fd)
        return place
    message = f"{PLACES} test sessions are running on {home} already"
    raise RuntimeError(message)
