"""Moving data of an older major version over, with a real older PostgreSQL."""

from __future__ import annotations

import subprocess
import sys

import psycopg
import pytest
from psycopg import errors as refused

from afterword import postgres
from afterword.postgres import binaries, errors, launcher
from afterword.postgres.upgrade import upgrade
from tests.postgres.conftest import query


@pytest.fixture(scope="module")
def older():
    """Give an older PostgreSQL of the system's, if there is one."""
    newest = binaries.find().major
    for software in binaries.candidates():
        if software.major < newest:
            return software
    return pytest.skip("not run: this machine has one PostgreSQL only")


@pytest.fixture
def old_server(older, home):
    """Give a server of the older version with a guarded table in it."""
    home.mkdir(mode=0o711)
    server = launcher.start_with(older, home / f"postgres-{older.major}")
    with psycopg.connect(server.dsn(postgres.OWNER), autocommit=True) as owner:
        owner.execute("CREATE TABLE kept (word text)")
        owner.execute("INSERT INTO kept VALUES ('still here')")
        owner.execute("GRANT SELECT ON kept TO afterword_app")
    return server


def test_an_older_postgresql_has_the_same_roles(old_server):
    """Also where patterns for names are unknown, the roles enter, without powers."""
    sql = "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
    assert query(old_server, sql) == [(False, False)]
    assert query(old_server, sql, postgres.OWNER) == [(False, False)]


def test_rows_owners_and_rights_come_over_and_the_old_data_stay(old_server, home):
    """The command that the refusal names does what it says."""
    assert old_server.stop()
    with pytest.raises(errors.OtherMajorError):
        postgres.start(home)

    old, new = upgrade(home)

    server = postgres.start(home)
    assert server.folder == new
    assert query(server, "SELECT word FROM kept") == [("still here",)]
    with pytest.raises(refused.InsufficientPrivilege):
        query(server, "INSERT INTO kept VALUES ('no') RETURNING 1")
    owners = "SELECT tableowner FROM pg_tables WHERE tablename = 'kept'"
    assert query(server, owners) == [(postgres.OWNER,)]
    assert (old / "data" / "PG_VERSION").exists()
    assert list(home.glob("upgrade-*")) == []


def test_data_in_use_are_not_moved(old_server, home, another_user, older):
    """Whoever still writes to the old data would lose what they write."""
    code = (
        "import sys; from pathlib import Path\n"
        "from afterword.postgres import binaries, launcher\n"
        "old = [s for s in binaries.candidates() if s.major == int(sys.argv[2])][0]\n"
        "launcher.start_with(old, Path(sys.argv[1]))\n"
        "print('here', flush=True); sys.stdin.readline()"
    )
    command = [sys.executable, "-c", code, str(old_server.folder), str(older.major)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as user:
        assert user.stdout.readline() == "here\n"

        with pytest.raises(errors.UpgradeError, match="Stop Afterword"):
            upgrade(home)

        user.stdin.close()
    assert [folder.name for folder in home.iterdir()] == [old_server.folder.name]


def test_without_older_data_there_is_nothing_to_do(home):
    """Said in words, and nothing is made."""
    home.mkdir()

    with pytest.raises(errors.UpgradeError, match="no data of an older"):
        upgrade(home)


def test_without_the_old_programs_it_says_which_to_install(home):
    """Data of a version that nobody has here cannot be read."""
    (home / "postgres-9" / "data").mkdir(parents=True)

    with pytest.raises(errors.UpgradeError, match="Install PostgreSQL 9 beside"):
        upgrade(home)


def test_the_command_line_answers_in_words(home, monkeypatch):
    """No traceback, and a code that a script can read."""
    monkeypatch.setenv("AFTERWORD_HOME", str(home))
    command = [sys.executable, "-m", "afterword.postgres"]

    done = subprocess.run(
        [*command, "upgrade"], capture_output=True, text=True, check=False
    )
    usage = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert done.stderr.startswith("Nothing was changed. There are no data")
    assert usage.returncode == 2
    assert "usage" in usage.stderr
