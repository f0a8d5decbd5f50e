"""What an operator does: check the record, back up, restore, look for what is wrong."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from afterword import __version__, clock, postgres
from afterword.audit import verifying
from afterword.config import aging, environment
from afterword.rules import manifest
from afterword.rules.loading.packs import PACKS, load_packs
from afterword.vault import ring

ROOM_FOR_STOPS = 1_000_000
"""Bytes that the journal's disk must take; with less, nothing is sent."""

KEYS_LIVE = timedelta(days=30)
"""Dumps of clients' keys older than this are to be destroyed: erasure counts on it."""

DATA, CLIENT_KEYS, MANIFEST = "data.dump", "client-keys.dump", "manifest.json"


class OperationError(Exception):
    """Something an operator asked for cannot be done. ``for_people`` says why."""

    def __init__(self, for_people: str) -> None:
        self.for_people = for_people
        super().__init__(for_people)


@contextmanager
def database() -> Iterator[postgres.Server | None]:
    """Have the embedded database run for one command; another one is left alone."""
    server, ours = None, False
    if environment.embedded():
        ours = not postgres.is_used_here()
        server = postgres.start()
    try:
        yield server
    finally:
        if server is not None and ours:
            server.stop()


def verify() -> int:
    """Check every practice's record and print what was found."""
    public = ring.public_key(ring.load(environment.keys()).signing)
    wrong = 0
    with database(), psycopg.connect(_address()) as connection:
        homes = connection.execute("SELECT id::text, name FROM tenancy_practice")
        for home, name in homes.fetchall():
            verdict = verifying.verify(
                connection, home, public=public, notes=environment.journal()
            )
            wrong += not verdict.fits
            said = verdict.misfit or "every event is as it was recorded"
            print(f"{name}: {verdict.events} events: {said}")
    return 1 if wrong else 0


def backup(folder: Path) -> int:
    """Write data and clients' keys into two files, with their checksums."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if (folder / MANIFEST).exists():
        raise OperationError(f"{folder} holds a back-up already; name a new folder.")
    with database() as server:
        started = clock.now()
        _dump(server, folder / DATA, "--exclude-schema=keys")
        _dump(server, folder / CLIENT_KEYS, "--schema=keys")
        with psycopg.connect(_address()) as connection:
            version = connection.info.server_version
    manifest = {
        "afterword": __version__,
        "postgresql": version,
        "at": started.isoformat(),
        "files": {name: _sum(folder / name) for name in (DATA, CLIENT_KEYS)},
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="ascii")
    last = (started + KEYS_LIVE).date()
    print(
        f"Written to {folder}.\n"
        f"{CLIENT_KEYS} belongs apart from {DATA}; destroy it by {last:%d %B %Y}, "
        "because whoever was erased until then can still be read with it.\n"
        f"Not in it, and needed too: {environment.keys()} and {environment.journal()}."
    )
    return 0


def restore(folder: Path) -> int:
    """Put a back-up into an empty database. Nothing goes out before later stops."""
    manifest = _manifest(folder)
    ring.load(environment.keys())
    with database() as server:
        with psycopg.connect(_address()) as connection:
            row = connection.execute(
                "SELECT to_regclass('public.django_migrations')"
            ).fetchone()
        if row and row[0]:
            raise OperationError(
                "This database is not empty, so nothing was changed. Restore into a "
                "new one: another AFTERWORD_HOME, or an empty database on the server."
            )
        _load(server, folder / DATA)
        _load(server, folder / CLIENT_KEYS)
        counts = _bring_up_to_date()
    print(
        f"Restored as of {manifest['at']}. {counts.stops} later stops were read back "
        f"from the journal. {counts.presumed} planned messages may have gone out since "
        "and are marked for a person to look at; none of them will be sent."
    )
    return 0


@dataclass(frozen=True)
class Restored:
    """What was brought up to date after a restore."""

    stops: int
    presumed: int


def begin_journal_anew() -> int:
    """Write a journal from the ledger: an operator says that the old one is lost."""
    with database():
        environment.load_django()
        from afterword.consent import journal  # noqa: PLC0415

        came = journal.begin_anew()
    print(f"A new journal holds {came.stops_owed} stops of the ledger.")
    return 0


def doctor(*, strict: bool = False) -> int:
    """Look at everything that has to be right; 1 if anything is not.

    What only grew old is told too. It is no failure, unless ``strict`` asks for that.
    """
    wrong = old = 0
    for name, look in (*CHECKS, *aging.CHECKS):
        try:
            said = look()
        except aging.OldError as found:
            old += 1
            print(f"LOOK   {name}: {found}")
        except Exception as error:  # noqa: BLE001 - a doctor reports, whatever it is
            said = str(getattr(error, "for_people", None) or f"{type(error).__name__}")
            wrong += 1
            print(f"WRONG  {name}: {said}")
        else:
            print(f"ok     {name}: {said}")
    return 1 if wrong or (strict and old) else 0


def _bring_up_to_date() -> Restored:
    """Replay later stops, and presume sent whatever came due since the back-up."""
    environment.load_django()
    from afterword.consent import journal  # noqa: PLC0415
    from afterword.followup import restoring  # noqa: PLC0415

    _set_aside_notes()
    stops = journal.replay().stops_restored
    return Restored(stops, restoring.presume_sent())


def _set_aside_notes() -> None:
    """Keep the notes of the newer log apart: the restored log ends before them."""
    for path in environment.journal().glob("checkpoints-*.jsonl"):
        stamp = f"{clock.now():%Y%m%dT%H%M%S}"
        path.rename(path.with_name(f"{path.name}.before-restore-{stamp}"))


def _address(role: str = environment.OWNER_ROLE) -> str:
    found = environment.database(role)
    return make_conninfo(
        host=str(found["HOST"]),
        port=str(found["PORT"]),
        user=str(found["USER"]),
        dbname=str(found["NAME"]),
        password=str(found.get("PASSWORD", "")) or None,
    )


def _program(server: postgres.Server | None, name: str) -> str:
    if server is not None:
        return str(server.bin(name))
    found = shutil.which(name)
    if found is None:
        raise OperationError(
            f"`{name}` is not installed here; it belongs to PostgreSQL's client tools."
        )
    return found


def _dump(server: postgres.Server | None, to: Path, *which: str) -> None:
    to.touch(mode=0o600)
    _run(
        [
            _program(server, "pg_dump"),
            "--format=custom",
            *which,
            f"--file={to}",
            f"--dbname={_address()}",
        ]
    )


def _load(server: postgres.Server | None, path: Path) -> None:
    _run(
        [
            _program(server, "pg_restore"),
            "--exit-on-error",
            "--single-transaction",
            f"--dbname={_address()}",
            str(path),
        ]
    )


def _run(command: list[str]) -> None:
    done = subprocess.run(  # noqa: S603 - a program that was found
        command, check=False, capture_output=True, text=True, errors="replace"
    )
    if done.returncode:
        last = done.stderr.strip().splitlines()[-3:]
        raise OperationError(f"{Path(command[0]).name} failed: {' '.join(last)}")


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        read: dict[str, Any] = json.loads((folder / MANIFEST).read_text("ascii"))
        files = dict(read["files"])
    except (OSError, ValueError, KeyError, TypeError):
        raise OperationError(f"{folder} holds no back-up of Afterword.") from None
    for name, expected in files.items():
        if not (folder / name).exists() or _sum(folder / name) != expected:
            raise OperationError(
                f"{name} is missing or is not what was written; nothing was changed."
            )
    return read


def _look_settings() -> str:
    return f"pages at {environment.public_url()}"


def _look_keys() -> str:
    return f"{len(ring.load(environment.keys()).wrapping)} in {environment.keys()}"


def _look_database() -> str:
    with database(), psycopg.connect(_address(environment.APP_ROLE)) as connection:
        row = connection.execute(
            "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        version = connection.info.server_version // 10000
    if row is None or row[0]:
        raise OperationError("the application role can bypass row security")
    if version < 15:  # noqa: PLR2004 - the oldest that is tested
        raise OperationError(f"PostgreSQL {version} is too old; 15 or later is needed")
    return f"PostgreSQL {version}, and the application role cannot bypass row security"


def _look_journal() -> str:
    folder = environment.journal()
    probe = folder / ".probe"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with probe.open("wb") as file:
            file.write(b"\0" * ROOM_FOR_STOPS)
            os.fsync(file.fileno())
    except OSError as error:
        raise OperationError(
            f"nothing can be written to {folder}: {error.strerror}. A stop is in the "
            "database all the same. Make room there; nothing is sent before."
        ) from None
    finally:
        with suppress(OSError):
            probe.unlink(missing_ok=True)
    same = folder.stat().st_dev == environment.home().stat().st_dev
    return f"{folder}" + (" (on the same disk as the data)" if same else "")


def _look_mail() -> str:
    from afterword.carriers.route import Route  # noqa: PLC0415

    url = os.environ.get("AFTERWORD_SMTP_URL")
    if not url:
        return "AFTERWORD_SMTP_URL is not set: no message goes out"
    route = Route.parse(url)
    return f"{route.host}:{route.port}"


def _look_help() -> str:
    from afterword.support.lines import countries  # noqa: PLC0415

    folder = environment.home() / "help"
    if not (folder / "where.html").exists():
        raise OperationError("the help pages are not written; start Afterword once")
    return f"{len(countries())} countries"


def _look_packs() -> str:
    """Load every pack; an edited file is named, so that none is edited unnoticed."""
    packs = len(load_packs().packs)
    differing = manifest.differences(PACKS)
    if not differing:
        return f"{packs}, each file as its manifest lists it"
    return f"{packs}; not as the manifest lists them: {'; '.join(differing)}"


CHECKS: tuple[tuple[str, Callable[[], str]], ...] = (
    ("settings", _look_settings),
    ("keys", _look_keys),
    ("database", _look_database),
    ("journal of stops", _look_journal),
    ("mail", _look_mail),
    ("help pages", _look_help),
    ("rule packs", _look_packs),
)
