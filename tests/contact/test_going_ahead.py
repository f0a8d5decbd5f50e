"""A person makes a contact only while the answer is a yes; a look decides it again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import OperationalError

from afterword import clock
from afterword.audit.models import Event
from afterword.clinic.models import ContactPoint, OwnRules
from afterword.consent import journal
from afterword.consent import services as consent
from afterword.consent.models import HandOff
from afterword.consent.scopes import Scope
from afterword.consent.services import Done
from afterword.contact.errors import (
    FrozenError,
    GateError,
    NotReleasedError,
    StoppedError,
    UnconfirmedError,
)
from afterword.contact.models import GoAhead, Ruling
from afterword.contact.services.looking_again import look_again, record_go_ahead
from afterword.tenancy import practice
from afterword.vault import services as vault
from tests import factories
from tests.contact.talks import a_talk
from tests.go_aheads import (
    BILL,
    BREACH,
    CONFIRMED,
    HOME,
    NUMBER,
    REPLY_POINTS,
    a_point,
    a_request,
    opened,
    stated,
    the_row,
)
from tests.stories import ENDED_ON, an_agreement

pytestmark = pytest.mark.django_db(transaction=True)
SCOPES = {
    "everything": Scope.everything(),
    "no contact": Scope.no_contact(),
    "no replies": Scope.no_replies(),
}


@pytest.fixture
def phone(story):
    """The client's number."""
    return a_point(story.client)


@pytest.fixture
def letter(story):
    """The client's postal address, confirmed before the e-mail address was."""
    confirmed_on = ENDED_ON - timedelta(days=9)
    return a_point(story.client, "letter", confirmed_on=confirmed_on, shared="no")


def look(story, go_ahead, by=None):
    return look_again(go_ahead=go_ahead, by=by or story.staff, at=clock.now())


def say(story, go_ahead, came, by=None, **kept):
    record_go_ahead(
        go_ahead=go_ahead, came=came, by=by or story.staff, at=clock.now(), **kept
    )


def stop(story, scope="everything"):
    return consent.withdraw(
        client=story.client.id,
        scope=SCOPES[scope],
        by=story.by_client("card"),
        at=clock.now(),
    )


def rows(story, model, **where):
    with practice(story.practice.id):
        return list(model.objects.filter(**where))


def nothing_is_open(story):
    return not rows(story, GoAhead) and not rows(story, HandOff)


def test_a_yes_opens_one_and_the_number_is_shown_at_the_look(story, phone):
    """It has a ruling of its own that released, a row in the register, and a day."""
    made = opened(story, phone)

    seen = look(story, made)

    row = the_row(story, made)
    (ruling,) = rows(story, Ruling)
    assert (seen.state, seen.address) == ("open", NUMBER)
    assert (ruling.pk, ruling.releases) == (row.ruling_id, True)
    assert row.hand_off.status == "with_person"
    assert row.hand_off.occasion == ruling.occasion
    assert row.hand_off.occasion == "person:reply_to_client:2027-02-28"
    assert row.confirmed == sorted(REPLY_POINTS)


def test_each_step_has_its_line_and_the_number_one_of_its_own(story, phone):
    """Ruling, register, opening, look, opened address, and what came of it."""
    made = opened(story, phone)
    look(story, made)
    say(story, made, "done")

    wrote = [
        (one.name, one.outcome, one.why)
        for one in rows(story, Event)
        if one.name.startswith(("contact.", "vault.")) or one.name == "consent.claimed"
    ]
    assert sorted(wrote) == [
        ("consent.claimed", "done", ""),
        ("contact.go_ahead_opened", "done", ""),
        ("contact.go_ahead_recorded", "done", "done"),
        ("contact.go_ahead_shown", "done", ""),
        ("contact.ruled", "permit", "ground"),
        ("vault.opened", "done", "go_ahead"),  # what was stated
        ("vault.opened", "done", "go_ahead"),  # the number
    ]


def test_without_a_record_no_number_is_read(story, phone, monkeypatch):
    """When the line of the look cannot be written, nobody sees where to ring."""
    made = opened(story, phone)

    def full(_lines):
        raise OperationalError("disk full")

    monkeypatch.setattr(vault.audit, "record_many", full)

    with pytest.raises(OperationalError):
        look(story, made)


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("what", ["an answer", "a bill"])
def test_none_is_opened_after_a_stop(story, phone, letter, scope, what):
    """Whatever part of contact was stopped, and whoever would start."""
    stop(story, scope)

    point, act = (letter, BILL) if what == "a bill" else (phone, {})
    with pytest.raises(GateError):
        opened(story, point, **act)

    assert nothing_is_open(story)


def test_the_ledger_is_asked_though_no_rule_would(story, phone):
    """A stop of everything bars no answer by rule; the verb looks at it by itself."""
    stop(story)

    with pytest.raises(StoppedError):
        opened(story, phone)

    (ruling,) = rows(story, Ruling)
    assert (ruling.outcome, ruling.releases) == ("permit", False)


@pytest.mark.parametrize("scope", ["everything", "no contact"])
@pytest.mark.parametrize(("later", "opens"), [(0, False), (1, True)])
def test_what_the_client_wrote_on_a_later_day_opens_the_answer(  # noqa: PLR0913
    story, phone, hands, scope, later, opens
):
    """On the day of the stop itself nobody can tell which came first."""
    stop(story, scope)
    hands.put(hands.now + timedelta(days=2))
    wrote_on = date(2027, 2, 28) + timedelta(days=later)

    if opens:
        assert opened(story, phone, said=stated(client_wrote_on=wrote_on))
    else:
        with pytest.raises(StoppedError):
            opened(story, phone, said=stated(client_wrote_on=wrote_on))


def test_what_the_client_asks_for_on_their_own_page_opens_that_answer(story, phone):
    """After "not even an answer" one act of theirs opens one occasion, no other."""
    stop(story, "no replies")
    consent.reopen_contact(
        client=story.client.id,
        by=story.by_client("link"),
        at=clock.now(),
        occasion="inbound:check_in:7",
    )

    with pytest.raises(GateError):
        opened(story, phone)
    made = opened(story, phone, occasion="inbound:check_in:7")

    assert the_row(story, made).hand_off.occasion == "inbound:check_in:7"


@pytest.mark.parametrize("scope", SCOPES)
def test_a_stop_after_opening_closes_it_before_the_next_look(story, phone, scope):
    """The stop is answered truthfully with done: no look shows the number again."""
    made = opened(story, phone)

    answer = stop(story, scope)
    seen = look(story, made)

    assert isinstance(answer, Done)
    assert (seen.state, seen.why, seen.address) == ("closed", "stopped", None)
    assert the_row(story, made).hand_off.status == "cancelled"
    assert look(story, made).state == "closed"


def test_a_look_reads_the_ledger_and_not_the_register_alone(story, phone):
    """A stop that could not reach the register in time closes it all the same."""
    made = opened(story, phone)
    stop(story)
    with practice(story.practice.id):
        HandOff.objects.update(status="with_person")

    seen = look(story, made)

    assert (seen.state, seen.why) == ("closed", "stopped")


def test_a_contact_that_was_made_is_not_undone_by_a_stop(story, phone):
    """What is recorded as done stays done; the stop is as truthful as ever."""
    made = opened(story, phone)
    say(story, made, "done")

    assert isinstance(stop(story), Done)
    assert the_row(story, made).hand_off.status == "accepted"


def test_who_rang_before_the_stop_can_still_say_so(story, phone):
    """A stop cancels what a person holds; what they did they know."""
    made = opened(story, phone)
    stop(story)

    say(story, made, "done")

    row = the_row(story, made)
    assert (row.came, row.hand_off.status) == ("done", "accepted")


def _retired(story, phone):
    with practice(story.practice.id):
        ContactPoint.objects.filter(pk=phone.pk).update(retired_at=clock.now())


def _unsafe(story, phone):
    with practice(story.practice.id):
        ContactPoint.objects.filter(pk=phone.pk).update(unsafe=True)


CHANGES = {
    "a court order": (
        lambda s, _p: s.report("protective_order", "yes"),
        "not_released",
    ),
    "a complaint": (lambda s, _p: s.report("complaint_open", "yes"), "not_released"),
    "a death": (lambda s, _p: s.report("alive", "reported_dead"), "not_released"),
    "the number is retired": (_retired, "no_address"),
    "the number is not safe": (_unsafe, "no_address"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_reported_after_opening_closes_it(story, phone, change):
    """It is weighed at every look; an answer that is no yes is kept, and shows none."""
    made = opened(story, phone)
    happens, why = CHANGES[change]
    happens(story, phone)

    seen = look(story, made)

    row = the_row(story, made)
    assert (seen.state, seen.why, seen.address) == ("closed", why, None)
    assert row.closed_why == why
    assert row.hand_off.status == "with_person"  # somebody may have rung before
    if why == "not_released":
        (ruling,) = rows(story, Ruling, releases=False)
        assert row.closed_by_ruling_id == ruling.pk


@pytest.mark.parametrize(
    ("zone", "hour", "ends"),
    [("Pacific/Auckland", 9, 11), ("Pacific/Honolulu", 1, 8)],
    ids=["theirs ends first", "the practice's ends first"],
)
def test_it_is_over_when_the_day_ends_for_either(
    transactional_db, hands, zone, hour, ends
):
    """A second before it is open, then it is closed: nobody stretches a day."""
    story = an_agreement(client={"time_zone": zone})
    phone = a_point(story.client)
    hands.put(datetime(2027, 2, 28, hour, tzinfo=UTC))
    made = opened(story, phone)

    hands.put(datetime(2027, 2, 28, ends - 1, 59, 59, tzinfo=UTC))
    before = look(story, made)
    hands.put(datetime(2027, 2, 28, ends, tzinfo=UTC))
    after = look(story, made)

    assert (before.state, before.address) == ("open", NUMBER)
    assert (after.state, after.why, after.address) == ("closed", "day_over", None)


OUTCOMES = {
    "consult": {"replies_sent": 1},
    "hold": {"promotional": None},
    "refuse": {"promotional": True},
}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_only_a_yes_opens_one(story, phone, outcome):
    """A talk first, a missing fact and a no open nothing; the answer is kept."""
    with pytest.raises(NotReleasedError) as why:
        opened(story, phone, said=stated(**OUTCOMES[outcome]))

    (ruling,) = rows(story, Ruling)
    assert ruling.outcome == why.value.outcome == outcome
    assert nothing_is_open(story)


def test_what_was_talked_over_opens_it_until_that_is_taken_back(
    transactional_db, hands
):
    """A second answer waits for a colleague; their later no closes what is open."""
    talk = a_talk(reported="")
    phone = a_point(talk.story.client)
    said = stated(replies_sent=1)
    ruling = talk.asked(a_request(talk.story, phone), extra=said)

    with pytest.raises(NotReleasedError):
        opened(talk.story, phone, said=said)
    talk.settle(ruling, done=frozenset())
    made = opened(talk.story, phone, said=said)
    before = look(talk.story, made)
    talk.decline(ruling)
    after = look(talk.story, made)

    assert (before.state, before.address) == ("open", NUMBER)
    assert (after.state, after.why, after.address) == ("closed", "not_released", None)


@pytest.mark.parametrize("left", REPLY_POINTS)
def test_a_point_that_is_not_ticked_opens_nothing(story, phone, left):
    """Each is the person's own word; nothing counts as ticked beforehand."""
    with pytest.raises(UnconfirmedError) as why:
        opened(story, phone, confirmed=[one for one in CONFIRMED if one != left])

    assert why.value.left == (left,)
    assert nothing_is_open(story)


def test_what_is_looked_up_cannot_be_ticked(story, phone):
    """That the clinician stated own rules is in the record, or it is not."""
    other = factories.a_clinician(story.practice, None, name="Kim Example")
    assert not rows(story, OwnRules, clinician=other)

    with pytest.raises(NotReleasedError) as why:
        opened(
            story, phone, sender=other.pk, confirmed=[*CONFIRMED, "checked_own_rules"]
        )

    assert why.value.unmet == ("checked_own_rules",)


def test_a_duty_above_the_stop_goes_on_by_post(story, letter):
    """The law orders this very notice; a person posts it, to the safest address."""
    stop(story, "no replies")

    made = opened(story, letter, said=stated(**BREACH["said"]), **BREACH["act"])

    assert look(story, made).address == HOME


def test_a_danger_to_a_life_waits_for_nobody(story, phone, monkeypatch):
    """No stop, no journal and no call that was not answered is in the way."""
    stop(story)
    monkeypatch.setattr(journal, "frozen", lambda: True)
    danger = {"purpose": "duty_to_protect", "initiator": "therapist"}
    said = stated(
        risk_level="serious", risk_imminence="imminent", person_at_risk="client"
    )
    story.report("risk_level", "serious")

    first = opened(story, phone, said=said, **danger)
    assert look(story, first).address == NUMBER
    say(story, first, "not_reached")
    second = opened(story, phone, said=said, **danger)

    assert look(story, second).address == NUMBER


def test_nothing_is_opened_or_shown_while_stops_are_read_back(
    story, phone, monkeypatch
):
    """After a restore nobody knows who stopped; it opens again by itself."""
    made = opened(story, phone)
    frozen = True
    monkeypatch.setattr(journal, "frozen", lambda: frozen)

    with pytest.raises(FrozenError):
        opened(story, phone, purpose="return_request")
    seen = look(story, made)
    frozen = False

    assert (seen.state, seen.why, seen.address) == ("later", "frozen", None)
    assert look(story, made).address == NUMBER
