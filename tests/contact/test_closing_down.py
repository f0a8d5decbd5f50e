"""A practice closes: two people, each person weighed, letters by hand, resumable."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest

from afterword import clock
from afterword.accounts.models import Membership
from afterword.audit.actors import Role
from afterword.clinic.models import Client, Clinician, ContactPoint, Episode
from afterword.consent import services as consent
from afterword.consent.models import HandOff
from afterword.contact import closures, tasks
from afterword.contact.errors import (
    ClosurePlanError,
    NotBegunError,
    NotReleasedError,
    NotStandingError,
    NotTwoPeopleError,
    NotYoursToCloseError,
    NotYoursToMakeError,
    UnconfirmedError,
)
from afterword.contact.models import GoAhead, Ruling
from afterword.contact.services import closing_down, posting, standing
from afterword.contact.services.going_ahead import open_go_ahead
from afterword.ending.models import Ending
from afterword.ending.unplanned import Closure, ClosureLine
from afterword.tenancy import practice
from tests.factories import a_client, a_clinician, a_member, a_practice
from tests.go_aheads import a_point
from tests.stories import the_clock_at

pytestmark = pytest.mark.django_db
OPTIONS = (
    "Elm Street Centre: 0113 496 0120",
    "The Rooms: 0113 496 0121",
    "Your own doctor. Ask for somebody to talk to.",
)
PLACE = {"places": ["GB"], "time_zone": "Europe/London"}
TICKED = closures.TICKED


@pytest.fixture
def home():
    return a_practice(country="GB", time_zone="Europe/London")


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
def kim(home):
    return a_member(home, Role.COMPLIANCE)


@pytest.fixture
def dana(home):
    return a_member(home, Role.SUPERVISOR)


@pytest.fixture
def plan():
    return closing_down.Plan(
        last_day=clock.today() + timedelta(days=60),
        custodian="Oak Records Example Ltd",
        ask_how="Write to 4 Oak Street.",
        questions_to="Kim Example, 0113 496 0100, until March.",
        options=OPTIONS,
    )


@pytest.fixture
def closure(plan, kim):
    return closing_down.plan_closure(plan=plan, by=kim, at=clock.now())


@pytest.fixture
def begun(closure, kim, dana):
    now = clock.now()
    made = closing_down.stand_behind(
        closure=closure, reasons="The lease ends.", by=kim, at=now
    )
    standing.confirm(standing=made, by=dana, at=now)
    closing_down.begin(closure=closure, by=kim, at=now)
    return closure


def at_home(client, shared="no"):
    """Give somebody an address that nobody else here has."""
    point = a_point(client, "letter", shared=shared, confirmed_on=clock.today())
    with practice(client.practice_id):
        ContactPoint.objects.filter(pk=point.pk).update(address_index=uuid4().bytes)


def somebody(home, clinician, *, ended=None, post=True, **kept):
    made = a_client(home, clinician, ended_on=ended, **(PLACE | kept))
    if post:
        at_home(made)
    return made


def prepared(closure, by, most=100):
    return closing_down.prepare(closure=closure, by=by, at=clock.now(), most=most)


def line_of(home, client):
    with practice(home.id):
        return ClosureLine.objects.get(client=client)


def test_nothing_begins_before_two_people_stand_behind_it(closure, kim, dana):
    """One person alone is nobody, whatever their role."""
    now = clock.now()
    for step in (closing_down.begin, closing_down.prepare):
        with pytest.raises((NotTwoPeopleError, NotBegunError)):
            step(closure=closure, by=kim, at=now)
    made = closing_down.stand_behind(closure=closure, reasons="r", by=kim, at=now)
    with pytest.raises(NotTwoPeopleError):
        closing_down.begin(closure=closure, by=kim, at=now)

    standing.confirm(standing=made, by=dana, at=now)
    closing_down.begin(closure=closure, by=kim, at=now)


def test_it_stops_when_one_of_them_takes_it_back(home, clinician, begun, kim, dana):
    """Neither is anything prepared, nor is a letter opened."""
    somebody(home, clinician)
    prepared(begun, kim)
    with practice(home.id):
        standing_id = Closure.objects.get().standing_id
    standing.end(standing=standing_id, by=dana, at=clock.now())

    with pytest.raises(NotTwoPeopleError):
        prepared(begun, kim)
    with pytest.raises(NotTwoPeopleError):
        posting.release(closure=begun, confirmed=TICKED, by=dana, at=clock.now())


def test_each_person_is_weighed_and_left_out_with_why(home, clinician, begun, kim):
    """Ready, or out: a stop, no address, another language, somebody else reads it."""
    ready = somebody(home, clinician)
    former = somebody(home, clinician, ended=clock.today() - timedelta(days=400))
    stopped = somebody(home, clinician)
    consent.withdraw(
        client=stopped.pk,
        scope=consent.Scope("no_contact"),
        by=a_member(home, Role.CLINICIAN),
        at=clock.now(),
    )
    nowhere = somebody(home, clinician, post=False)
    polish = somebody(home, clinician, language="pl")
    shared = somebody(home, clinician, post=False)
    at_home(shared, shared="yes")
    died = somebody(home, clinician, alive="confirmed_dead")

    assert prepared(begun, kim) == 0

    found = {
        one: (line_of(home, one).state, line_of(home, one).why)
        for one in (ready, former, stopped, nowhere, polish, shared, died)
    }
    assert found[ready] == found[former] == ("ready", "")
    assert found[stopped][0] == "left_out"
    assert found[stopped][1] in {
        "baseline.no_contact_started",
        "baseline.address_stopped",
    }
    assert found[nowhere] == found[shared] == ("left_out", "no_address")
    assert found[polish] == ("left_out", "other_language")
    assert found[died] == ("left_out", "baseline.client_died_address")


def test_a_stop_gives_way_only_where_a_duty_prevails(home, clinician, begun, kim):
    """No text here orders this letter above a stop, so it never goes past one."""
    stopped = somebody(home, clinician)
    consent.withdraw(
        client=stopped.pk,
        scope=consent.Scope("no_contact"),
        by=a_member(home, Role.CLINICIAN),
        at=clock.now(),
    )
    prepared(begun, kim)
    with practice(home.id):
        line = ClosureLine.objects.get(client=stopped)
        assert Ruling.objects.get(pk=line.ruling_id).outcome == "refuse"


def test_nothing_goes_out_by_itself(home, clinician, begun, kim):
    """Preparing stores answers and opens endings. The register stays empty."""
    here = somebody(home, clinician)
    gone = somebody(home, clinician, ended=clock.today())

    prepared(begun, kim)

    with practice(home.id):
        assert not HandOff.objects.exists()
        assert not GoAhead.objects.exists()
        row = Ending.objects.get()
        assert (row.client_id, row.kind, row.state) == (
            here.pk,
            "practice_change",
            "open",
        )
        assert Client.objects.get(pk=gone.pk).status == "former"
        assert Episode.objects.filter(client=here, ended_on__isnull=True).exists()


def test_it_goes_on_where_it_was_cut_off(home, clinician, begun, kim):
    """Each person once, however often and in whatever pieces it runs."""
    people = [somebody(home, clinician) for _ in range(5)]

    assert prepared(begun, kim, most=2) == 3
    assert prepared(begun, kim, most=2) == 1
    assert prepared(begun, kim, most=2) == 0
    assert prepared(begun, kim, most=2) == 0

    with practice(home.id):
        assert ClosureLine.objects.count() == len(people)
        assert closures.progress_of(Closure.objects.get()).ready == len(people)
        assert Closure.objects.get().state == "prepared"


def test_a_job_names_ids_and_asks_for_another_go(
    home, clinician, begun, kim, monkeypatch
):
    """A practice of any size is done in pieces, by whoever still has the role."""
    for _ in range(3):
        somebody(home, clinician)
    two = partial(closing_down.prepare, most=2)
    monkeypatch.setattr(tasks.closing_down, "prepare", two)
    asked = []
    monkeypatch.setattr(tasks, "prepare_later", lambda **kept: asked.append(kept))
    names = [str(home.id), str(begun), str(kim.id)]

    tasks.prepare_closure(*names)
    assert asked == [{"closure": begun, "by": kim}]
    tasks.prepare_closure(*names)
    assert len(asked) == 1

    with practice(home.id):
        assert ClosureLine.objects.count() == 3
    Membership.objects.filter(user_id=kim.id).update(left_at=clock.now())
    tasks.prepare_closure(*names)
    assert len(asked) == 1


def test_former_clients_whose_records_are_gone_are_not_written_to(
    home, clinician, plan, kim
):
    """The plan says from which day on records are kept; others are not looked at."""
    since = clock.today() - timedelta(days=1000)
    old = somebody(home, clinician, ended=since - timedelta(days=1))
    kept = somebody(home, clinician, ended=since)
    here = somebody(home, clinician)
    closing_down.plan_closure(
        plan=replace(plan, former_since=since), by=kim, at=clock.now()
    )

    with practice(home.id):
        found = set(closures.people_of(Closure.objects.get()))
    assert found == {kept, here}
    assert old not in found


def test_a_person_releases_and_says_that_they_were_posted(
    home, clinician, begun, kim, ruth
):
    """Opened for whoever posts them, decided anew, told of; the register has them."""
    somebody(home, clinician)
    later = somebody(home, clinician)
    prepared(begun, kim)
    with practice(home.id):
        ContactPoint.objects.filter(client=later).update(unsafe=True)

    opened = posting.release(closure=begun, confirmed=TICKED, by=ruth, at=clock.now())

    assert len(opened) == 1
    assert line_of(home, later).state == "left_out"
    with practice(home.id):
        assert HandOff.objects.get().status == "with_person"
    assert (
        posting.record_posted(closure=begun, posted=True, by=ruth, at=clock.now()) == 1
    )
    with practice(home.id):
        assert HandOff.objects.get().status == "accepted"
        assert ClosureLine.objects.get(pk=opened[0]).state == "posted"


def test_a_clinician_posts_to_their_own_clients_alone(home, clinician, begun, kim):
    """Who carries nobody opens nothing; a compliance lead makes no contact."""
    somebody(home, clinician)
    prepared(begun, kim)
    other = a_member(home, Role.CLINICIAN)
    a_clinician(home, other)

    now = clock.now()
    assert not posting.release(closure=begun, confirmed=TICKED, by=other, at=now)
    with pytest.raises(NotYoursToMakeError):
        posting.release(closure=begun, confirmed=TICKED, by=kim, at=now)


def test_every_point_is_ticked_by_who_posts_it(home, clinician, begun, kim, ruth):
    """The text sees to its own; the envelope and the copy are a person's."""
    somebody(home, clinician)
    prepared(begun, kim)

    with pytest.raises(UnconfirmedError):
        posting.release(closure=begun, confirmed=(), by=ruth, at=clock.now())


def test_one_person_holds_up_nobody_else(  # noqa: PLR0913 - everybody in it
    home, clinician, begun, kim, ruth, monkeypatch
):
    """Who needs a point that nobody ticks here is left out with it; the rest go on."""
    odd, *rest = [somebody(home, clinician) for _ in range(3)]
    prepared(begun, kim)
    ruling, real = uuid4(), posting.open_go_ahead

    def opens(*, request, **kept):
        if request.client == odd.pk:
            raise UnconfirmedError(ruling, ("inform_of_limits", "keep_copy"))
        return real(request=request, **kept)

    monkeypatch.setattr(posting, "open_go_ahead", opens)

    opened = posting.release(closure=begun, confirmed=TICKED, by=ruth, at=clock.now())

    assert set(opened) == {line_of(home, one).pk for one in rest}
    left = line_of(home, odd)
    assert (left.state, left.why) == ("left_out", "inform_of_limits")
    assert left.ruling_id == ruling


def test_calling_it_off_ends_what_two_people_stood_behind(
    home, clinician, begun, kim, ruth
):
    """What only they had talked over is to be talked over again, letter by letter."""
    with practice(home.id):
        Clinician.objects.filter(pk=clinician.pk).update(under_investigation="yes")
    somebody(home, clinician)
    prepared(begun, kim)
    now = clock.now()
    posting.release(closure=begun, confirmed=TICKED, by=ruth, at=now)
    later = somebody(home, clinician)
    with practice(home.id):
        row = Closure.objects.get()
        request = closures.request_for(later, on=clock.today())

    closing_down.call_off(closure=begun, by=kim, at=now)

    with practice(home.id):
        assert closures.settlement_of(row).state(clock.today()) == "ended"
    with pytest.raises(NotReleasedError):
        open_go_ahead(
            request=request,
            confirmed=closures.SEEN_TO.union(TICKED),
            said=closures.said_of(row),
            by=ruth,
            at=now,
        )
    (held,) = posting.in_hand(closure=begun, by=ruth, at=now)
    assert (held.seen.state, held.seen.address) == ("closed", None)
    assert posting.record_posted(closure=begun, posted=True, by=ruth, at=now) == 1
    with practice(home.id):
        ClosureLine.objects.update(state="ready")
        assert posting.waiting(Closure.objects.get(), ruth) == 0


def test_endings_that_are_still_open_are_counted(home, clinician, begun, kim):
    """No job closes one: what a clinician has to say of it, a clinician says."""
    here, _other = somebody(home, clinician), somebody(home, clinician)
    somebody(home, clinician, ended=clock.today())
    prepared(begun, kim)

    def counted():
        with practice(home.id):
            return closures.progress_of(Closure.objects.get()).endings_open

    assert counted() == 2
    with practice(home.id):
        Ending.objects.filter(client=here).update(state="closed")
    assert counted() == 1


def test_nobody_confirms_what_was_called_off(closure, kim, dana):
    """A proposal ends with its closure; who plans need not be who settles."""
    now = clock.now()
    made = closing_down.stand_behind(closure=closure, reasons="r", by=kim, at=now)
    lead = replace(kim, roles=frozenset({Role.ADMINISTRATOR}))

    closing_down.call_off(closure=closure, by=lead, at=now)

    with pytest.raises(NotStandingError):
        standing.confirm(standing=made, by=dana, at=now)


def test_not_posted_is_ready_again_tomorrow(home, clinician, begun, kim, ruth):
    """It is not opened twice on one day, and it is not lost."""
    client = somebody(home, clinician)
    prepared(begun, kim)
    now = clock.now()
    posting.release(closure=begun, confirmed=TICKED, by=ruth, at=now)
    posting.record_posted(closure=begun, posted=False, by=ruth, at=now)
    assert line_of(home, client).state == "ready"
    assert not posting.release(closure=begun, confirmed=TICKED, by=ruth, at=now)

    with the_clock_at(now + timedelta(days=1)) as tomorrow:
        opened = posting.release(closure=begun, confirmed=TICKED, by=ruth, at=tomorrow)
    assert opened == [line_of(home, client).pk]


def test_who_was_left_out_is_looked_at_again(home, clinician, begun, kim):
    """After an address was added; nobody else is touched."""
    client = somebody(home, clinician, post=False)
    prepared(begun, kim)
    at_home(client)

    assert closing_down.reconsider(closure=begun, by=kim) == 1
    prepared(begun, kim)

    assert line_of(home, client).state == "ready"


@pytest.mark.parametrize(
    "changed",
    [
        {"last_day": clock.today() - timedelta(days=2)},
        {"custodian": " "},
        {"options": OPTIONS[:2]},
        {"options": (*OPTIONS[:2], OPTIONS[0])},
    ],
)
def test_half_a_plan_is_none(plan, kim, changed):
    """A day, a custodian, a way to ask, and three different places."""
    with pytest.raises(ClosurePlanError):
        closing_down.plan_closure(plan=replace(plan, **changed), by=kim, at=clock.now())


def test_others_plan_nothing(plan, ruth, closure, kim):
    """Nor is there a second plan while one stands."""
    with pytest.raises(NotYoursToCloseError):
        closing_down.plan_closure(plan=plan, by=ruth, at=clock.now())
    with pytest.raises(ClosurePlanError):
        closing_down.plan_closure(plan=plan, by=kim, at=clock.now())
    closing_down.call_off(closure=closure, by=kim, at=clock.now())
    closing_down.plan_closure(plan=plan, by=kim, at=clock.now())
