"""Referrals: where a client was pointed to, what came of it, and what was sent."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from afterword import clock
from afterword.audit.actors import Role, the_client
from afterword.audit.models import Event
from afterword.consent import services as consent
from afterword.consent.errors import NoReleaseError
from afterword.consent.services import Release
from afterword.ending import facts, queries, referrals
from afterword.ending.errors import (
    BadReferralError,
    NoSuchEndingError,
    NoSuchReferralError,
    NotTheirsError,
    OutOfTurnError,
)
from afterword.ending.models import Ending, Referral, ReferralEntry
from afterword.ending.services import referring, writing
from afterword.ending.services.referring import Offer, Sending
from afterword.support.directory import ServiceFacts
from afterword.support.services import listing
from afterword.tenancy import practice
from afterword.tenancy.models import Practice
from tests import factories

pytestmark = pytest.mark.django_db
OWN = "Alder Walk-in (invented)\n555 0100, free, Mondays"


class Ward:
    """A clinician, their client, two services, and days in order."""

    def __init__(self) -> None:
        self.home = factories.a_practice()
        self.ruth = factories.a_member(self.home, Role.CLINICIAN)
        self.clinician = factories.a_clinician(self.home, self.ruth)
        self.client = factories.a_client(self.home, self.clinician)
        self.boss = factories.a_member(self.home, Role.ADMINISTRATOR)
        self.today = clock.today(self.client.time_zone)
        self.birch, self.cedar = self.service("Birch"), self.service("Cedar")

    def service(self, name):
        said = ServiceFacts(
            name=f"{name} Helpdesk (invented)",
            needs=("money",),
            cost="free",
            phone="555 0101",
            checked_by="Sam",
            checked_on=self.today,
        )
        return listing.add_service(
            said=said, by=self.boss, at=clock.now(), today=self.today
        )

    def offer(self, by=None, client=None, **kept):
        kept = kept or {"service": self.birch}
        return referring.offer_referral(
            client=client or self.client.pk, offer=Offer(**kept), by=by or self.ruth
        )

    def note(self, referral, says, on=None, by=None):
        referring.note_referral(
            referral=referral, says=says, on=on or self.today, by=by or self.ruth
        )

    def release(self, to, **kept):
        values = {
            "recipient": "Birch",
            "shares": frozenset({"summary", "dates"}),
            "why": "",
            "given_on": self.today,
            "until": self.today + timedelta(days=30),
            "recipient_id": to,
        }
        return consent.give_release(
            client=self.client.pk,
            release=Release(**(values | kept)),
            by=self.ruth,
            at=clock.now(),
            door="told_in_session",
        )

    def send(self, referral, release, shares=("summary",), on=None, **kept):
        values = {"what": "A page on what we did."} | kept
        referring.send_referral(
            referral=referral,
            sending=Sending(release=release, shares=frozenset(shares), **values),
            on=on or self.today,
            by=self.ruth,
        )

    def states(self, referral) -> list[str]:
        with practice(self.home.pk):
            return [entry.says for entry in referrals.history(referral)]

    def client_reads(self):
        by = the_client(self.home.pk, self.client.pk, door="portal")
        return queries.services_for_plan(self.client.pk, by=by)

    def lines(self, name) -> list[tuple[str, str]]:
        with practice(self.home.pk):
            rows = Event.objects.filter(name=name).order_by("at")
            return list(rows.values_list("outcome", "why"))


@pytest.fixture
def ward(db, settings, tmp_path):
    settings.JOURNAL = tmp_path / "journal"
    return Ward()


def test_a_referral_goes_from_offered_to_taken_up_by_entries(ward):
    """Nothing is edited; each day is kept."""
    made = ward.offer()
    for says in ("accepted", "taken_up", "closed"):
        ward.note(made, says)

    assert ward.states(made) == ["offered", "accepted", "taken_up", "closed"]
    assert ward.lines("ending.referral_noted") == [
        ("done", "accepted"),
        ("done", "taken_up"),
        ("done", "closed"),
    ]


@pytest.mark.parametrize(
    ("before", "says"),
    [
        ((), "taken_up"),
        ((), "sent"),
        (("accepted",), "sent"),
        (("accepted",), "offered"),
        (("declined",), "taken_up"),
        (("closed",), "accepted"),
    ],
)
def test_what_cannot_come_next_is_refused(ward, before, says):
    """And sending is a verb of its own."""
    made = ward.offer()
    for each in before:
        ward.note(made, each)

    with pytest.raises(OutOfTurnError):
        ward.note(made, says)
    assert ward.states(made) == ["offered", *before]


def test_the_same_said_twice_on_one_day_is_one_entry(ward):
    """It was pressed twice."""
    made = ward.offer()
    ward.note(made, "accepted")
    ward.note(made, "accepted")

    assert ward.states(made) == ["offered", "accepted"]
    assert ("repeated", "accepted") in ward.lines("ending.referral_noted")


def test_days_do_not_run_backwards(ward):
    """Not before the last entry and not in the future."""
    made = ward.offer()

    for days in (-1, 1):
        with pytest.raises(BadReferralError):
            ward.note(made, "accepted", on=ward.today + timedelta(days=days))


def test_an_offer_names_a_service_or_words_and_never_both(ward):
    """One that was taken out of the list is not offered again."""
    gone = ward.service("Dogwood")
    listing.retire_service(service=gone, by=ward.boss, at=clock.now())

    for kept in (
        {"why": "x"},
        {"service": ward.birch, "own_words": OWN},
        {"service": ward.birch, "offered_on": ward.today + timedelta(days=1)},
    ):
        with pytest.raises(BadReferralError):
            ward.offer(**kept)
    for unknown in (uuid4(), gone):
        with pytest.raises(NoSuchReferralError):
            ward.offer(service=unknown)


def test_words_are_sealed_and_the_client_reads_them(ward):
    """With how to reach it, what it costs and when it was looked at."""
    ward.offer(service=ward.birch, why="Debt keeps them awake.")
    ward.offer(own_words=OWN)
    by_client = the_client(ward.home.pk, ward.client.pk, door="portal")
    with practice(ward.home.pk):
        kept = b"".join(bytes(r.own_words or r.why) for r in Referral.objects.all())

    listed, own = referrals.referrals_of(
        ward.client.pk, by=by_client, purpose="own_pages"
    )

    assert b"Alder" not in kept
    assert b"Debt" not in kept
    assert listed.name == "Birch Helpdesk (invented)"
    assert listed.service.said.ways == ("555 0101",)
    assert (listed.service.said.cost, listed.is_old(ward.today)) == ("free", False)
    assert listed.is_old(ward.today + timedelta(days=366))
    assert own.name == "Alder Walk-in (invented)"


def test_what_the_client_said_no_to_is_not_on_their_pages(ward):
    """Nor what was struck."""
    made = ward.offer()
    ward.note(made, "declined")

    assert ward.client_reads() == ()
    ward.note(made, "accepted")
    assert len(ward.client_reads()) == 1


def test_why_this_one_is_for_the_record_alone(ward):
    """The client reads the place and how to reach it, and the note is never opened."""
    ward.offer(service=ward.birch, why="Debt keeps them awake.")

    (told,) = ward.client_reads()
    printed = queries.services_for_plan(ward.client.pk, by=ward.ruth)
    with practice(ward.home.pk):
        opened = Event.objects.filter(name="vault.opened", client_id=ward.client.pk)
        looks = [(one.by_kind, str(one.details)) for one in opened]

    assert told.words.startswith("Birch Helpdesk (invented): 555 0101.")
    assert [one.words for one in printed] == [told.words]
    assert "Debt" not in told.words
    assert {kind for kind, _what in looks} == {"client", "staff"}
    assert not [what for _kind, what in looks if "why" in what]


def test_something_is_sent_under_a_release_that_names_service_and_content(ward):
    """What went, when, and under which release is kept."""
    made = ward.offer()
    ward.note(made, "accepted")
    release = ward.release(ward.birch)
    ward.send(made, release)

    with practice(ward.home.pk):
        last = ReferralEntry.objects.get(referral_id=made, says="sent")
    assert (last.release_id, last.shares, last.on) == (
        release,
        ["summary"],
        ward.today,
    )
    assert b"A page" not in bytes(last.what)
    assert ward.lines("ending.referral_sent") == [("done", "summary")]


def test_without_a_live_release_nothing_is_sent(ward):
    """None; another service's; more than it covers; over; taken back; for nothing."""
    made = ward.offer()
    ward.note(made, "accepted")
    other = ward.release(ward.cedar)
    narrow = ward.release(ward.birch, shares=frozenset({"dates"}))
    over = ward.release(
        ward.birch,
        given_on=ward.today - timedelta(days=9),
        until=ward.today - timedelta(days=1),
    )
    taken_back = ward.release(ward.birch)
    consent.withdraw_release(
        release=taken_back, client=ward.client.pk, by=ward.ruth, at=clock.now()
    )

    for release in (uuid4(), other, narrow, over, taken_back):
        with pytest.raises(NoReleaseError) as why:
            ward.send(made, release)
    with pytest.raises(NoReleaseError):
        ward.send(made, ward.release(ward.birch), shares=())
    assert "there is no release" in str(why.value.for_people)
    assert ward.states(made) == ["offered", "accepted"]
    assert ward.lines("ending.referral_sent")[0] == ("refused", "NoReleaseError")


def test_a_release_holds_on_the_day_of_the_sending_and_today(ward):
    """Neither one that is over by now nor one that came afterwards."""
    before, yesterday = (ward.today - timedelta(days=days) for days in (9, 1))
    made = ward.offer(service=ward.birch, offered_on=before)
    ward.note(made, "accepted", on=before)
    over = ward.release(ward.birch, given_on=before, until=yesterday)
    fresh = ward.release(ward.birch)

    for release in (over, fresh):
        with pytest.raises(NoReleaseError):
            ward.send(made, release, on=yesterday)
    ward.send(made, fresh)
    assert ward.states(made) == ["offered", "accepted", "sent"]


@pytest.mark.parametrize("says", ["declined", "no_place", "closed"])
def test_nothing_is_sent_after_it_came_to_nothing(ward, says):
    """With a release that holds; a client may think again first."""
    made = ward.offer()
    ward.note(made, "accepted")
    ward.note(made, says)

    with pytest.raises(OutOfTurnError):
        ward.send(made, ward.release(ward.birch))
    assert ward.states(made) == ["offered", "accepted", says]


def test_a_service_in_words_is_named_by_its_own_referral(ward):
    """A release for that referral is for no other."""
    made, another = ward.offer(own_words=OWN), ward.offer(own_words=OWN)
    for each in (made, another):
        ward.note(each, "accepted")
    release = ward.release(made)

    ward.send(made, release)
    with pytest.raises(NoReleaseError):
        ward.send(another, release)


def test_nothing_is_sent_before_the_client_took_it_nor_without_saying_what(ward):
    """Naming a service is not telling it."""
    made, release = ward.offer(), ward.release(ward.birch)

    with pytest.raises(OutOfTurnError):
        ward.send(made, release)
    ward.note(made, "accepted")
    with pytest.raises(BadReferralError):
        ward.send(made, release, what=" ")
    ward.send(made, release, what="", letter=uuid4())


def test_nobody_else_writes_a_referral(ward):
    """A colleague, an administrator, another practice."""
    made = ward.offer()
    colleague = factories.a_member(ward.home, Role.CLINICIAN)
    factories.a_clinician(ward.home, colleague)
    stranger = Ward()

    for by in (colleague, ward.boss):
        with pytest.raises(NotTheirsError):
            ward.note(made, "accepted", by=by)
        with pytest.raises(NotTheirsError):
            ward.offer(by=by, service=ward.birch)
    with pytest.raises(NoSuchReferralError):
        stranger.note(made, "accepted")
    with pytest.raises(NoSuchReferralError):
        ward.offer(service=stranger.birch)
    with pytest.raises(NoSuchEndingError):
        ward.offer(client=stranger.client.pk, service=ward.birch)


def test_three_options_and_a_way_back_are_counted(ward):
    """One service named twice is one option; a closed door needs three and a way."""

    def options():
        with practice(ward.home.pk):
            return referrals.options_for(ward.client.pk)

    assert (options().given, options().has_way_back) == (0, False)
    for kept in (
        {"service": ward.birch},
        {"service": ward.birch},
        {"service": ward.cedar},
        {"own_words": OWN},
    ):
        ward.offer(**kept)
    assert options().given == 3
    assert not options().is_enough
    Practice.objects.filter(pk=ward.home.pk).update(coming_back="Ring us.")
    assert options().is_enough


def test_an_ending_that_says_no_return_has_no_way_back(ward):
    """What was agreed in the ending comes before what the practice says to all."""
    Practice.objects.filter(pk=ward.home.pk).update(coming_back="Ring us.")
    ending = writing.open_ending(client=ward.client.pk, by=ward.ruth)
    for way, expected in (("no", False), ("yes_other", True)):
        writing.write_part(
            ending=ending,
            key="returning",
            plain={"may_return": way},
            words={"how": "By phone", "because": "Ask Birch"},
            by=ward.ruth,
        )
        with practice(ward.home.pk):
            found = referrals.options_for(ward.client.pk)
        assert found.has_way_back is expected


def test_an_ending_knows_that_places_were_named(ward):
    """For its task list, for its evidence, and for the gate once it is closed."""
    ending = writing.open_ending(client=ward.client.pk, by=ward.ruth)
    with practice(ward.home.pk):
        row = Ending.objects.select_related("client", "episode").get()
        before = (
            queries.held(row, on=clock.today()).has("support"),
            queries.options_given(row),
        )
    ward.offer(service=ward.birch, ending=ending)

    with practice(ward.home.pk):
        assert before == (False, 0)
        assert queries.held(row, on=clock.today()).has("support")
        assert queries.options_given(row) == 1
        Ending.objects.update(state="closed", ended_on=ward.today)
        told = facts.facts_about(ward.client.pk, on=ward.today)
    assert told["referrals_given"].value is True


def test_an_ending_of_somebody_else_is_not_named(ward):
    """Each person has their own."""
    other = factories.a_client(ward.home, ward.clinician)
    ending = writing.open_ending(client=other.pk, by=ward.ruth)

    with pytest.raises(NoSuchEndingError):
        ward.offer(service=ward.birch, ending=ending)
