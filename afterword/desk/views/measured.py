"""One filling-in of a measure: each answer, an answer about risk first, taking it out.

For the client's own clinician, for whom an answer about risk was given to, and for
whoever covers while either is away.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from afterword import clock
from afterword.accounts.access import StaffRequest, staff
from afterword.attention.models import Item
from afterword.attention.services import Kind
from afterword.audit.actors import Role
from afterword.clinic import offering, scored
from afterword.clinic.clinicians import own_row
from afterword.clinic.models import Administration, Clinician
from afterword.clinic.services.measuring import MOMENTS
from afterword.desk import measure_words
from afterword.desk.views.ending import holds
from afterword.desk.wording import said
from afterword.ending import looking
from afterword.ending.errors import EndingError
from afterword.ending.measured import filled_in
from afterword.ending.models import Ending
from afterword.ending.services import filling
from afterword.look.pages import see_other
from afterword.look.templatetags.look import full_moment
from afterword.measures.errors import MeasureError
from afterword.measures.instruments import Instrument, Shell, shell
from afterword.measures.scoring import Score
from afterword.tenancy import practice
from afterword.vault import services as vault


@dataclass(frozen=True)
class Said:
    """One question and its answer, by number where the words may not be shown."""

    question: str
    answer: str
    is_risk: bool = False


@dataclass(frozen=True)
class Waits:
    """An answer about risk that waits: for whom, and until when."""

    owner: str
    due: str


@require_GET
@staff(Role.CLINICIAN)
def measured(request: StaffRequest, measure: UUID) -> HttpResponse:
    """Open one filling-in. The record says who, before a word is read."""
    row = _find(request, measure)
    zone = ZoneInfo(request.membership.practice.time_zone)
    try:
        asked = shell(row.instrument)
    except MeasureError:
        raise Http404 from None
    with practice(request.actor.practice):
        words = _words(row.instrument)
        ending = _ending(request, row)
        waits = _waits(row, zone)
        risky = looking.told_of_risk([row])
        may_take_out = looking.may_take_out(row, by=request.actor)
    (told,) = vault.open(
        by=request.actor,
        purpose="ending",
        rows=[row],
        fields=list(scored.COLUMNS),
    )
    filled = filled_in(row, told, asked, zone=zone, risky=risky)
    score = filled.score
    answers = _said(asked, None if filled.is_older else words, told["answers"])
    context: dict[str, Any] = {
        "here": "people",
        "id": row.pk,
        "asked": asked,
        "stem": words.stem if words and not filled.is_older else "",
        "filled": filled,
        "score": measure_words.score_words(filled),
        "band": score.band if score and not score.prorated else "",
        "scales": _scales(asked, score),
        "moment": said(measure_words.MOMENTS, row.moment),
        "how": said(measure_words.ENTERED, row.entered_by),
        "answers": answers,
        "risky": [] if filled.is_older else [one for one in answers if one.is_risk],
        "waits": waits,
        "ending": ending,
        "is_open": ending is not None and ending.state == "open",
        "may_take_out": may_take_out and waits is None,
    }
    return render(request, "desk/measured.html", context)


@require_POST
@staff(Role.CLINICIAN)
def looked_at(request: StaffRequest, measure: UUID) -> HttpResponse:
    """Say that an answer about risk was looked at."""
    _find(request, measure)
    try:
        filling.looked_at(measure=measure, by=request.actor)
    except EndingError as error:
        messages.error(request, str(error.for_people))
    else:
        messages.success(request, _("Written down. Nobody is told."))
    return see_other(reverse("desk:measured", args=[measure]) + "#done")


@require_POST
@staff(Role.CLINICIAN)
def take_out(request: StaffRequest, measure: UUID) -> HttpResponse:
    """Take out what was written down by mistake."""
    row = _find(request, measure)
    with practice(request.actor.practice):
        ending = _ending(request, row)
    try:
        filling.take_out(measure=measure, by=request.actor)
    except EndingError as error:
        messages.error(request, str(error.for_people))
        return see_other(reverse("desk:measured", args=[measure]) + "#done")
    messages.success(request, _("Taken out."))
    if ending is None:
        return see_other(reverse("desk:person", args=[row.client_id]) + "#done")
    return see_other(reverse("desk:ending", args=[ending.pk]) + "#done")


def _find(request: StaffRequest, measure: UUID) -> Administration:
    """Give a filling-in that this person may read, or *not found*."""
    today = clock.today(request.membership.practice.time_zone)
    with practice(request.actor.practice):
        rows = Administration.objects.select_related("client")
        found = rows.filter(
            pk=measure, moment__in=MOMENTS, sent_at__isnull=False
        ).first()
        if found is None or not looking.may_look(found, by=request.actor, on=today):
            raise Http404
    return found


def _ending(request: StaffRequest, row: Administration) -> Ending | None:
    """Give the ending that this person opens from here: the one that goes on first."""
    own = own_row(request.actor)
    rows = Ending.objects.select_related("client").filter(
        episode_id__in=[row.episode_id]
    )
    found = [one for one in rows.order_by("-opened_at", "id") if holds(own, one)]
    return min(found, key=lambda one: one.state != "open", default=None)


def _words(name: str) -> Instrument | None:
    try:
        return offering.words_of(name)
    except MeasureError:
        return None


def _waits(row: Administration, zone: ZoneInfo) -> Waits | None:
    item = (
        Item.objects.filter(
            kind=Kind.RISK_ANSWER, about_id=row.pk, done_at__isnull=True
        )
        .order_by("due_at")
        .first()
    )
    if item is None:
        return None
    owner = Clinician.objects.filter(pk__in=[item.owner_id]).first()
    return Waits(
        owner=owner.name if owner else "",
        due=full_moment(item.due_at.astimezone(zone)) if item.due_at else "",
    )


def _said(asked: Shell, words: Instrument | None, answers: str | None) -> list[Said]:
    """Give each answer, by number alone where the words may not be shown.

    Of an older wording nothing is known but the numbers.
    """
    given = json.loads(answers) if answers else []
    found = []
    for number, (item, value) in enumerate(
        zip_longest(asked.item_ids[: len(given)], given), start=1
    ):
        question = _("Question %(number)s") % {"number": number}
        answer = _answer(value)
        if words is not None:
            question = words.items[number - 1].text
            texts = {one.value: one.text for one in words.answers_to(item)}
            answer = texts.get(value, answer)
        found.append(Said(question, answer, is_risk=item in asked.risk_items))
    return found


def _answer(value: scored.Given) -> str:
    if value == scored.NOT_APPLICABLE:
        return _("Does not apply")
    return _("Left out") if value is None else f"{value:g}"


def _scales(asked: Shell, score: Score | None) -> list[tuple[str, str]]:
    if score is None:
        return []
    found = []
    for scale in asked.subscales:
        value = score.subscales.get(scale.id)
        words = _("No score") if value is None else f"{value:g}"
        band = "" if scale.id in score.estimated else score.bands.get(scale.id)
        found.append((scale.title, f"{words} ({band})" if band else words))
    return found


urlpatterns = [
    path("measured/<uuid:measure>", measured, name="measured"),
    path("measured/<uuid:measure>/looked", looked_at, name="measured_looked"),
    path("measured/<uuid:measure>/out", take_out, name="measured_out"),
]
