"""Background entry points of the clinic: each calls one verb. Arguments are ids."""

from __future__ import annotations

import logging
from typing import Final
from uuid import UUID

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from afterword.accounts.models import Membership
from afterword.audit.actors import Actor, machine
from afterword.clinic.caseload.errors import CaseloadError
from afterword.clinic.errors import ClinicError
from afterword.clinic.services import importing, likeness
from afterword.tenancy.models import Practice

QUEUE: Final = "clinic"
LAST: Final = -10
"""Nobody waits for it, and there may be much of it."""
log = logging.getLogger(__name__)


def later(task: str, *, batch: UUID, by: Actor) -> None:
    """Let a worker read a file or bring it in. Asked for twice, it is done once."""
    name = f"import:{batch}"
    wanted = read_file if task == "read" else bring_in
    try:
        wanted.configure(lock=name, queueing_lock=f"{name}:{task}").defer(
            practice_id=str(by.practice), batch_id=str(batch), user_id=str(by.id)
        )
    except AlreadyEnqueued:
        log.info("an import is asked for already")


@app.task(name="clinic.read_file", queue=QUEUE, retry=False)
def read_file(practice_id: str, batch_id: str, user_id: str) -> None:
    """Say of each row of a file what would happen to it."""
    actor = _actor(practice_id, user_id)
    if actor is None:
        return
    try:
        importing.dry_run(batch=UUID(batch_id), by=actor)
    except (ClinicError, CaseloadError) as error:
        log.warning("a file was not read: %s", type(error).__name__)


@app.task(name="clinic.bring_in", queue=QUEUE, retry=False)
def bring_in(practice_id: str, batch_id: str, user_id: str) -> None:
    """Add the people who are new in a file. It goes on where it was cut off."""
    actor = _actor(practice_id, user_id)
    if actor is None:
        return
    try:
        importing.run(batch=UUID(batch_id), by=actor)
    except (ClinicError, CaseloadError) as error:
        log.warning("a file was not brought in: %s", type(error).__name__)


@app.periodic(cron="23 * * * *")
@app.task(name="clinic.forget_files", queue=QUEUE, pass_context=False)
def forget_files(timestamp: int) -> None:  # noqa: ARG001 - the queue passes the tick
    """Destroy files that nobody imported within a day."""
    for practice_id in Practice.objects.order_by("id").values_list("id", flat=True):
        importing.forget_old(by=machine(practice_id))


@app.periodic(cron="53 * * * *")
@app.task(name="clinic.look_who_is_left", queue=QUEUE, pass_context=False)
def look_who_is_left(timestamp: int) -> None:  # noqa: ARG001 - the queue passes the tick
    """Let a conflict check find those who were here before it, and nobody erased."""
    for practice_id in Practice.objects.order_by("id").values_list("id", flat=True):
        _fill_in_later(practice_id)


@app.task(name="clinic.fill_in", queue=QUEUE, retry=False)
def fill_in(practice_id: str) -> None:
    """Read some of those who were here before; ask for another go while any is left."""
    if likeness.fill_in(by=machine(UUID(practice_id))):
        _fill_in_later(UUID(practice_id))


def _fill_in_later(practice_id: UUID) -> None:
    name = f"likeness:{practice_id}"
    try:
        fill_in.configure(lock=name, queueing_lock=name, priority=LAST).defer(
            practice_id=str(practice_id)
        )
    except AlreadyEnqueued:
        log.info("a practice is being read already")


def _actor(practice_id: str, user_id: str) -> Actor | None:
    """Give whoever asked for it, with the roles that they hold now."""
    found = Membership.objects.filter(
        practice_id=UUID(practice_id), user_id=UUID(user_id), left_at__isnull=True
    ).first()
    return found.actor() if found is not None else None
