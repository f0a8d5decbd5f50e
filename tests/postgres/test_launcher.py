"""The launcher: cold, warm, together, after every kind of kill."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import time
from pathlib import Path

import psycopg
import pytest

from afterword import postgres
from afterword.postgres.places import account_for
from tests.postgres.conftest import postmaster, query, temporary_home


def _write_a_row(server):
    with psycopg.connect(server.dsn(postgres.OWNER), autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS kept")
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('still here')")
        connection.execute("GRANT SELECT ON kept TO afterword_app")


def _rows(server):
    return query(server, "SELECT word FROM kept")


def _litter(home):
    folder = next(home.glob("postgres-*"))
    return [*folder.glob("init-*"), *folder.glob("software-*"), *home.glob("soft*")]


def test_what_was_written_is_there_after_a_stop_and_a_start(made):
    """A cold start makes the database, a warm one finds it."""
    server = postgres.start(made)
    _write_a_row(server)
    assert server.stop()
    assert not (server.socket / ".s.PGSQL.5432").exists()

    again = postgres.start(made)

    assert _rows(again) == [("still here",)]
    assert again.stop()


def test_starting_twice_in_one_process_joins(made):
    """A second call meets the same server and needs one stop only."""
    server = postgres.start(made)
    pid = postmaster(server)

    assert postgres.start(made) == server
    assert postmaster(server) == pid
    assert server.stop()


def test_the_expected_place_is_where_it_then_is(home):
    """Settings may name the server before it runs."""
    expected = postgres.expected(home)

    assert postgres.start(home) == expected


def test_a_second_process_joins_and_the_server_outlives_the_first(made, another_user):
    """Who leaves while another uses the server leaves it running."""
    server = postgres.start(made)
    other = another_user(made)
    other.says()
    pid = postmaster(server)

    assert server.stop() is False

    os.kill(pid, 0)
    assert postgres.start(made).socket == server.socket
    assert postmaster(server) == pid


def test_eight_processes_start_one_server(home, another_user):
    """Cold and all at once, they meet the same server."""
    others = [another_user(home) for _ in range(8)]

    since = {other.says() for other in others}

    assert len(since) == 1
    assert "" not in since
    assert _litter(home) == []


def test_a_killed_process_is_no_user_any_more(made, another_user):
    """After ``kill -9`` of a user the last one left still stops the server."""
    other = another_user(made)
    other.says()
    server = postgres.start(made)

    other.kill(with_children=True)

    assert server.stop() is True


def test_a_killed_server_starts_again_with_its_rows(made):
    """After ``kill -9`` of the postmaster the next start recovers."""
    server = postgres.start(made)
    _write_a_row(server)

    os.kill(postmaster(server), signal.SIGKILL)

    assert _rows(postgres.start(made)) == [("still here",)]
    assert server.stop()


def test_everything_killed_at_once_starts_again_with_its_rows(made):
    """After ``kill -9`` of all of PostgreSQL the next start recovers."""
    server = postgres.start(made)
    _write_a_row(server)
    sql = "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    parts = [row[0] for row in query(server, sql, postgres.SUPERUSER)]

    for pid in [postmaster(server), *parts]:
        os.kill(pid, signal.SIGKILL)

    assert len(parts) > 3
    assert _rows(postgres.start(made)) == [("still here",)]


def test_while_any_part_lives_nobody_starts_a_second_server(made, another_user):
    """A part that hangs after its server was killed holds the data until it ends."""
    server = postgres.start(made)
    sql = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'"
    ((part,),) = query(server, sql, postgres.SUPERUSER)
    os.kill(part, signal.SIGSTOP)
    try:
        os.kill(postmaster(server), signal.SIGKILL)
        other = another_user(made)
        told, _, _ = select.select([other.process.stdout], [], [], 2)
    finally:
        os.kill(part, signal.SIGCONT)

    assert told == []
    assert other.says()


def test_a_pid_that_belongs_to_somebody_else_now_stops_nobody(made):
    """Files that name a living process of another kind are not believed."""
    server = postgres.start(made)
    assert server.stop()
    account = account_for(server.folder)
    with subprocess.Popen(["/bin/sleep", "60"], **account.child()) as bystander:
        stale = f"{bystander.pid}\n{server.folder / 'data'}\n1\n5432\n{server.socket}\n"
        (server.folder / "data" / "postmaster.pid").write_text(stale)
        (server.socket / ".s.PGSQL.5432.lock").write_text(stale)

        again = postgres.start(made)

        assert postmaster(again) != bystander.pid
        assert bystander.poll() is None
        bystander.kill()
    assert again.stop()


@pytest.mark.parametrize("with_children", [True, False], ids=["all", "python alone"])
def test_a_first_start_that_is_killed_half_way_leaves_nothing_behind(
    home, another_user, with_children
):
    """Killed while initdb works: the next start makes the data anew, and whole."""
    victim = another_user(home)
    end = time.monotonic() + 20
    while not list(home.glob("postgres-*/init-*")) and time.monotonic() < end:
        time.sleep(0.005)
    time.sleep(0.1)

    victim.kill(with_children=with_children)

    assert not list(home.glob("postgres-*/data"))
    server = postgres.start(home)
    assert query(server, "SELECT current_user") == [(postgres.APP,)]
    assert _litter(home) == []


@pytest.mark.parametrize("name", ["it's a home, odd", "é" * 60])
def test_odd_and_long_paths_work(name):
    """Spaces, apostrophes, commas, other scripts; too long for a socket's path."""
    with temporary_home(name) as home:
        server = postgres.start(home)

        assert query(server, "SELECT 1") == [(1,)]
        assert postgres.expected(home) == server
        assert server.stop()


def test_a_long_path_has_its_socket_in_a_short_private_folder():
    """The folder of the socket belongs to the server's account alone."""
    with temporary_home("x" * 100) as home:
        server = postgres.start(home)
        found = server.socket.stat()

        assert len(str(server.socket)) < 60
        assert found.st_mode & 0o777 == 0o700
        assert found.st_uid == server.folder.stat().st_uid
        assert server.stop()
        assert not server.socket.exists()


def test_a_broken_file_is_reported_with_the_last_words_and_holds_no_lock(made):
    """A server that cannot start says why; when repaired it starts."""
    server = postgres.start(made)
    assert server.stop()
    settings = server.folder / "data" / "postgresql.conf"
    whole = settings.read_text()
    settings.write_text("shared_buffers = many\n")

    with pytest.raises(postgres.PostgresError) as caught:
        postgres.start(made)

    assert "shared_buffers" in caught.value.for_people
    settings.write_text(whole)
    assert postgres.start(made).stop()


def test_the_programs_stay_beside_the_data(made):
    """The server runs from its own copy, so removing the wheel breaks nothing."""
    server = postgres.start(made)
    pid = postmaster(server)

    running = Path(f"/proc/{pid}/exe").readlink()

    assert running.is_relative_to(server.folder / "software")
    assert server.bin("pg_dump").is_file()


def test_a_new_build_of_the_programs_replaces_the_copy_at_the_next_start(made):
    """What the copy came from is written in it; a change means a new copy."""
    server = postgres.start(made)
    assert server.stop()
    seal = next((server.folder / "software").glob("*/pginstall/bin/complete"))
    was = seal.read_text()
    seal.write_text("18.0 1 1")

    postgres.start(made)

    assert seal.read_text() == was
    assert _litter(made) == []
