"""What the command line does beyond the pure rules. Each command needs the database."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from afterword.config import environment


def add_start(parser: argparse.ArgumentParser) -> None:
    """Declare the options of ``start``."""
    parser.add_argument(
        "--without-worker", action="store_true", help="pages only, no background work"
    )


def run_start(options: argparse.Namespace) -> int:
    """Serve this installation: pages, worker and, by default, its own PostgreSQL."""
    from afterword.config import serving  # noqa: PLC0415 - as late as it can be

    if environment.is_demonstration():
        raise environment.SettingError(
            "AFTERWORD_HOME",
            f"{environment.home()} holds a demonstration; choose another folder.",
        )
    with serving.prepared():
        return serving.serve(ready=_say_where, work=not options.without_worker)


def run_work(_options: argparse.Namespace) -> int:
    """Do background work only; run it on as many hosts as there is work for."""
    from afterword.config import serving  # noqa: PLC0415

    with serving.prepared():
        return serving.serve(ready=lambda: print("Working.", flush=True), web=False)


def add_audit(parser: argparse.ArgumentParser) -> None:
    """Declare the options of ``audit``."""
    parser.add_argument("what", choices=["verify"], help="check the record")


def run_audit(_options: argparse.Namespace) -> int:
    """Check every practice's record; 1 if anything does not fit."""
    from afterword.config import operations  # noqa: PLC0415

    return operations.verify()


def add_journal(parser: argparse.ArgumentParser) -> None:
    """Declare the options of ``journal``."""
    parser.add_argument("what", choices=["begin-anew"], help="when it is lost for good")


def run_journal(_options: argparse.Namespace) -> int:
    """Write a new journal of stops from the ledger, because the old one is lost."""
    from afterword.config import operations  # noqa: PLC0415

    return operations.begin_journal_anew()


def add_backup(parser: argparse.ArgumentParser) -> None:
    """Declare the options of ``backup``."""
    parser.add_argument("folder", type=Path, help="where to write; made if need be")


def run_backup(options: argparse.Namespace) -> int:
    """Write a back-up: data, and apart from it the keys of clients."""
    from afterword.config import operations  # noqa: PLC0415

    return operations.backup(options.folder)


def add_restore(parser: argparse.ArgumentParser) -> None:
    """Declare the options of ``restore``."""
    parser.add_argument("folder", type=Path, help="a folder that `backup` wrote")


def run_restore(options: argparse.Namespace) -> int:
    """Put a back-up into an empty database, then replay later stops."""
    from afterword.config import operations  # noqa: PLC0415

    return operations.restore(options.folder)


def add_doctor(parser: argparse.ArgumentParser) -> None:
    """Take whether old records count as wrong."""
    parser.add_argument(
        "--strict",
        action="store_true",
        help="exit with 1 also for what only needs a look",
    )


def run_doctor(options: argparse.Namespace) -> int:
    """Look at settings, keys, database, journal, mail, help lines and packs."""
    from afterword.config import operations  # noqa: PLC0415

    return operations.doctor(strict=options.strict)


def _say_where() -> None:
    print(f"Afterword is open at {environment.public_url()}/desk/", flush=True)
    link = _first_run_link()
    if link:
        print(f"Set up the practice here, once, within a day: {link}", flush=True)
    if not os.environ.get("AFTERWORD_SMTP_URL"):
        print("AFTERWORD_SMTP_URL is not set: no message will go out.", flush=True)


def _first_run_link() -> str | None:
    environment.load_django()
    from afterword.accounts.services import first_run_link  # noqa: PLC0415

    return first_run_link()
