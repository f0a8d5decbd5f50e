"""Background entry points: each calls one verb. Arguments are ids, never more.

Nothing here is ever tried again by the queue: a hand-off that was cut off is
*unknown*, and the next round finds whatever has not begun.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from asgiref.sync import async_to_sync
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status

from afterword import clock
from afterword.accounts.sessions import SessionStore
from afterword.audit.actors import machine
from afterword.consent import attempts, journal
from afterword.consent.services import void_unconfirmed
from afterword.followup import codes, services
from afterword.tenancy.models import Practice

QUEUE: Final = "followup"
WITHOUT_A_SIGN: Final = 60.0
"""Seconds without a sign of life after which a worker counts as dead."""

FIRST: Final = 10
"""Somebody waits for a code; rounds can wait for it."""
KEPT_HOURS: Final = 24 * 14
"""How long a job that is over stays to be looked at."""


def give_up_stalled() -> int:
    """Let go of sweeps whose worker died, so that their practices are swept again.

    They are failed and never tried again: what they left in transit is *unknown*.
    """
    return async_to_sync(_give_up_stalled)()


async def _give_up_stalled() -> int:
    manager = app.job_manager
    stalled = list(
        await manager.get_stalled_jobs(
            queue=QUEUE, seconds_since_heartbeat=WITHOUT_A_SIGN
        )
    )
    for job in stalled:
        await manager.finish_job(job, status=Status.FAILED, delete_job=False)
    return len(stalled)


@app.periodic(cron="* * * * *")
@app.task(name="followup.go_round", queue=QUEUE, pass_context=False)
def go_round(timestamp: int) -> None:  # noqa: ARG001 - the queue passes the tick
    """Ask for one sweep of each practice; one that still waits is not asked twice."""
    give_up_stalled()
    for practice_id in Practice.objects.order_by("id").values_list("id", flat=True):
        name = f"sweep:{practice_id}"
        try:
            sweep.configure(lock=name, queueing_lock=name).defer(
                practice_id=str(practice_id)
            )
        except AlreadyEnqueued:
            continue


@app.periodic(cron="41 3 * * *")
@app.task(name="followup.tidy", queue=QUEUE, pass_context=False)
def tidy(timestamp: int) -> None:  # noqa: ARG001 - the queue passes the tick
    """Pay the journal what it is owed; let go of what says nothing any more."""
    journal.settle()
    attempts.forget_old()
    SessionStore.clear_expired()
    async_to_sync(_remove_old_jobs)()


async def _remove_old_jobs() -> None:
    await app.job_manager.delete_old_jobs(
        nb_hours=KEPT_HOURS, include_failed=True, include_cancelled=True
    )


def send_code_later(asked: UUID, *, practice_id: UUID) -> None:
    """Let the worker answer, so that asking takes as long whatever the answer is."""
    send_code.configure(priority=FIRST).defer(
        practice_id=str(practice_id), asked=str(asked)
    )


@app.task(name="followup.send_code", queue=QUEUE, retry=False)
def send_code(practice_id: str, asked: str) -> None:
    """Send one code that was asked for at a link."""
    by = machine(UUID(practice_id))
    codes.send(asked=UUID(asked), by=by, at=clock.now())


@app.task(name="followup.sweep", queue=QUEUE, retry=False)
def sweep(practice_id: str) -> None:
    """Go round one practice once."""
    home = UUID(practice_id)
    void_unconfirmed(practice_id=home, at=clock.now())
    services.sweep(home)
