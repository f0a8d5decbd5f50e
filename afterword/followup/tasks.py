"""Background entry points: each calls one verb. Arguments are ids, never more.

Nothing here is ever tried again by the queue: a hand-off that was cut off is
*unknown*, and the next round finds whatever has not begun.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from afterword import clock
from afterword.consent.services import void_unconfirmed
from afterword.followup import services
from afterword.tenancy.models import Practice

QUEUE: Final = "followup"


@app.periodic(cron="* * * * *")
@app.task(name="followup.go_round", queue=QUEUE, pass_context=False)
def go_round(timestamp: int) -> None:  # noqa: ARG001 - the queue passes the tick
    """Ask for one sweep of each practice; one that still waits is not asked twice."""
    for practice_id in Practice.objects.order_by("id").values_list("id", flat=True):
        name = f"sweep:{practice_id}"
        try:
            sweep.configure(lock=name, queueing_lock=name).defer(
                practice_id=str(practice_id)
            )
        except AlreadyEnqueued:
            continue


@app.task(name="followup.sweep", queue=QUEUE, retry=False)
def sweep(practice_id: str) -> None:
    """Go round one practice once."""
    home = UUID(practice_id)
    void_unconfirmed(practice_id=home, at=clock.now())
    services.sweep(home)
