"""The background work: ids only, one sweep a practice at a time, none repeated."""

from __future__ import annotations

import asyncio
import json

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from afterword.followup import tasks
from tests.stories import an_agreement

pytestmark = pytest.mark.django_db(transaction=True)


def queued():
    """Read the sweeps in the queue: practice, state, how often each was tried."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args::text, status::text, attempts FROM procrastinate_jobs "
            "WHERE task_name = 'followup.sweep' ORDER BY id"
        )
        return [(json.loads(args), *rest) for args, *rest in cursor.fetchall()]


def work():
    """Let a real worker do everything that waits, then stop."""

    async def until_done():
        connector = app.connector.get_worker_connector()
        with app.replace_connector(connector) as working:
            async with working.open_async():
                await working.run_worker_async(
                    queues=["followup"], wait=False, install_signal_handlers=False
                )

    asyncio.run(until_done())


def test_each_practice_is_asked_for_once(story):
    """A sweep that still waits is not asked for a second time."""
    other = an_agreement(address="kim@mail.example")

    tasks.go_round(0)
    tasks.go_round(60)

    practices = {str(story.practice.id), str(other.practice.id)}
    assert len(queued()) == 2
    assert {args["practice_id"] for args, _, _ in queued()} == practices


def test_the_queue_holds_ids_and_nothing_else(story):
    """Whoever reads the queue learns nobody's name, address or answers."""
    tasks.go_round(0)

    ((args, _, _),) = queued()
    assert args == {"practice_id": str(story.practice.id)}


def test_a_worker_sends_what_is_due(story, sink):
    """From the queue, through the gate, to the mail server."""
    tasks.go_round(0)

    work()

    assert len(sink.messages()) == 1
    assert {status for _, status, _ in queued()} == {"succeeded"}


def test_a_sweep_that_fails_is_not_tried_again(story, sink, monkeypatch):
    """The queue never repeats a sweep; the next minute asks for a new one."""

    def broken(_practice):
        raise OSError("disk full")

    monkeypatch.setattr("afterword.followup.services.sweep", broken)
    tasks.go_round(0)

    work()

    assert {(status, tries) for _, status, tries in queued()} == {("failed", 1)}


def test_a_worker_that_died_does_not_keep_its_practice_waiting(story, sink):
    """A killed worker's sweep is given up, never repeated, and the next one goes."""
    tasks.go_round(0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    tasks.go_round(60)

    work()

    assert queued()[0][1:] == ("failed", 1)
    assert {status for _, status, _ in queued()[1:]} == {"succeeded"}
    assert len(sink.messages()) == 1
