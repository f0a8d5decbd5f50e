"""Steps are planned from what was agreed, sent when due, and never late."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from afterword.attention.models import Item
from afterword.audit.models import Event
from afterword.clinic.models import Client
from afterword.clinic.services import reports
from afterword.consent.models import HandOff
from afterword.consent.scopes import Scope
from afterword.consent.services import pause, resume, say_no_contact, withdraw
from afterword.contact.models import Ruling
from afterword.followup import board as boards
from afterword.followup import services
from afterword.followup.board import Group, board, outlook
from afterword.followup.models import Step
from afterword.tenancy import practice
from tests.stories import AGREED_AT, FIRST_NOON, THIRD_MONTH_NOON, an_agreement

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


def sweep(story, hands, at):
    """Let the worker go round once at a moment."""
    hands.put(at)
    return services.sweep(story.practice.id)


def steps(story):
    """Give the state of each step by its key."""
    with practice(story.practice.id):
        return dict(
            Step.objects.filter(directive_id=story.directive).values_list(
                "key", "state"
            )
        )


def rows(story, model, **where):
    """Read rows of the story's practice."""
    with practice(story.practice.id):
        return list(model.objects.filter(**where))


def test_a_confirmed_agreement_becomes_three_dates(story, hands):
    """One, three and six months from the ending, clamped, each with its window."""
    sweep(story, hands, AGREED_AT)

    with practice(story.practice.id):
        planned = list(
            Step.objects.order_by("due_on").values_list(
                "key", "opens_on", "due_on", "closes_on"
            )
        )
    assert planned == [
        ("m1", date(2027, 2, 25), date(2027, 2, 28), date(2027, 3, 7)),
        ("m3", date(2027, 4, 23), date(2027, 4, 30), date(2027, 5, 14)),
        ("m6", date(2027, 7, 24), date(2027, 7, 31), date(2027, 8, 14)),
    ]


def test_a_year_of_sweeps_sends_each_step_once_on_its_day(story, hands, sink):
    """Going round every day for a year sends three messages, each when due."""
    at = AGREED_AT
    while at < AGREED_AT + 365 * DAY:
        sweep(story, hands, at)
        at += DAY

    days = [m.raw.split(b"\r\n")[0] for m in sink.messages()]
    assert [day[6:22] for day in days] == [
        b"Sun, 28 Feb 2027",
        b"Fri, 30 Apr 2027",
        b"Sat, 31 Jul 2027",
    ]
    assert steps(story) == {"m1": "sent", "m3": "sent", "m6": "sent"}


def test_what_is_due_waits_for_its_hour_without_a_word(story, hands, sink):
    """Before nine where the client lives nothing goes, and nobody is troubled."""
    early = FIRST_NOON - timedelta(hours=4)

    sweep(story, hands, early)

    assert sink.messages() == []
    assert steps(story)["m1"] == "planned"
    assert rows(story, Ruling) == rows(story, Item) == []

    sweep(story, hands, FIRST_NOON)
    assert len(sink.messages()) == 1


def test_nothing_is_begun_just_before_the_hours_end(story, hands, sink):
    """A minute before eight in the evening is too late to begin."""
    sweep(story, hands, FIRST_NOON + timedelta(hours=7, minutes=59))

    assert sink.messages() == []
    assert rows(story, HandOff) == []


def test_a_step_past_its_window_expires_and_never_goes(story, hands, sink):
    """A worker that was away for eleven days sends nothing late."""
    sweep(story, hands, AGREED_AT)

    sweep(story, hands, FIRST_NOON + 8 * DAY)

    assert sink.messages() == []
    assert steps(story) == {"m1": "expired", "m3": "planned", "m6": "planned"}


def test_an_agreement_found_late_releases_no_backlog(story, hands, sink):
    """Planned for the first time in month five: what is over is not made up for."""
    sweep(story, hands, FIRST_NOON + 120 * DAY)

    assert sink.messages() == []
    assert steps(story) == {"m1": "expired", "m3": "expired", "m6": "planned"}


def test_of_two_steps_that_are_due_the_older_is_over(transactional_db, hands, sink):
    """Windows that overlap never send two messages: only the newer one goes."""
    from dataclasses import replace

    from tests.factories import STEPS

    wide = tuple(replace(step, after_days=100) for step in STEPS)
    story = an_agreement(terms={"steps": wide})

    sweep(story, hands, THIRD_MONTH_NOON)

    assert len(sink.messages()) == 1
    assert steps(story) == {"m1": "expired", "m3": "sent", "m6": "planned"}


def test_a_pause_holds_and_a_resume_goes_on_inside_the_window(story, hands, sink):
    """What the client pauses waits; started again, what is over stays over."""
    sweep(story, hands, AGREED_AT)
    pause(
        directive=story.directive,
        client=story.client.id,
        by=story.by_client(),
        at=hands.now,
    )

    sweep(story, hands, FIRST_NOON)
    assert sink.messages() == []
    assert set(steps(story).values()) == {"paused"}

    resumed_at = hands.put(FIRST_NOON + 60 * DAY)
    resume(
        directive=story.directive,
        client=story.client.id,
        by=story.by_client(),
        at=resumed_at,
    )
    sweep(story, hands, THIRD_MONTH_NOON + DAY)

    assert len(sink.messages()) == 1
    assert steps(story) == {"m1": "expired", "m3": "sent", "m6": "planned"}


@pytest.mark.parametrize("how", ["everything", "directive", "no_contact"])
def test_a_stop_stops_the_plan(story, hands, sink, how):
    """However the client stops, nothing more goes, and the board says who stopped."""
    sweep(story, hands, AGREED_AT)
    if how == "no_contact":
        say_no_contact(client=story.client.id, by=story.by_client(), at=hands.now)
    else:
        scope = (
            Scope.everything()
            if how == "everything"
            else Scope.directive(story.directive)
        )
        withdraw(
            client=story.client.id, scope=scope, by=story.by_client(), at=hands.now
        )

    sweep(story, hands, FIRST_NOON)

    assert sink.messages() == []
    assert set(steps(story).values()) == {"stopped"}
    shown = board(story.practice.id, at=FIRST_NOON)
    assert {(row.group, row.because) for row in shown} == {(Group.NOT_SENT, "client")}


def test_a_new_episode_ends_the_plan(story, hands, sink):
    """Somebody who came back is asked in the session, not by message."""
    sweep(story, hands, AGREED_AT)
    reports.report_return(
        client=story.client.id,
        clinician=story.clinician.id,
        started_on=date(2027, 2, 10),
        by=story.staff,
    )

    sweep(story, hands, FIRST_NOON)

    assert sink.messages() == []
    with practice(story.practice.id):
        assert set(Step.objects.values_list("state", "held_because")) == {
            ("stopped", "came_back")
        }


def test_what_would_be_held_shows_a_week_before(transactional_db, hands, sink):
    """Seven days before, the reader gets one list of what is not known."""
    story = an_agreement(reported={"capacity": None})
    week_before = FIRST_NOON - 7 * DAY

    sweep(story, hands, week_before - DAY)
    assert rows(story, Item) == []

    sweep(story, hands, week_before)

    (item,) = rows(story, Item)
    (row,) = [r for r in board(story.practice.id, at=week_before) if r.key == "m1"]
    seen = outlook(row.step, by=story.staff, at=FIRST_NOON)
    assert (item.kind, item.owner_id) == ("to_confirm", story.clinician.pk)
    assert (row.group, row.because) == (Group.TO_CONFIRM, "missing:capacity")
    assert [(a.fact, a.ordinary) for a in seen.asked] == [("capacity", "has")]


def test_a_list_that_is_confirmed_lets_the_step_go(transactional_db, hands, sink):
    """What a person says on the list is kept with its day, and the step goes on."""
    story = an_agreement(reported={"capacity": None})
    sweep(story, hands, FIRST_NOON - 7 * DAY)

    services.confirm_facts(
        client=story.client.id,
        answers={"capacity": "has"},
        as_of=hands.now.date(),
        by=story.staff,
        at=hands.now,
    )
    sweep(story, hands, FIRST_NOON)

    assert len(sink.messages()) == 1
    assert rows(story, Item, done_at__isnull=True) == []


def test_a_step_that_is_held_leaves_no_trail_of_rulings(transactional_db, hands, sink):
    """A held step is asked about every round; only real tries are kept."""
    story = an_agreement(reported={"capacity": None})

    for minute in range(5):
        sweep(story, hands, FIRST_NOON + timedelta(minutes=minute))

    assert rows(story, Ruling) == []
    assert len(rows(story, Event, name="followup.step_changed", outcome="held")) == 1


def test_one_persons_failure_holds_up_nobody_else(
    transactional_db, hands, sink, monkeypatch
):
    """A row that cannot be read fails alone; the next person's message goes."""
    first = an_agreement(address="ann@mail.example")
    second = an_agreement(address="bob@mail.example", home=first.practice)
    with practice(first.practice.id):
        Client.objects.filter(pk=first.client.pk).update(places=[["broken"]])

    went = sweep(first, hands, FIRST_NOON)

    assert (went.tried, went.failed) == (2, 1)
    assert [m.recipients for m in sink.messages()] == [("bob@mail.example",)]
    assert steps(first)["m1"] == "held"
    assert steps(second)["m1"] == "sent"


def test_a_silent_mail_server_uses_nothing_up(story, hands, settings, sink):
    """While the server is away the step waits and says why; then it goes."""
    alive = settings.SMTP_URL
    settings.SMTP_URL = "smtp://127.0.0.1:9"

    sweep(story, hands, FIRST_NOON)
    (row,) = [r for r in board(story.practice.id, at=hands.now) if r.key == "m1"]
    assert (row.state, row.because) == ("held", "mail_server_silent")
    assert rows(story, HandOff) == []

    settings.SMTP_URL = alive
    sweep(story, hands, FIRST_NOON + timedelta(minutes=1))
    assert steps(story)["m1"] == "sent"
    assert len(sink.messages()) == 1


def test_frozen_means_that_the_board_says_so(story, hands, sink, monkeypatch):
    """Until the journal of stops was read back the step waits."""
    from afterword.consent import journal

    with monkeypatch.context() as during:
        during.setattr(journal, "frozen", lambda: True)
        sweep(story, hands, FIRST_NOON)

    (row,) = [r for r in board(story.practice.id, at=hands.now) if r.key == "m1"]
    assert (row.state, row.because) == ("held", "frozen")
    assert sink.messages() == []


def test_an_unknown_result_needs_a_person(story, hands, post_office):
    """Nobody knows whether it went: it stands on top, and is never sent again."""
    post_office.hangs_up_after_the_dot = True

    for minute in range(3):
        sweep(story, hands, FIRST_NOON + timedelta(minutes=minute))

    top = board(story.practice.id, at=hands.now)[0]
    assert (top.key, top.state, top.group) == ("m1", "unknown", Group.NEEDS_A_PERSON)
    assert len(post_office.got) == 1


def test_a_hand_off_left_in_transit_becomes_unknown(story, hands, sink):
    """A worker that died in mid-send is noticed by the next round."""
    sweep(story, hands, AGREED_AT)
    with practice(story.practice.id):
        HandOff.objects.create(
            client=story.client,
            occasion=story.step().occasion,
            status="in_transit",
            directive_id=story.directive,
            ruling_id=story.client.id,
            purpose="outcome_measure",
            claimed_at=AGREED_AT,
            begun_at=FIRST_NOON - timedelta(minutes=3),
        )

    sweep(story, hands, FIRST_NOON)

    assert steps(story)["m1"] == "unknown"
    assert [item.kind for item in rows(story, Item)] == ["unknown"]
    assert sink.messages() == []


def test_two_clients_in_two_zones_are_each_written_to_in_their_own_day(
    transactional_db, hands, sink
):
    """Noon in Auckland is the day before in California."""
    west = an_agreement(address="ann@mail.example")
    east = an_agreement(
        address="bob@mail.example",
        home=west.practice,
        client={"time_zone": "Pacific/Auckland"},
    )
    noon_in_auckland = datetime(2027, 2, 27, 23, tzinfo=UTC)

    sweep(west, hands, noon_in_auckland)
    assert [m.recipients for m in sink.messages()] == [("bob@mail.example",)]

    sweep(west, hands, FIRST_NOON)
    assert len(sink.messages()) == 2
    assert steps(east)["m1"] == steps(west)["m1"] == "sent"


def test_a_preset_that_changes_changes_no_schedule(story, hands, monkeypatch):
    """The client agreed to a copy: editing the file moves nobody's dates."""
    from afterword.followup import protocols

    sweep(story, hands, AGREED_AT)
    before = rows(story, Step)
    monkeypatch.setattr(protocols, "protocols", dict)

    sweep(story, hands, AGREED_AT + DAY)

    assert [(s.key, s.due_on) for s in rows(story, Step)] == [
        (s.key, s.due_on) for s in before
    ]


def test_the_board_never_says_who_opened_a_note(story, hands, sink):
    """Nothing on the board could tell whether a note was looked at."""
    sweep(story, hands, FIRST_NOON)

    shown = {
        name for row in board(story.practice.id, at=hands.now) for name in vars(row)
    }
    assert not {name for name in shown if "open" in name} - {"opens_on"}
    assert "opened" not in {str(group) for group in boards.Group}


def test_what_is_held_names_the_rule_that_decided(transactional_db, hands, sink):
    """A death, and not some duty of a code that fired beside it."""
    told = an_agreement(
        clinician={"professions": ["psychologist"], "memberships": ["apa"]}
    )
    hands.put(FIRST_NOON)
    reports.report(
        client=told.client.id,
        name="alive",
        value="reported_dead",
        as_of=FIRST_NOON.date(),
        by=told.staff,
        at=FIRST_NOON,
    )

    sweep(told, hands, FIRST_NOON)

    (first,) = rows(told, Step, key="m1")
    assert (first.state, first.held_because) == ("held", "refuse:baseline.client_died")
