"""Makes the data of an embedded PostgreSQL: files, who may enter, roles, database."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from afterword.postgres.errors import StartFailedError

if TYPE_CHECKING:
    from afterword.postgres.binaries import Software
    from afterword.postgres.places import Account

SUPERUSER = "afterword_superuser"
"""Made by initdb, bypasses row security; the launcher alone uses it."""

OWNER = "afterword_owner"
APP = "afterword_app"
DATABASE = "afterword"

_NO_POWERS = "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION"
ROLES = (
    f"CREATE ROLE {OWNER} {_NO_POWERS} CREATEDB",
    f"CREATE ROLE {APP} {_NO_POWERS} NOCREATEDB",
    f"CREATE DATABASE {DATABASE} OWNER {OWNER}",
)

WITH_BUILTIN_LOCALES = 17
WITH_PATTERNS_IN_IDENT = 16


def environment() -> dict[str, str]:
    """Give PostgreSQL an environment that owes nothing to the caller's."""
    locale = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
    return {"PATH": "/usr/bin:/bin", "LC_ALL": locale, "TZ": "UTC"}


def make(folder: Path, software: Software, account: Account, *, lock: int) -> None:
    """Make ``folder/data`` whole or not at all.

    It grows in a sibling folder and is renamed when roles and database are in.
    The lock is handed to every program run here: while one lives, nobody else starts.
    """
    sweep(folder)
    draft = Path(tempfile.mkdtemp(prefix="init-", dir=folder))
    if not account.is_ours:
        os.chown(draft, account.uid, account.gid)
    _run(
        [
            software.program("initdb"),
            f"--pgdata={draft}",
            f"--username={SUPERUSER}",
            "--encoding=UTF8",
            *_locale(software),
            "--data-checksums",
            "--auth-local=peer",
            "--auth-host=reject",
        ],
        account,
        lock=lock,
    )
    single = ["--single", "-D", str(draft), "-c", "exit_on_error=on", "postgres"]
    statements = "".join(f"{statement};\n" for statement in ROLES)
    _run([software.program("postgres"), *single], account, lock=lock, says=statements)
    draft.rename(folder / "data")


def let_in(folder: Path, software: Software, account: Account) -> None:
    """Write who may connect: this account, over the socket, as our roles. No others.

    Written anew at each start, so that it always fits the account. Root may become
    any account anyway, so it is let in; `nobody` belongs to everybody and is not.
    """
    people = ["root"] if account.name == "nobody" else ["root", account.name]
    roles = (
        ["/^afterword_"]
        if software.major >= WITH_PATTERNS_IN_IDENT
        else [OWNER, APP, SUPERUSER]
    )
    lines = [
        f'afterword "{who}" {role}' for who in dict.fromkeys(people) for role in roles
    ]
    _write(
        folder / "data" / "pg_hba.conf", ["local all all peer map=afterword"], account
    )
    _write(folder / "data" / "pg_ident.conf", lines, account)


def sweep(folder: Path) -> None:
    """Remove what a killed start left half made."""
    for litter in folder.glob("init-*"):
        shutil.rmtree(litter, ignore_errors=True)


def _locale(software: Software) -> list[str]:
    if software.major >= WITH_BUILTIN_LOCALES:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return ["--locale=C", f"--lc-ctype={environment()['LC_ALL']}"]


def _run(
    command: Sequence[str | Path], account: Account, *, lock: int, says: str = ""
) -> None:
    done = subprocess.run(  # noqa: S603 - programs that were found, fixed arguments
        command,
        input=says,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        cwd="/",
        env=environment(),
        pass_fds=[lock],
        **account.child(),
    )
    if done.returncode or " ERROR: " in done.stdout:
        raise StartFailedError(Path(command[0]).name, done.stdout.strip()[-2000:])


def _write(path: Path, lines: list[str], account: Account) -> None:
    """Replace a file in one step; a link laid in its place is not followed."""
    fd, draft = tempfile.mkstemp(prefix=".new-", dir=path.parent)
    with os.fdopen(fd, "w", encoding="utf-8") as file:
        file.write("# Written by Afterword at every start; changes are lost.\n")
        file.writelines(f"{line}\n" for line in lines)
        if not account.is_ours:
            os.fchown(fd, account.uid, account.gid)
    Path(draft).replace(path)
