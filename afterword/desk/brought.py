"""What the pages of every import show the same way. It imports nothing itself."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy

from afterword.accounts.access import StaffRequest
from afterword.clinic.models import ImportBatch
from afterword.desk.wording import Words, said
from afterword.look.templatetags.look import full_moment
from afterword.tenancy import practice

SHOWN: Final = 50
NEWEST: Final = 20
STATES: Final[Words] = {
    "reading": gettext_lazy("Being read"),
    "ready": gettext_lazy("Read, not imported"),
    "running": gettext_lazy("Being imported"),
    "done": gettext_lazy("Imported"),
    "undone": gettext_lazy("Undone"),
}
HAPPENS: Final[Words] = {
    "refused": gettext_lazy("Refused"),
    "conflict": gettext_lazy("Differs"),
}


@dataclass(frozen=True)
class Aside:
    """A row that is not imported as it stands, and why."""

    line: str
    who: str
    happens: str
    why: str


def before(request: StaffRequest, *, holds: str, page: str) -> list[dict[str, Any]]:
    """Give the files that were brought before, the newest first."""
    zone = ZoneInfo(request.membership.practice.time_zone)
    with practice(request.actor.practice):
        rows = ImportBatch.objects.filter(holds=holds).order_by("-made_at")
        found = list(rows[:NEWEST])
    return [
        {
            "url": reverse(page, args=[one.pk]),
            "when": full_moment(one.made_at.astimezone(zone)),
            "state": said(STATES, one.state),
            "rows": one.counts.get("rows", 0),
        }
        for one in found
    ]


def batch_of(request: StaffRequest, batch: UUID, *, holds: str) -> ImportBatch:
    """Give a file of this kind; to another practice it is not there."""
    with practice(request.actor.practice):
        found = ImportBatch.objects.filter(pk=batch, holds=holds).first()
    if found is None:
        raise Http404
    return found


def asides(told: bytes, *, who: Sequence[int]) -> list[Aside]:
    """Give the first rows that were set aside; ``who`` are columns that name them."""
    read = csv.reader(io.StringIO(told.decode("utf-8-sig"), newline=""))
    next(read, None)
    named = [place + 3 for place in who]
    return [
        Aside(
            line=row[0],
            who=" ".join(row[at] for at in named if at < len(row)).strip(),
            happens=said(HAPPENS, row[1]),
            why=row[2][:1].upper() + row[2][1:],
        )
        for row in islice(read, SHOWN)
    ]


def as_file(told: bytes) -> HttpResponse:
    """Give the rows that were set aside, to put right and bring again."""
    return HttpResponse(
        told,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="rows.csv"'},
    )
