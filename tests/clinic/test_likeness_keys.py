"""The hashes by which a conflict check finds: kept with each change, erased too."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection

from afterword import clock
from afterword.audit.actors import Role, machine
from afterword.audit.models import Event
from afterword.clinic.caseload.rows import Person
from afterword.clinic.errors import NotAllowedError
from afterword.clinic.models import Client, LikenessKey, ReportedFact
from afterword.clinic.services import importing, likeness, people, reaching
from afterword.clinic.services.likeness import Wanted
from afterword.tenancy import practice
from afterword.vault import keys
from afterword.vault import services as vault
from afterword.vault.fields import DataClass
from tests import factories
from tests.promises import source

pytestmark = pytest.mark.django_db

ROBERT = Person(
    external_id="1",
    name="Robert van Dyke-Müller",
    preferred_name="Robbie",
    email="rob@mail.example",
    phones=("+14155550100",),
)
FILE = (
    b"id,name,preferred name,email,phone\r\n"
    b"1,Robert van Dyke-M\xc3\xbcller,Robbie,rob@mail.example,415 555 0100\r\n"
)
FOUND_BY = (
    Wanted(name="Bob Mueller"),
    Wanted(name="Dyke, R."),
    Wanted(phone="(415) 555-0100"),
    Wanted(email="ROB+x@mail.example"),
)


@pytest.fixture
def home():
    return factories.a_practice()


@pytest.fixture
def boss(home):
    return factories.a_member(home, Role.ADMINISTRATOR)


@pytest.fixture
def robert(boss):
    return people.add_person(person=ROBERT, clinician=None, by=boss)


def found(home, **asked):
    with practice(home.pk):
        return likeness.alike(Wanted(**asked))


def kept(home):
    with practice(home.pk):
        return LikenessKey.objects.count()


def brought_in(boss):
    batch = importing.take_file(data=FILE, date_order="ymd", by=boss)
    importing.dry_run(batch=batch, by=boss)
    importing.run(batch=batch, by=boss)
    return batch


@pytest.mark.parametrize("asked", FOUND_BY, ids=["short", "initial", "phone", "email"])
def test_who_is_added_is_found(home, robert, asked):
    """By another way of writing the name, by phone and by e-mail."""
    with practice(home.pk):
        assert likeness.alike(asked) == [robert]
        assert likeness.alike(Wanted("Jane Other", "+14155550199", "x@y.example")) == []


@pytest.mark.parametrize("asked", FOUND_BY, ids=["short", "initial", "phone", "email"])
def test_who_is_imported_is_found(home, boss, asked):
    """In the same transaction as the import of the row."""
    brought_in(boss)

    with practice(home.pk):
        assert likeness.alike(asked) == [Client.objects.get().pk]
        assert likeness.is_complete()


def test_an_import_that_is_undone_leaves_no_hash(home, boss):
    """What was brought in goes, its hashes with it."""
    batch = brought_in(boss)
    assert kept(home) > 0

    importing.undo(batch=batch, by=boss)

    assert kept(home) == 0


def test_whoever_has_a_history_stays_when_an_import_is_undone(home, boss):
    """Anything that was written down since counts, not an episode alone."""
    batch = brought_in(boss)
    with practice(home.pk):
        ReportedFact.objects.create(
            client=Client.objects.get(),
            name="vulnerable",
            value="yes",
            as_of=clock.today(),
            reported_at=clock.now(),
        )

    assert importing.undo(batch=batch, by=boss) == (0, 1)
    assert kept(home) > 0


def test_who_is_renamed_is_found_by_both_names(home, boss, robert):
    """Somebody may ask by the name of before."""
    people.rename_person(client=robert, name="Robert Lake", preferred_name="", by=boss)

    assert found(home, name="Rob Lake") == [robert]
    assert found(home, name="Rob Dyke") == [robert]
    with practice(home.pk):
        row = Client.objects.get(pk=robert)
        assert bytes(row.name_index) == people.name_index("Robert Lake")
    told = vault.open(by=boss, purpose="test", rows=[row], fields=["name"])
    assert told == [{"name": "Robert Lake"}]


def test_renaming_is_for_those_who_keep_the_list(home, robert):
    """Others are refused, and nothing is changed."""
    lee = factories.a_member(home, Role.EXECUTOR)

    with pytest.raises(NotAllowedError):
        people.rename_person(client=robert, name="X Y", preferred_name="", by=lee)

    assert found(home, name="X Y") == []


def test_a_new_address_is_found_and_an_old_one_still(home, boss, robert):
    """An address that is out of use was theirs all the same."""
    point = reaching.add_contact_point(
        client=robert, channel="phone", address="+442079460100", by=boss
    )
    reaching.retire_contact_point(client=robert, contact_point=point, by=boss)

    assert found(home, phone="+44 20 7946 0100") == [robert]
    assert found(home, phone="+1 415 555 0100") == [robert]


def test_a_postal_address_leaves_no_hash(home, boss, robert):
    """Nobody asks by it."""
    before = kept(home)

    reaching.add_contact_point(
        client=robert, channel="letter", address="1 Example Road", by=boss
    )

    assert kept(home) == before


def from_before(home, robert):
    """Take the hashes away, as of somebody who came before they were kept."""
    with practice(home.pk):
        LikenessKey.objects.all().delete()
        Client.objects.filter(pk=robert).update(likeness_edition=0)


def test_who_was_here_before_is_filled_in_and_the_record_says_so(home, robert):
    """Each name and address that is opened for it is a line; and once is enough."""
    from_before(home, robert)
    with practice(home.pk):
        assert not likeness.is_complete()

    assert likeness.fill_in(by=machine(home.pk)) == 1
    assert likeness.fill_in(by=machine(home.pk)) == 0

    for asked in FOUND_BY:
        assert found(home, **vars(asked)) == [robert]
    with practice(home.pk):
        assert likeness.is_complete()
        lines = Event.objects.filter(name="vault.opened", why="likeness")
        assert {line.client_id for line in lines} == {robert}
        assert lines.count() == 2


def test_who_was_erased_leaves_no_hash(home, boss, robert):
    """However it came about: the next round takes away what was left."""
    other = people.add_person(
        person=replace(ROBERT, external_id="2"), clinician=None, by=boss
    )
    with practice(home.pk):
        keys.destroy(robert, DataClass.CHART)
        Client.objects.filter(pk=other).update(removed_at=clock.now())
    assert found(home, name="Bob Mueller") == [robert]

    assert likeness.fill_in(by=machine(home.pk)) == 0

    assert kept(home) == 0


def test_who_left_the_list_is_not_found_even_before_that(home, robert):
    """Their hashes may still be there for an hour; nobody is sent to anybody."""
    with practice(home.pk):
        Client.objects.filter(pk=robert).update(removed_at=clock.now())

    assert found(home, name="Bob Mueller") == []


def test_a_large_caseload_is_filled_in_piece_by_piece(home, robert, monkeypatch):
    """Other work has its turn in between; the last round finds nobody left."""
    monkeypatch.setattr(likeness, "MANY", 2)
    for _ in range(4):
        factories.a_client(home, likeness_edition=0)

    rounds = [likeness.fill_in(by=machine(home.pk)) for _ in range(3)]

    assert rounds == [2, 2, 0]


def test_nobody_erased_is_opened_by_filling_in(home, robert):
    """What has no key any more is not asked for again and again."""
    from_before(home, robert)
    with practice(home.pk):
        keys.destroy_all([robert])

    assert likeness.fill_in(by=machine(home.pk)) == 1
    assert likeness.fill_in(by=machine(home.pk)) == 0
    assert kept(home) == 0


def test_the_same_person_has_other_hashes_in_another_practice(home, robert):
    """Each practice has a key of its own, and sees its own rows alone."""
    elsewhere = factories.a_practice()
    other = factories.a_member(elsewhere, Role.ADMINISTRATOR)
    people.add_person(person=ROBERT, clinician=None, by=other)

    hashes = []
    for each in (home, elsewhere):
        with practice(each.pk), connection.cursor() as cursor:
            cursor.execute("SELECT key FROM clinic_likenesskey")
            hashes.append({bytes(key) for (key,) in cursor.fetchall()})
    assert len(hashes[0]) == len(hashes[1]) > 0
    assert hashes[0] & hashes[1] == set()
    assert found(home, name="Bob Mueller") == [robert]


def test_no_word_of_a_name_is_in_the_table(home, robert):
    """Sixteen bytes of a keyed hash, all different, and an id."""
    with practice(home.pk):
        rows = [
            bytes(each) for each in LikenessKey.objects.values_list("key", flat=True)
        ]

    assert {len(each) for each in rows} == {16}
    assert len(set(rows)) == len(rows)
    assert [each for each in rows if b"dyke" in each.lower() or b"rob" in each] == []


def test_every_question_looks_up_as_many_hashes(home, robert):
    """Whatever is asked, and whether somebody is found: the same looks, as large."""
    seen = {}
    with practice(home.pk):
        for asked in (*FOUND_BY, Wanted("Jane Other"), Wanted("a b c d e f g h")):
            seen[asked] = []
            with connection.execute_wrapper(_noting(seen[asked])):
                likeness.alike(asked)

    hashes = {looks[1] for looks in seen.values()}
    assert {len(looks) for looks in seen.values()} == {3}
    assert len(hashes) == 1
    assert hashes.pop()[1] == likeness.PROBES


def _noting(seen):
    def note(execute, statement, params, many, context):
        table = statement.partition("FROM ")[2].partition(" ")[0]
        seen.append((table, len(params)))
        return execute(statement, params, many, context)

    return note


def test_whoever_seals_a_name_or_an_address_keeps_its_hashes():
    """A new way to write a name must not be forgotten: by file, from the source."""
    seals, writes = set(), set()
    for path in source.modules():
        if not source.name(path).startswith("afterword/clinic/services/"):
            continue
        for node in source.calls(path):
            called = source.dotted(node.func)
            named = {each.arg for each in node.keywords}
            if called.endswith(".seal") and named & {"name", "address"}:
                seals.add(source.name(path))
            if called == "likeness.write":
                writes.add(source.name(path))
    assert seals
    assert seals <= writes
