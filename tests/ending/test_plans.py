"""What a part may hold, and how it is turned to lines. No database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from afterword.ending import plan_words, plans
from afterword.ending.errors import PlanWordsError
from afterword.ending.keepsake import Live, help_blocks
from afterword.ending.plans import Part, kept, typed
from afterword.support import lines
from afterword.support.lines import OLD_AFTER, Kind, Line, Source

DAY = date(2027, 3, 1)
SIX = {
    "signs": "No sleep\n\n  Not eating  ",
    "alone": "Shower",
    "company": "Library",
    "people": "Sam: 555 0100\nMum",
    "services": "My doctor: ring 555 0101: ask for Kim",
    "safer": "Ask Sam to stay",
    "made_with": "Ruth",
}


def test_there_are_twelve_parts_in_a_fixed_order():
    """Each has a heading and an example of its own."""
    assert len(plans.KEYS) == len(set(plans.KEYS)) == 12
    assert plan_words.HEADINGS.keys() == plan_words.EXAMPLES.keys() == set(plans.KEYS)
    assert len({str(words) for words in plan_words.HEADINGS.values()}) == 12
    assert [plans.key_at(n) for n in (0, 1, 12, 13)] == [None, "reasons", "notes", None]


def test_six_lists_and_whom_to_reach_how():
    """Empty lines fall away; a name stands alone where nobody said how."""
    words = kept("safety", SIX, on=DAY)

    assert words["signs"] == ["No sleep", "Not eating"]
    assert words["people"] == [
        {"label": "Sam", "reach": "555 0100"},
        {"label": "Mum", "reach": ""},
    ]
    assert words["services"][0]["reach"] == "ring 555 0101: ask for Kim"
    assert (words["last_reviewed"], words["made_with"]) == ("2027-03-01", "Ruth")


def test_what_is_kept_comes_back_as_it_was_typed():
    """So that a form shows what was written."""
    words = kept("safety", SIX, on=DAY)

    again = typed(Part("safety", words))

    assert kept("safety", again, on=DAY) == words


@pytest.mark.parametrize(
    ("line", "label", "reach"),
    [
        ("Sam: 555 0100", "Sam", "555 0100"),
        ("https://help.example/chat", "https://help.example/chat", ""),
        ("The club: from 10:30", "The club", "from 10:30"),
        ("Sam from 9:00", "Sam from 9:00", ""),
        ("Sam:555 0100", "Sam:555 0100", ""),
        ("Mum:", "Mum:", ""),
    ],
)
def test_a_line_about_somebody_comes_back_as_it_was_written(line, label, reach):
    """Times and web addresses have two dots of their own."""
    words = kept("safety", {"people": line}, on=DAY)

    assert words["people"] == [{"label": label, "reach": reach}]
    assert typed(Part("safety", words))["people"] == line


@pytest.mark.parametrize("name", plans.LISTS)
def test_five_lines_fit_and_six_do_not(name):
    """A list for a hard day is short."""
    five = "\n".join(f"Line {n}" for n in range(5))

    assert len(kept("safety", {name: five}, on=DAY)[name]) == 5
    with pytest.raises(PlanWordsError):
        kept("safety", {name: f"{five}\nOne more"}, on=DAY)


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("next", {}),
        ("poem", {"text": "x"}),
        ("helps", {"score": "9"}),
        ("helps", {"text": "x" * 3001}),
        ("safety", {"signs": "x" * 201}),
        ("safety", {"made_with": "x" * 201}),
    ],
)
def test_what_does_not_fit_is_refused(key, given):
    """Nothing is cut off in silence."""
    with pytest.raises(PlanWordsError):
        kept(key, given, on=DAY)


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("helps", {"text": " \r\n "}),
        ("steps", {"alone": "", "with_someone": " "}),
        ("safety", {"signs": "\n", "made_with": "Ruth"}),
    ],
)
def test_nothing_typed_is_an_empty_part(key, given):
    """Also a name beside six empty lists."""
    assert kept(key, given, on=DAY) == {}


def test_looking_through_is_no_change_of_words():
    """The day alone makes no new version."""
    one, later = (kept("safety", SIX, on=day) for day in (DAY, date(2028, 1, 1)))

    assert plans.same(one, later)
    assert not plans.same(one, {**one, "signs": ["Other"]})


def test_lines_stand_under_their_headings():
    """Steps have their names, and a plan its day."""
    part = Part("safety", kept("safety", SIX, on=DAY))

    found = plan_words.blocks(part)

    assert [block.heading for block in found[:2]] == [
        "How I know that it is getting bad",
        "What I can do by myself",
    ]
    assert found[3].lines == ("Sam: 555 0100", "Mum")
    assert found[-1].lines == (
        "Last looked through on Monday 1 March 2027.",
        "Made with Ruth.",
    )
    assert plan_words.blocks(Part("helps", {"text": "a\n\nb"}))[0].lines == ("a", "b")


@pytest.mark.parametrize(
    ("plain", "words", "says"),
    [
        ({}, {}, ()),
        ({"may_return": "yes_same"}, {"how": "Ring\nor write"}, ("Ring", "or write")),
        (
            {"may_return": "yes_other", "until": "2027-03-01"},
            {"how": "Ring", "waiting": "2 weeks", "cost": "$90", "triggers": "Private"},
            (
                "Ring",
                "How long it takes: 2 weeks",
                "What it costs: $90",
                "This holds until Monday 1 March 2027.",
            ),
        ),
        ({"may_return": "no"}, {"because": "Elm House", "how": "x"}, ("Elm House",)),
    ],
)
def test_the_way_back_is_a_route_or_another_one(plain, words, says):
    """As it was agreed; when they would need it is no line of it."""
    assert plan_words.way_back(plain, words) == says


def test_no_word_blames_or_names_a_brand():
    """Neither the headings nor the examples."""
    words = " ".join(
        str(text)
        for table in (
            plan_words.HEADINGS,
            plan_words.EXAMPLES,
            plan_words.HINTS,
            *plan_words.FIELDS.values(),
        )
        for text in table.values()
    ).lower()

    for never in ("relaps", "stanley", "sign here", "promise", "must", "contract"):
        assert never not in words


def test_a_number_is_said_to_be_old_as_on_the_help_page():
    """After a year, by the one rule that there is."""
    source = Source("x", "A list (invented)", seen=True, dated=DAY - OLD_AFTER)
    line = Line("Night Line", Kind.LISTENING, "high", (source,))
    country = replace(lines.country("GB"), lines=(line,))

    def told(on):
        (block,) = help_blocks(Live(on=on, country=country, help_address="x"))
        return block.lines[1]

    assert "It may have changed" not in told(DAY)
    assert told(DAY + timedelta(days=1)).endswith("It may have changed.")
