"""Which clinician somebody is who signed in. Read only, inside an open practice."""

from __future__ import annotations

from afterword.audit.actors import Actor
from afterword.clinic.models import Clinician


def own_row(by: Actor) -> Clinician | None:
    """Give the clinician that this person is, if they are one and have not left."""
    if by.id is None:
        return None
    return Clinician.objects.filter(user_id=by.id, left_on__isnull=True).first()
