"""The lint that keeps therapy out of sight, and the formula for hard reading."""

from __future__ import annotations

import pytest

from afterword.look.discretion import (
    STEMS,
    grade,
    longest_sentence,
    revealing,
    sentences,
)


def test_the_list_is_long_and_in_lower_case():
    """At least 60 words or stems, none twice."""
    assert len(STEMS) >= 60
    assert len(set(STEMS)) == len(STEMS)
    assert all(stem == stem.lower() for stem in STEMS)


@pytest.mark.parametrize(
    "text",
    [
        "Your therapy questions",
        "THERAPIST",
        "A note from Dr Hall, psychologist",
        "follow-up",
        "Follow-ups are due",
        "/q/depression/2",
        "mood_report.pdf",
        "PHQ-9",
        "mental-health",
        "your clinician's note",
        "counselling/counseling",
        "Afterword",
    ],
)
def test_words_that_tell_are_found(text):
    """In a sentence, an address, a file name, in capitals, joined or not."""
    assert revealing(text)


@pytest.mark.parametrize(
    "text",
    [
        "Hello from Alder House. You said we could send a short note this month.",
        "A note from Alder House",
        "It is here when you want it. Reply STOP any time.",
        "Today – Alder House",
        "Questions 2 of 8",
        "My choices",
        "/h/where",
        "/n/k7Q2xW9",
    ],
)
def test_what_may_be_seen_by_anybody_passes(text):
    """The words that messages and titles are made of."""
    assert revealing(text) == ()


def test_the_place_of_the_word_is_said():
    """So that the author finds it."""
    found = revealing("A note about therapy")

    assert [(one.word, one.at) for one in found] == [("therapy", 13)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The cat sat on the mat.", 0.39 * 6 + 11.8 * 6 / 6 - 15.59),
        ("You can stop it any day.", 0.39 * 6 + 11.8 * 7 / 6 - 15.59),
        (
            "We answer every message on a Tuesday morning.",
            0.39 * 8 + 11.8 * 15 / 8 - 15.59,
        ),
        (
            "Longitudinal evaluation necessitated interdisciplinary communication.",
            0.39 * 5 + 11.8 * 27 / 5 - 15.59,
        ),
    ],
)
def test_the_grade_follows_the_formula(text, expected):
    """Syllables were counted by hand; one miscounted in a word or two is allowed."""
    assert grade(text) == pytest.approx(max(0.0, expected), abs=3.1)


def test_simple_text_is_graded_below_hard_text():
    """The order is what a reader would say."""
    simple = "You can stop any day. Press the button. We will send no more notes."
    hard = (
        "Notwithstanding the aforementioned provisions, participants may discontinue "
        "participation by communicating appropriate written notification."
    )

    assert grade(simple) < 6
    assert grade(hard) > 12


def test_nothing_has_no_grade():
    """No words, no sentences, no division by nothing."""
    assert grade("") == 0.0
    assert grade("123 --- !!!") == 0.0
    assert sentences("  \n\n ") == ()
    assert longest_sentence("") == 0


def test_the_longest_sentence_is_counted_in_words():
    """Sentences end at a point or an empty line."""
    assert longest_sentence("One two three. Four five\n\nsix") == 3
