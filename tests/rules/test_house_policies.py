"""House policies by approach: stricter where adopted, never looser. Not: wording."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import product

import pytest

from afterword.rules.asking import read_facts
from afterword.rules.deciding import decide
from afterword.rules.loading.packs import load_packs
from afterword.rules.missing import provisional, questions
from afterword.rules.rulebook import RuleBook
from tests.rules.test_known_clients import KNOWN, PEOPLE

ON = date(2026, 11, 23)
POLICIES = (
    "psychodynamic", "cbt", "ipt", "dbt", "emdr", "couples_families", "young_people",
)  # fmt: skip
FOLDER = "packs/practice/approaches/"
OPENNESS = ("refuse", "hold", "consult", "permit", "require")
PERSON, PLACES = PEOPLE["a counsellor in Scotland, member of the BACP"]
CONTACTS = {
    "wellbeing_check": {},
    "outcome_measure": {},
    "booster_offer": {"review_done": False},
    "caring_contact": {},
    "reply_to_client": {
        "answers_client": True, "client_wrote_on": "2026-11-20", "channel": "sms",
        "replies_sent": 0,
    },
    "crisis_reply": {
        "answers_client": True, "client_wrote_on": "2026-11-20", "channel": "phone",
    },
    "closing_letter": {"channel": "letter"},
    "billing": {"channel": "letter", "address_shared": True},
    "greeting": {},
    "gift": {"initiator": "client"},
    "disclosure": {"release_of_information": True, "legal_basis_named": False},
    "satisfaction_anonymous": {"anonymous": True, "in_last_session": True},
}  # fmt: skip


@cache
def book():
    return load_packs()


@cache
def without():
    """Give the book as if no house policy by approach had been written."""
    packs = [p.plain for p in book().packs if not p.file.startswith(FOLDER)]
    return RuleBook.of(book().vocabulary, packs, covered=book().covered)


def facts(purpose, **changes):
    where = {"therapist_places": PLACES, "client_places": PLACES, "registers": []}
    plain = KNOWN | PERSON | where | {"purpose": purpose} | CONTACTS[purpose]
    plain |= {"small_community": False} | changes
    known = {name: value for name, value in plain.items() if value is not None}
    return read_facts(known, book().vocabulary, on=ON)


def openness(given, rules):
    return OPENNESS.index(decide(given, rules, on=ON).outcome)


def circumstances():
    for approach, shape, adult, consent, ending in product(
        ("psychodynamic", "cbt", "ipt", "dbt", "emdr", "other"),
        ("individual", "couple"),
        (True, False),
        ("confirmed", "none"),
        ("formal", "abrupt"),
    ):
        yield {
            "approach": approach, "format": shape, "client_adult": adult,
            "co_participant_in_care": shape == "couple", "consent_state": consent,
            "ending_form": ending, "ended_by": "service", "settled_when_agreed": True,
            "consent_given_by": "client" if adult else "guardian",
        }  # fmt: skip


def test_each_policy_can_be_adopted_and_is_named_after_its_pack():
    """A word in a rule that no pack is named after would be a switch for nothing."""
    packs = [p for p in book().packs if p.file.startswith(FOLDER)]
    assert {p.id for p in packs} == {f"approach_{name}" for name in POLICIES}
    for pack in packs:
        named = {
            word
            for rule in pack.rules
            for _, fact, wanted in rule.plain["when"]
            if fact == "house_policies"
            for word in wanted
        }
        assert named == {pack.id.removeprefix("approach_")}


@pytest.mark.parametrize("purpose", CONTACTS)
def test_an_adopted_policy_is_stricter_and_never_looser(purpose):
    """Whatever the approach, the age and the agreement."""
    for changes in circumstances():
        none = facts(purpose, house_policies=[], **changes)
        every = facts(purpose, house_policies=list(POLICIES), **changes)
        assert openness(every, book()) <= openness(none, book()), changes


@pytest.mark.parametrize("purpose", CONTACTS)
def test_a_practice_that_adopted_none_gets_the_answer_of_the_baseline(purpose):
    """What always holds in these packs adds conditions and changes no answer."""
    for changes in circumstances():
        none = facts(purpose, house_policies=[], **changes)
        assert openness(none, book()) == openness(none, without()), changes


@pytest.mark.parametrize("policy", POLICIES)
def test_a_crisis_meets_no_policy(policy):
    """Nobody in danger waits because of an approach."""
    for changes in circumstances():
        given = facts("crisis_reply", house_policies=[policy], **changes)
        assert openness(given, book()) == openness(given, without()), changes


def test_whoever_asks_without_saying_is_answered_as_if_there_were_none():
    """It is said as an assumption, asked alone, and never released upon."""
    given = facts("wellbeing_check", approach="psychodynamic", house_policies=None,
                  settled_when_agreed=True)  # fmt: skip
    decision = decide(given, book(), on=ON)
    assert decision.outcome == "hold"
    assert [q.fact for q in questions(decision, most=None)] == ["house_policies"]
    maybe = provisional(decision)
    assert maybe is not None
    assert maybe.outcome == "permit"
    assert maybe.assuming["house_policies"].members == frozenset()


def test_two_practices_differ_without_code():
    """One offers a check-in after psychodynamic work that was settled, one does not."""
    answers = [
        decide(
            facts("wellbeing_check", approach="psychodynamic",
                  settled_when_agreed=True, house_policies=adopted),
            book(),
            on=ON,
        ).outcome
        for adopted in ([], ["psychodynamic"])
    ]  # fmt: skip
    assert answers == ["permit", "refuse"]
