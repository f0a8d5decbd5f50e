"""A second relationship is declared by its own clinician, and all of it stays."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from afterword.attention import queries as waiting
from afterword.audit.actors import Role, machine
from afterword.audit.models import Event
from afterword.rules.loading.packs import load_packs
from afterword.screening import kinds, queries, services
from afterword.screening.errors import (
    NoSuchRelationshipError,
    NotTheirsError,
    OverError,
    ReviewDayError,
    ScreeningError,
    UnknownWordError,
)
from afterword.screening.models import DualRelationship, RelationshipEntry
from afterword.screening.safeguards import safeguards
from afterword.tenancy import practice
from afterword.tenancy.models import AppendOnlyError
from afterword.vault import services as vault
from tests import factories
from tests.screening.declared import (
    NOON,
    SOON,
    TODAY,
    as_it_stands,
    declared,
    looked_at,
    planned,
    said,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def neighbour(person, clinician, ruth):
    """A client who turned out to live next door."""
    return declared(person, clinician, ruth, note="They moved in two doors down.")


def waits(home, kind):
    with practice(home.pk):
        return waiting.everything_waiting(kinds=[kind])


def test_what_is_declared_stands_in_codes_and_the_note_is_sealed(
    home, neighbour, ruth, clinician, person
):
    """Who declared it, about whom and when, and nothing in words."""
    now = as_it_stands(home, neighbour)
    with practice(home.pk):
        (entry,) = queries.history(neighbour)
        row = DualRelationship.objects.get()

    assert (row.declared_by, row.declared_at) == (ruth.id, NOON)
    assert (now.client, now.clinician) == (person.pk, clinician.pk)
    assert (now.kind, now.stage, now.person_is) == ("community", "existing", "client")
    assert b"doors" not in bytes(entry.note)
    told = vault.open(by=ruth, purpose="test", rows=[entry], fields=["note"])
    assert told == [{"note": "They moved in two doors down."}]


def test_a_declaration_waits_for_a_plan(home, neighbour, clinician, ruth):
    """For its clinician, for two weeks; a plan ends the waiting."""
    (item,) = waits(home, "relationship_to_plan")
    assert item.owner == clinician.pk
    assert item.due_at == NOON + timedelta(days=14)

    planned(neighbour, ruth)

    assert waits(home, "relationship_to_plan") == []


def test_only_the_clinician_whose_it_is_can_say_it(home, person, clinician, neighbour):
    """No colleague, no supervisor, no administrator, and not in their name."""
    for role in (Role.CLINICIAN, Role.SUPERVISOR, Role.ADMINISTRATOR):
        other = factories.a_member(home, role)
        factories.a_clinician(home, other)
        for call in (
            lambda by=other: declared(person, clinician, by),
            lambda by=other: planned(neighbour, by),
            lambda by=other: looked_at(neighbour, by, "ended"),
        ):
            with pytest.raises(NotTheirsError):
                call()
    with practice(home.pk):
        assert RelationshipEntry.objects.count() == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "rivalry"},
        {"stage": "over"},
        {"person_is": "cat"},
        {"started_by": "nobody"},
        {"preexisting": "perhaps"},
        {"small_community": "medium"},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_what_cannot_be_weighed_is_refused(person, clinician, ruth, changed):
    """A word outside the list says nothing to the rules."""
    with pytest.raises(UnknownWordError):
        declared(person, clinician, ruth, **changed)


def test_nobody_is_declared_who_is_not_here(home, clinician, ruth):
    """Nor somebody of another practice."""
    elsewhere = factories.a_practice()
    stranger = factories.a_client(elsewhere)
    for client in (stranger.pk, uuid4()):
        with pytest.raises(NoSuchRelationshipError):
            services.declare(
                client=client, clinician=clinician.pk, said=said(), by=ruth, at=NOON
            )


def test_a_plan_has_a_day_to_look_again_always(home, neighbour, ruth):
    """After today and within a year; a plan without one is none."""
    for day in (TODAY, TODAY - timedelta(days=1), TODAY + timedelta(days=367)):
        with pytest.raises(ReviewDayError):
            planned(neighbour, ruth, review_on=day)
    assert as_it_stands(home, neighbour).review_on is None

    planned(neighbour, ruth)

    assert as_it_stands(home, neighbour).review_on == SOON


def test_a_plan_names_safeguards_of_the_list_and_its_words_are_sealed(
    home, neighbour, ruth
):
    """What is particular is written in own words."""
    with pytest.raises(UnknownWordError):
        planned(neighbour, ruth, safeguards=["hope"])
    planned(
        neighbour,
        ruth,
        safeguards=["say_the_limits", "no_money_or_gifts"],
        own_safeguards="We do not talk over the hedge.",
        consulted="supervisor",
        consulted_on=TODAY,
        consultation="Dana: go ahead, look again.",
    )

    now = as_it_stands(home, neighbour)
    assert now.safeguards == ("say_the_limits", "no_money_or_gifts")
    assert (now.consulted, now.consulted_on) == ("supervisor", TODAY)
    with connection.cursor() as cursor, practice(home.pk):
        cursor.execute("SELECT r::text FROM screening_relationshipentry r")
        text = " ".join(row for (row,) in cursor.fetchall())
    assert text
    assert "hedge" not in text
    assert "Dana" not in text


def test_every_safeguard_rests_on_rules_that_are_there():
    """The list says who looked at it, and names what each thought was read in."""
    known = load_packs().rules

    assert 5 <= len(safeguards()) <= 12
    for one in safeguards().values():
        assert one.rests_on
        assert [name for name in one.rests_on if name not in known] == []
        assert one.says.endswith(".")


def test_every_kind_is_weighed_by_a_purpose_that_the_rules_know():
    """In the relationship or the intimate lane, and by a kind the vocabulary has."""
    words = load_packs().vocabulary
    for kind, purpose in kinds.PURPOSES.items():
        assert kind in words.facts["relationship_kind"].values
        assert words.purposes[purpose].lane in {"relationship", "intimate"}
    assert words.lane_of(kinds.PURPOSES["intimate"]).name == "intimate"
    assert set(kinds.CLOSEST) == set(kinds.PURPOSES)
    assert set(kinds.PERSONS) == set(words.facts["person_is"].values)
    assert set(kinds.STARTERS) == set(words.facts["started_by"].values)


def test_each_look_is_kept_beside_those_before(home, neighbour, ruth):
    """Unchanged, changed, ended: four lines, none of them altered."""
    planned(neighbour, ruth)
    looked_at(neighbour, ruth, "unchanged", note="Nothing new.")
    looked_at(neighbour, ruth, "changed", said=said(kind="business"))
    looked_at(neighbour, ruth, "ended", note="They moved away.")

    with practice(home.pk):
        rows = queries.history(neighbour)
    assert [row.says for row in rows] == [
        "declared",
        "planned",
        "unchanged",
        "changed",
        "ended",
    ]
    assert [row.kind for row in rows] == ["community"] * 3 + ["business"] * 2
    assert [row.number for row in rows] == [1, 2, 3, 4, 5]
    assert rows[-1].review_on is None
    assert as_it_stands(home, neighbour).stage == "over"


def test_what_was_only_thought_of_did_not_come_about(home, person, clinician, ruth):
    """Ending it is no end of something that was."""
    thought_of = declared(person, clinician, ruth, kind="social", stage="planned")

    looked_at(thought_of, ruth, "ended")

    now = as_it_stands(home, thought_of)
    assert now.stage == "dropped"
    assert not now.closes_way_back


@pytest.mark.parametrize(
    ("found", "given", "error"),
    [
        ("unchanged", {"review_on": None}, ReviewDayError),
        ("changed", {}, UnknownWordError),
        ("unchanged", {"said": said(kind="business")}, UnknownWordError),
        ("changed", {"said": said(stage="planned")}, UnknownWordError),
        ("forgotten", {}, UnknownWordError),
    ],
)
def test_looking_again_says_one_thing_and_when_next(  # noqa: PLR0913 - a table
    home, neighbour, ruth, found, given, error
):
    """What is not over has a next day; only what changed is said anew."""
    with pytest.raises(error):
        looked_at(neighbour, ruth, found, **given)

    assert as_it_stands(home, neighbour).entries == 1


def test_after_the_end_nothing_is_planned_and_nothing_waits(home, neighbour, ruth):
    """If it began again, it is declared again."""
    looked_at(neighbour, ruth, "ended")

    for call in (planned, lambda *who: looked_at(*who, "unchanged")):
        with pytest.raises(OverError):
            call(neighbour, ruth)
    assert waits(home, "relationship_to_plan") == []


def test_on_the_day_it_waits_for_its_clinician_once(home, neighbour, ruth, clinician):
    """However often the round is made; a look ends the waiting until the next day."""
    planned(neighbour, ruth)
    by = machine(home.pk)
    assert services.raise_due(by=by, at=NOON + timedelta(days=59)) == 0
    due = NOON + timedelta(days=60)
    assert services.raise_due(by=by, at=due) == 1
    assert services.raise_due(by=by, at=due) == 0
    (item,) = waits(home, "relationship_to_review")
    assert (item.owner, item.about) == (clinician.pk, neighbour)

    later = SOON + timedelta(days=90)
    looked_at(neighbour, ruth, "unchanged", review_on=later, at=due)

    assert waits(home, "relationship_to_review") == []
    assert services.raise_due(by=by, at=due + timedelta(days=90)) == 1


def test_what_is_over_never_waits(home, neighbour, ruth):
    """Even where a day was set."""
    planned(neighbour, ruth)
    looked_at(neighbour, ruth, "ended")

    far = NOON + timedelta(days=400)
    assert services.raise_due(by=machine(home.pk), at=far) == 0


def test_entries_cannot_be_changed(home, neighbour):
    """Neither by the model nor by the database."""
    with practice(home.pk):
        (entry,) = queries.history(neighbour)
        with pytest.raises(AppendOnlyError):
            entry.save()
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("UPDATE screening_relationshipentry SET kind = 'social'")


def test_a_refusal_leaves_a_line_and_nothing_else(home, person, clinician):
    """Who tried, and why not."""
    other = factories.a_member(home, Role.CLINICIAN)
    with pytest.raises(ScreeningError):
        declared(person, clinician, other)

    with practice(home.pk):
        line = Event.objects.get(name="screening.declared")
        assert (line.outcome, line.why) == ("refused", "not_the_clinician")
        assert line.client_id == person.pk
        assert not DualRelationship.objects.exists()


def test_if_the_record_cannot_be_written_nothing_was_declared(
    home, person, clinician, ruth, monkeypatch
):
    """The line and the declaration are one."""

    def broken(*_given, **_named):
        raise OSError("disk full")

    monkeypatch.setattr("afterword.audit.services.record", broken)
    with pytest.raises(OSError, match="disk full"):
        declared(person, clinician, ruth)

    with practice(home.pk):
        assert not DualRelationship.objects.exists()
