"""The cases beside every pack run as tests. Not: whether a text was read rightly."""

from __future__ import annotations

from functools import cache

import pytest

from afterword.rules.cases import run_cases
from afterword.rules.loading.packs import PACKS, check_packs, load_packs, pack_files
from afterword.rules.rulebook import FORBID, PERMIT

FOLDERS = [PACKS / folder for folder in ("codes", "law", "practice")]
FILES = [path.relative_to(PACKS.parent).as_posix() for path in pack_files(*FOLDERS)]


@cache
def book():
    return load_packs()


def test_the_shipped_packs_have_no_problem():
    """Every word in every pack is known, and every exception lifts something."""
    assert check_packs() == ()


@pytest.mark.parametrize("file", FILES)
def test_every_case_of_a_pack_comes_out_as_written(file):
    """Each rule fires in one case, is quiet in another; all expectations hold."""
    pack = next(pack for pack in book().packs if pack.file == file)
    report = run_cases(pack, book(), root=PACKS)
    assert report.failures == []
    assert report.ran > 0


def test_every_purpose_has_a_ground_or_a_bar_in_the_baseline():
    """No purpose is left to chance: the baseline speaks of each, or of its lane."""
    (baseline,) = [pack for pack in book().packs if pack.id == "baseline"]
    spoken = {
        purpose
        for rule in baseline.rules
        if rule.effect in (PERMIT, FORBID, "consult")
        and any(
            line[1] in ("purpose", "lane") and line[0] == "in"
            for line in rule.plain["when"]
        )
        for purpose in rule.purposes
    }
    assert spoken == set(book().vocabulary.purposes)


def test_every_ground_rests_on_texts_that_were_seen():
    """A permit or duty cites a seen text, or is signed and derived from such."""
    for rule in book().rules.values():
        if rule.effect in (PERMIT, "require"):
            seen = [book().rules[name].grade for name in rule.derived_from] or [
                rule.grade
            ]
            assert set(seen) <= {"primary", "secondary"}, rule.id
            assert rule.signed_by or not rule.derived_from, rule.id


def test_a_composed_ground_says_that_it_is_a_reading():
    """Its words say that the texts are silent, or that this is our reading."""
    for rule in book().rules.values():
        if rule.derived_from:
            assert "Our reading is" in rule.because, rule.id
