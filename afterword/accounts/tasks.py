"""Background entry point that keeps each practice's record in its signed log."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from procrastinate.contrib.django import app

from afterword.audit.sequencing import sequence
from afterword.tenancy.models import Practice
from afterword.vault import ring


def place_all() -> int:
    """Place the new events of every practice; give how many there were."""
    signing = ring.load(settings.KEYS).signing
    homes: list[UUID] = list(
        Practice.objects.order_by("id").values_list("id", flat=True)
    )
    return sum(
        sequence(home, signing=signing, notes=settings.JOURNAL) for home in homes
    )


@app.periodic(cron="* * * * *")
@app.task(name="accounts.place_events", queue="record", queueing_lock="place_events")
def place_events(timestamp: int) -> None:  # noqa: ARG001 - the queue passes the tick
    """Place what is new since the last minute."""
    place_all()
