"""`python -m afterword.postgres upgrade`: the one thing that no start does itself."""

from __future__ import annotations

import sys

from afterword.postgres.errors import PostgresError
from afterword.postgres.upgrade import upgrade


def main(arguments: list[str]) -> int:
    """Upgrade, and say what became of the old data."""
    if arguments != ["upgrade"]:
        sys.stderr.write("usage: python -m afterword.postgres upgrade\n")
        return 2
    try:
        old, new = upgrade()
    except PostgresError as error:
        sys.stderr.write(f"{error.for_people}\n")
        return 1
    sys.stdout.write(
        f"The data were copied to {new}. Afterword uses them from now on.\n"
        f"{old} was kept as it is; delete it when all is well.\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
