"""A plan on paper: tagged, large if wanted, and whatever was typed stays text."""

from __future__ import annotations

import re

import pytest

from afterword.letters.errors import LetterDataError, UnprintableCharacterError
from afterword.letters.plan import Chapter, plan_pictures, printed_plan
from tests.letters.test_card import structure

PLAN = {
    "heading": "My plan",
    "made": "As it was on Monday 1 March 2027.",
    "chapters": [
        Chapter("What helps me", (("", ("Walk by the river", "Ring Sam")),)),
        Chapter("If things get bad", (("By myself", ("Shower",)),)),
    ],
    "page": "Page",
    "of": "of",
    "language": "en-GB",
}
TYPED = '#panic("x") #read("plan.typ") $x$ *a* _b_ <label> @ref // no = heading \\ `c`'


def test_it_is_tagged_and_has_a_language_and_a_title():
    """A screen reader finds headings; the title names nobody."""
    text = structure(printed_plan(**PLAN))

    assert b"/MarkInfo" in text
    assert b"/Lang" in text
    assert b"/H2" in text
    assert b"My plan" in text
    assert b"/Author" not in text


def test_equal_plans_are_equal_bytes_and_another_is_not():
    """The day of printing is not in the file."""
    other = PLAN | {"chapters": [Chapter("What helps me", (("", ("Swim",)),))]}

    assert printed_plan(**PLAN) == printed_plan(**PLAN)
    assert printed_plan(**PLAN) != printed_plan(**other)


def test_large_print_takes_more_room():
    """At eighteen points; the same words."""
    lines = tuple(f"Line {n}" for n in range(30))
    long = PLAN | {"chapters": [Chapter("What helps me", (("", lines),))]}

    assert len(plan_pictures(**long)) < len(plan_pictures(**long, large=True))


def test_what_is_typed_is_never_read_as_a_template():
    """It comes out as it was typed, and nothing is fetched or run."""
    typed = PLAN | {"chapters": [Chapter(TYPED, ((TYPED, (TYPED,)),))]}

    assert printed_plan(**typed).startswith(b"%PDF")
    headings = re.findall(rb"/S ?/H\d", structure(printed_plan(**typed)))
    assert len(headings) == 3


def test_a_sign_without_a_letter_form_is_named():
    """Nobody gets an empty box in its place."""
    typed = PLAN | {"chapters": [Chapter("Song", (("", ("🎵",)),))]}

    with pytest.raises(UnprintableCharacterError):
        printed_plan(**typed)


def test_an_empty_plan_is_no_page():
    """There is nothing to print."""
    with pytest.raises(LetterDataError):
        printed_plan(**PLAN | {"chapters": []})
