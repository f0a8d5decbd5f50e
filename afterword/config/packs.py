"""`afterword packs`: the rules' own parts, and one that needs the database.

Django is imported for `diff --stored` alone; everything else starts without it.
"""

from __future__ import annotations

import argparse

from afterword.rules.commands import packs
from afterword.rules.commands.printing import words_of, wrong
from afterword.rules.errors import RulesError


def add_packs(parser: argparse.ArgumentParser) -> None:
    """Take what the rules take, and `--stored` for `diff`."""
    packs.add_packs(parser).add_argument(
        "--stored",
        action="store_true",
        help="decide the stored rulings of this installation anew, instead of cases",
    )


def run_packs(options: argparse.Namespace) -> int:
    """Do one part; the stored rulings are opened for `diff --stored` alone."""
    if not getattr(options, "stored", False):
        return packs.run_packs(options)
    from afterword.config import stored_rulings  # noqa: PLC0415 - it loads Django

    try:
        return stored_rulings.compare(options)
    except (RulesError, OSError) as error:
        return wrong(words_of(error))
