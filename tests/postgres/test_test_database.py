"""The test set-up itself: roles, and no way out of this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import psycopg
import pytest
from django.db import connection, transaction

from afterword import postgres
from afterword.audit import services as audit
from afterword.audit.actors import machine
from afterword.tenancy import practice
from tests import database
from tests.factories import a_client, a_practice, an_email
from tests.world import OutsideWorldError


def _who() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_tests_run_as_the_application_role():
    """What the application may not do, a test may not do either."""
    assert _who() == postgres.APP


@pytest.mark.django_db(transaction=True)
def test_a_test_with_real_transactions_commits_as_the_application_role(connect_as):
    """Another connection sees what was committed, as another role."""
    with transaction.atomic():
        assert _who() == postgres.APP

    row = connect_as(postgres.OWNER).execute("SELECT current_user").fetchone()

    assert row == (postgres.OWNER,)


@pytest.mark.django_db
def test_after_a_flush_the_role_is_the_application_again():
    """The owner empties the tables and hands the connection back."""
    assert _who() == postgres.APP


@pytest.mark.django_db
def test_the_application_role_cannot_empty_a_table():
    """Emptying tables is for the owner."""
    with (
        pytest.raises(Exception, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE django_migrations")


@pytest.mark.django_db
def test_another_process_works_on_the_same_test_database(other_process):
    """A worker that a test starts meets the test's rows, not somebody's data."""
    name = connection.settings_dict["NAME"]
    code = (
        "import django; django.setup()\n"
        "from django.db import connection as c\n"
        "print(c.settings_dict['NAME'], c.settings_dict['USER'])"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        env=other_process,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split() == [name, postgres.APP]
    assert name.startswith("test_")


def test_the_settings_of_whoever_runs_the_tests_are_not_used():
    """No test can reach a database that a person named in their environment."""
    assert "AFTERWORD_DATABASE_URL" not in os.environ
    assert "test" in os.environ["AFTERWORD_HOME"]


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.org"])
def test_no_test_reaches_another_machine(host):
    """Connections that leave this machine are refused before they are tried."""
    with pytest.raises(OutsideWorldError):
        socket.create_connection((host, 9), timeout=0.1)


def test_a_raw_socket_is_held_back_too():
    """Also without a look-up, also without a connection."""
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out,
        pytest.raises(OutsideWorldError),
    ):
        out.sendto(b"x", ("192.0.2.1", 53))


def test_loopback_is_open():
    """A server on this machine can be reached."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        socket.create_connection(listening.getsockname(), timeout=1).close()


def test_unix_sockets_are_open(server):
    """PostgreSQL is reached by a socket in a folder."""
    with psycopg.connect(server.dsn(postgres.APP, "postgres")) as connected:
        assert connected.info.user == postgres.APP


@pytest.mark.django_db(transaction=True)
def test_another_process_works_through_pgbouncer(behind_pgbouncer):
    """The same database, reached by a pool that hands out transactions."""
    code = (
        "import django; django.setup()\n"
        "from django.db import connection as c\n"
        "with c.cursor() as cursor:\n"
        "    cursor.execute('SELECT current_user, current_database()')\n"
        "    print(*cursor.fetchone(), c.settings_dict['HOST'])"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        env=behind_pgbouncer,
        capture_output=True,
        text=True,
        check=True,
    )

    name = connection.settings_dict["NAME"]
    assert done.stdout.split() == [postgres.APP, name, "127.0.0.1"]


def test_a_browser_is_found(chromium):
    """The browser tests have one, or they fail."""
    assert chromium.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("run", ["first", "again"])
def test_every_row_is_gone_after_a_test_with_real_transactions(run, server):
    """Also what the record never takes back, and the keys outside `public`."""
    owned = "SELECT format('%%I.%%I', schemaname, tablename) FROM pg_tables"
    name = connection.settings_dict["NAME"]
    with psycopg.connect(server.dsn(postgres.SUPERUSER, name)) as everywhere:
        tables = everywhere.execute(
            f"{owned} WHERE tableowner = %s AND tablename <> ALL (%s)",
            [postgres.OWNER, list(database.KEPT)],
        ).fetchall()
        counted = {
            table: everywhere.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for (table,) in tables
        }
    assert len(counted) > 40
    assert not any(counted.values()), run
    home = a_practice()
    an_email(a_client(home))
    with practice(home.id):
        audit.record("test.happened", by=machine(home.id))
