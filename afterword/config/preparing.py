"""Make an installation ready to serve: tables, static files, help pages.

Run as ``python -m afterword.config.preparing`` by the owner role, before anything
serves. It does nothing when there is nothing new.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from afterword import __version__, clock
from afterword.config import environment


def main() -> int:
    """Migrate and write the files that are served as they are."""
    os.environ["AFTERWORD_DATABASE_ROLE"] = environment.OWNER_ROLE
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "afterword.config.settings")
    import django  # noqa: PLC0415 - not before the role is chosen

    django.setup()
    _migrate()
    write_files(environment.home())
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

    from afterword.support.building import write_pages  # noqa: PLC0415

    stamp = home / "files-written"
    fresh = f"{__version__} {clock.today():%Y-%m} {_newest()}"
    if stamp.exists() and stamp.read_text(encoding="ascii") == fresh:
        return
    shutil.rmtree(home / "static", ignore_errors=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    write_pages(home / "help", built_on=clock.today())
    stamp.write_text(fresh, encoding="ascii")


def _newest() -> str:
    """Name the newest of the files that pages are made from."""
    package = Path(__file__).resolve().parent.parent
    folders = ("static", "packs/support", "templates/help", "support")
    times = [
        path.stat().st_mtime_ns
        for folder in folders
        for path in (package / folder).rglob("*")
        if path.is_file()
    ]
    return f"{max(times, default=0)} {len(times)}"


if __name__ == "__main__":
    sys.exit(main())
