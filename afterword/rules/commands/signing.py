"""`afterword packs manifest`: write it, sign it, verify it. Not: what is in a pack."""

from __future__ import annotations

import argparse
from getpass import getpass

from afterword.rules import manifest
from afterword.rules.commands.printing import ANSWERED, WRONG, a_folder, say
from afterword.rules.errors import ManifestError
from afterword.rules.loading.packs import check_packs


def run_manifest(options: argparse.Namespace) -> int:
    """Write the manifest, or sign it, or verify it."""
    root = a_folder(options.packs)
    if options.sign is not None:
        if problems := check_packs(root=root):
            raise ManifestError(f"nothing is signed that does not load: {problems[0]}")
        manifest.sign(root, options.sign, lambda: getpass("Words that open the key: "))
        say(f"Signed: {root / manifest.SIGNATURE}")
        return ANSWERED
    if options.verify is not None:
        return _verify(options)
    changed = manifest.write(root)
    words = "Written" if changed else "Already current"
    say(f"{words}: {root / manifest.MANIFEST}, {len(manifest.files_of(root))} files.")
    if changed and (root / manifest.SIGNATURE).exists():
        say(f"{manifest.SIGNATURE} was made for another one: sign again.")
    return ANSWERED


def _verify(options: argparse.Namespace) -> int:
    root = a_folder(options.packs)
    if not manifest.is_signed_by(root, options.verify):
        say(f"{manifest.SIGNATURE} was not made by this key for this manifest.")
        return WRONG
    differing = manifest.differences(root)
    for line in differing:
        say(line)
    if differing:
        say("The manifest is signed by this key, and the files are not what it lists.")
        return WRONG
    files = len(manifest.files_of(root))
    say(f"Signed by this key, and all {files} files are as they were signed.")
    return ANSWERED
