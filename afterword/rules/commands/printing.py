"""What every command of the rules prints, and its exit codes. Not: what it says."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from afterword.rules.errors import OptionError
from afterword.rules.words import is_date

ANSWERED, WRONG = 0, 2


def say(text: str) -> None:
    """Print one answer, or one line of it."""
    print(text)  # noqa: T201 - this is what it is for


def say_json(plain: Any) -> None:
    """Print plain data for a program to read."""
    say(json.dumps(plain, ensure_ascii=False, indent=2))


def wrong(words: str) -> int:
    """Say on the other stream what is wrong; give the exit code for it."""
    print(f"afterword: {words}", file=sys.stderr)  # noqa: T201 - this is what it is for
    return WRONG


def beside(words: str) -> None:
    """Say on the other stream how far a long run is, where somebody is watching."""
    if sys.stderr.isatty():
        print(words, file=sys.stderr, flush=True)  # noqa: T201 - this is what it is for


def day_given(text: str | None) -> date | None:
    """Read a day from the command line."""
    if text is None:
        return None
    if not is_date(text):
        raise OptionError(
            f"--on cannot be `{text[:80]}`; it is a date such as 2026-06-01"
        )
    return date.fromisoformat(text)


def words_of(error: Exception) -> str:
    """Say what went wrong with a file or with what is in it."""
    if isinstance(error, UnicodeDecodeError):
        return "the question is not UTF-8 text"
    if isinstance(error, OSError):
        name = f"{error.filename}: " if error.filename else ""
        return f"{name}{error.strerror}"
    return str(error)


def a_folder(text: str) -> Path:
    """Read the name of a folder of packs; ``-`` stands for the shipped ones."""
    from afterword.rules.loading.packs import PACKS  # noqa: PLC0415 - as late as can be

    if text == "-":
        return PACKS
    path = Path(text)
    if not path.is_dir():
        raise OptionError(f"there is no folder `{text[:200]}`")
    return path.resolve()
