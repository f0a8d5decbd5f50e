"""Stored rulings decided anew under other packs: recorded, and never a fact printed."""

from __future__ import annotations

import argparse
import json
import re
import shutil
from contextlib import nullcontext

import pytest

from afterword.audit.models import Event
from afterword.config import operations, stored_rulings
from afterword.contact import replaying
from afterword.contact import services as gate
from afterword.contact.models import Ruling
from afterword.rules.comparing import Both, Change
from afterword.rules.loading.packs import PACKS, load_packs
from afterword.tenancy import practice
from afterword.vault import keys
from tests import stories
from tests.stories import FIRST_NOON

BAR = """
  - id: baseline.no_mail_on_sundays
    effect: forbid
    kind: boundary
    when: {lane: follow_up}
    because: No check-in leaves here.
"""


@pytest.fixture
def ruled(story, sink):
    """A practice in which one answer is kept: the check-in that is due."""
    return gate.ask(request=story.request(), by=story.staff, at=FIRST_NOON)


@pytest.fixture
def stricter(tmp_path):
    """The shipped packs with one more bar in the baseline."""
    folder = shutil.copytree(PACKS, tmp_path / "packs")
    baseline = folder / "practice" / "baseline.yaml"
    text = baseline.read_text(encoding="utf-8").rstrip() + BAR
    baseline.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def compared(monkeypatch, capsys):
    """Run `packs diff --stored` on the database of the test."""
    monkeypatch.setattr(operations, "database", nullcontext)

    def run(old, new, *, as_json=False):
        options = argparse.Namespace(
            old=str(old), new=str(new), cases=None, json=as_json
        )
        assert stored_rulings.compare(options) == 0
        return capsys.readouterr().out

    return run


def opened(story):
    """Give why sealed text of this practice was opened, with whose it was."""
    with practice(story.practice.pk):
        rows = Event.objects.filter(name="vault.opened").order_by("at")
        return list(rows.values_list("why", "client_id", "by_kind"))


def test_under_the_same_packs_every_ruling_comes_out_the_same(story, ruled, compared):
    """Nothing is listed, and the count says how many were looked at."""
    out = compared("-", "-")
    assert out == (
        "1 stored rulings: 0 loosened, 0 tightened, 0 same outcome for another "
        "reason, 1 as before.\n"
    )


def test_a_new_bar_is_listed_with_the_ruling_it_would_turn(
    story, ruled, stricter, compared
):
    """Which ruling, of which practice, and how it would come out; no fact of it."""
    assert ruled.outcome == "permit"
    out = compared("-", stricter)
    assert f"tightened: {ruled.id}  permit → refuse" in out
    assert story.practice.name in out
    assert " 1 tightened" in out
    for fact in ("outcome_measure", "2027-01-31", "US-CA", str(story.client.pk)):
        assert fact not in out


def test_as_json_it_names_rules_and_no_facts(story, ruled, stricter, compared):
    """A program reads ids, outcomes and rules."""
    told = json.loads(compared("-", stricter, as_json=True))
    (changed,) = told["changed"]
    assert changed["ruling"] == str(ruled.id)
    assert changed["practice"] == str(story.practice.pk)
    assert (changed["before"], changed["after"]) == ("permit", "refuse")
    assert changed["rules_after"] == ["baseline.no_mail_on_sundays"]
    assert not re.search(r"purpose|consent|ended", json.dumps(told))


def test_the_record_says_whose_facts_were_opened_and_why(story, ruled, compared):
    """One line a client, by the operator, committed before the text is read."""
    before = opened(story)
    compared("-", "-")
    (line,) = opened(story)[len(before) :]
    assert line == ("compare_packs", story.client.pk, "operator")


def test_every_practice_is_walked_and_each_only_as_itself(
    story, ruled, stricter, compared
):
    """Two practices, one ruling each, each under its own name."""
    other = stories.an_agreement(home_values={"name": "Birch Lane Example"})
    theirs = gate.ask(request=other.request(), by=other.staff, at=FIRST_NOON)
    told = json.loads(compared("-", stricter, as_json=True))
    named = {each["ruling"]: each["practice_name"] for each in told["changed"]}
    assert named == {
        str(ruled.id): story.practice.name,
        str(theirs.id): "Birch Lane Example",
    }


def test_a_ruling_whose_key_is_gone_is_named_and_stops_nothing(story, ruled, compared):
    """What was erased is not decided anew, and the rest is."""
    with practice(story.practice.pk):
        keys.destroy_all([story.client.pk])
    out = compared("-", "-")
    assert f"not decided: {ruled.id}: its key is gone" in out
    assert "0 stored rulings" in out


def test_nothing_is_stored_by_looking(story, ruled, stricter, compared):
    """The rulings stay as they were given, and none is added."""
    with practice(story.practice.pk):
        before = list(Ruling.objects.values_list("pk", "outcome", "canonical_hash"))
    compared("-", stricter)
    with practice(story.practice.pk):
        after = list(Ruling.objects.values_list("pk", "outcome", "canonical_hash"))
    assert before == after


def test_rulings_are_opened_in_pieces(story, ruled, monkeypatch):
    """A long list is not held open at once; each ruling comes once."""
    monkeypatch.setattr(replaying, "PIECE", 2)
    for _ in range(4):
        gate.ask(request=story.request(), by=story.staff, at=FIRST_NOON)
    both = Both(load_packs(), load_packs())
    asked = list(replaying.stored_questions(both=both, by=story.machine))
    assert len({each.name for each in asked}) == len(asked) == 5
    assert list(both.differences(asked)) == []
    assert both.counts[Change.SAME] == 5
