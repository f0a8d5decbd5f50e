"""The directory of services: searched, kept by an administrator, brought in by file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from afterword import clock
from afterword.audit.actors import Role
from afterword.support import directory, service_files
from afterword.support.directory import ServiceFacts, Wanted
from afterword.support.models import Service, ServiceFile
from afterword.support.services import importing, listing
from afterword.support.services.errors import (
    NoColumnsError,
    NoSuchRowError,
    NotAFileError,
    NotAllowedError,
    NotCheckedError,
    NotReadyError,
    NumberTakenError,
    UnknownWordError,
    UnreachableError,
)
from afterword.tenancy import practice
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)
ALDER = ServiceFacts(
    name="Alder Street Counselling (invented)",
    needs=("talking", "bereavement"),
    cost="sliding",
    cost_words="10 to 40 a session",
    places=("US-CA",),
    phone="555 0100",
    languages=("en", "es"),
    checked_by="Sam Example",
    checked_on=TODAY,
)
HEADER = "id,Name,What for,Place,Phone,Website,Price,Language,Checked,Last checked"
FILE = f"""{HEADER}
1,Birch Helpdesk (invented),money; housing,GB,1632 002,,free,English,Sam,2026-11-01
2,Cedar Group (invented),Group or skills course,,,cedar.example,paid,,Sam,2026-11-02
,Dogwood (invented),astrology,Atlantis,,,cheap,xx,,next week
""".encode()


@pytest.fixture
def home(db):
    return factories.a_practice()


@pytest.fixture
def boss(home):
    return factories.a_member(home, Role.ADMINISTRATOR)


def add(by, said=ALDER, **kept):
    return listing.add_service(
        said=replace(said, **kept), by=by, at=clock.now(), today=TODAY
    )


def found(home, **wanted) -> list[str]:
    with practice(home.pk):
        hits = directory.search(Wanted(**wanted))
        return [one.said.name.split()[0] for one in hits]


@pytest.fixture
def three(boss):
    """One for California, one for the United States, one from anywhere."""
    add(boss)
    add(boss, name="Birch (invented)", places=("US",), cost="free", needs=("money",))
    old = TODAY - timedelta(days=400)
    add(boss, name="Cedar (invented)", places=(), languages=("fr",), checked_on=old)


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({}, ["Alder", "Birch", "Cedar"]),
        ({"place": "US-CA"}, ["Alder", "Birch", "Cedar"]),
        ({"place": "US-NY"}, ["Birch", "Cedar"]),
        ({"place": "US"}, ["Alder", "Birch", "Cedar"]),
        ({"place": "GB"}, ["Cedar"]),
        ({"need": "money"}, ["Birch"]),
        ({"cost": "sliding"}, ["Alder", "Cedar"]),
        ({"language": "es"}, ["Alder", "Birch"]),
        ({"words": "alder street"}, ["Alder"]),
        ({"checked_since": TODAY - timedelta(days=365)}, ["Alder", "Birch"]),
        ({"place": "GB", "need": "money"}, []),
    ],
)
def test_it_is_searched_by_place_need_cost_language_and_day(home, three, wanted, names):
    """A service for a country serves its states; one without a place serves all."""
    assert found(home, **wanted) == names


def test_what_was_looked_at_more_than_a_year_ago_is_old(home, three):
    """It is shown all the same, with its day."""
    with practice(home.pk):
        old = {one.said.name: one.is_old(TODAY) for one in directory.search(Wanted())}

    assert old == {
        "Alder Street Counselling (invented)": False,
        "Birch (invented)": False,
        "Cedar (invented)": True,
    }


def test_looking_again_makes_it_fresh_and_changes_nothing_else(home, boss):
    """Who looked and when, and the rest as it was."""
    made = add(boss, checked_on=TODAY - timedelta(days=400))

    listing.check_service(
        service=made, checked_by="Kim", checked_on=TODAY, by=boss, today=TODAY
    )

    with practice(home.pk):
        said = directory.service(made).said
    assert said == replace(ALDER, checked_by="Kim", checked_on=TODAY)


def test_what_is_taken_out_is_found_no_more_but_can_still_be_read(home, boss):
    """Whoever was referred to it sees what it was."""
    made = add(boss)
    listing.retire_service(service=made, by=boss, at=clock.now())

    assert found(home) == []
    with practice(home.pk):
        assert directory.service(made).is_retired
    with pytest.raises(NoSuchRowError):
        listing.change_service(service=made, said=ALDER, by=boss, today=TODAY)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"checked_by": ""}, NotCheckedError),
        ({"checked_on": TODAY + timedelta(days=1)}, NotCheckedError),
        ({"name": " "}, UnreachableError),
        ({"phone": ""}, UnreachableError),
        ({"needs": ()}, UnknownWordError),
        ({"needs": ("astrology",)}, UnknownWordError),
        ({"cost": "cheap"}, UnknownWordError),
        ({"languages": ("xx",)}, UnknownWordError),
        ({"web": "javascript:x"}, UnknownWordError),
    ],
)
def test_what_is_not_whole_is_refused(home, boss, changed, error):
    """In words, and nothing is kept."""
    with pytest.raises(error) as why:
        add(boss, **changed)

    assert str(why.value.for_people)
    assert found(home) == []


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.SUPERVISOR, Role.COMPLIANCE])
def test_only_an_administrator_writes(home, boss, role):
    """Everybody else reads."""
    made = add(boss)
    other = factories.a_member(home, role)

    for verb in (
        lambda: add(other),
        lambda: listing.retire_service(service=made, by=other, at=clock.now()),
        lambda: take(other),
    ):
        with pytest.raises(NotAllowedError):
            verb()


def test_another_practice_finds_and_changes_nothing(home, boss):
    """Each keeps its own list."""
    made = add(boss)
    stranger = factories.a_member(factories.a_practice(), Role.ADMINISTRATOR)

    with pytest.raises(NoSuchRowError):
        listing.change_service(service=made, said=ALDER, by=stranger, today=TODAY)
    with practice(stranger.practice):
        assert directory.search(Wanted()) == []


def take(by, data=FILE):
    return importing.take_services(data=data, by=by, at=clock.now(), today=TODAY)


def bring_in(by, file):
    return importing.bring_in_services(file=file, by=by, at=clock.now(), today=TODAY)


def look(by, file):
    return importing.look_at_services(file=file, by=by, today=TODAY)


def test_a_file_is_looked_at_first_and_nothing_is_kept(home, boss):
    """Each line says what would happen to it."""
    seen = look(boss, take(boss))

    assert [(line.number, line.becomes) for line in seen] == [
        (2, "new"),
        (3, "new"),
        (4, "refused"),
    ]
    assert found(home) == []


def test_every_problem_of_a_line_is_named_with_its_line(boss):
    """Not the first one alone."""
    (wrong,) = [line for line in look(boss, take(boss)) if line.becomes == "refused"]

    said = " ".join(wrong.reasons)
    for part in (
        "needs “astrology” is not on the list",
        "place “Atlantis” is not known",
        "cost “cheap” is not on the list",
        "languages “xx” is not on the list",
        "no phone, web page, e-mail or address",
        "who checked it",
        "checked on “next week” is not a day",
    ):
        assert part in said


def test_after_a_yes_what_is_new_is_there_and_a_second_yes_adds_nothing(home, boss):
    """Words, names of places and bare web addresses are understood."""
    file = take(boss)

    assert bring_in(boss, file) == {"new": 2, "refused": 1}
    assert bring_in(boss, file) == {"new": 2, "refused": 1}
    with practice(home.pk):
        birch, cedar = Service.objects.order_by("name")
        assert (birch.needs, birch.places) == (["money", "housing"], ["GB"])
        assert (cedar.needs, cedar.places) == (["group"], [])
        assert cedar.web == "https://cedar.example"
        assert ServiceFile.objects.get(pk=file).data is None


def test_a_second_file_changes_what_it_knows_later_and_loses_nothing(home, boss):
    """The later check holds; what is not in the file stays; the same is the same."""
    add(boss)
    bring_in(boss, take(boss))
    rows = [
        HEADER,
        "1,Birch Helpdesk (invented),money,GB,1632 003,,free,English,Kim,2026-11-20",
        "2,Cedar Group (invented),group,,,cedar.example,free,,Sam,2026-10-01",
    ]
    file = take(boss, "\n".join(rows).encode())
    seen = {line.name.split()[0]: line for line in look(boss, file)}
    bring_in(boss, file)

    assert seen["Birch"].becomes == "changed"
    assert {"phone", "needs", "checked on"} <= set(seen["Birch"].reasons)
    assert seen["Cedar"].becomes == "older"
    with practice(home.pk):
        costs = dict(Service.objects.values_list("name", "cost"))
        assert Service.objects.get(external_id="1").phone == "1632 003"
    assert costs["Cedar Group (invented)"] == "paid"
    assert "Alder Street Counselling (invented)" in costs


OAK = "Oak Centre (invented),money,GB,1632 00{},,free,English,Sam,2026-11-20"


def rows_of(*lines) -> bytes:
    return "\n".join((HEADER, *lines)).encode()


def test_two_of_one_name_with_other_numbers_are_two_services(home, boss):
    """Branches share a name; only one that has no number is known by its name."""
    bring_in(boss, take(boss, rows_of(f"1,{OAK.format(1)}")))
    file = take(boss, rows_of(f"7,{OAK.format(7)}", f"8,{OAK.format(8)}"))

    assert [line.becomes for line in look(boss, file)] == ["new", "new"]
    bring_in(boss, file)
    with practice(home.pk):
        held = dict(Service.objects.values_list("external_id", "phone"))
    assert held == {"1": "1632 001", "7": "1632 007", "8": "1632 008"}


def test_a_number_joins_the_one_of_that_name_that_has_none_and_only_once(home, boss):
    """The next line with another number is another service."""
    add(boss, name="Oak Centre (invented)", checked_on=date(2026, 10, 1))
    file = take(boss, rows_of(f"7,{OAK.format(7)}", f"8,{OAK.format(8)}"))

    assert [line.becomes for line in look(boss, file)] == ["changed", "new"]
    bring_in(boss, file)
    with practice(home.pk):
        assert Service.objects.count() == 2


def test_a_name_that_two_have_says_nothing_without_a_number(home, boss):
    """Nor does one that another line of the file is about."""
    for number in ("1", "2"):
        add(boss, name="Oak Centre (invented)", external_id=number)
    add(boss, name="Elm (invented)", external_id="3", checked_on=date(2026, 10, 1))
    elm = OAK.format(3).replace("Oak Centre", "Elm")
    file = take(boss, rows_of(f",{OAK.format(9)}", f"3,{elm}", f",{elm}"))

    both, _elm, twice = look(boss, file)
    assert (both.becomes, _elm.becomes, twice.becomes) == (
        "refused",
        "changed",
        "refused",
    )
    assert "more than one of that name" in both.reasons[0]
    assert "twice" in twice.reasons[0]


def test_what_is_back_in_the_list_is_known_before_what_was_taken_out(home, boss):
    """The same name stood here once before."""
    gone = add(boss, name="Oak Centre (invented)")
    listing.retire_service(service=gone, by=boss, at=clock.now())
    add(boss, name="Oak Centre (invented)", checked_on=date(2026, 10, 1))
    file = take(boss, rows_of(f",{OAK.format(9)}"))

    assert [line.becomes for line in look(boss, file)] == ["changed"]


def test_a_number_that_another_has_is_refused_in_words(home, boss):
    """Added or changed; nothing is kept."""
    add(boss, external_id="7")
    other = add(boss, name="Birch (invented)")

    for verb in (
        lambda: add(boss, name="Cedar (invented)", external_id="7"),
        lambda: listing.change_service(
            service=other,
            said=replace(ALDER, external_id="7"),
            by=boss,
            today=TODAY,
        ),
    ):
        with pytest.raises(NumberTakenError) as why:
            verb()
        assert "number" in str(why.value.for_people)
    assert found(home) == ["Alder", "Birch"]


def test_a_file_that_was_set_aside_brings_in_nothing(home, boss):
    """Nor one that another took the place of."""
    first = take(boss)
    second = take(boss)
    importing.drop_services(file=second, by=boss)

    for file in (first, second):
        with pytest.raises(NotReadyError):
            bring_in(boss, file)
    with pytest.raises(NoSuchRowError):
        bring_in(boss, uuid4())
    assert found(home) == []


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"PK\x03\x04 a spreadsheet", NotAFileError),
        (b"", NotAFileError),
        (b'name,needs,cost,checked by,checked on\n"open', NotAFileError),
        (b"name,phone\nA,1\n", NoColumnsError),
    ],
)
def test_what_is_no_list_is_refused_as_a_whole(boss, data, error):
    """With what to do."""
    with pytest.raises(error) as why:
        take(boss, data)

    assert str(why.value.for_people)


def test_the_same_service_twice_in_a_file_is_refused_the_second_time():
    """By its number, or else by its name."""
    lines = FILE.splitlines()
    twice = b"\n".join([lines[0], lines[1], lines[1]])

    first, second = service_files.read(twice, today=TODAY)

    assert first.said is not None
    assert "twice" in second.reasons[0]


def test_semicolons_and_another_encoding_are_read_too():
    """As spreadsheets write them in other countries."""
    text = (
        "name;need;cost;tel;checked by;checked on\nMüller;talking;free;1;J;2026-11-01"
    )

    (row,) = service_files.read(text.encode("cp1252"), today=TODAY)

    assert row.said.name == "Müller"
