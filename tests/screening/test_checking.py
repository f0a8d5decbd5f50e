"""A conflict check answers one of two things, and nothing tells more than that."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from afterword.attention import queries as waiting
from afterword.attention.models import Item
from afterword.audit.actors import Actor, ActorKind, Role, machine
from afterword.audit.models import Event
from afterword.clinic.caseload.rows import Person
from afterword.clinic.models import Client, LikenessKey
from afterword.clinic.services import people
from afterword.clinic.services.likeness import Wanted
from afterword.screening import services
from afterword.screening.errors import (
    NoSuchCheckError,
    NotForYouError,
    NothingAskedError,
    NotReadyError,
    TooManyChecksError,
    UnknownWordError,
)
from afterword.screening.models import ConflictCheck
from afterword.screening.services import Answer
from afterword.tenancy import practice
from tests import factories
from tests.screening.declared import NOON

pytestmark = pytest.mark.django_db

PERSON = Person(
    external_id="1",
    name="Robert van Dyke-Müller",
    preferred_name="Robbie",
    email="rob@mail.example",
    phones=("+14155550100",),
)
FOUND_BY = {
    "name": Wanted(name="Bob Mueller"),
    "phone": Wanted(phone="(415) 555-0100"),
    "email": Wanted(email="Rob+news@mail.example"),
    "one of three": Wanted("Jane Other", "+1 415 555 0199", "rob@mail.example"),
}
NOT_FOUND = Wanted("Jane Other", "+1 415 555 0199", "jane@mail.example")


@pytest.fixture
def lead(home):
    """Somebody who leads compliance."""
    return factories.a_member(home, Role.COMPLIANCE)


@pytest.fixture
def robert(home, administrator):
    """Somebody whom a colleague sees."""
    return people.add_person(person=PERSON, clinician=None, by=administrator)


def asked(by, wanted=NOT_FOUND, about="hire", at=NOON):
    return services.check_conflict(about=about, wanted=wanted, by=by, at=at)


def items(home):
    with practice(home.pk):
        return waiting.everything_waiting(kinds=["conflict_match"])


@pytest.mark.parametrize("which", FOUND_BY)
def test_who_is_known_leads_to_the_compliance_lead(home, robert, ruth, which):
    """By another way of writing the name, by phone, by e-mail, by any of them."""
    assert asked(ruth, FOUND_BY[which]) is Answer.TALK

    (item,) = items(home)
    assert (item.client, item.owner) == (None, None)


def test_who_is_not_known_leads_to_nobody(home, robert, ruth):
    """And nothing waits for anybody."""
    assert asked(ruth) is Answer.NOTHING
    assert items(home) == []


def test_another_practice_knows_nothing_of_it(robert):
    """Who is a client elsewhere is nobody here."""
    elsewhere = factories.a_practice()
    other = factories.a_member(elsewhere, Role.CLINICIAN)

    assert asked(other, FOUND_BY["name"]) is Answer.NOTHING


def written(home, call):
    """Give what one call wrote, by table: how many rows, and how many lines."""
    tables = {}
    with practice(home.pk):
        before = {m: set(m.objects.values_list("pk", flat=True)) for m in KEPT}
    call()
    with practice(home.pk):
        for model, old in before.items():
            rows = model.objects.exclude(pk__in=old)
            tables[model.__name__] = [_shape(row) for row in rows]
    return tables


KEPT = (ConflictCheck, Client, LikenessKey)


def _shape(row):
    """Give how long everything in a row is, and what it says in plain."""
    return {
        field.attname: len(bytes(value)) if isinstance(value, (bytes, memoryview)) else
        ("…" if field.attname in {"id", "practice_id"} else value)
        for field in row._meta.concrete_fields
        for value in [getattr(row, field.attname)]
    }  # fmt: skip


@pytest.mark.parametrize("which", FOUND_BY)
def test_what_is_kept_of_a_check_is_the_same_whatever_came_of_it(
    home, robert, ruth, which
):
    """Row for row, and as long: only what waits for the lead tells."""
    one = written(home, lambda: asked(ruth, FOUND_BY[which]))
    other = written(home, lambda: asked(ruth, NOT_FOUND))

    assert one == other
    assert one["ConflictCheck"][0]["asked"] > 4000
    with practice(home.pk):
        lines = Event.objects.filter(name="screening.conflict_checked")
        assert lines.count() == 2
        told = {
            (line.outcome, line.why, line.client_id, json.dumps(line.details))
            for line in lines
        }
    assert len(told) == 1


def test_a_check_asks_the_database_the_same_questions(home, robert, ruth):
    """What waits for the lead is written each time, and once taken back."""
    seen = {}
    for which, wanted in (*FOUND_BY.items(), ("nobody", NOT_FOUND)):
        seen[which] = []
        with connection.execute_wrapper(_noting(seen[which])):
            asked(ruth, wanted)

    assert len({tuple(statements) for statements in seen.values()}) == 1
    assert "INSERT INTO attention_item" in seen["nobody"]
    assert items(home)


def _noting(seen):
    def note(execute, statement, params, many, context):
        if "SAVEPOINT" not in statement:
            seen.append(" ".join(statement.replace('"', "").split()[:3]))
        return execute(statement, params, many, context)

    return note


def test_no_name_is_in_a_table_a_line_or_a_log(home, robert, ruth, caplog):
    """What was asked is sealed; what is looked up are hashes."""
    caplog.set_level(logging.DEBUG)
    strange = Wanted("Zebulon Quartermain", "+1 415 555 0177", "zebulon@mail.example")

    asked(ruth, strange)

    words = ("zebulon", "quartermain", "5550177")
    with practice(home.pk), connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_schema, table_name FROM information_schema.columns "
            "WHERE column_name = 'practice_id' AND table_schema IN ('public', 'keys')"
        )
        for schema, table in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{schema}"."{table}" t')
            text = " ".join(row for (row,) in cursor.fetchall()).lower()
            assert [word for word in words if word in text] == [], table
    assert [word for word in words if word in caplog.text.lower()] == []


def test_ten_a_day_and_then_no_more(robert, home, ruth, administrator):
    """For each person; a day later again. Who is refused is told nothing at all."""
    for _ in range(services.CHECKS_A_DAY):
        asked(ruth)

    for wanted in (NOT_FOUND, FOUND_BY["name"]):
        with pytest.raises(TooManyChecksError):
            asked(ruth, wanted)

    assert items(home) == []
    assert asked(administrator) is Answer.NOTHING
    assert asked(ruth, at=NOON + timedelta(days=1)) is Answer.NOTHING
    with practice(home.pk):
        refused = Event.objects.filter(
            name="screening.conflict_checked", outcome="refused"
        )
        assert {line.why for line in refused} == {"too_many"}


@pytest.mark.parametrize(
    "actor",
    [
        lambda home: factories.a_member(home, Role.EXECUTOR),
        lambda home: machine(home.pk),
        lambda home: Actor(ActorKind.CLIENT, home.pk, uuid4()),
    ],
    ids=["executor", "machine", "client"],
)
def test_others_cannot_ask(home, robert, actor):
    """Nor are they told whether there would be an answer."""
    with pytest.raises(NotForYouError):
        asked(actor(home), FOUND_BY["name"])


@pytest.mark.parametrize(
    "wanted", [Wanted(), Wanted("Smith"), Wanted("J. S."), Wanted(phone="-")]
)
def test_too_little_is_not_looked_for(robert, ruth, wanted):
    """“Nothing here” about a family name would be believed."""
    with pytest.raises(NothingAskedError):
        asked(ruth, wanted)


def test_too_much_is_not_looked_for_either(robert, ruth):
    """A text is no name; and a reason is one of four."""
    with pytest.raises(UnknownWordError):
        asked(ruth, Wanted("x y" * 200))
    with pytest.raises(UnknownWordError):
        asked(ruth, about="curiosity")


def test_until_everybody_can_be_found_there_is_no_answer(home, robert, ruth):
    """A no that means “not yet read” would be believed, too."""
    with practice(home.pk):
        Client.objects.filter(pk=robert).update(likeness_edition=0)

    with pytest.raises(NotReadyError):
        asked(ruth)

    with practice(home.pk):
        assert not ConflictCheck.objects.exists()


def test_the_lead_learns_what_was_asked_and_whom_it_may_be(home, robert, ruth, lead):
    """And the record says that they looked, before they do."""
    asked(ruth, FOUND_BY["name"], about="treat")
    (item,) = items(home)

    read = services.read_check(check=item.about, by=lead)

    assert (read.about, read.wanted, read.by) == ("treat", FOUND_BY["name"], ruth.id)
    assert read.clients == (robert,)
    with practice(home.pk):
        assert Event.objects.filter(name="screening.conflict_read").count() == 1


def test_nobody_else_learns_it(home, robert, ruth, lead, administrator):
    """Not who asked, no supervisor, and no administrator where there is a lead."""
    asked(ruth, FOUND_BY["name"])
    (item,) = items(home)
    supervisor = factories.a_member(home, Role.SUPERVISOR)

    for other in (ruth, supervisor, administrator):
        with pytest.raises(NotForYouError):
            services.read_check(check=item.about, by=other)
        with pytest.raises(NotForYouError):
            services.settle_check(check=item.about, by=other, at=NOON)


def test_where_nobody_leads_compliance_administrators_do(
    home, robert, ruth, administrator
):
    """So that “talk to the compliance lead” always means somebody."""
    asked(ruth, FOUND_BY["name"])
    (item,) = items(home)

    assert services.read_check(check=item.about, by=administrator).clients == (robert,)


def test_what_found_nobody_cannot_be_read_by_the_lead(home, robert, ruth, lead):
    """What somebody asked in vain is nobody's business."""
    asked(ruth)
    with practice(home.pk):
        check = ConflictCheck.objects.get().pk

    for wanted in (check, uuid4()):
        with pytest.raises(NoSuchCheckError):
            services.read_check(check=wanted, by=lead)


def test_once_it_is_settled_what_was_asked_is_destroyed(home, robert, ruth, lead):
    """Twice is success; afterwards nobody can read it."""
    asked(ruth, FOUND_BY["name"])
    (item,) = items(home)

    for _ in range(2):
        services.settle_check(check=item.about, by=lead, at=NOON)

    with practice(home.pk):
        assert ConflictCheck.objects.get().asked is None
        assert Item.objects.get().done_by == lead.id
    with pytest.raises(NoSuchCheckError):
        services.read_check(check=item.about, by=lead)


def test_what_found_nobody_is_destroyed_by_itself(home, robert, ruth):
    """Within hours; what waits for the lead is kept until it is settled."""
    asked(ruth, NOT_FOUND)
    asked(ruth, FOUND_BY["name"], at=NOON + timedelta(minutes=1))
    by = machine(home.pk)

    assert services.forget_asked(by=by, at=NOON + timedelta(minutes=30)) == 0
    assert services.forget_asked(by=by, at=NOON + timedelta(hours=2)) == 1

    (item,) = items(home)
    with practice(home.pk):
        kept = ConflictCheck.objects.filter(asked__isnull=False)
        assert [row.pk for row in kept] == [item.about]
    assert services.forget_asked(by=by, at=NOON + timedelta(hours=3)) == 0
