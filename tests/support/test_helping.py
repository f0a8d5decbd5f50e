"""A practice's own word on help lines: checked by somebody, never over an emergency."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from afterword import clock
from afterword.audit.actors import Role, machine
from afterword.audit.models import Event
from afterword.support import lines, overrides, publishing
from afterword.support.lines import Kind
from afterword.support.marks import mark_of
from afterword.support.models import HelpLine
from afterword.support.services import helping
from afterword.support.services.errors import (
    ChangeError,
    KeptLineError,
    NoSuchLineError,
    NoSuchRowError,
    NotAllowedError,
    NotCheckedError,
    NotDialledError,
    PagesNotWrittenError,
    RetiredNumberError,
    UnknownWordError,
    UnreachableError,
    WrongCountryError,
)
from afterword.support.services.helping import Word
from afterword.tenancy import practice
from tests import factories

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 26)
ADDED = Word(
    country="GB",
    does="add",
    checked_by="Sam Example",
    checked_on=TODAY,
    source="the line's own page",
    name="Alder Valley Night Line (invented)",
    kind="listening",
    phone="01632 960 001",
    hours="8 pm to 8 am",
    cost="free",
    languages=("en",),
)
SAMARITANS = replace(ADDED, does="correct", line="Samaritans", name="Samaritans")


@pytest.fixture
def folder(tmp_path, settings):
    """Where the pages are written in this test."""
    settings.HELP_FOLDER = tmp_path / "help"
    return Path(settings.HELP_FOLDER)


@pytest.fixture
def home(folder):
    """Give a practice that is not the only one here."""
    factories.a_practice()
    return factories.a_practice()


@pytest.fixture
def boss(home):
    """Give its administrator."""
    return factories.a_member(home, Role.ADMINISTRATOR)


def write(by, word=ADDED, **kept):
    return helping.write_line(word=word, by=by, at=clock.now(), today=TODAY, **kept)


def page(folder, home, iso="gb") -> str:
    return (folder / mark_of(home.pk) / f"{iso}.html").read_text()


def test_a_line_that_was_added_stands_first_with_its_day(folder, home, boss):
    """It was checked by somebody; the page says when, and not by whom."""
    write(boss)

    text = page(folder, home)
    assert text.index("Alder Valley Night Line") < text.index("Samaritans")
    assert "Checked on Thursday 26 November 2026: the line&#x27;s own page." in text
    assert "tel:01632960001" in text
    assert "Sam Example" not in text


def test_a_line_that_was_put_right_takes_the_place_of_the_shipped_one(
    folder, home, boss
):
    """Once, not beside it; taken back, the shipped one stands again."""
    made = write(boss, SAMARITANS)
    corrected = page(folder, home)
    helping.end_line(line=made, by=boss, at=clock.now(), today=TODAY)

    assert "116 123" not in corrected.split("Relay UK")[0]
    assert "01632 960 001" in corrected
    assert not (folder / mark_of(home.pk) / "gb.html").exists()


def test_the_last_word_on_a_line_holds_and_the_others_are_kept(home, boss):
    """A second word ends the first; nothing is edited."""
    first = write(boss, SAMARITANS)
    second = write(boss, replace(SAMARITANS, does="hide"))

    with practice(home.pk):
        assert [row.pk for row in overrides.standing("GB")] == [second]
        before = HelpLine.objects.get(pk=first)
        assert before.ended_by == boss.id
        assert before.phone == "01632 960 001"


def test_every_emergency_number_stays_whatever_is_hidden_or_put_right(
    folder, home, boss
):
    """All lines of a country hidden: the number to call is where it was."""
    country = lines.country("GB")
    for line in country.lines:
        if line.kind is not Kind.EMERGENCY_TEXT:
            write(boss, replace(SAMARITANS, does="hide", line=line.name))

    with practice(home.pk):
        known = overrides.as_known(country, overrides.standing("GB"))
    assert known.emergency == country.emergency
    assert [line.kind for line in known.lines] == [Kind.EMERGENCY_TEXT]
    assert 'href="tel:999"' in page(folder, home)
    assert 'href="tel:112"' in page(folder, home)


@pytest.mark.parametrize("does", ["hide", "correct"])
def test_emergency_help_by_text_cannot_be_hidden_or_changed(home, boss, does):
    """For somebody who cannot speak it is the emergency number."""
    with pytest.raises(KeptLineError):
        write(boss, replace(SAMARITANS, does=does, line="emergencySMS"))


def test_a_row_that_no_verb_wrote_hides_no_emergency_text(home):
    """The page looks again: what is kept is kept at reading, too."""
    with practice(home.pk):
        row = HelpLine(country="GB", does="hide", line="emergencySMS")

    known = overrides.as_known(lines.country("GB"), [row])

    assert "emergencySMS" in {line.name for line in known.lines}


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"checked_by": " "}, NotCheckedError),
        ({"source": ""}, NotCheckedError),
        ({"checked_on": TODAY + timedelta(days=1)}, NotCheckedError),
        ({"does": "remove"}, UnknownWordError),
        ({"web": "javascript:alert(1)"}, UnknownWordError),
        ({"kind": "advice"}, UnknownWordError),
        ({"languages": ("xx",)}, UnknownWordError),
        ({"name": ""}, UnreachableError),
        ({"phone": ""}, UnreachableError),
        ({"country": "ZZ"}, NoSuchLineError),
        ({"does": "correct", "line": "No such line"}, NoSuchLineError),
        ({"does": "add", "line": "Samaritans"}, NoSuchLineError),
    ],
)
def test_what_is_not_whole_is_refused_in_words(home, boss, changed, error):
    """Nothing is kept of it but the refusal."""
    with pytest.raises(error) as why:
        write(boss, replace(ADDED, **changed))

    assert str(why.value.for_people)
    with practice(home.pk):
        assert not HelpLine.objects.exists()
        assert Event.objects.get(name="support.line_written").outcome == "refused"


@pytest.mark.parametrize(
    "number", ["+44 116 123", "+1988", "*4141", "988 then 1", "0800-SUICIDE"]
)
def test_a_number_is_kept_as_it_is_dialled_there(boss, number):
    """No plus, no star, no words: a link could not dial it."""
    with pytest.raises(NotDialledError) as why:
        write(boss, replace(ADDED, phone=number))

    assert number in why.value.for_people


def test_every_number_that_is_shipped_is_read_as_it_is_written():
    """With the key to press afterwards; nothing of it is lost by writing it down."""
    for country in lines.countries():
        for line in country.lines:
            said = overrides.written(line.phone)
            assert len(said) <= HelpLine._meta.get_field("phone").max_length
            assert overrides.numbers(said) == line.phone


@pytest.mark.parametrize(
    "phone",
    ["01632 960 001\n+44 116 123", "01632 960 001, two", ", 2", "01632 960 001, 1234"],
)
def test_each_number_and_each_key_is_one_that_can_be_dialled(boss, phone):
    """The second as well as the first."""
    with pytest.raises(NotDialledError) as why:
        write(boss, replace(ADDED, phone=phone))
    assert "cannot be dialled" in str(why.value.for_people)


@pytest.mark.parametrize(
    ("country", "number"),
    [("GB", "08457 90 90 90"), ("KR", "1393"), ("US", "1-800-784-2433")],
)
def test_a_practice_cannot_bring_back_a_retired_number(boss, country, number):
    """It still goes round in lists, so somebody will try."""
    with pytest.raises(RetiredNumberError):
        write(boss, replace(ADDED, country=country, phone=number))


def test_988_cannot_be_added_where_it_is_no_line(boss):
    """It is a line in two countries alone."""
    with pytest.raises(WrongCountryError, match="another country"):
        write(boss, replace(ADDED, phone="988"))


def test_a_long_number_of_another_country_is_refused(boss):
    """Somebody pasted the Spanish line under the United Kingdom."""
    with pytest.raises(WrongCountryError) as why:
        write(boss, replace(ADDED, phone="717 003 717"))

    assert "Spain" in why.value.for_people


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.SUPERVISOR, Role.EXECUTOR])
def test_other_roles_change_nothing(home, role):
    """Nor does the machine."""
    for by in (factories.a_member(home, role), machine(home.pk)):
        with pytest.raises(NotAllowedError):
            write(by)


def test_a_line_of_another_practice_is_not_there(home, boss):
    """And cannot be taken back from here."""
    made = write(boss)
    stranger = factories.a_member(factories.a_practice(), Role.ADMINISTRATOR)

    with pytest.raises(NoSuchRowError):
        helping.end_line(line=made, by=stranger, at=clock.now(), today=TODAY)


def test_a_word_that_is_older_than_a_year_says_so(folder, home, boss):
    """It is shown with its day, and that it may have changed."""
    write(boss, replace(ADDED, checked_on=TODAY - timedelta(days=365)))
    fresh = page(folder, home)
    publishing.publish_all(on=TODAY + timedelta(days=1))

    assert "It may have changed" not in fresh.split("Samaritans")[0]
    assert "It may have changed" in page(folder, home).split("Samaritans")[0]


def test_one_practices_word_is_not_on_the_pages_of_others(folder, home, boss):
    """Two practices share the installation: the pages for everybody stay as shipped."""
    publishing.publish_all(on=TODAY)
    write(boss)
    publishing.publish_all(on=TODAY)

    assert "Alder Valley" in page(folder, home)
    assert "Alder Valley" not in (folder / "gb.html").read_text()


def test_where_one_practice_is_alone_everybody_sees_its_word(folder, db):
    """Also who comes without its link."""
    home = factories.a_practice()
    boss = factories.a_member(home, Role.ADMINISTRATOR)
    made = write(boss)
    written = (folder / "gb.html").read_text()
    helping.end_line(line=made, by=boss, at=clock.now(), today=TODAY)

    assert "Alder Valley" in written
    assert "Alder Valley" not in (folder / "gb.html").read_text()


def test_a_full_disk_keeps_the_word_and_says_so(home, boss, monkeypatch):
    """The page is written again the next night."""

    def full(*_args, **_named):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(publishing, "write_country", full)

    with pytest.raises(PagesNotWrittenError) as why:
        write(boss)
    assert isinstance(why.value, ChangeError)
    with practice(home.pk):
        assert HelpLine.objects.count() == 1
