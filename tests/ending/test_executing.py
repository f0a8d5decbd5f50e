"""A professional will: named, stated, confirmed by another, and only then open."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from afterword import clock
from afterword.attention import queries as attention
from afterword.audit.actors import Role
from afterword.clinic import facts as clinic
from afterword.clinic.models import Clinician, Episode
from afterword.contact.errors import NotYoursToMakeError
from afterword.contact.models import GoAhead
from afterword.contact.requests import ContactRequest
from afterword.contact.services.going_ahead import open_go_ahead
from afterword.contact.services.looking_again import record_go_ahead
from afterword.ending import parts
from afterword.ending.errors import (
    NoSuchWillError,
    NotForThemError,
    NotOpenError,
    WillError,
)
from afterword.ending.models import Ending
from afterword.ending.services import executing, writing
from afterword.ending.unplanned import BreakGlass, ProfessionalWill
from afterword.rules.facts import Facts, Known
from afterword.tenancy import practice
from tests.factories import a_client, a_clinician, a_member, a_practice
from tests.go_aheads import CONFIRMED, a_point
from tests.stories import the_clock_at

pytestmark = pytest.mark.django_db
PLACE = {"places": ["GB"], "time_zone": "Europe/London"}


@pytest.fixture
def home():
    return a_practice(country="GB", time_zone="Europe/London", is_solo=True)


@pytest.fixture
def ruth(home):
    return a_member(home, Role.CLINICIAN)


@pytest.fixture
def clinician(home, ruth):
    return a_clinician(
        home,
        ruth,
        professions=["psychotherapist"],
        places=["GB"],
        sets_complete=True,
        employer_policy="none",
    )


@pytest.fixture
def eva(home):
    """The executor."""
    return a_member(home, Role.EXECUTOR)


@pytest.fixture
def sam(home):
    """The second person of the will, with no other part here."""
    return a_member(home, Role.ADMINISTRATOR)


@pytest.fixture
def named(eva, sam):
    return executing.Named(
        executor=eva.id,
        second=sam.id,
        instructions_at="With the solicitor in Oak Street.",
        records_holder="Oak Records Example Ltd",
        records_how="Write to 4 Oak Street.",
        questions_to="Eva Example, 0113 496 0100.",
        options=("Elm Street Centre: 0113 496 0120", "The Rooms: 0113", "Your doctor."),
    )


@pytest.fixture
def will(clinician, named, ruth):
    return executing.make_will(clinician=clinician.pk, named=named, by=ruth)


@pytest.fixture
def stated():
    day = clock.today() - timedelta(days=3)
    return executing.Stated("died", day, "The family rang.")


@pytest.fixture
def glass(will, stated, eva):
    return executing.break_glass(will=will, stated=stated, by=eva, at=clock.now())


@pytest.fixture
def confirmed(glass, sam):
    executing.confirm_glass(glass=glass, by=sam, at=clock.now())
    return glass


def test_it_opens_nothing_before_the_second_person_confirms(glass, eva, sam):
    """The executor alone is nobody; with the second it is open until a day."""
    with pytest.raises(NotOpenError):
        executing.opened(glass, by=eva)

    executing.confirm_glass(glass=glass, by=sam, at=clock.now())

    found = executing.opened(glass, by=eva)
    assert found.until == clock.today() + executing.LASTS


@pytest.mark.parametrize("what", executing.WHAT)
def test_whatever_has_happened_is_kept_as_it_was_stated(home, will, stated, eva, what):
    """Died, or cannot work; each has its own purpose."""
    made = executing.break_glass(
        will=will, stated=replace(stated, what=what), by=eva, at=clock.now()
    )
    with practice(home.id):
        assert BreakGlass.objects.get(pk=made).what == what
    assert {what} <= executing.PURPOSES.keys() & executing.TRIGGERS.keys()


def test_nobody_is_both(home, glass, eva):
    """Not even an executor who supervises too."""
    with pytest.raises(NotForThemError):
        executing.confirm_glass(glass=glass, by=eva, at=clock.now())
    both = replace(eva, roles=frozenset({Role.EXECUTOR, Role.SUPERVISOR}))
    with pytest.raises(NotForThemError):
        executing.confirm_glass(glass=glass, by=both, at=clock.now())


def test_only_the_named_state_confirm_and_look(home, will, stated, glass, confirmed):
    """Another executor, a colleague, the clinician: none of them."""
    other = a_member(home, Role.EXECUTOR)
    colleague = a_member(home, Role.CLINICIAN)
    for by in (other, colleague):
        with pytest.raises(NotForThemError):
            executing.break_glass(will=will, stated=stated, by=by, at=clock.now())
        with pytest.raises(NotForThemError):
            executing.confirm_glass(glass=glass, by=by, at=clock.now())
        with pytest.raises(NotForThemError):
            executing.opened(glass, by=by)


def test_it_ends_at_its_day_and_at_a_word(home, confirmed, eva, sam):
    """Nobody has to remember to close it."""
    after = clock.now() + executing.LASTS + timedelta(days=2)
    with the_clock_at(after), pytest.raises(NotOpenError):
        executing.opened(confirmed, by=eva)

    executing.close_glass(glass=confirmed, by=sam, at=clock.now())
    with pytest.raises(NotOpenError):
        executing.opened(confirmed, by=eva)


def test_whoever_supervises_sees_it_at_once(home, glass):
    """It waits for them from the moment that it is stated, until it is closed."""
    with practice(home.id):
        assert attention.waits_about(glass, kind=executing.KIND)


def test_the_clinician_does_not_practise_from_then_on(home, clinician, confirmed):
    """So whatever rested on them stops, with its reason."""
    with practice(home.id):
        row = Clinician.objects.get(pk=clinician.pk)
        assert row.practising == "no"
        client = a_client(home, row, **PLACE)
        known = clinic.facts_about(client.pk, clinician=row.pk, on=clock.today())
    assert known["practising"].value is False


def test_endings_are_opened_in_bulk_and_no_follow_up_can_start(
    home, clinician, confirmed, eva, stated
):
    """Each once, cut off or not; they can be closed as they are."""
    people = [a_client(home, clinician, **PLACE) for _ in range(3)]
    a_client(home, clinician, ended_on=clock.today(), **PLACE)
    elsewhere = a_clinician(home, a_member(home, Role.CLINICIAN))
    a_client(home, elsewhere, **PLACE)

    assert executing.open_endings(glass=confirmed, by=eva, most=2) == 1
    assert executing.open_endings(glass=confirmed, by=eva, most=2) == 0
    assert executing.open_endings(glass=confirmed, by=eva, most=2) == 0

    with practice(home.id):
        rows = list(Ending.objects.all())
    assert {one.client_id for one in rows} == {one.pk for one in people}
    for one in rows:
        assert (one.kind, one.ended_on) == ("death_or_incapacity", stated.since)
        assert one.contact_decision == "none"
        assert parts.bars_protocol(one.kind)


@pytest.mark.parametrize("decision", ["client_may_start", "none"])
def test_what_was_agreed_before_stays_as_it_was(  # noqa: PLR0913 - those it is about
    home, clinician, confirmed, eva, ruth, decision
):
    """Asked and answered in session: nobody who opens it later can say otherwise."""
    client = a_client(home, clinician, **PLACE)
    made = writing.open_ending(client=client.pk, by=ruth)
    writing.decide_contact(ending=made, decision=decision, by=ruth)
    writing.settle_measure(ending=made, how="done", by=ruth)

    executing.open_endings(glass=confirmed, by=eva)

    with practice(home.id):
        row = Ending.objects.get(pk=made)
    assert row.kind == "death_or_incapacity"
    assert (row.contact_decision, row.measure) == (decision, "done")


def test_an_opened_ending_is_with_who_carries_the_client(
    home, clinician, confirmed, eva
):
    """Also where therapy had begun with somebody else: nobody else could hold it."""
    client = a_client(home, clinician, **PLACE)
    before = a_clinician(home, a_member(home, Role.CLINICIAN))
    with practice(home.id):
        Episode.objects.filter(client=client).update(clinician=before)

    executing.open_endings(glass=confirmed, by=eva)

    with practice(home.id):
        assert Ending.objects.get().clinician_id == clinician.pk


def test_the_executor_writes_to_these_clients_alone_and_for_this_alone(
    home, clinician, confirmed, eva, stated
):
    """By post, decided by the gate; to nobody else's client, for nothing else."""
    client = a_client(home, clinician, **PLACE)
    point = a_point(client, "letter", shared="no", confirmed_on=clock.today())
    elsewhere = a_clinician(home, a_member(home, Role.CLINICIAN))
    other = a_client(home, elsewhere, **PLACE)
    theirs = a_point(other, "letter", shared="no", confirmed_on=clock.today())

    def opens(whom, at, purpose="therapist_death"):
        values = {
            "duty_trigger": "death",
            "duty_triggered_on": stated.since,
            "expects_reply": False,
            "promotional": False,
            "discreet": True,
            "minimal_content": True,
            "identity_revealed": False,
        }
        return open_go_ahead(
            request=ContactRequest(
                whom.pk,
                purpose,
                "",
                clock.today(),
                "letter",
                sender=whom.clinician_id,
                sender_role="executor",
                contact_point=at.pk,
                initiator="practice",
                content_class="administrative",
            ),
            confirmed=[*CONFIRMED, "verify_authority"],
            said=Facts(
                {k: Known(v, "practice", clock.today()) for k, v in values.items()}
            ),
            by=eva,
            at=clock.now(),
        )

    for whom, at, purpose in (
        (other, theirs, "therapist_death"),
        (client, point, "therapist_incapacity"),
        (client, point, "billing"),
        (client, point, "unfinished_ending"),
    ):
        with pytest.raises(NotYoursToMakeError):
            opens(whom, at, purpose)
    made = opens(client, point)
    record_go_ahead(go_ahead=made, came="done", by=eva, at=clock.now())
    with practice(home.id):
        assert GoAhead.objects.get().came == "done"
    executing.close_glass(glass=confirmed, by=eva, at=clock.now())
    with pytest.raises(NotYoursToMakeError):
        opens(client, point)


@pytest.mark.parametrize(
    "wrong",
    ["second_is_executor", "executor_role", "own", "words", "options", "stranger"],
)
def test_a_will_names_two_others_who_sign_in_here(home, clinician, named, ruth, wrong):
    """The first as executor; and it says where things are and who can help."""
    changed = {
        "second_is_executor": {"second": named.executor},
        "executor_role": {"executor": a_member(home, Role.CLINICIAN).id},
        "own": {"second": ruth.id},
        "words": {"records_how": " "},
        "options": {"options": named.options[:2]},
        "stranger": {"second": a_member(a_practice()).id},
    }[wrong]
    with pytest.raises(WillError):
        executing.make_will(
            clinician=clinician.pk, named=replace(named, **changed), by=ruth
        )


def test_a_new_will_ends_the_old_one_and_only_its_maker_makes_it(  # noqa: PLR0913
    home, clinician, named, will, ruth, sam, eva, stated
):
    """Nobody names an executor for somebody else."""
    with pytest.raises(NotForThemError):
        executing.make_will(clinician=clinician.pk, named=named, by=sam)
    executing.make_will(clinician=clinician.pk, named=named, by=ruth)

    with practice(home.id):
        assert ProfessionalWill.objects.filter(ended_at__isnull=True).count() == 1
    with pytest.raises(NoSuchWillError):
        executing.break_glass(will=will, stated=stated, by=eva, at=clock.now())


@pytest.mark.parametrize("is_confirmed", [False, True])
def test_a_way_in_ends_with_its_will(  # noqa: PLR0913 - everybody in it
    home, clinician, named, will, glass, ruth, eva, sam, stated, is_confirmed
):
    """What an earlier will opened is closed by the next, and waits for nobody."""
    client = a_client(home, clinician, **PLACE)
    if is_confirmed:
        executing.confirm_glass(glass=glass, by=sam, at=clock.now())
        assert executing.open_for(client.pk, by=eva)
    other = a_member(home, Role.EXECUTOR)

    new = executing.make_will(
        clinician=clinician.pk, named=replace(named, executor=other.id), by=ruth
    )

    with practice(home.id):
        assert BreakGlass.objects.get(pk=glass).ended_by == ruth.id
        assert not attention.waits_about(glass, kind=executing.KIND)
    with pytest.raises(NotOpenError):
        executing.opened(glass, by=eva)
    assert executing.open_for(client.pk, by=eva) is None
    made = executing.break_glass(will=new, stated=stated, by=other, at=clock.now())
    assert made != glass


def test_nothing_is_open_or_confirmed_under_a_will_that_ended(  # noqa: PLR0913
    home, clinician, named, will, glass, stated, eva, sam
):
    """Whatever was left open: the will is looked at each time."""
    client = a_client(home, clinician, **PLACE)

    def ended(at):
        with practice(home.id):
            ProfessionalWill.objects.filter(pk=will).update(ended_at=at)

    ended(clock.now())
    with pytest.raises(NotOpenError):
        executing.confirm_glass(glass=glass, by=sam, at=clock.now())
    ended(None)
    executing.confirm_glass(glass=glass, by=sam, at=clock.now())
    ended(clock.now())

    with pytest.raises(NotOpenError):
        executing.opened(glass, by=eva)
    assert executing.open_for(client.pk, by=eva) is None
    with pytest.raises(NoSuchWillError):
        executing.break_glass(will=will, stated=stated, by=eva, at=clock.now())
    with practice(home.id):
        new = ProfessionalWill.objects.create(
            clinician=clinician,
            executor_id=eva.id,
            second_id=sam.id,
            made_at=clock.now(),
        )
    made = executing.break_glass(will=new.pk, stated=stated, by=eva, at=clock.now())
    assert made != glass


def test_the_database_refuses_one_person_for_both(home, glass, eva):
    """Whatever the code says."""
    from django.db import IntegrityError, transaction

    with practice(home.id), pytest.raises(IntegrityError), transaction.atomic():
        BreakGlass.objects.filter(pk=glass).update(confirmed_by=eva.id)
