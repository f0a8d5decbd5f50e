"""Which names, numbers and addresses are taken to be one person's, and which not."""

from __future__ import annotations

import pytest
import yaml

from afterword.clinic import likeness
from tests.promises.source import ROOT

ALIKE = {
    "the same": ("John Smith", "John Smith"),
    "case and space": ("john  SMITH ", "John Smith"),
    "wide letters": ("Ｊｏｈｎ Smith", "John Smith"),
    "order": ("John Smith", "Smith, John"),
    "order without a comma": ("John Smith", "Smith John"),
    "accents": ("Siobhán Núñez", "Siobhan Nunez"),
    "umlauts": ("Jörg Müller", "Joerg Mueller"),
    "umlauts left out": ("Jörg Müller", "Jorg Muller"),
    "letters of the north": ("Søren Łukasz", "Soren Lukasz"),
    "sharp s": ("Anna Strauß", "Anna Strauss"),
    "a middle name": ("John Albert Smith", "John Smith"),
    "a middle name that is asked": ("John Smith", "John Albert Smith"),
    "two family names": ("María José García López", "Maria Garcia"),
    "half of a hyphen": ("Maria Garcia-Lopez", "Maria Lopez"),
    "a hyphen left out": ("Jean-Paul Martin", "Jeanpaul Martin"),
    "a hyphen for a space": ("Jean-Paul Martin", "Jean Paul Martin"),
    "a particle left out": ("Anna de la Cruz", "Anna Cruz"),
    "a particle joined": ("Anna de la Cruz", "Anna Delacruz"),
    "a particle behind": ("Dyke, Anna van", "Anna van Dyke"),
    "an apostrophe": ("Conor O'Brien", "Conor O\u2019Brien"),
    "an apostrophe left out": ("Conor O'Brien", "Conor OBrien"),
    "a prefix left out": ("Conor O'Brien", "Conor Brien"),
    "an initial kept": ("J. Smith", "John Smith"),
    "an initial asked": ("John Smith", "J Smith"),
    "a family initial": ("John S.", "John Smith"),
    "initials of a short form": ("Bob Smith", "R. Smith"),
    "a short form": ("Robert Smith", "Bob Smith"),
    "two short forms": ("Bob Smith", "Robbie Smith"),
    "a short form of two": ("Alexandra Smith", "Alex Smith"),
    "another language": ("Johannes Weber", "John Weber"),
    "a doubled letter": ("Karl Hoffmann", "Karl Hofman"),
    "a title": ("Dr. John Smith", "John Smith"),
    "an ending": ("John Smith, PhD", "John Smith"),
    "an ending after the order": ("Smith, John, Jr.", "John Smith"),
    "a name that looks like a particle": ("Ben Smith", "Smith Ben"),
    "one name": ("Sukarno", "sukarno"),
    "no case": ("李小龙", "李 小龙"),
    "hangul": ("김 철수", "김철수"),
    "signs above": ("محمد علي", "مُحَمَّد علي"),
    "Cyrillic": ("Алёна Петрова", "Алена Петрова"),
}
OTHERS = {
    "another given name": ("John Smith", "Jane Smith"),
    "another family name": ("John Smith", "John Jones"),
    "a family name alone": ("John Smith", "Smith"),
    "two initials": ("J. S.", "John Smith"),
    "another initial": ("K. Smith", "John Smith"),
    "only the particle": ("Anna van Dyke", "Anna van Berg"),
    "an ending is no name": ("Elizabeth Jones II", "Elizabeth Smith II"),
    "names of one word": ("Sukarno", "Suharto"),
    "nothing": ("", ""),
}


def is_alike(kept: str, asked: str, preferred: str = "") -> bool:
    return bool(likeness.held(kept, preferred) & likeness.wanted(asked))


@pytest.mark.parametrize("case", ALIKE)
def test_one_person_written_two_ways_is_found(case):
    """Each step of the documented set, by an example, and the other way round."""
    one, other = ALIKE[case]

    assert is_alike(one, other)
    assert is_alike(other, one)


@pytest.mark.parametrize("case", OTHERS)
def test_two_people_are_not_one(case):
    """It errs towards too much, but not towards everybody."""
    one, other = OTHERS[case]

    assert not is_alike(one, other)
    assert not is_alike(other, one)


def test_the_name_that_somebody_prefers_is_found():
    """Beside the family name, or whole."""
    assert is_alike("Wei Xu", "Sunny Xu", "Sunny")
    assert is_alike("Wei Xu", "Sunny Lake", "Sunny Lake")
    assert not is_alike("Wei Xu", "Sunny Lake", "Sunny")


@pytest.mark.parametrize(
    ("name", "enough"),
    [
        ("John Smith", True),
        ("J. Smith", True),
        ("李小龙", True),
        ("Smith", False),
        ("J. S.", False),
        ("", False),
        ("...", False),
    ],
)
def test_what_is_too_little_to_look_for_is_known(name, enough):
    """One family name would be found in nobody, and that would be believed."""
    assert likeness.is_whole(name) is enough


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jo.Example+news@GoogleMail.com", "joexample@gmail.com"),
        ("JO@Bücher.example", "jo@xn--bcher-kva.example"),
        (" jo@mail.example ", "jo+x@mail.example"),
    ],
)
def test_one_mailbox_has_one_form(one, other):
    """Case, tags, and the two names of one big provider."""
    assert likeness.email(one) == likeness.email(other)


def test_dots_count_where_nobody_says_otherwise():
    """Two mailboxes of one provider stay two."""
    assert likeness.email("j.o@mail.example") != likeness.email("jo@mail.example")


@pytest.mark.parametrize(
    ("number", "country"),
    [
        ("+1 415 555 0100", "GB"),
        ("(415) 555-0100", "US-CA"),
        ("415.555.0100", "US"),
        ("001 415 555 0100", "DE"),
    ],
)
def test_one_number_has_one_form(number, country):
    """As people write it where the practice is."""
    assert likeness.phone(number, country) == "phone|+14155550100"


def test_what_is_no_number_is_its_digits():
    """It is found by itself and breaks nothing."""
    assert likeness.phone("7", "GB") == "phone|7"
    assert likeness.phone(" By the Door ", "GB") == "phone|by the door"


def test_a_name_made_up_to_be_costly_stays_small():
    """However many words, hyphens and short forms."""
    for name in ("a-b-c-d " * 25, "alex sam jo " * 16, "'" * 200, "-" * 200, "é" * 200):
        assert len(likeness.held(name, name)) <= likeness.MOST_TRAITS
        assert len(likeness.wanted(name)) <= likeness.MOST_TRAITS


def test_the_table_says_whose_it_is_and_is_written_as_it_is_read():
    """Lower case, no accents, no doubled entry."""
    path = ROOT / "afterword/clinic/short_names.yaml"
    text = path.read_text(encoding="utf-8")
    table = yaml.safe_load(text)

    assert "Our own list" in text
    words = [*table["titles"], *table["endings"], *table["particles"]]
    for name, shorts in table["short"].items():
        words += [name, *shorts]
        assert name not in shorts
        assert len(set(shorts)) == len(shorts), name
    assert [word for word in words if not isinstance(word, str)] == []
    assert [word for word in words if likeness._folded(word) != word] == []
