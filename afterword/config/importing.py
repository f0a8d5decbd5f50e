"""``afterword import``: bring in a caseload from the command line, shown first."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from afterword.config import environment, operations


def main(argv: Sequence[str] | None = None) -> int:
    """Read a file and say what would happen; with ``--run``, do it. 2 on an error."""
    parser = argparse.ArgumentParser(prog="afterword import")
    add_import(parser)
    return run_import(parser.parse_args(argv))


def run_import(given: argparse.Namespace) -> int:
    """Do what the command line asks, on a database that runs meanwhile."""
    try:
        data = given.file.read_bytes()
    except OSError as error:
        return _wrong(f"{given.file} cannot be read: {error.strerror}.")
    with operations.database():
        return _on_database(data, given)


def _on_database(data: bytes, given: argparse.Namespace) -> int:
    environment.load_django()
    from afterword.clinic.caseload.errors import CaseloadError  # noqa: PLC0415
    from afterword.clinic.errors import ClinicError  # noqa: PLC0415

    home = _practice(given.practice)
    if home is None:
        return 2
    try:
        return _import(data, given, home)
    except (CaseloadError, ClinicError) as error:
        return _wrong(str(error.for_people))


def add_import(parser: argparse.ArgumentParser) -> None:
    """Declare the options of ``import``. Nothing is stored without ``--run``."""
    parser.add_argument("file", type=Path, help="a CSV file")
    parser.add_argument(
        "--date-order",
        required=True,
        choices=["ymd", "dmy", "mdy"],
        help="how dates are written in it",
    )
    parser.add_argument(
        "--practice", type=UUID, help="which practice, if there are several"
    )
    parser.add_argument("--run", action="store_true", help="import the people")


def _practice(wanted: UUID | None) -> UUID | None:
    """Choose the practice: the one that is named, or the only one."""
    from afterword.tenancy.models import Practice  # noqa: PLC0415 - after Django

    found = dict(Practice.objects.order_by("created_at").values_list("id", "name"))
    if wanted is not None and wanted in found:
        return wanted
    if wanted is None and len(found) == 1:
        return next(iter(found))
    if not found:
        _wrong("There is no practice yet: set one up first.")
    else:
        _wrong("Name the practice with --practice:")
        for id_, name in found.items():
            print(f"  {id_}  {name}", file=sys.stderr)
    return None


def _import(data: bytes, given: argparse.Namespace, home: UUID) -> int:
    from afterword.audit.actors import operator  # noqa: PLC0415 - after Django
    from afterword.clinic.services import importing  # noqa: PLC0415

    by = operator(home)
    batch = importing.take_file(data=data, date_order=given.date_order, by=by)
    print(f"Reading {given.file} …", flush=True)
    counts = importing.dry_run(batch=batch, by=by)
    understood = ", ".join(
        f"{title} ({name})" for name, title in counts.columns.items()
    )
    print(f"Understood: {understood}")
    if counts.ignored:
        print(f"Ignored: {', '.join(counts.ignored)}")
    print(
        f"{counts.rows} rows: {counts.new} new, {counts.same} here already, "
        f"{counts.conflict} differ, {counts.refused} refused."
    )
    print("0 of them become contactable.")
    if counts.refused or counts.conflict:
        aside = given.file.with_name(f"{given.file.stem}-set-aside.csv")
        _write(aside, importing.set_aside(batch=batch, by=by))
    if not given.run:
        importing.drop(batch=batch, by=by)
        print("Nothing was stored. Add --run to import.")
        return 0
    print(f"Importing {counts.new} …", flush=True)
    done = importing.run(batch=batch, by=by)
    print(f"Imported {done.done}. To undo it: its page under People, Import.")
    return 0


def _write(path: Path, data: bytes) -> None:
    """Write the rows that were set aside, readable by nobody else."""
    path.touch(mode=0o600)
    path.write_bytes(data)
    print(f"Rows that were set aside, with the reasons: {path}")


def _wrong(words: str) -> int:
    print(words, file=sys.stderr)
    return 2
