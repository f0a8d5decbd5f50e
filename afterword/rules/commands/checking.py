"""`afterword packs check | test`: what is wrong in packs and cases. Not: mending it."""

from __future__ import annotations

import argparse
from pathlib import Path

from afterword.rules import manifest
from afterword.rules.cases import run_cases, without_cases
from afterword.rules.commands.printing import ANSWERED, WRONG, a_folder, say
from afterword.rules.errors import ManifestError, OptionError
from afterword.rules.loading.packs import PACKS, check_packs, load_from
from afterword.rules.localities import check_places
from afterword.rules.vocabulary import suggest


def run_check(options: argparse.Namespace) -> int:
    """Name every problem at once; a file that only changed is noted, and no problem."""
    root = a_folder(options.packs)
    problems = check_packs(root=root)
    book = None if problems else load_from(root)
    if book is not None:
        problems = tuple(without_cases(book, root))
    if root == PACKS:
        problems += check_places()
    for problem in problems:
        say(str(problem))
    _note(root)
    if book is None:
        say("Cases are looked at once the packs load.")
    elif not problems:
        say(f"{len(book.packs)} packs, no problems.")
    return WRONG if problems else ANSWERED


def run_test(options: argparse.Namespace) -> int:
    """Run the cases of all packs, or of one."""
    root = a_folder(options.packs)
    book = load_from(root)
    known = [pack.id for pack in book.packs]
    if options.pack is not None and options.pack not in known:
        hint = suggest(options.pack, known)
        raise OptionError(f"there is no pack `{options.pack[:80]}`. {hint}".strip())
    failed = False
    for pack in book.packs:
        if options.pack not in (None, pack.id):
            continue
        report = run_cases(pack, book, root=root)
        failed = failed or bool(report.failures)
        say(f"{pack.id}: {report.ran} cases, {len(report.failures)} failures")
        for failure in report.failures:
            say(f"  {failure}")
    return WRONG if failed else ANSWERED


def _note(root: Path) -> None:
    """Name what differs from the manifest; an edit is fine, an unnoticed one is not."""
    try:
        differing = manifest.differences(root)
    except ManifestError as error:
        say(f"note: {error}")
        return
    for line in differing:
        say(f"note: {line} ({manifest.MANIFEST})")
