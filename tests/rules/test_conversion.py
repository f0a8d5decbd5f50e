"""What became of each entry of the evidence: no line is lost, and none points nowhere.

Not: whether an entry was read rightly. ``evidence.txt`` names the entries; the
evidence itself is not part of this repository.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from afterword.rules.loading.packs import PACKS, load_packs
from afterword.rules.loading.reading import read

FILE = PACKS / "conversion.yaml"
ENTRIES = Path(__file__).with_name("evidence.txt")
LEFT_OUT = "not modelled"
_REASON = re.compile(rf"{LEFT_OUT} \((?P<why>.+)\)\Z")
_FOLDERS = re.compile(r"\b(places|support)/([a-z-]+)\.yaml\b")
_SHORTEST_REASON = 8
_STEM = 5


@cache
def document():
    return read(FILE.read_bytes(), FILE.name)


def lines():
    return document().data


def bare():
    return [entry for entry, became in lines().items() if became == LEFT_OUT]


@cache
def packs():
    return {pack.id: pack for pack in load_packs().packs}


def test_every_entry_of_the_evidence_has_one_line():
    """Nothing that was found is dropped in silence, and no entry is answered twice."""
    assert document().problems == []
    entries = ENTRIES.read_text().split()
    assert len(entries) == len(set(entries))
    assert sorted(set(entries) - set(lines())) == []


def test_every_line_names_rules_or_says_that_it_is_not_modelled():
    """A line is a list of rules, or the two words with or without a reason."""
    known = load_packs().rules
    lost = {
        f"{entry}: {name}"
        for entry, became in lines().items()
        if not became.startswith(LEFT_OUT)
        for name in became.split() or [""]
        if name not in known
    }
    assert sorted(lost) == []


def test_a_reason_in_brackets_says_something():
    """It names a file that there is, or gives the reason in words."""
    empty = []
    for entry, became in lines().items():
        if not became.startswith(LEFT_OUT) or became == LEFT_OUT:
            continue
        found = _REASON.match(became)
        why = found["why"] if found else ""
        named = [
            PACKS / folder / f"{iso}.yaml" for folder, iso in _FOLDERS.findall(why)
        ]
        if len(why) < _SHORTEST_REASON or not all(path.exists() for path in named):
            empty.append(f"{entry}: {became}")
    assert empty == []


@pytest.mark.parametrize("entry", bare())
def test_without_brackets_the_reason_stands_in_a_pack(entry):
    """A pack of the same source says what it leaves out, and why."""
    near = family(entry)
    said = [line for pack in near for line in packs()[pack].not_modelled]
    assert any(is_about(entry, line) for line in said), (
        f"{entry}: give the reason in brackets, or name the section in a line under "
        f"`not_modelled` of {', '.join(sorted(near)) or 'a pack'}"
    )


def family(entry):
    """Give the packs of the entries that share most of the id."""
    parts = entry.split("-")
    for length in range(len(parts) - 1, 0, -1):
        found = {
            name.split(".")[0]
            for other, became in lines().items()
            if other.split("-")[:length] == parts[:length]
            and not became.startswith(LEFT_OUT)
            for name in became.split()
        }
        if found:
            return found & set(packs())
    return set()


def is_about(entry, line):
    """Say whether a line speaks of what an entry is named after."""
    words = set(re.findall(r"[a-z]+\d+[a-z]?|[a-z]{3,}|\d+[a-z]?", line.lower()))
    for section in re.findall(r"[a-z0-9]+(?:[.()-]+[a-z0-9]+)+", line.lower()):
        words.add(re.sub(r"[^a-z0-9]", "", section))
    stems = {word[:_STEM] for word in words if len(word) >= _STEM}
    for part in entry.split("-")[1:]:
        mark = re.sub(r"[^a-z0-9]", "", part.lower())
        if mark.isalpha():
            if len(mark) > 2 and (mark in words or mark[:_STEM] in stems):
                return True
        elif any(word == mark or word.endswith(mark) for word in words):
            return True
    return False


def test_a_line_about_something_else_is_not_taken_for_the_reason():
    """The check above can fail."""
    assert is_about("eu-gdpr-17", "Art. 17 (erasure): about data, not about contact.")
    assert not is_about("eu-gdpr-17", "Art. 20 (taking data along): see art12.")
    assert not is_about("eu-gdpr-17", "Recital 27 (the dead): outside the Regulation.")
    assert is_about("aca-a10e-barter", "A.10.e (bartering): how a service is paid for.")
