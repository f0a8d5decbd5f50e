"""An answer about risk waits for somebody who can open it, and nobody else looks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from afterword import clock
from afterword.accounts.models import Membership
from afterword.attention import services as attention
from afterword.attention.models import Item
from afterword.audit.actors import Role
from afterword.clinic.models import Administration, Client, Clinician
from afterword.consent import doors
from afterword.ending.errors import NotTheirsError
from afterword.ending.services import filling, handing
from afterword.ending.services.filling import Filling
from afterword.tenancy import practice
from tests import factories

pytestmark = pytest.mark.django_db
RISKY = [0, 0, 0, 0, 0, 0, 0, 0, 2]


@pytest.fixture
def sam(home):
    return factories.a_member(home, Role.CLINICIAN)


@pytest.fixture
def colleague(home, sam):
    return factories.a_clinician(home, sam, name="Sam Example")


def risky(ending, by):
    given = Filling(instrument="phq9", answers=RISKY)
    return filling.add(ending=ending, filling=given, by=by)


def on_the_tablet(home, ending, by):
    """Give a tablet out as it could be while somebody had stated hours."""
    with practice(home.pk):
        Clinician.objects.update(risk_hours="always", risk_within_hours=24)
    token = handing.hand_over_questions(ending=ending, by=by, instrument="phq9")
    with practice(home.pk):
        Clinician.objects.update(risk_hours="", risk_within_hours=None)
    return doors.find(token)


def owner(home):
    with practice(home.pk):
        return Item.objects.get(kind="risk_answer", done_at__isnull=True).owner_id


def change(home, clinician, **kept):
    with practice(home.pk):
        Clinician.objects.filter(pk=clinician.pk).update(**kept)


def looks(home, measure, by):
    filling.looked_at(measure=measure, by=by)
    with practice(home.pk):
        return not Item.objects.filter(done_at__isnull=True).exists()


def test_whoever_left_owns_nothing(home, ending, ruth, clinician):
    """Nobody is here in their place, so administrators see it and give it on."""
    opened = on_the_tablet(home, ending, ruth)
    change(home, clinician, left_on=clock.today() - timedelta(days=1))

    kept = filling.fill_in(opened=opened, answers=RISKY)

    assert (kept.risk, kept.owner, owner(home)) == (True, None, None)


def test_whoever_stands_in_owns_it_without_hours_of_their_own(  # noqa: PLR0913
    home, ending, ruth, clinician, sam, colleague
):
    """They are here, and they can open it."""
    opened = on_the_tablet(home, ending, ruth)
    yesterday = clock.today() - timedelta(days=1)
    change(home, clinician, away_from=yesterday, covered_by=colleague)

    kept = filling.fill_in(opened=opened, answers=RISKY)

    assert owner(home) == colleague.pk
    assert looks(home, kept.id, sam)


def test_whoever_carries_the_client_now_goes_before_who_wrote_the_ending(
    home, ending, ruth, client, colleague
):
    """The client has another clinician since."""
    opened = on_the_tablet(home, ending, ruth)
    with practice(home.pk):
        Client.objects.filter(pk=client.pk).update(clinician=colleague)

    filling.fill_in(opened=opened, answers=RISKY)

    assert owner(home) == colleague.pk


def test_a_row_that_nobody_signs_in_as_owns_nothing(home, ending, ruth, clinician):
    """A name in a list reads no answer."""
    opened = on_the_tablet(home, ending, ruth)
    change(home, clinician, user_id=None)

    filling.fill_in(opened=opened, answers=RISKY)

    assert owner(home) is None


def test_without_the_role_of_a_clinician_nobody_owns_it(home, ending, ruth, clinician):
    """The page is for clinicians; whose role was taken opens none."""
    opened = on_the_tablet(home, ending, ruth)
    Membership.objects.filter(user_id=ruth.id).update(roles=[str(Role.SUPERVISOR)])

    filling.fill_in(opened=opened, answers=RISKY)

    assert owner(home) is None


def test_of_a_client_without_a_clinician_whoever_wrote_it_down_looks(
    home, ending, ruth, clinician, client
):
    """Their ending is anybody's here who is a clinician."""
    with practice(home.pk):
        Client.objects.filter(pk=client.pk).update(clinician=None)

    kept = risky(ending, ruth)

    assert owner(home) == clinician.pk
    assert looks(home, kept.id, ruth)


def test_whoever_it_was_passed_on_to_looks(home, ending, ruth, sam, colleague):
    """Before that they do not; saying so twice is success."""
    kept = risky(ending, ruth)
    with pytest.raises(NotTheirsError):
        filling.looked_at(measure=kept.id, by=sam)
    with practice(home.pk):
        item = Item.objects.get(kind="risk_answer")
    boss = factories.a_member(home, Role.ADMINISTRATOR)
    attention.pass_on(item=item.pk, to=colleague.pk, by=boss)

    assert looks(home, kept.id, sam)
    assert looks(home, kept.id, sam)


@pytest.mark.parametrize("carried", [True, False])
def test_a_role_without_a_row_of_their_own_looks_at_nothing(
    home, ending, ruth, client, carried
):
    """Whoever signs in as a clinician is one of the clinicians here, or nobody."""
    kept = risky(ending, ruth)
    if not carried:
        with practice(home.pk):
            Client.objects.filter(pk=client.pk).update(clinician=None)
    nobody = factories.a_member(home, Role.CLINICIAN)

    with pytest.raises(NotTheirsError):
        filling.looked_at(measure=kept.id, by=nobody)

    with practice(home.pk):
        assert Item.objects.get(kind="risk_answer").done_at is None
        assert Administration.objects.count() == 1
