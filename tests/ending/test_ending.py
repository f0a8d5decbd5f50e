"""An ending: any order, words sealed, closed only with the agreement on contact."""

from __future__ import annotations

from datetime import date

import pytest

from afterword import clock
from afterword.audit.actors import Role
from afterword.audit.models import Event
from afterword.clinic.models import Client, Episode
from afterword.consent.queries import standing_of
from afterword.ending import parts, queries
from afterword.ending.errors import (
    BarredKindError,
    ClosedError,
    IncompleteError,
    NoSuchEndingError,
    NotTheirsError,
)
from afterword.ending.facts import facts_about
from afterword.ending.models import Ending, EndingVersion
from afterword.ending.services import closing, writing
from afterword.tenancy import practice
from afterword.vault import services as vault
from tests.factories import (
    a_client,
    a_clinician,
    a_member,
    a_practice,
    an_email,
    light_terms,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return a_practice()


@pytest.fixture
def ruth(home):
    return a_member(home, Role.CLINICIAN)


@pytest.fixture
def clinician(home, ruth):
    return a_clinician(home, ruth)


@pytest.fixture
def client(home, clinician):
    return a_client(home, clinician)


@pytest.fixture
def ending(client, ruth):
    return writing.open_ending(client=client.pk, by=ruth)


def facts(**changed):
    today = clock.today("America/Los_Angeles")
    values = {
        "kind": "planned",
        "ended_by": "both",
        "agreed": "yes",
        "ending_form": "formal",
        "ended_on": today,
        "last_professional_contact_on": today,
        "approach": "cbt",
    }
    return writing.EndingFacts(**(values | changed))


def no_pretext(ending, by):
    writing.write_part(ending=ending, key="notice", plain={"pretext": "no"}, by=by)


def ready(ending, by, decision="none", **changed):
    writing.write_facts(ending=ending, facts=facts(**changed), by=by)
    no_pretext(ending, by)
    writing.settle_measure(ending=ending, how="skipped", by=by)
    writing.decide_contact(ending=ending, decision=decision, by=by)


def test_it_cannot_be_closed_without_the_agreement_on_contact(home, ending, ruth):
    """Everything else is there, and still it stays open."""
    writing.write_facts(ending=ending, facts=facts(), by=ruth)
    no_pretext(ending, ruth)
    writing.settle_measure(ending=ending, how="skipped", by=ruth)

    with pytest.raises(IncompleteError) as caught:
        closing.close(ending=ending, by=ruth)

    assert caught.value.missing == ("contact",)
    with practice(home.id):
        assert Ending.objects.get().state == "open"


def test_closing_makes_its_dates_count(home, client, ending, ruth):
    """The episode ends, the client is a former client, the gate may read it."""
    ready(ending, ruth)
    with practice(home.id):
        assert (
            facts_about(client.pk, on=clock.today())
            == type(facts_about(client.pk, on=clock.today()))()
        )

    closing.close(ending=ending, by=ruth)

    with practice(home.id):
        assert Episode.objects.get().ended_on == facts().ended_on
        assert Client.objects.get().status == "former"
        assert EndingVersion.objects.get().says == "closed"


def test_what_is_written_is_sealed_and_read_back(home, ending, ruth):
    """Words lie in no column in plain text."""
    writing.write_words(ending=ending, words={"coping": "Walk by the river"}, by=ruth)

    with practice(home.id):
        row = Ending.objects.get()
    assert b"river" not in bytes(row.coping)
    opened = vault.open(by=ruth, purpose="test", rows=[row], fields=["coping"])
    assert opened == [{"coping": "Walk by the river"}]


@pytest.mark.parametrize(
    "kind", ["dropout", "boundary_or_safety", "death_or_incapacity"]
)
def test_barred_kinds_cannot_have_a_protocol(client, clinician, ending, ruth, kind):
    """Nothing is proposed, and the refusal stands in the record."""
    writing.write_facts(ending=ending, facts=facts(kind=kind), by=ruth)
    terms = light_terms(an_email(client), clinician)

    with pytest.raises(BarredKindError):
        writing.decide_contact(
            ending=ending, decision="light_check_in", terms=terms, by=ruth
        )

    with practice(ruth.practice):
        assert not standing_of(client.pk).directives
        last = Event.objects.filter(name="ending.contact_decided").get()
        assert last.outcome == "refused"


def test_a_kind_cannot_become_barred_under_a_proposal(client, clinician, ending, ruth):
    """Whoever turns a planned ending into a dropout first takes the proposal back."""
    writing.write_facts(ending=ending, facts=facts(), by=ruth)
    terms = light_terms(an_email(client), clinician)
    writing.decide_contact(
        ending=ending, decision="light_check_in", terms=terms, by=ruth
    )

    with pytest.raises(BarredKindError):
        writing.write_facts(ending=ending, facts=facts(kind="dropout"), by=ruth)


def test_a_protocol_is_only_proposed(home, client, clinician, ending, ruth):
    """The clinician's word starts nothing: the client has not said yes."""
    writing.write_facts(ending=ending, facts=facts(), by=ruth)
    terms = light_terms(an_email(client), clinician)

    directive = writing.decide_contact(
        ending=ending, decision="light_check_in", terms=terms, by=ruth
    )

    with practice(home.id):
        assert standing_of(client.pk).directives[directive].state == "proposed"


def test_it_can_be_opened_again_and_the_record_says_so(home, client, ending, ruth):
    """What it was stays; while it is open it says nothing to the gate."""
    ready(ending, ruth)
    closing.close(ending=ending, by=ruth)

    closing.reopen(ending=ending, by=ruth)
    writing.write_facts(ending=ending, facts=facts(kind="time_limited"), by=ruth)
    closing.close(ending=ending, by=ruth)

    with practice(home.id):
        kept = list(EndingVersion.objects.order_by("at"))
        assert [each.says for each in kept] == ["closed", "reopened", "closed"]
        assert kept[0].snapshot["plain"]["kind"] == "planned"
        assert kept[2].snapshot["plain"]["kind"] == "time_limited"
        assert Event.objects.filter(name="ending.reopened").count() == 1


def test_a_closed_ending_is_not_changed_by_accident(ending, ruth):
    """It says that it has to be opened again first."""
    ready(ending, ruth)
    closing.close(ending=ending, by=ruth)

    with pytest.raises(ClosedError):
        writing.write_words(ending=ending, words={"goals": "x"}, by=ruth)


@pytest.mark.parametrize(
    ("wrong", "missing"),
    [
        ({"ended_on": date(2999, 1, 1)}, "ended_on_in_future"),
        ({"last_professional_contact_on": date(2999, 1, 1)}, "last_contact_after_end"),
        ({"kind": "holiday"}, "kind"),
    ],
)
def test_impossible_facts_are_refused(ending, ruth, wrong, missing):
    """A date in the future or a kind that does not exist is named."""
    with pytest.raises(IncompleteError) as caught:
        writing.write_facts(ending=ending, facts=facts(**wrong), by=ruth)

    assert caught.value.missing == (missing,)


def test_only_the_client_s_clinician_holds_it(home, client, ending):
    """Another clinician, an administrator, and another practice get nothing."""
    other = a_member(home, Role.CLINICIAN)
    a_clinician(home, other)
    elsewhere = a_member(a_practice(), Role.CLINICIAN)

    for stranger, error in (
        (other, NotTheirsError),
        (a_member(home, Role.ADMINISTRATOR), NotTheirsError),
        (elsewhere, NoSuchEndingError),
    ):
        with pytest.raises(error):
            writing.write_words(ending=ending, words={"goals": "x"}, by=stranger)


def test_every_verb_writes_one_event(home, ending, ruth):
    """Opened, four written, closed, opened again: one line each."""
    ready(ending, ruth)
    closing.close(ending=ending, by=ruth)
    closing.reopen(ending=ending, by=ruth)

    with practice(home.id):
        names = list(
            Event.objects.filter(name__startswith="ending.")
            .order_by("at")
            .values_list("name", flat=True)
        )
    assert names == [
        "ending.opened",
        "ending.facts_written",
        "ending.part_written",
        "ending.measure_settled",
        "ending.contact_decided",
        "ending.closed",
        "ending.reopened",
    ]


def test_parts_say_what_is_needed(home, ending):
    """A fresh ending needs its facts, the measure settled, and the agreement."""
    with practice(home.id):
        found = Ending.objects.get()
        beside = queries.held(found, on=clock.today())

    assert parts.missing(found, beside)[-2:] == ["measure", "contact"]
