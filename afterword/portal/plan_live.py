"""What of a plan is not typed: what comes next, how to come back, services, totals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from afterword.clinic import scored
from afterword.clinic.models import Administration
from afterword.ending import queries
from afterword.ending.keepsake import Live
from afterword.ending.plans import lines
from afterword.measures.errors import MeasureError
from afterword.measures.instruments import shell
from afterword.measures.parts import Adding
from afterword.portal import person
from afterword.portal.agreed import agreed, full_day
from afterword.support import ways
from afterword.tenancy import practice
from afterword.vault import services as vault


def live(request: Any, *, country: str = "", with_answers: bool = False) -> Live:
    """Give it as of today, for a client at their own pages."""
    home, client = request.home, request.client_id
    return Live(
        on=home.today,
        next=_next(request),
        coming_back=queries.return_for_plan(client, by=request.actor)
        or tuple(lines(home.coming_back)),
        services=tuple(
            one.words for one in queries.services_for_plan(client, by=request.actor)
        ),
        answers=_totals(request) if with_answers else (),
        country=ways.country(country, request.practice_id),
        help_address=ways.printed(request.practice_id),
    )


def _next(request: Any) -> tuple[str, ...]:
    """Say what they said yes to, when, who reads it, and how to stop it today."""
    with practice(request.practice_id):
        mine = agreed(request.client_id, today=request.home.today)
    on = [one for one in mine.on if one.id in mine.live]
    told = [f"{one.words}. {one.detail} {one.state}." for one in on]
    if told:
        stop = _("To stop today: open %(address)s and use the code on your card.")
        told.append(stop % {"address": f"{settings.PUBLIC_URL}/stop"})
    return tuple(told) or (mine.truth,)


def _totals(request: Any) -> tuple[str, ...]:
    """Say what each set of questions came to, in numbers and without a verdict."""
    with practice(request.practice_id):
        sent = Administration.objects.filter(
            client_id=request.client_id, sent_at__isnull=False
        )
        rows = list(sent.order_by("sent_at"))
    opened = vault.open(
        by=request.actor,
        purpose=person.OWN_PAGES,
        rows=rows,
        fields=list(scored.COLUMNS),
    )
    zone = ZoneInfo(request.home.time_zone)
    told = [
        _total(row, one, zone)
        for row, one in zip(rows, opened, strict=True)
        if any(one.values())
    ]
    return tuple(line for line in told if line)


def _total(row: Administration, told: Mapping[str, str | None], zone: ZoneInfo) -> str:
    """Say what one came to; nothing where its questions are not known here any more."""
    try:
        asked = shell(row.instrument)
    except MeasureError:
        return ""
    found = scored.score_of(row, told, asked)
    if found is not None and found.total is not None:
        numbers = {"total": found.total, "most": found.range.high}
        came = _("%(total)s of %(most)s") % numbers
    elif asked.adding is Adding.NONE:
        came = _("it has no total")
    else:
        came = _("no total, as an answer is missing")
    return f"{asked.name}, {full_day(scored.day_of(row, zone))}: {came}."
