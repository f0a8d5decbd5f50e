"""Who may do what on the embedded PostgreSQL, and who may enter at all."""

from __future__ import annotations

import os
import pwd
import subprocess

import psycopg
import pytest
from psycopg import errors

from afterword import postgres
from tests.postgres.conftest import query, temporary_home


@pytest.fixture(scope="module")
def fresh():
    """Give a server as the first start makes it."""
    with temporary_home() as home:
        server = postgres.start(home)
        yield server
        server.stop()


@pytest.fixture(scope="module")
def guarded(fresh):
    """Give the server a table of the owner's, with row security on and no policy."""
    with psycopg.connect(fresh.dsn(postgres.OWNER), autocommit=True) as owner:
        owner.execute("CREATE TABLE guarded (word text)")
        owner.execute("INSERT INTO guarded VALUES ('secret')")
        owner.execute("ALTER TABLE guarded ENABLE ROW LEVEL SECURITY")
        owner.execute("GRANT SELECT ON guarded TO afterword_app")
    return fresh


POWERS = (
    "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication "
    "FROM pg_roles WHERE rolname = current_user"
)


def test_the_application_role_has_no_power(fresh):
    """It serves: no superuser, no way round row security, no roles, no databases."""
    assert query(fresh, POWERS) == [(False,) * 5]


def test_the_owner_may_create_databases_and_nothing_else_beyond_its_own(fresh):
    """It migrates and makes test databases; it cannot go round row security."""
    expected = [(False, False, False, True, False)]
    assert query(fresh, POWERS, postgres.OWNER) == expected


def test_the_owner_owns_the_database(fresh):
    """So it may migrate, and the application may not."""
    sql = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'afterword'"
    assert query(fresh, sql) == [(postgres.OWNER,)]


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE ROLE intruder",
        "CREATE DATABASE intruder",
        "CREATE TABLE intruder (i int)",
        "ALTER ROLE afterword_app BYPASSRLS",
        "ALTER ROLE afterword_app SUPERUSER",
        "ALTER TABLE guarded DISABLE ROW LEVEL SECURITY",
        "CREATE POLICY all_of_it ON guarded USING (true)",
        "SET ROLE afterword_owner",
        "SET ROLE afterword_superuser",
        "SELECT pg_read_file('/etc/passwd')",
        "COPY (SELECT 1) TO PROGRAM 'id'",
    ],
)
def test_the_application_role_is_refused(guarded, sql):
    """None of the ways to more power is open to it."""
    with (
        psycopg.connect(guarded.dsn(postgres.APP), autocommit=True) as connection,
        pytest.raises(errors.InsufficientPrivilege),
    ):
        connection.execute(sql)


def test_row_security_holds_for_the_application_role(guarded):
    """Without a policy it sees nothing, also when it asks not to be held back."""
    assert query(guarded, "SELECT * FROM guarded") == []
    with (
        psycopg.connect(guarded.dsn(postgres.APP), autocommit=True) as connection,
        connection.transaction(),
        pytest.raises(errors.InsufficientPrivilege, match="row-level security"),
    ):
        connection.execute("SET row_security = off; SELECT * FROM guarded")


def test_nothing_listens_on_the_network(fresh):
    """The socket in its private folder is the only way in."""
    assert query(fresh, "SHOW listen_addresses") == [("",)]
    assert fresh.folder.stat().st_mode & 0o777 == 0o700
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(host="127.0.0.1", port=5432, user="afterword_app", dbname="x")


def test_there_is_room_for_many_workers(fresh):
    """A hundred connections."""
    assert query(fresh, "SHOW max_connections") == [("100",)]


def test_a_role_of_another_name_is_refused(fresh):
    """The account is let in as Afterword's roles, as no others."""
    with psycopg.connect(fresh.dsn(postgres.SUPERUSER), autocommit=True) as connection:
        connection.execute("CREATE ROLE stranger LOGIN")
    with pytest.raises(psycopg.OperationalError, match="Peer authentication"):
        psycopg.connect(fresh.dsn("stranger"))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as somebody else")
def test_another_account_is_refused_even_with_the_folder_open(fresh):
    """Peer authentication asks the kernel who calls; a role's name is not enough."""
    other = pwd.getpwnam("daemon")
    psql = next((fresh.folder / "software").glob("*/pginstall/bin/psql"))
    command = [psql, fresh.dsn(postgres.APP), "-c", "SELECT 1"]
    fresh.folder.chmod(0o711)
    try:
        done = subprocess.run(
            command,
            user=other.pw_uid,
            group=other.pw_gid,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
        )
    finally:
        fresh.folder.chmod(0o700)

    assert done.returncode != 0
    assert "Peer authentication failed" in done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down")
def test_root_steps_down(fresh):
    """PostgreSQL runs as a lesser account; root comes in as every Afterword role."""
    assert fresh.folder.stat().st_uid != 0
    for role in (postgres.APP, postgres.OWNER, postgres.SUPERUSER):
        assert query(fresh, "SELECT current_user", role) == [(role,)]
