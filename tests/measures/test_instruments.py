"""What is shipped is whole, word for word, and says where it was read."""

from importlib.resources import files

import pytest

from afterword.measures.errors import InstrumentError, UnknownInstrumentError
from afterword.measures.instruments import Direction, Range, instrument, read

FOLDER = files("afterword") / "packs" / "instruments"
SHORT = ("gad2", "phq2", "phq4")


def text_of(name):
    return (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")


def test_the_phq_4_asks_anxiety_first_in_its_own_words():
    """Four items, GAD-2 before PHQ-2, four answers from 0 to 3, two weeks."""
    phq4 = instrument("phq4")

    assert [item.text for item in phq4.items] == [
        "Feeling nervous, anxious or on edge",
        "Not being able to stop or control worrying",
        "Little interest or pleasure in doing things",
        "Feeling down, depressed, or hopeless",
    ]
    assert [(a.value, a.text) for a in phq4.answers] == [
        (0, "Not at all"),
        (1, "Several days"),
        (2, "More than half the days"),
        (3, "Nearly every day"),
    ]
    assert (phq4.recall, phq4.range) == ("P2W", Range(0, 12))
    assert phq4.direction is Direction.LOWER_BETTER
    assert [s.items for s in phq4.subscales] == [
        ("nervous", "worry"),
        ("interest", "down"),
    ]


def test_the_short_forms_are_the_halves_of_the_phq_4():
    """GAD-2 and PHQ-2 ask the same items in the same words."""
    phq4 = instrument("phq4")

    assert instrument("gad2").items == phq4.items[:2]
    assert instrument("phq2").items == phq4.items[2:]
    assert instrument("gad2").answers == instrument("phq2").answers == phq4.answers


@pytest.mark.parametrize("name", SHORT)
def test_no_short_questionnaire_asks_about_suicide(name):
    """Answers come when nobody is watching, so no risk item is among these."""
    assert instrument(name).risk_items == ()


@pytest.mark.parametrize("name", SHORT)
@pytest.mark.parametrize(
    "change",
    [
        ("Not at all", "Not at all sure"),
        ("  - {value: 3, text: Nearly every day}\n", ""),
        ("how often have you been", "how much were you"),
    ],
)
def test_changed_wording_is_refused(name, change):
    """One other word, one answer less, another stem: the file is not used."""
    text = text_of(name)
    assert change[0] in text

    with pytest.raises(InstrumentError):
        read(text.replace(*change), f"{name}.yaml")


@pytest.mark.parametrize(
    ("found", "put", "problem"),
    [
        ("Not at all", "Not ever", "wording was changed"),
        ("range: [0, 12]", "range: [0, 11]", "range is not what"),
        ("range: [3, 5]", "range: [3, 6]", "bands do not cover"),
        ("range: [6, 8]", "range: [7, 8]", "bands do not cover"),
        ("items: [nervous, worry]", "items: [nervous, sleep]", "not there"),
        ("scale: anxiety", "scale: sleep", "not there"),
        ("risk_items: []", "risk_items: [death]", "not there"),
        ("id: phq4", "id: phq5", "file's name"),
        ("grade: secondary", "grade: hearsay", "grade is one of"),
        ("at_least: 3", "at_least: three", "is no number"),
        ("read_on: 2026-11-23", "read_on: lately", "is a date"),
        ("direction: lower_better", "direction: sideways", "ValueError"),
        ("direction: lower_better\n", "", "KeyError"),
        ("id: worry", "id: nervous", "stands twice"),
        ("no published value read", '""', "no word on reliable change"),
        ("stem:", "stem: [", "Error"),
    ],
)
def test_a_file_that_does_not_fit_together_is_refused(found, put, problem):
    """Whatever is wrong with a file is found when it is read, and named."""
    text = text_of("phq4")
    assert found in text

    with pytest.raises(InstrumentError, match=problem):
        read(text.replace(found, put, 1), "phq4.yaml")


@pytest.mark.parametrize("name", ["phq-4", "PHQ4", "bdi2", "", "../../clock", "x" * 99])
def test_an_unknown_questionnaire_is_an_error_that_names_what_there_is(name):
    """A slip of the pen gets a suggestion; a path gets nothing."""
    with pytest.raises(UnknownInstrumentError) as caught:
        instrument(name)

    assert "epds, gad2, gad7" in caught.value.for_people
    assert len(caught.value.for_people) < 300


def test_a_slip_of_the_pen_gets_a_suggestion():
    """`PHQ-4` is close to `phq4`."""
    with pytest.raises(UnknownInstrumentError) as caught:
        instrument("PHQ-4")

    assert "Did you mean `phq4`?" in caught.value.for_people
