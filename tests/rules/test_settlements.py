"""What a settlement does to an answer, with the shipped rules. Not: who may settle."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from afterword.rules.asking import answer
from afterword.rules.deciding import Settlement, decide, made_on
from afterword.rules.explaining import explain
from afterword.rules.facts import Facts
from afterword.rules.loading.packs import load_packs

ON = date(2027, 2, 28)
CHECK_IN = {
    "purpose": "wellbeing_check",
    "initiator": "therapist",
    "channel": "email",
    "recipient": "client",
    "via": "direct",
    "discreet": True,
    "promotional": False,
    "content_class": "neutral",
    "personal_motive": False,
    "consent_state": "confirmed",
    "consent_given_on": date(2027, 1, 20),
    "consent_confirmed_on": date(2027, 1, 20),
    "consent_given_by": "client",
    "consent_covers_this": True,
    "settled_when_agreed": False,
    "channel_agreed": True,
    "address_confirmed_on": date(2027, 1, 20),
    "address_shared": False,
    "address_stopped": False,
    "no_contact": False,
    "no_replies": False,
    "ended_on": date(2027, 1, 31),
    "ending_kind": "planned",
    "client_status": "former",
    "client_adult": True,
    "capacity": "has",
    "risk_level": "none",
    "alive": "yes",
    "professions": ["counsellor"],
    "memberships": ["bacp"],
    "registers": [],
    "therapist_places": ["GB-ENG"],
    "client_places": ["GB-ENG"],
    "practising": True,
    "under_investigation": "none_reported",
    "employer_policy": "allows",
    "responder_named": True,
    "responder_present": True,
    "clinician_leaving": False,
    "approach": "cbt",
    **dict.fromkeys(
        (
            "complaint_open",
            "litigation_open",
            "protective_order",
            "communication_restriction",
            "treated_elsewhere",
            "coercive_home",
            "dependent",
            "fears_sender",
            "strong_transference",
            "distressed_by_measures",
            "vulnerable",
        ),
        "none_reported",
    ),
}


@pytest.fixture(scope="module")
def book():
    """The rules that are shipped."""
    return load_packs()


def facts(**changed) -> Facts:
    return Facts.of(source="record", as_of=ON, **(CHECK_IN | changed))


def settled(found: Facts, *rules: str, **changed) -> Settlement:
    made = Settlement(
        id="s1",
        rules=frozenset(rules),
        purpose=str(found.values_known["purpose"]),
        until=ON + timedelta(days=30),
        by="Dana Example",
        facts_hash=made_on(found),
    )
    return replace(made, **changed)


def test_a_settled_yes_says_with_whom_and_until_when(book):
    """The answer names it, in words and by its id."""
    found = facts(dependent="yes")
    assert decide(found, book, on=ON).outcome.value == "consult"

    decision = decide(
        found, book, on=ON, settlements=[settled(found, "baseline.dependency")]
    )

    assert decision.outcome.value == "permit"
    told = explain(decision).sentences
    assert told[0] == "Yes, like this."
    assert "Talked over with Dana Example, until 2027-03-30." in told
    assert answer(decision)["settled_by"] == ["s1"]


def test_a_lane_that_only_answers_stays_a_decision_of_ones_own(book):
    """Settled, it is still no permit, and it says whose decision it is."""
    found = facts(purpose="event_attendance", initiator="client", channel="in_person")
    before = decide(found, book, on=ON)
    rules = [rule.id for rule in explain(before).because_of]

    decision = decide(found, book, on=ON, settlements=[settled(found, *rules)])

    assert (decision.outcome.value, decision.line.value) == ("consult", "talked_over")
    assert explain(decision).sentences[0] == (
        "Talked over with Dana Example, until 2027-03-30. It stays your decision."
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"until": ON - timedelta(days=1)},
        {"facts_hash": "0" * 64},
        {"purpose": "billing"},
        {"editions": {"baseline": "0" * 64}},
        {"rules": frozenset({"baseline.fear"})},
    ],
)
def test_one_that_does_not_fit_is_none(book, changed):
    """Another day, fact, purpose, edition or rule: it is to be talked over."""
    found = facts(dependent="yes")
    talk = settled(found, "baseline.dependency", **changed)

    decision = decide(found, book, on=ON, settlements=[talk])

    assert decision.outcome.value == "consult"
    assert decision.settled_by == ()


def test_the_fact_that_a_settlement_brings_about_is_no_part_of_it(book):
    """What was settled as it was agreed does not end what was settled beside it."""
    before = facts(risk_level="serious")
    talk = settled(before, "baseline.serious_risk")
    after = facts(risk_level="serious", settled_when_agreed=True)

    assert decide(after, book, on=ON, settlements=[talk]).outcome.value == "permit"
    other = facts(risk_level="serious", vulnerable="yes")
    assert decide(other, book, on=ON, settlements=[talk]).outcome.value == "consult"


@pytest.mark.parametrize("rule", ["baseline.no_contact", "baseline.dependency"])
def test_neither_a_bar_nor_a_hold_is_settled(book, rule):
    """Whatever rules it names."""
    barred = facts(no_contact=True, dependent="yes")
    held = facts(dependent="yes").but(employer_policy=None)
    for found, outcome in ((barred, "refuse"), (held, "hold")):
        talk = settled(found, rule, "baseline.employer_forbids")
        assert decide(found, book, on=ON, settlements=[talk]).outcome.value == outcome
