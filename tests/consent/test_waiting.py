"""While a message is being handed over: the stop is saved first, then it waits."""

from __future__ import annotations

import threading
import time

import pytest

from afterword import postgres
from afterword.audit.actors import machine
from afterword.consent import register
from afterword.consent import services as consent
from afterword.consent.scopes import Scope
from afterword.consent.services import Done, OneMayBeOnItsWay, withdrawing

WAIT = 0.8


@pytest.fixture
def agreed(transactional_db, settings, tmp_path):
    """Give a client who agreed, in real transactions."""
    from tests.consent.worlds import a_world

    settings.JOURNAL = tmp_path / "journal"
    return a_world(agreed=True)


@pytest.fixture
def hold(agreed, connect_as):
    """Hold the client's lock in another session, as a sender does."""
    other = connect_as(postgres.APP, autocommit=False)

    def take() -> None:
        other.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"afterword.contact:{agreed.client.id}"],
        )

    yield take
    other.rollback()


def begun(world):
    with register.locked(world.client.id, practice_id=world.home.id):
        made = register.claim(
            client=world.client.id,
            occasion="step:1",
            ruling_id=world.home.id,
            purpose="outcome_measure",
            directive_id=world.directive,
            contact_point_id=world.point.id,
            by=machine(world.home.id),
        )
    with register.locked(world.client.id, practice_id=world.home.id):
        assert register.begin(made)
    return made


def stop_in_a_thread(world):
    from django.db import connection

    answers = []

    def stop():
        started = time.monotonic()
        answer = consent.withdraw(
            client=world.client.id,
            scope=Scope.everything(),
            by=world.as_client("link"),
            at=world.now,
        )
        answers.append((answer, time.monotonic() - started))
        connection.close()

    thread = threading.Thread(target=stop)
    thread.start()
    return thread, answers


def test_five_seconds_is_what_a_stop_waits():
    """The wait is five seconds, as promised; the tests below make it shorter."""
    assert withdrawing.WITHIN == 5.0


def test_the_stop_is_saved_before_it_waits(agreed, hold, connect_as, monkeypatch):
    """While a sender holds the lock, the line is there for everybody to see."""
    monkeypatch.setattr(withdrawing, "WITHIN", 5.0)
    onlooker = connect_as(postgres.OWNER)
    going = begun(agreed)
    hold()

    thread, answers = stop_in_a_thread(agreed)
    seen = 0
    for _ in range(60):
        time.sleep(0.05)
        (seen,) = onlooker.execute(
            "SELECT count(*) FROM consent_ledgerentry WHERE says = 'withdrawn'"
        ).fetchone()
        if seen or answers:
            break
    still_waiting = not answers
    thread.join()

    ((answer, _),) = answers
    assert seen == 1
    assert still_waiting
    assert isinstance(answer, OneMayBeOnItsWay)
    assert answer.hand_offs == (going.pk,)


def test_the_wait_ends_and_the_answer_is_true(agreed, hold, monkeypatch):
    """When a sender hangs, the answer comes in time and names what may arrive."""
    monkeypatch.setattr(withdrawing, "WITHIN", WAIT)
    going = begun(agreed)
    hold()

    thread, answers = stop_in_a_thread(agreed)
    thread.join()

    ((answer, took),) = answers
    assert isinstance(answer, OneMayBeOnItsWay)
    assert answer.hand_offs == (going.pk,)
    assert WAIT * 0.5 < took < WAIT + 2


def test_a_lock_without_anything_on_its_way_is_a_plain_yes(agreed, hold, monkeypatch):
    """Somebody who only looked at the client held the lock: nothing can go out."""
    monkeypatch.setattr(withdrawing, "WITHIN", WAIT)
    hold()

    thread, answers = stop_in_a_thread(agreed)
    thread.join()

    ((answer, _),) = answers
    assert isinstance(answer, Done)


def test_writing_the_ledger_waits_for_no_edit_of_the_client(
    agreed, connect_as, monkeypatch
):
    """Somebody who edits the client's row does not hold up a stop."""
    monkeypatch.setattr(withdrawing, "WITHIN", WAIT)
    other = connect_as(postgres.OWNER, autocommit=False)
    other.execute(
        "UPDATE clinic_client SET status = 'former' WHERE id = %s", [agreed.client.id]
    )

    thread, answers = stop_in_a_thread(agreed)
    thread.join()
    other.rollback()

    ((answer, took),) = answers
    assert isinstance(answer, Done)
    assert took < 2


def test_many_stops_at_once_are_one_line(agreed):
    """Ten doors at the same moment: every answer is success, one line is enough."""
    made = [stop_in_a_thread(agreed) for _ in range(10)]
    for thread, _ in made:
        thread.join()

    from afterword.consent import queries
    from afterword.tenancy import practice

    answers = [answers[0][0] for _, answers in made]
    with practice(agreed.home.id):
        lines = queries.ledger_of(agreed.client.id)
        broken = queries.first_line_that_does_not_fit(agreed.client.id)
    assert len(answers) == 10
    assert [line.sequence for line in lines] == list(range(1, len(lines) + 1))
    assert broken is None
    assert {line.says for line in lines[2:]} == {"withdrawn"}


def test_no_lock_outlives_its_transaction(agreed, connect_as):
    """After a claim and a stop no advisory lock is left."""
    begun(agreed)
    thread, _ = stop_in_a_thread(agreed)
    thread.join()

    (left,) = (
        connect_as(postgres.OWNER)
        .execute(
            "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database "
            "WHERE locktype = 'advisory' AND datname = current_database()"
        )
        .fetchone()
    )
    assert left == 0
