"""What every test has: a PostgreSQL, its two roles, and no way out of this machine.

`pytest -p no:django` leaves Django and PostgreSQL out, for the pure packages.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from afterword import postgres
from tests import bouncer, database, pages, setup_machine, world

SERVER = pytest.StashKey[postgres.Server]()

world.stay_here()


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL before Django reads its settings."""
    if not config.pluginmanager.hasplugin("django"):
        return
    database.forget_settings()
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    config.stash[SERVER] = database.start(worker)
    os.environ["DJANGO_SETTINGS_MODULE"] = "afterword.config.settings"

    import django

    django.setup()
    pages.serve_files_as_they_are()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave PostgreSQL; the last session to leave stops it."""
    server = config.stash.get(SERVER, None)
    if server:
        server.stop()


@pytest.fixture(scope="session")
def server(pytestconfig: pytest.Config) -> postgres.Server:
    """Give the tests' PostgreSQL. Others use it too: break one of your own instead."""
    return pytestconfig.stash[SERVER]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    """Create and migrate as the owner."""
    database.become(postgres.OWNER)


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,
    django_db_blocker: pytest.FixtureDef,
    server: postgres.Server,
) -> Iterator[None]:
    """Serve as the application; only the owner may drop the database."""
    with django_db_blocker.unblock():
        database.become(postgres.APP)
    database.empty_after_each(server)
    yield
    with django_db_blocker.unblock():
        database.become(postgres.OWNER)


@pytest.fixture
def connect_as(
    server: postgres.Server, db: None
) -> Iterator[Callable[..., psycopg.Connection]]:
    """Give a second connection to the test database: ``connect_as(postgres.OWNER)``.

    It sees what is committed, so it is for tests with real transactions.
    """
    from django.db import connection

    opened = []

    def connect(role: str, *, autocommit: bool = True) -> psycopg.Connection:
        name = connection.settings_dict["NAME"]
        opened.append(psycopg.connect(server.dsn(role, name), autocommit=autocommit))
        return opened[-1]

    yield connect
    for each in opened:
        each.close()


@pytest.fixture
def other_process(db: None) -> dict[str, str]:
    """Give the environment in which another process works on this test's database."""
    from django.conf import settings
    from django.db import connection

    from afterword.vault import ring

    name = connection.settings_dict["NAME"]
    ring.load.cache_clear()  # both read the file of keys as it is now
    return {
        **os.environ,
        "AFTERWORD_DATABASE_NAME": name,
        "AFTERWORD_HOME": str(settings.HOME),
        "AFTERWORD_KEYS": str(settings.KEYS),
    }


@pytest.fixture
def behind_pgbouncer(
    server: postgres.Server, other_process: dict[str, str]
) -> Iterator[dict[str, str]]:
    """Give the environment of another process that works through pgbouncer.

    Where pgbouncer cannot be had, this variant is reported as not run.
    """
    if setup_machine.pgbouncer() is None:
        pytest.skip("not run behind pgbouncer: it is not installed")
    name = other_process["AFTERWORD_DATABASE_NAME"]
    with bouncer.in_front_of(server) as port:
        url = f"postgresql://{postgres.APP}@127.0.0.1:{port}/{name}"
        yield {**other_process, "AFTERWORD_DATABASE_URL": url}


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Give the browser's path. Without one, the tests that ask for it fail."""
    found = setup_machine.chromium()
    if found is None:
        pytest.fail("there is no Chromium here: run `make test`, or install one")
    return found
