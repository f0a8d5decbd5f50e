"""The page of a ruling and the command line say the same, in the same words."""

from __future__ import annotations

from functools import cache

import pytest

from afterword.contact.weighing import book
from afterword.desk.rulings import About, show
from afterword.rules import phrases
from afterword.rules.asking import answer as as_plain
from afterword.rules.examples import examples
from afterword.rules.gathering import QUIET_LANES


@cache
def table():
    return examples(book())


def shown(one, **changed):
    """Give the page of an answer in general, without a draft to hold it against."""
    about = About("", "the client", one.purpose, one.decision.on, one.decision.facts)
    plain = as_plain(one.decision) | changed
    return show(plain, about, answer=one.decision)


def titled(title):
    (found,) = [one for one in table() if one.title == title]
    return found


EACH = pytest.mark.parametrize("one", table(), ids=lambda one: one.title)


@EACH
def test_the_heading_is_the_answer_of_the_command_line(one):
    """The first line begins with what the page has as its heading."""
    if one.outcome == "hold":
        assert "before this can be answered" in shown(one).view.heading
        assert one.lines[0].startswith("Cannot say yet")
        return
    heading = phrases.sentence(shown(one).view.heading)
    if one.explained.points and one.outcome == "permit":
        assert heading.split()[0].rstrip(",.") == one.lines[0].split()[0].rstrip(",.")
    else:
        assert one.lines[0].startswith(heading)


@EACH
def test_what_must_be_met_is_said_in_the_same_sentences(one):
    """As many as the heading counts, and no obligation is left out."""
    view = shown(one).view
    text = " ".join(one.lines)
    own = book().vocabulary.obligations["checked_own_rules"].says
    if one.outcome != "hold" and "met by another route" not in text:
        assert [said for said in view.conditions if said not in text] in ([], [own])
    if one.outcome == "permit" and view.conditions:
        number = len(view.conditions)
        assert f"these {number} points" in view.heading or "Act now" in view.heading


@EACH
def test_the_same_warnings_stand_in_both(one):
    """Few, and none of what is refused but that silence has a risk."""
    view = shown(one).view
    text = " ".join(one.lines)
    assert [said for said in view.warnings if said not in text] == []
    assert len(view.warnings) <= 4
    if one.outcome in {"refuse", "hold"}:
        assert len(view.warnings) <= 1


@EACH
def test_what_would_change_it_is_the_same_and_in_two_lanes_nothing(one):
    """A way round stands in both or in neither."""
    view = shown(one).view
    lane = book().vocabulary.lane_of(one.purpose).name
    text = " ".join(one.lines).lower()
    if lane in QUIET_LANES:
        assert view.changes == []
    if one.outcome != "hold":
        assert [s for s in view.changes if s.lower() not in text] == []


@EACH
def test_what_as_usual_assumes_is_listed_in_the_same_sentences(one):
    """What is ticked on the page is what the command line lists."""
    text = " ".join(one.lines)
    for _name, words in shown(one).assumed:
        assert words in text or words[:1].lower() + words[1:-1] in text


@EACH
def test_the_reasons_of_the_command_line_stand_on_the_page(one):
    """Nothing is told at the prompt that the page leaves out."""
    if one.outcome == "hold":
        return
    on_page = {reason.because for reason in shown(one).view.reasons}
    quoted = [line for line in one.lines if "Source: " in line]
    for line in quoted:
        said = line.partition(" Source: ")[0]
        said = said.removeprefix("The duty: ").removeprefix("The bar: ")
        assert said in on_page, said


def test_who_asked_for_no_answer_is_not_said_to_be_answered():
    """With a stop of both kinds the page names no reply that may be sent."""
    both = shown(titled("An answer to a client who asked for no answer at all")).view
    one = shown(titled("A check-in after the client asked for no contact")).view
    assert both.heading == "No. The client asked for no contact, not even an answer."
    assert both.changes == ["This stands until the client changes it."]
    assert one.heading == "No. The client asked for no contact."
    assert "If the client writes to you, you may answer." in one.changes


def test_a_talk_that_was_had_is_not_asked_for_again():
    """The strip says that it was talked over."""
    view = shown(titled("A friendship with a former client that was talked over")).view
    assert view.words == "Talked over"
    assert view.heading == "It stays your own decision"


def test_a_rule_that_is_gone_leaves_a_heading_all_the_same():
    """A stored answer outlives the rule that gave it."""
    one = titled("The therapist suggests becoming friends")
    because = as_plain(one.decision)["because_of"]
    gone = [each | {"rule": "gone.s1"} for each in because]
    assert shown(one, because_of=gone).view.heading == "No. A rule forbids it."
