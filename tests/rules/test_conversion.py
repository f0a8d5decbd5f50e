"""What became of each entry of the evidence: no line is lost, and none points nowhere.

Not: whether an entry was read rightly. ``evidence.yaml`` names the entries and their
sources; the evidence itself is not part of this repository.
"""

from __future__ import annotations

import re
from functools import cache

from afterword.config.reference_evidence import reason
from afterword.rules.loading.packs import PACKS, load_packs
from afterword.rules.loading.reading import read

FILE = PACKS / "conversion.yaml"
EVIDENCE = PACKS / "evidence.yaml"
LEFT_OUT = "not modelled"
_REASON = re.compile(rf"{LEFT_OUT} \((?P<why>.+)\)\Z")
_FOLDERS = re.compile(r"\b(places|support)/([a-z-]+)\.yaml\b")
_SHORTEST_REASON = 8


@cache
def document(path=FILE):
    return read(path.read_bytes(), path.name)


def lines():
    return document().data


def entries():
    ledgers = document(EVIDENCE).data
    return {entry for ledger in ledgers.values() for entry in ledger["entries"]}


def test_every_entry_of_the_evidence_has_one_line():
    """Nothing that was found is dropped in silence, and no entry is answered twice."""
    assert document().problems == []
    assert document(EVIDENCE).problems == []
    assert sorted(entries() - set(lines())) == []


def test_what_is_no_entry_was_read_beyond_them_and_says_when():
    """A line of nothing that was found is a slip, unless it gives its day."""
    beyond = set(lines()) - entries()
    assert [
        one for one in beyond if not re.search(r"-read-\d{4}-\d\d-\d\d$", one)
    ] == []


def test_every_line_names_rules_or_says_that_it_is_not_modelled():
    """A line is a list of rules, or the two words with a reason."""
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
    """It names a file or a line that there is, or gives the reason in words."""
    empty = []
    for entry, became in lines().items():
        if not became.startswith(LEFT_OUT):
            continue
        found = _REASON.match(became)
        why = found["why"] if found else ""
        named = [
            PACKS / folder / f"{iso}.yaml" for folder, iso in _FOLDERS.findall(why)
        ]
        said = len(why) >= _SHORTEST_REASON or reason(became, load_packs())
        if not said or not all(path.exists() for path in named):
            empty.append(f"{entry}: {became}")
    assert empty == []
