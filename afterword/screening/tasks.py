"""Background entry point of screening. It calls one verb after another."""

from __future__ import annotations

from typing import Final

from procrastinate.contrib.django import app

from afterword import clock
from afterword.audit.actors import machine
from afterword.screening import services
from afterword.tenancy.models import Practice

QUEUE: Final = "screening"


@app.periodic(cron="7 * * * *")
@app.task(name="screening.look_again", queue=QUEUE, pass_context=False)
def look_again(timestamp: int) -> None:  # noqa: ARG001 - the queue passes the tick
    """Put before clinicians what is due to be looked at; forget what was asked."""
    for practice_id in Practice.objects.order_by("id").values_list("id", flat=True):
        by, now = machine(practice_id), clock.now()
        services.raise_due(by=by, at=now)
        services.forget_asked(by=by, at=now)
