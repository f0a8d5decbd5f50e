"""`afterword packs …`: what each part of it takes, and where it is done."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Final

from afterword.rules.commands.printing import words_of, wrong
from afterword.rules.errors import RulesError

Run = Callable[[argparse.Namespace], int]
_HERE: Final = "afterword.rules.commands"
PARTS: Final = {
    "check": (f"{_HERE}.checking", "name every problem, with file, line and remedy"),
    "test": (f"{_HERE}.checking", "run the cases of all packs, or of one"),
    "list": (f"{_HERE}.showing", "list the packs, all or those that fit"),
    "show": (f"{_HERE}.showing", "show a pack, or a rule with its cases"),
    "stale": (f"{_HERE}.showing", "name texts that were read longer ago than a year"),
    "diff": (f"{_HERE}.comparing", "say which answers differ between two folders"),
    "manifest": (f"{_HERE}.signing", "write, sign or verify the list of pack files"),
}
"""Each part: the module that does it, imported only then, and one line of help."""


def add_packs(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Take a part with what it needs; give the parser of `diff`, to add to it."""
    parts = parser.add_subparsers(dest="what", required=True, metavar="PART")
    made = {
        name: parts.add_parser(name, help=words, description=words)
        for name, (_, words) in PARTS.items()
    }
    for name, part in made.items():
        if name != "diff":
            part.add_argument(
                "--packs",
                metavar="FOLDER",
                default="-",
                help="a folder of packs; the shipped ones if left out",
            )
    for name in ("test", "stale"):
        made[name].add_argument("pack", nargs="?", help="the id of a pack")
    made["show"].add_argument("id", help="the id of a pack or of a rule")
    made["stale"].add_argument(
        "--on", metavar="DATE", help="the day; today if left out"
    )
    _add_list(made["list"])
    _add_diff(made["diff"])
    _add_manifest(made["manifest"])
    return made["diff"]


def run_packs(options: argparse.Namespace) -> int:
    """Do the part that was asked for; a mistake is answered in words, with exit 2."""
    run: Run = getattr(import_module(PARTS[options.what][0]), f"run_{options.what}")
    try:
        return run(options)
    except (RulesError, OSError) as error:
        return wrong(words_of(error))


def _add_list(part: argparse.ArgumentParser) -> None:
    part.add_argument("--place", metavar="CODE", help="those that hold there: CA-ON")
    part.add_argument("--profession", help="those that may bind it: psychologist")
    part.add_argument(
        "--purpose", help="those that speak of it, or of its lane: social"
    )
    part.add_argument("--json", action="store_true", help="print as JSON")


def _add_diff(part: argparse.ArgumentParser) -> None:
    part.add_argument("old", help="a folder of packs; `-` for the shipped ones")
    part.add_argument("new", help="the folder to hold against it")
    part.add_argument(
        "--cases",
        metavar="FILE",
        help="questions, one a line as `ask --lines` reads them; without it, every "
        "case of both folders",
    )
    part.add_argument("--json", action="store_true", help="print as JSON")


def _add_manifest(part: argparse.ArgumentParser) -> None:
    what = part.add_mutually_exclusive_group()
    what.add_argument(
        "--sign", metavar="KEYFILE", type=Path, help="sign it with an Ed25519 key (PEM)"
    )
    what.add_argument(
        "--verify", metavar="PUBLICKEY", type=Path, help="check signature and files"
    )
