"""Background entry points of a closure: each calls one verb. Arguments are ids."""

from __future__ import annotations

import logging
from typing import Final
from uuid import UUID

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from afterword import clock
from afterword.accounts.models import Membership
from afterword.audit.actors import Actor
from afterword.contact.errors import ClosureError
from afterword.contact.services import closing_down

QUEUE: Final = "clinic"
log = logging.getLogger(__name__)


def prepare_later(*, closure: UUID, by: Actor) -> None:
    """Let a worker prepare the letters. Asked for twice, it is done once."""
    name = f"closure:{closure}"
    try:
        prepare_closure.configure(lock=name, queueing_lock=name).defer(
            practice_id=str(by.practice), closure_id=str(closure), user_id=str(by.id)
        )
    except AlreadyEnqueued:
        log.info("a closure is being prepared already")


@app.task(name="contact.prepare_closure", queue=QUEUE, retry=False)
def prepare_closure(practice_id: str, closure_id: str, user_id: str) -> None:
    """Weigh some people; ask for another go while any is left.

    Whoever began it must still hold the role. Where it stops, the page goes on.
    """
    member = Membership.objects.filter(
        practice_id=UUID(practice_id), user_id=UUID(user_id), left_at__isnull=True
    ).first()
    if member is None:
        return
    actor, closure = member.actor(), UUID(closure_id)
    try:
        left = closing_down.prepare(closure=closure, by=actor, at=clock.now())
    except ClosureError as error:
        log.warning("a closure was not prepared: %s", type(error).__name__)
        return
    if left:
        prepare_later(closure=closure, by=actor)
