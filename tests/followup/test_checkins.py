"""A check-in is answered as it goes, sent once, and read by the one who was named."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from afterword.attention.models import Item
from afterword.audit.actors import the_client
from afterword.audit.models import Event
from afterword.clinic.models import Administration, Episode
from afterword.clinic.services import reports
from afterword.consent.scopes import Scope
from afterword.consent.services import withdraw
from afterword.followup import checkins, reading, services
from afterword.followup.board import Group, board
from afterword.followup.errors import (
    AlreadySentError,
    BadAnswerError,
    CheckInClosedError,
    NoCheckInError,
    NotReadableError,
)
from afterword.measures.change import Verdict
from afterword.measures.instruments import instrument
from afterword.tenancy import practice
from afterword.vault import services as vault
from tests.stories import AGREED_AT, ENDED_ON, FIRST_NOON, an_agreement

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sent(story, hands, sink):
    """The first check-in has gone out."""
    services.sweep(story.practice.id, at=hands.now)
    return story


def rows(story, model, **where):
    """Read rows of the story's practice."""
    with practice(story.practice.id):
        return list(model.objects.filter(**where))


def begin(story, at=FIRST_NOON):
    """Let the client begin."""
    occasion = story.step().occasion
    return checkins.start(occasion=occasion, by=story.by_client(), at=at)


def fill(story, administration, values, at=FIRST_NOON):
    """Let the client answer some questions."""
    for number, value in enumerate(values, start=1):
        checkins.save_answer(
            administration=administration,
            item=number,
            value=value,
            by=story.by_client(),
            at=at,
        )


def send(story, administration, at=FIRST_NOON):
    """Let the client send."""
    checkins.send(administration=administration, by=story.by_client(), at=at)


def test_the_client_sees_who_reads_and_until_when(sent):
    """Before any question: who reads it, when, how many there are, and until when."""
    (seen,) = checkins.open_now(by=sent.by_client(), at=FIRST_NOON)

    assert (seen.questions, seen.reader) == (4, "Ruth")
    assert seen.told_who_reads == "Ruth reads answers on Tuesdays."
    assert seen.open_until.isoformat() == "2027-03-07"
    assert seen.is_open


def test_answers_are_kept_as_they_are_given(sent):
    """Somebody who stops in the middle finds the answers again."""
    administration = begin(sent)
    fill(sent, administration, [1, 2])

    again = begin(sent)

    assert again == administration
    assert checkins.answers_so_far(
        administration=administration, by=sent.by_client()
    ) == [1, 2, None, None]


def test_saving_the_same_answer_twice_is_success(sent):
    """Pressed twice it changes nothing, and an answer can be taken back."""
    administration = begin(sent)
    fill(sent, administration, [3, 3])
    fill(sent, administration, [3, None])

    kept = checkins.answers_so_far(administration=administration, by=sent.by_client())
    assert kept == [3, None, None, None]
    outcomes = [e.outcome for e in rows(sent, Event, name="followup.answer_saved")]
    assert sorted(outcomes) == ["done", "done", "done", "repeated"]


@pytest.mark.parametrize(
    ("item", "value"), [(0, 1), (5, 1), (1, 4), (1, -1), (1, True), (1, "1"), (1, 1.0)]
)
def test_what_is_no_answer_is_refused(sent, item, value):
    """Only the answers that are offered, to the questions that there are."""
    administration = begin(sent)

    with pytest.raises(BadAnswerError):
        checkins.save_answer(
            administration=administration,
            item=item,
            value=value,
            by=sent.by_client(),
            at=FIRST_NOON,
        )


def test_two_answers_saved_at_once_are_both_kept(sent):
    """Two tabs, or a slow line: neither overwrites the other."""
    administration = begin(sent)
    fill(sent, administration, [0])
    ready = threading.Barrier(3)

    def save(item):
        try:
            ready.wait(10)
            checkins.save_answer(
                administration=administration,
                item=item,
                value=2,
                by=sent.by_client(),
                at=FIRST_NOON,
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(item,)) for item in (2, 3, 4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert checkins.answers_so_far(
        administration=administration, by=sent.by_client()
    ) == [0, 2, 2, 2]


def test_sending_puts_it_before_the_reader_with_a_day(sent):
    """What is sent and the line on its reader's list commit together."""
    administration = begin(sent)
    fill(sent, administration, [1, 1, 0, 2])

    send(sent, administration)

    (item,) = rows(sent, Item)
    assert (item.kind, item.owner_id) == ("answers", sent.clinician.pk)
    assert item.due_at == FIRST_NOON + timedelta(days=7)
    assert sent.step().state == "answered"
    (row,) = [r for r in board(sent.practice.id, at=FIRST_NOON) if r.key == "m1"]
    assert (row.group, row.administration) == (Group.ANSWERED, administration)


def test_what_was_sent_is_not_sent_or_changed_again(sent):
    """Sent is sent: a second time says so, and no answer changes."""
    administration = begin(sent)
    fill(sent, administration, [1, 1, 0, 2])
    send(sent, administration)

    with pytest.raises(AlreadySentError):
        send(sent, administration, FIRST_NOON + timedelta(hours=1))
    with pytest.raises(AlreadySentError):
        fill(sent, administration, [3])
    with pytest.raises(AlreadySentError):
        begin(sent)

    (row,) = rows(sent, Administration)
    assert row.sent_at == FIRST_NOON
    assert len(rows(sent, Item)) == 1


def test_it_closes_with_its_window(sent, hands):
    """After the last day it is closed, and that is said without blame."""
    administration = begin(sent)
    after = hands.put(FIRST_NOON + timedelta(days=8))

    with pytest.raises(CheckInClosedError):
        fill(sent, administration, [1], after)
    with pytest.raises(CheckInClosedError):
        send(sent, administration, after)
    assert checkins.open_now(by=sent.by_client(), at=after) == []


def test_a_stop_closes_the_check_in_that_was_sent(sent, hands):
    """Somebody who stopped everything is asked nothing more."""
    withdraw(
        client=sent.client.id,
        scope=Scope.everything(),
        by=sent.by_client(),
        at=hands.now,
    )
    services.sweep(sent.practice.id, at=hands.now)

    assert checkins.open_now(by=sent.by_client(), at=hands.now) == []


def test_a_code_that_was_sent_shows_an_empty_form(sent):
    """Whoever reads the mailbox never sees what was answered."""
    administration = begin(sent)
    fill(sent, administration, [3, 3, 3, 3])

    seen = checkins.answers_so_far(
        administration=administration, by=sent.by_client("form_code")
    )

    assert seen == [None] * 4


def test_nobody_else_answers(sent):
    """Staff, the machine and other clients find nothing here."""
    occasion = sent.step().occasion
    administration = begin(sent)
    other = an_agreement(address="kim@mail.example", home=sent.practice)

    for by in (sent.staff, sent.machine, other.by_client()):
        with pytest.raises(NoCheckInError):
            checkins.open_for(occasion=occasion, by=by, at=FIRST_NOON)
        with pytest.raises(NoCheckInError):
            checkins.answers_so_far(administration=administration, by=by)
        with pytest.raises(NoCheckInError):
            checkins.send(administration=administration, by=by, at=FIRST_NOON)


def test_asking_for_contact_reaches_a_person_at_once(sent):
    """Whoever asks to be contacted is on a list now, sent or not, and once."""
    administration = begin(sent)

    for _ in range(2):
        checkins.ask_for_contact(
            administration=administration, by=sent.by_client(), at=FIRST_NOON
        )

    (item,) = rows(sent, Item)
    assert (item.kind, item.owner_id) == ("asked_for_contact", sent.clinician.pk)
    assert item.due_at == FIRST_NOON + timedelta(days=2)


def test_who_covers_gets_the_answers(sent):
    """While the reader is away, the one who covers has it on their list."""
    from tests.factories import a_clinician

    cover = a_clinician(sent.practice, name="Ana Example")
    reports.report_away(
        clinician=sent.clinician.id,
        away_from=FIRST_NOON.date(),
        away_until=None,
        covered_by=cover.id,
        by=sent.staff,
    )
    administration = begin(sent)

    send(sent, administration)

    (item,) = rows(sent, Item)
    assert item.owner_id == cover.pk


def at_the_end(story, answers):
    """Let the client have filled in the same measure in the last session."""
    asked = instrument("phq4")
    with practice(story.practice.id):
        row = Administration(
            client=story.client,
            episode=Episode.objects.get(client=story.client, ended_on=ENDED_ON),
            instrument="phq4",
            version=asked.items_hash,
            moment="end",
            occasion="ending:1",
            entered_by="tablet",
            started_at=AGREED_AT,
            sent_at=AGREED_AT,
        )
        vault.seal(row, answers=answers)
        row.save(force_insert=True)


def test_the_reader_sees_the_score_beside_the_one_at_the_end(sent):
    """The answers in words, the score, the one at the end, and no made-up verdict."""
    at_the_end(sent, "[1, 1, 1, 1]")
    administration = begin(sent)
    fill(sent, administration, [2, 2, 1, 0])
    checkins.save_words(
        administration=administration,
        words="A hard month.",
        by=sent.by_client(),
        at=FIRST_NOON,
    )
    send(sent, administration)

    read = reading.read_answers(administration=administration, by=sent.staff)

    assert (read.score.total, read.at_the_end.score.total) == (5, 4)
    assert read.change.difference == 1
    assert read.change.verdict is Verdict.NOT_KNOWN or read.change.smallest
    assert [a.value for a in read.answers] == [2, 2, 1, 0]
    assert read.answers[0].words == "More than half the days"
    assert read.words == "A hard month."
    assert [p.moment for p in read.points] == ["end", "follow_up"]


def test_a_question_left_out_is_not_a_nought(sent):
    """An answer that is missing makes it not scorable, and no change is shown."""
    at_the_end(sent, "[1, 1, 1, 1]")
    administration = begin(sent)
    fill(sent, administration, [2, None, 1, 0])
    send(sent, administration)

    read = reading.read_answers(administration=administration, by=sent.staff)

    assert (read.score.total, read.score.scorable) == (None, False)
    assert read.change is None


def test_reading_is_in_the_record_before_anything_is_opened(sent, monkeypatch):
    """If the record cannot say who opens it, nothing is opened."""
    administration = begin(sent)
    fill(sent, administration, [2, 2, 1, 0])
    send(sent, administration)

    reading.read_answers(administration=administration, by=sent.staff)
    opened = rows(sent, Event, name="vault.opened", why="read_answers")
    assert [(e.by_id, e.client_id) for e in opened] == [(sent.staff.id, sent.client.id)]

    def broken(_lines):
        raise OSError("disk full")

    monkeypatch.setattr("afterword.vault.services.audit.record_many", broken)
    with pytest.raises(OSError, match="disk full"):
        reading.read_answers(administration=administration, by=sent.staff)


def test_what_was_not_sent_is_not_read(sent):
    """Answers that the client has not sent are nobody's to read."""
    administration = begin(sent)
    fill(sent, administration, [3, 3])

    with pytest.raises(NotReadableError):
        reading.read_answers(administration=administration, by=sent.staff)
    with pytest.raises(NotReadableError):
        reading.mark_read(administration=administration, by=sent.staff, at=FIRST_NOON)


def test_saying_that_it_was_read_takes_it_off_the_list(sent):
    """Read and looked at: it leaves the list, once, with who and when."""
    administration = begin(sent)
    send(sent, administration)

    for _ in range(2):
        reading.mark_read(administration=administration, by=sent.staff, at=FIRST_NOON)

    (row,) = rows(sent, Administration)
    assert (row.read_at, row.read_by) == (FIRST_NOON, sent.staff.id)
    assert rows(sent, Item, done_at__isnull=True) == []


def test_the_form_is_the_clients_even_before_the_note_went(story, hands):
    """A client who comes by card in the window may answer without a message."""
    story.plan()
    by = the_client(story.practice.id, story.client.id, door="card")

    (seen,) = checkins.open_now(by=by, at=hands.now)

    assert seen.occasion == story.step().occasion


def test_silence_tells_nobody(sent, hands):
    """Somebody who does not answer is nobody's list, reminder or second channel."""
    for day in range(1, 30):
        services.sweep(sent.practice.id, at=hands.put(FIRST_NOON + timedelta(days=day)))

    assert rows(sent, Item) == []
    assert sent.step().state == "sent"
