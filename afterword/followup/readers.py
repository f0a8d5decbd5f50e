"""Who reads a client's answers now: their clinician, or whoever covers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from afterword.clinic.facts import is_here
from afterword.clinic.models import Client, Clinician
from afterword.contact.hours import wall


def reader_of(client: UUID, *, at: datetime) -> Clinician | None:
    """Give the reader on a day. Inside an open practice only.

    Where nobody is here it stays the clinician's: what waits is handed over by a
    person, and nothing new is sent meanwhile.
    """
    person = Client.objects.select_related(
        "practice", "clinician", "clinician__covered_by"
    ).get(pk=client)
    own = person.clinician
    if own is None:
        return None
    today = wall(at, person.practice.time_zone).date()
    cover = own.covered_by
    if not is_here(own, today) and cover is not None and is_here(cover, today):
        return cover
    return own
