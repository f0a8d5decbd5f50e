"""A client whose ledger and record are known: the answer asks nothing more."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from afterword.rules.asking import read_facts
from afterword.rules.deciding import decide
from afterword.rules.explaining import explain
from afterword.rules.loading.packs import load_packs
from afterword.rules.missing import questions

ON = date(2026, 11, 23)
RECORD = dict.fromkeys(
    (
        "complaint_open", "litigation_open", "protective_order", "vulnerable",
        "dependent", "fears_sender", "strong_transference", "distressed_by_measures",
        "treated_elsewhere", "coercive_home", "communication_restriction",
        "under_investigation",
    ),
    "none_reported",
)  # fmt: skip
KNOWN = RECORD | {
    # the act, as the calendar starts it
    "purpose": "outcome_measure", "initiator": "practice", "sender_role": "clinician",
    "recipient": "client", "channel": "email", "content_class": "neutral",
    "via": "direct", "data_source": "own_record", "data_used": ["contact"],
    "encrypted_channel": False, "attempts_made": 0, "personal_motive": False,
    "expects_reply": True, "promotional": False, "third_party_paid": False,
    "identity_revealed": False, "minimal_content": True, "opt_out_offered": True,
    "discreet": True,
    # the ledger
    "consent_state": "confirmed", "consent_given_on": "2026-10-20",
    "consent_confirmed_on": "2026-10-20", "consent_given_by": "client",
    "consent_until": "2027-06-01", "consent_covers_this": True,
    "no_contact": False, "no_replies": False, "told_channel_risk": True,
    "channel_agreed": True, "address_stopped": False, "address_shared": False,
    "address_confirmed_on": "2026-10-20",
    # the record
    "client_adult": True, "alive": "yes", "capacity": "has", "risk_level": "none",
    "legal_hold": False, "client_status": "former", "service_type": "psychotherapy",
    "format": "individual", "co_participant_in_care": False, "approach": "cbt",
    "ended_on": "2026-10-23", "last_professional_contact_on": "2026-10-23",
    "ending_kind": "planned", "ended_by": "both", "ending_form": "formal",
    "ending_agreed": True, "practising": True, "clinician_leaving": False,
    "employer_policy": "none", "responder_named": True, "responder_present": True,
    "house_policies": [],
}  # fmt: skip
AMERICAN = {"hipaa_covered": True, "part2_program": False}
PEOPLE = {
    "a psychologist in California, member of the APA": (
        {"professions": ["psychologist"], "memberships": ["apa"], **AMERICAN},
        ["US-CA"],
    ),
    "a counsellor in New York, member of the ACA": (
        {"professions": ["counsellor"], "memberships": ["aca"], **AMERICAN},
        ["US-NY"],
    ),
    "a social worker in Texas, member of the NASW": (
        {"professions": ["social_worker"], "memberships": ["nasw"], **AMERICAN},
        ["US-TX"],
    ),
    "a marriage and family therapist in Washington, member of the AAMFT": (
        {
            "professions": ["marriage_family_therapist"],
            "memberships": ["aamft"],
            **AMERICAN,
        },
        ["US-WA"],
    ),
    "a counsellor in Scotland, member of the BACP": (
        {"professions": ["counsellor"], "memberships": ["bacp"]},
        ["GB-SCT"],
    ),
    "a psychotherapist in Ontario, on the register of the CRPO": (
        {"professions": ["psychotherapist"], "registers": ["crpo"], "memberships": []},
        ["CA-ON"],
    ),
}


@cache
def book():
    return load_packs()


def weigh(who, **changes):
    person, places = PEOPLE[who]
    where = {"therapist_places": places, "client_places": places}
    plain = KNOWN | {"registers": []} | person | where | changes
    plain = {name: value for name, value in plain.items() if value is not None}
    return decide(read_facts(plain, book().vocabulary, on=ON), book(), on=ON)


@pytest.mark.parametrize("channel", ["email", "sms", "letter"])
@pytest.mark.parametrize("purpose", ["outcome_measure", "wellbeing_check"])
@pytest.mark.parametrize("who", PEOPLE)
def test_a_check_in_that_was_agreed_is_answered_with_no_question(who, purpose, channel):
    """Everything that Afterword knows by itself is enough for a yes."""
    decision = weigh(who, purpose=purpose, channel=channel, small_community=False)
    assert decision.outcome == "permit", explain(decision).sentences
    assert questions(decision, most=None) == ()


@pytest.mark.parametrize("who", PEOPLE)
def test_no_board_of_the_united_states_is_held_whole_and_the_yes_says_so(who):
    """There the clinician has stated that nothing binding forbids it; no one else."""
    told = explain(weigh(who))
    american = PEOPLE[who][1][0].startswith("US")
    assert ("checked_own_rules" in dict(told.obligations)) is american
    assert bool(told.not_covered) is american


@pytest.mark.parametrize("who", PEOPLE)
def test_without_the_agreement_the_same_people_are_refused(who):
    """The yes above rests on the ledger and on nothing else."""
    assert weigh(who, consent_state="none").outcome == "refuse"


@pytest.mark.parametrize("who", PEOPLE)
def test_nobody_is_asked_about_a_list_or_a_release_for_a_plain_check_in(who):
    """Whether it advertises, and whom it is for, is asked before what follows."""
    decision = weigh(who, promotional=None, recipient=None, client_adult=None)
    assert decision.outcome == "hold"
    asked = {question.fact for question in questions(decision, most=None)}
    assert asked == {"promotional", "recipient", "client_adult"}


def test_what_follows_is_asked_once_the_unusual_is_said():
    """That it is for a guardian opens the question of a release, not before."""
    who = "a psychologist in California, member of the APA"
    for recipient, follows in ((None, False), ("guardian", True)):
        decision = weigh(who, purpose="billing", recipient=recipient, client_adult=None)
        asked = {question.fact for question in questions(decision, most=None)}
        assert ("release_of_information" in asked) is follows
