"""After a restore: what came due may have gone out, so the machine never sends it."""

from __future__ import annotations

from uuid import UUID

from afterword import clock
from afterword.audit.actors import operator
from afterword.consent import register
from afterword.followup import steps
from afterword.followup.models import Step
from afterword.tenancy import practice
from afterword.tenancy.models import Practice


def presume_sent() -> int:
    """Mark every step whose window has opened as *unknown*; give how many there were.

    A back-up does not know what was handed over after it was written. A second
    message harms more than a missing one, so a person looks at each.
    """
    homes = list(Practice.objects.values_list("id", flat=True))
    return sum(_presume_in(home) for home in homes)


def _presume_in(home: UUID) -> int:
    by, now = operator(home), clock.now()
    with practice(home):
        steps.refresh(by=by, at=now)
        opened = Step.objects.filter(opens_on__lte=now.date() + clock.DAY)
        due = list(opened.exclude(state__in=("sent", "answered", "expired")))
    found = 0
    for step in due:
        with register.locked(step.client_id, practice_id=home):
            found += register.presume(
                client=step.client_id,
                occasion=step.occasion,
                purpose=step.purpose,
                directive_id=step.directive_id,
                by=by,
            )
    with practice(home):
        steps.reflect(by=by)
    return found
