"""What of a plan is not typed: what comes next, how to come back, services, totals."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from afterword.clinic.models import Administration
from afterword.ending import queries
from afterword.ending.keepsake import Live, help_in
from afterword.ending.plans import lines
from afterword.measures.instruments import instrument
from afterword.measures.scoring import score
from afterword.portal import person
from afterword.portal.agreed import agreed, full_day
from afterword.tenancy import practice
from afterword.vault import services as vault


def live(request: Any, *, country: str = "", with_answers: bool = False) -> Live:
    """Give it as of today, for a client at their own pages."""
    home, client = request.home, request.client_id
    with practice(request.practice_id):
        known = help_in(country)
    return Live(
        on=home.today,
        next=_next(request),
        coming_back=queries.return_for_plan(client, by=request.actor)
        or tuple(lines(home.coming_back)),
        services=tuple(
            one.words for one in queries.services_for_plan(client, by=request.actor)
        ),
        answers=_totals(request) if with_answers else (),
        country=known,
        help_address=f"{settings.PUBLIC_URL}/help",
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
        by=request.actor, purpose=person.OWN_PAGES, rows=rows, fields=["answers"]
    )
    zone = ZoneInfo(request.home.time_zone)
    told = []
    for row, one in zip(rows, opened, strict=True):
        if one["answers"] is None or row.sent_at is None:
            continue
        asked = instrument(row.instrument)
        total = score(asked, json.loads(one["answers"])).total
        came = (
            _("%(total)s of %(most)s") % {"total": total, "most": asked.range.high}
            if total is not None
            else _("not all answered")
        )
        day = full_day(row.sent_at.astimezone(zone).date())
        told.append(f"{asked.name}, {day}: {came}.")
    return tuple(told)
