"""Make an installation ready to serve: tables, static files, help pages.

Run as ``python -m afterword.config.preparing`` by the owner role, before anything
serves. It does nothing when there is nothing new.
"""

from __future__ import annotations

import os
import shutil
import sys
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from afterword import __version__, clock, postgres
from afterword.config import environment

STAMP = "prepared"

MADE_BY = ("Django", "django-allauth", "procrastinate")
"""Libraries that bring tables of their own."""


def is_done(server: postgres.Server | None) -> bool:
    """Say whether these very tables and files were made here already.

    Only for the embedded database: of another one nobody knows who changed it.
    """
    stamp = environment.home() / STAMP
    if server is None or not stamp.exists():
        return False
    return stamp.read_text(encoding="ascii") == _fresh(server)


def _fresh(server: postgres.Server) -> str:
    """Name everything that tables and files are made from, in one line."""
    package = Path(__file__).resolve().parent.parent
    migrations = sorted(path.name for path in package.glob("*/migrations/0*.py"))
    versions = [f"{name}={version(name)}" for name in MADE_BY]
    made_at = (server.folder / "data" / "PG_VERSION").stat().st_mtime_ns
    said = [str(made_at), _files(), *versions, *migrations]
    return sha256("\n".join(said).encode()).hexdigest()


def main() -> int:
    """Migrate and write the files that are served as they are."""
    os.environ["AFTERWORD_DATABASE_ROLE"] = environment.OWNER_ROLE
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "afterword.config.settings")
    import django  # noqa: PLC0415 - not before the role is chosen

    django.setup()
    _migrate()
    write_files(environment.home())
    if environment.embedded():
        done = _fresh(postgres.expected())
        (environment.home() / STAMP).write_text(done, encoding="ascii")
    return 0


def _migrate() -> None:
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def write_files(home: Path) -> None:
    """Write static files and help pages, unless these very ones are there."""
    from django.core.management import call_command  # noqa: PLC0415

    from afterword.support.publishing import publish_all  # noqa: PLC0415

    stamp = home / "files-written"
    fresh = _files()
    if stamp.exists() and stamp.read_text(encoding="ascii") == fresh:
        return
    shutil.rmtree(home / "static", ignore_errors=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    publish_all(on=clock.today())
    stamp.write_text(fresh, encoding="ascii")


def _files() -> str:
    """Name what served files are made from: version, month, and the newest of them."""
    package = Path(__file__).resolve().parent.parent
    folders = ("static", "packs/support", "templates/help", "support")
    times = [
        path.stat().st_mtime_ns
        for folder in folders
        for path in (package / folder).rglob("*")
        if path.is_file()
    ]
    newest = f"{max(times, default=0)} {len(times)}"
    return f"{__version__} {clock.today():%Y-%m} {newest}"


if __name__ == "__main__":
    sys.exit(main())
