"""What leaves, leaves under one ruling, once, and is looked at again as it leaves."""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import OperationalError

from afterword import clock
from afterword.attention.models import Item
from afterword.audit.models import Event
from afterword.clinic.models import Client, Clinician, ContactPoint
from afterword.clinic.services import reports
from afterword.consent import doors, journal, suppression
from afterword.consent.models import HandOff
from afterword.consent.scopes import Scope
from afterword.consent.services import withdraw
from afterword.contact import services as gate
from afterword.contact.errors import (
    AlreadyHandledError,
    FrozenError,
    NotForMachinesError,
    NotReleasedError,
    NoWayOutError,
)
from afterword.contact.models import Ruling
from afterword.contact.yields import POINTS
from afterword.messaging.models import Delivery
from afterword.rules.facts import Facts
from afterword.tenancy import practice
from afterword.vault import services as vault
from tests.stories import FIRST_NOON, an_agreement

pytestmark = pytest.mark.django_db(transaction=True)


def carry_out(story, **changes):
    """Carry out the story's first check-in, perhaps asked for otherwise."""
    request = replace(story.request(), **changes)
    return gate.carry_out(request=request, by=story.machine, at=clock.now())


def rows(story, model, **where):
    """Read rows of the story's practice."""
    with practice(story.practice.id):
        return list(model.objects.filter(**where))


def tokens(raw):
    """Find the links of a message, whose lines are folded."""
    return set(re.findall(rb"/n/([A-Za-z0-9_-]{32})", raw.replace(b"=\r\n", b"")))


def meanwhile(monkeypatch, point, change):
    """Let something happen when the gate comes by a point."""
    happened = []

    def reached(name):
        if name == point and not happened:
            happened.append(name)
            change()

    monkeypatch.setattr(gate, "reached", reached)
    return happened


def test_what_arrives_joins_one_ruling_that_said_yes(story, sink):
    """Each message at the mail server belongs to one hand-off and one yes."""
    carry_out(story)

    (received,) = sink.messages()
    (token,) = tokens(received.raw)
    opened = doors.find(token.decode())
    (hand_off,) = rows(story, HandOff)
    (ruling,) = rows(story, Ruling)
    assert received.recipients == ("jo@mail.example",)
    assert opened.occasion == hand_off.occasion == ruling.occasion
    assert hand_off.ruling_id == ruling.pk
    assert hand_off.status == "accepted"
    assert (ruling.outcome, ruling.releases) == ("permit", True)


def test_the_ruling_keeps_its_facts_and_reasons_sealed(story, sink):
    """An answer is kept whole, and no fact of it lies open in the database."""
    carry_out(story)

    (ruling,) = rows(story, Ruling)
    (opened,) = vault.open(
        by=story.staff, purpose="test", rows=[ruling], fields=["facts", "answer"]
    )
    facts, answer = json.loads(opened["facts"]), json.loads(opened["answer"])
    assert facts["consent_state"]["value"] == "confirmed"
    assert facts["capacity"] == {
        "value": "has",
        "source": "record",
        "as_of": "2027-02-28",
    }
    assert answer["because_of"][0]["rule"] == "baseline.follow_up_agreed"
    assert b"consent_state" not in bytes(ruling.facts)


def test_every_step_has_its_line_in_the_record(story, sink):
    """Ruling, claim, begin, opened address, delivery and result are all recorded."""
    carry_out(story)

    names = [event.name for event in rows(story, Event)]
    wanted = [
        "contact.ruled",
        "consent.claimed",
        "contact.begun",
        "vault.opened",
        "messaging.delivered",
        "contact.handed_over",
    ]
    assert sorted(name for name in names if name in wanted) == sorted(wanted)


def test_the_same_occasion_is_handed_over_once(story, sink):
    """Asking again, any number of times, sends nothing again."""
    carry_out(story)

    for _ in range(3):
        with pytest.raises(AlreadyHandledError):
            carry_out(story)

    assert len(sink.messages()) == 1
    turned_away = rows(story, Event, name="contact.turned_away")
    assert [event.why for event in turned_away] == ["already_handled"] * 3


def _clinician_leaves(story):
    reports.report_left(
        clinician=story.clinician.id, on=FIRST_NOON.date(), by=story.staff
    )


def _clinician_is_away(story):
    reports.report_away(
        clinician=story.clinician.id,
        away_from=FIRST_NOON.date(),
        away_until=None,
        covered_by=None,
        by=story.staff,
    )


def _address_is_retired(story):
    with practice(story.practice.id):
        ContactPoint.objects.filter(pk=story.point.pk).update(retired_at=FIRST_NOON)


def _address_is_stopped(story):
    with practice(story.practice.id):
        suppression.stop_address(bytes(story.point.address_index), "client")


CHANGES = {
    "a death is reported": lambda s: s.report("alive", "reported_dead"),
    "a complaint is opened": lambda s: s.report("complaint_open", "yes"),
    "a court order is reported": lambda s: s.report("protective_order", "yes"),
    "a claim is reported": lambda s: s.report("litigation_open", "yes"),
    "capacity is in doubt": lambda s: s.report("capacity", "doubtful"),
    "somebody else treats": lambda s: s.report("treated_elsewhere", "yes"),
    "home is not safe": lambda s: s.report("coercive_home", "yes"),
    "the client came back": lambda s: reports.report_return(
        client=s.client.id,
        clinician=s.clinician.id,
        started_on=FIRST_NOON.date(),
        by=s.staff,
    ),
    "the clinician leaves": _clinician_leaves,
    "the reader is away": _clinician_is_away,
    "the clinician stops practising": lambda s: reports.report(
        clinician=s.clinician.id,
        name="practising",
        value="no",
        as_of=FIRST_NOON.date(),
        by=s.staff,
        at=FIRST_NOON,
    ),
    "the address is retired": _address_is_retired,
    "the address is stopped": _address_is_stopped,
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_reported_between_claim_and_hand_off_cancels(
    story, sink, monkeypatch, change
):
    """The world is looked at once more under the lock; a no there sends nothing."""
    happened = meanwhile(monkeypatch, "letter.made", lambda: CHANGES[change](story))

    hand_off = carry_out(story)

    assert happened
    assert sink.messages() == []
    assert (hand_off.status, hand_off.result) == ("cancelled", "not_released")
    outcomes = [ruling.releases for ruling in rows(story, Ruling)]
    assert sorted(outcomes) == [False, True]


TEN_YEARS_OLD = date(2035, 6, 1)
TWELVE_YEARS_OLD = date(2033, 2, 28)


@pytest.mark.parametrize(
    ("majority_on", "status"),
    [(TEN_YEARS_OLD, "accepted"), (TWELVE_YEARS_OLD, "cancelled"), (None, "cancelled")],
)
def test_a_guardians_word_ends_at_the_earliest_age(  # noqa: PLR0913
    transactional_db, hands, sink, monkeypatch, majority_on, status
):
    """In California a child of twelve may decide: a guardian's yes ends on that day."""
    story = an_agreement(guardian=True, client={"majority_on": TEN_YEARS_OLD})

    def correct_the_birthday():
        with practice(story.practice.id):
            who = Client.objects.filter(pk=story.client.pk)
            who.update(majority_on=majority_on)

    meanwhile(monkeypatch, "letter.made", correct_the_birthday)

    hand_off = carry_out(story)

    assert hand_off.status == status
    assert len(sink.messages()) == (status == "accepted")


def test_a_stop_between_begin_and_hand_off_sends_nothing(story, sink, monkeypatch):
    """A withdrawal that comes before the first byte is honoured to the byte."""

    def stop():
        withdraw(
            client=story.client.id,
            scope=Scope.everything(),
            by=story.by_client("link"),
            at=clock.now(),
        )

    meanwhile(monkeypatch, "letter.made", stop)

    hand_off = carry_out(story)

    assert sink.messages() == []
    assert hand_off.status == "cancelled"
    with pytest.raises(AlreadyHandledError):
        carry_out(story)


def test_a_worker_that_fell_asleep_does_not_send_what_was_given_up(
    story, sink, hands, monkeypatch
):
    """What the watcher called unknown is not sent by a worker that wakes up later."""

    def sleep():
        at = hands.put(FIRST_NOON + timedelta(minutes=3))
        gate.watch(practice_id=story.practice.id, by=story.machine, at=at)

    meanwhile(monkeypatch, "letter.made", sleep)

    hand_off = carry_out(story)

    assert sink.messages() == []
    assert hand_off.status == "cancelled"


@pytest.mark.parametrize(
    "away", [{"away_from": date(2027, 2, 28)}, {"away_until": date(2027, 2, 27)}]
)
def test_where_there_are_two_dates_the_stricter_answer_counts(
    transactional_db, hands, sink, away
):
    """Noon on the 28th in Auckland is still the 27th at the practice in California."""
    story = an_agreement(client={"time_zone": "Pacific/Auckland"})
    with practice(story.practice.id):
        Clinician.objects.filter(pk=story.clinician.pk).update(**away)
    at = hands.put(datetime(2027, 2, 27, 23, tzinfo=UTC))

    with pytest.raises(NotReleasedError):
        gate.carry_out(request=story.request(at=at), by=story.machine, at=at)

    assert sink.messages() == []


OUTSIDE = {
    "another purpose": {"purpose": "booster_offer", "template": "check_in"},
    "another channel": {"channel": "sms"},
    "another address": {"contact_point": uuid4()},
    "another sender": {"sender": uuid4()},
    "another instrument": {"instrument": "gad2"},
    "another step": {"step": "m3"},
    "no step": {"step": ""},
    "another agreement": {"directive_id": uuid4()},
    "no agreement": {"directive_id": None},
    "another recipient": {"recipient": "partner"},
    "clinical content": {"content_class": "clinical"},
    "no text": {"template": ""},
}


@pytest.mark.parametrize("change", OUTSIDE)
def test_nothing_goes_outside_the_agreement(story, sink, change):
    """Purpose, grantee, channel, address, step and instrument are those agreed on."""
    with pytest.raises((NotReleasedError, NotForMachinesError)):
        carry_out(story, **OUTSIDE[change], occasion="step:other:m1")

    assert sink.messages() == []
    assert rows(story, HandOff) == []


def test_a_count_that_is_used_up_sends_nothing(transactional_db, hands, sink):
    """As many contacts as were agreed may begin, and no more."""
    story = an_agreement()
    with practice(story.practice.id):
        for number in range(3):
            HandOff.objects.create(
                client=story.client,
                occasion=f"other:{number}",
                status="accepted",
                directive_id=story.directive,
                ruling_id=uuid4(),
                purpose="outcome_measure",
                claimed_at=hands.now,
            )

    with pytest.raises(NotReleasedError) as refusal:
        carry_out(story)

    assert refusal.value.unmet == ("inside_the_agreement",)
    assert sink.messages() == []


@pytest.mark.parametrize(
    ("hours", "unmet"),
    [(-3, ()), (-4, "inside_agreed_hours"), (7, ()), (8, "inside_agreed_hours")],
)
def test_only_the_agreed_hours_of_the_clients_own_day_release(
    story, sink, hands, hours, unmet
):
    """Nine in the morning to eight in the evening where the client lives."""
    request = story.request()
    at = hands.put(FIRST_NOON + timedelta(hours=hours))

    if unmet:
        with pytest.raises(NotReleasedError) as refusal:
            gate.carry_out(request=request, by=story.machine, at=at)
        assert refusal.value.unmet == (unmet,)
    else:
        gate.carry_out(request=request, by=story.machine, at=at)
    assert len(sink.messages()) == (0 if unmet else 1)


def test_hours_that_end_before_the_first_byte_cancel(story, sink, hands, monkeypatch):
    """A worker that was slow does not send after the agreed hours."""
    meanwhile(
        monkeypatch,
        "letter.made",
        lambda: hands.put(FIRST_NOON + timedelta(hours=8, seconds=1)),
    )

    hand_off = carry_out(story)

    assert sink.messages() == []
    assert hand_off.status == "cancelled"


@pytest.mark.parametrize("days", [-4, 8, 400])
def test_outside_the_window_of_the_step_nothing_goes(story, sink, hands, days):
    """Neither too early nor late: a step past its window never goes."""
    request = story.request()
    at = hands.put(FIRST_NOON + timedelta(days=days))

    with pytest.raises(NotReleasedError):
        gate.carry_out(request=request, by=story.machine, at=at)

    assert sink.messages() == []


@pytest.mark.parametrize("missing", ["capacity", "risk_level"])
def test_a_missing_fact_holds(transactional_db, hands, sink, missing):
    """What nobody has said is not guessed: it holds, and names the question."""
    story = an_agreement(reported={missing: None})

    with pytest.raises(NotReleasedError) as refusal:
        carry_out(story)

    assert refusal.value.outcome == "hold"
    assert sink.messages() == []
    assert rows(story, HandOff) == []


def test_a_language_without_words_is_not_sent_in_another(transactional_db, hands, sink):
    """An agreement in a language that has no text is held, never sent in English."""
    story = an_agreement(terms={"language": "pl"})

    with pytest.raises(NotReleasedError) as refusal:
        carry_out(story)

    assert "use_clients_language" in refusal.value.unmet
    assert sink.messages() == []


def test_a_sender_that_tells_is_not_sent(transactional_db, hands, sink):
    """A sender label that a stranger would understand holds the message."""
    story = an_agreement(sender_label="Hill Street Counselling")

    with pytest.raises(NotReleasedError) as refusal:
        carry_out(story)

    assert refusal.value.outcome == "refuse"
    assert sink.messages() == []


def test_nothing_goes_while_the_journal_is_not_read(story, sink, monkeypatch):
    """A restored system sends nothing until it has read back who stopped."""
    monkeypatch.setattr(journal, "frozen", lambda: True)

    with pytest.raises(FrozenError):
        carry_out(story)

    assert sink.messages() == []
    assert rows(story, HandOff) == []


def test_without_a_mail_server_nothing_is_claimed(story, settings):
    """Nothing is used up while no way out is set up."""
    settings.SMTP_URL = ""

    with pytest.raises(NoWayOutError):
        carry_out(story)

    assert rows(story, HandOff) == []


def test_an_address_that_takes_no_mail_is_stopped(story, post_office):
    """A definite refusal stops the address for everybody, and asks a person."""
    post_office.says["RCPT"] = "550 5.1.1 nobody here"

    hand_off = carry_out(story)

    with practice(story.practice.id):
        assert suppression.is_stopped(bytes(story.point.address_index))
        assert ContactPoint.objects.get(pk=story.point.pk).refused_at is not None
    assert (hand_off.status, hand_off.result) == ("rejected", "refused_address")
    assert [item.kind for item in rows(story, Item)] == ["address_refused"]


@pytest.mark.parametrize(
    "says", [{"RCPT": "451 4.3.0 later"}, {"DOT": "554 no"}, {"MAIL": "550 5.7.1 no"}]
)
def test_a_refusal_for_another_reason_asks_a_person(story, post_office, says):
    """What the server refused is not tried again by the machine, and is no stop."""
    post_office.says |= says

    hand_off = carry_out(story)

    assert hand_off.status == "rejected"
    assert [item.kind for item in rows(story, Item)] == ["not_sent"]
    with practice(story.practice.id):
        assert not suppression.is_stopped(bytes(story.point.address_index))
    with pytest.raises(AlreadyHandledError):
        carry_out(story)


def test_an_answer_that_never_came_is_unknown_for_good(story, post_office):
    """When nobody knows whether it went out, a person decides and nothing is resent."""
    post_office.hangs_up_after_the_dot = True

    hand_off = carry_out(story)

    assert hand_off.status == "unknown"
    assert [(i.kind, i.owner_id) for i in rows(story, Item)] == [
        ("unknown", story.clinician.pk)
    ]
    with pytest.raises(AlreadyHandledError):
        carry_out(story)
    assert len(post_office.got) == 1


def test_a_record_that_cannot_be_written_stops_the_claim(story, sink, monkeypatch):
    """Without its line in the record nothing is claimed and nothing is sent."""

    def broken(*_args, **_kept):
        raise OperationalError("disk full")

    monkeypatch.setattr("afterword.contact.rulings.audit.record", broken)

    with pytest.raises(OperationalError):
        carry_out(story)

    monkeypatch.undo()
    assert sink.messages() == []
    assert rows(story, HandOff) == rows(story, Ruling) == []


def test_every_point_is_passed_on_the_way(story, sink, monkeypatch):
    """Every point that is registered for a crash is one that a hand-over passes."""
    passed = []
    monkeypatch.setattr(gate, "reached", passed.append)

    carry_out(story)

    assert passed == list(POINTS)


class CrashError(BaseException):
    """The worker is gone: nothing after this runs."""


@pytest.mark.parametrize("point", POINTS)
def test_a_crash_at_any_point_never_sends_twice(story, sink, hands, monkeypatch, point):
    """After a crash the next workers and the watcher send at most one in all."""

    def crash():
        raise CrashError

    with monkeypatch.context() as during:
        meanwhile(during, point, crash)
        with pytest.raises(CrashError):
            carry_out(story)

    for minutes in (1, 5, 10):
        at = hands.put(FIRST_NOON + timedelta(minutes=minutes))
        gate.watch(practice_id=story.practice.id, by=story.machine, at=at)
        with contextlib.suppress(AlreadyHandledError):
            carry_out(story)

    (hand_off,) = rows(story, HandOff)
    sent = len(sink.messages())
    after_begin = POINTS.index(point) >= POINTS.index("begin.committed")
    assert sent <= 1
    if point == "hand_off.committed" or not after_begin:
        assert (hand_off.status, sent) == ("accepted", 1)
    else:
        assert hand_off.status == "unknown"
        assert [item.kind for item in rows(story, Item)] == ["unknown"]


def test_a_delivery_holds_no_address_and_no_text(story, sink):
    """What is kept of a message is its result and the hash of its words."""
    carry_out(story)

    (line,) = rows(story, Delivery)
    kept = " ".join(str(value) for value in vars(line).values())
    assert "@" not in kept
    assert (line.result, line.template) == ("accepted", "check_in")


def test_asking_in_general_stores_nothing(story):
    """A question without a client leaves no trace."""
    before = {model: len(rows(story, model)) for model in (Ruling, Event, HandOff)}

    decision = gate.ask_in_general(
        facts=Facts.of(purpose="social", initiator="therapist"), on=FIRST_NOON.date()
    )

    assert decision.outcome.value == "refuse"
    assert before == {m: len(rows(story, m)) for m in (Ruling, Event, HandOff)}


def test_asking_about_a_client_is_kept_and_sends_nothing(story, sink):
    """An answer about this client is kept whole; only carrying it out sends."""
    kept = gate.ask(request=story.request(), by=story.staff, at=clock.now())

    (ruling,) = rows(story, Ruling)
    assert (kept.id, kept.outcome) == (ruling.pk, "permit")
    assert ruling.asked_by == story.staff.id
    assert sink.messages() == []
    assert rows(story, HandOff) == []


def test_a_colleague_elsewhere_cannot_ask(story, sink):
    """Another practice's actor finds nobody here."""
    other = an_agreement(address="kim@mail.example")

    with pytest.raises(Client.DoesNotExist):
        gate.ask(request=story.request(), by=other.staff, at=clock.now())


def test_an_actor_of_another_practice_moves_nothing(story, sink):
    """A worker of one practice carries nothing of another's out."""
    other = an_agreement(address="kim@mail.example")

    with pytest.raises(Client.DoesNotExist):
        gate.carry_out(request=story.request(), by=other.machine, at=clock.now())

    assert sink.messages() == []
    assert rows(story, Clinician) != []
