"""An obligation that nobody knows how to meet is unmet, and holds the contact."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from uuid import uuid4

import pytest

from afterword.consent.standing import DirectiveState
from afterword.contact.drafts import Draft
from afterword.contact.obligations import BY_WORD, MEET, unmet
from afterword.contact.requests import ContactRequest
from afterword.contact.weighing import ALWAYS, book
from afterword.messaging.wording import TEMPLATES, Wording
from afterword.rules.facts import Facts
from tests.consent.making import ADDRESS, CLIENT, CLINICIAN, ENDED_ON, some_terms


def a_draft(**kept):
    """One check-in that meets what a check-in must meet."""
    terms = some_terms()
    wording = Wording(
        template=TEMPLATES["check_in"],
        language="en",
        sender_label="Alder House",
        subject="A note from Alder House",
        text="This is a note. Open it here: https://note.example.org/n/x",
        html="",
        hash="0" * 64,
    )
    values = {
        "request": ContactRequest(
            client=CLIENT,
            purpose="outcome_measure",
            occasion="step:x:m1",
            on=date(2026, 4, 30),
            channel="email",
            sender=CLINICIAN,
            contact_point=ADDRESS,
            directive_id=uuid4(),
            step="m1",
            template="check_in",
        ),
        "wording": wording,
        "directive": DirectiveState(
            id=uuid4(),
            state="confirmed",
            terms=terms,
            proposed_on=ENDED_ON,
            ended_on=ENDED_ON,
            confirmed_on=ENDED_ON,
        ),
        "sender_label": "Alder House",
        "told_who_reads": "on Tuesdays",
        "told_not_private": True,
        "wall_date": date(2026, 4, 30),
        "wall_time": time(12),
        "in_hours": True,
        "hours_last": True,
        "facts": Facts.of(
            responder_named=True,
            responder_present=True,
            checked_own_rules_on=date(2026, 1, 1),
        ),
    }
    return Draft(**(values | kept))


def test_every_obligation_of_the_vocabulary_has_a_handler():
    """The gate knows how to meet each obligation that a pack can name."""
    assert set(book().vocabulary.obligations) == set(MEET)


def test_an_unknown_obligation_is_unmet():
    """What nobody knows how to meet is never taken for met."""
    assert unmet(["stand_on_one_leg"], a_draft()) == ("stand_on_one_leg",)


def test_a_check_in_meets_what_is_always_asked():
    """The draft of this test is a right one, so that each change below counts."""
    assert unmet(ALWAYS, a_draft()) == ()


def test_the_machine_never_says_that_a_person_did_something():
    """What a named person must do stays unmet until somebody recorded it."""
    persons = [
        name
        for name, spec in book().vocabulary.obligations.items()
        if spec.kind == "person"
        and name not in {"responder_ready", "checked_own_rules"}
    ]

    assert unmet(persons, a_draft()) == tuple(sorted(persons))
    assert unmet(persons, a_draft(done_by_people=frozenset(persons))) == ()


def test_a_persons_word_meets_what_they_speak_or_write_themselves():
    """By hand no fixed text stands behind the words; for the machine it is no word."""
    said = frozenset(BY_WORD)
    spoken = a_draft(wording=None, sender_label="", by_hand=True, done_by_people=said)
    sent = replace(spoken, by_hand=False)
    of_the_text = ("discreet_wording", "offer_stop", "no_clinical_content")

    assert unmet(BY_WORD, spoken) == ()
    assert set(of_the_text) <= set(unmet(BY_WORD, sent))
    assert unmet(of_the_text, replace(spoken, done_by_people=frozenset())) == tuple(
        sorted(of_the_text)
    )


def test_no_word_meets_what_is_looked_up():
    """Where it goes, when and to whom, and what the record shows, is not ticked."""
    kinds = {name: one.kind for name, one in book().vocabulary.obligations.items()}
    looked_up = set(MEET) - BY_WORD
    wrong = a_draft(
        request=replace(REQUEST, channel="phone", contact_point=None),
        in_hours=False,
        by_hand=True,
        done_by_people=frozenset(MEET),
    )

    assert set(unmet(looked_up, wrong)) >= {"use_agreed_channel", "inside_agreed_hours"}
    assert {name for name, kind in kinds.items() if kind == "message"} <= BY_WORD
    assert looked_up >= {name for name, kind in kinds.items() if kind == "channel"} - {
        "answer_the_way_it_came"
    }
    assert {name for name in looked_up if kinds[name] == "person"} == {
        "checked_own_rules",
        "responder_ready",
    }
    assert {name for name in looked_up if kinds[name] == "record"} == {
        "count_the_attempt",
        "record_consent",
        "record_contact",
        "record_reasons",
    }


DIRECTIVE = a_draft().directive
REQUEST = a_draft().request
WORDING = a_draft().wording
BROKEN = {
    "use_agreed_channel": {"request": replace(REQUEST, channel="sms")},
    "use_agreed_address": {"request": replace(REQUEST, contact_point=uuid4())},
    "use_agreed_or_postal_channel": {"request": replace(REQUEST, channel="sms")},
    "inside_agreed_hours": {"in_hours": False},
    "inside_agreed_window": {"wall_date": date(2026, 5, 8)},
    "only_to_recipient": {"request": replace(REQUEST, recipient="partner")},
    "private_channel": {"told_not_private": False},
    "discreet_wording": {"wording": replace(WORDING, subject="Your therapy")},
    "no_clinical_content": {"request": replace(REQUEST, content_class="clinical")},
    "identify_sender_as_agreed": {"sender_label": "Somebody else"},
    "use_clients_language": {
        "directive": replace(DIRECTIVE, terms=some_terms(language="cy"))
    },
    "say_who_reads": {"told_who_reads": ""},
    "responder_ready": {"facts": Facts.of(responder_named=True)},
    "checked_own_rules": {"facts": Facts.of(checked_own_rules_on=date(2025, 4, 29))},
    "record_consent": {"directive": replace(DIRECTIVE, confirmed_on=None)},
    "offer_stop": {"wording": None},
    "say_why": {"wording": None},
    "show_help": {"wording": None},
    "no_promotion": {"wording": None},
    "minimum_necessary": {"wording": None},
    "say_no_reply_needed": {"wording": None},
    "fixed_text": {"wording": None},
    "keep_copy": {"wording": None},
}


@pytest.mark.parametrize("obligation", BROKEN)
def test_each_obligation_is_met_and_can_be_broken(obligation):
    """A right draft meets it; one that lacks the very thing does not."""
    assert unmet([obligation], a_draft()) == ()
    assert unmet([obligation], a_draft(**BROKEN[obligation])) == (obligation,)


def test_own_rules_hold_for_a_year_and_not_a_day_longer():
    """A statement is a year old on its last day, and too old on the next."""
    for day, left in (
        (date(2025, 4, 30), ()),
        (date(2025, 4, 29), ("checked_own_rules",)),
    ):
        known = Facts.of(checked_own_rules_on=day)
        assert unmet(["checked_own_rules"], a_draft(facts=known)) == left
