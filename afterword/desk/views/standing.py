"""Standing settlements: list, propose, confirm, end. For those who settle questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from afterword import clock
from afterword.accounts.access import StaffRequest, staff
from afterword.clinic.models import Clinician
from afterword.contact import queries
from afterword.contact.asked import SETTLERS
from afterword.contact.errors import SettlingError
from afterword.contact.services import standing as verbs
from afterword.contact.services.standing import Proposal
from afterword.contact.standing import Standing, all_of, rules_for
from afterword.contact.weighing import book
from afterword.desk.forms.settling import PurposeForm, StandingForm
from afterword.desk.talks import question_words
from afterword.look.pages import see_other, unprocessable
from afterword.look.templatetags.look import full_date
from afterword.tenancy import practice

STATES: Mapping[str, str | Promise] = {
    "proposed": gettext_lazy("Waits for a second person"),
    "coming": gettext_lazy("Confirmed, not begun yet"),
    "holds": gettext_lazy("Stands"),
    "over": gettext_lazy("Over"),
    "ended": gettext_lazy("Ended"),
}


@dataclass(frozen=True)
class Shown:
    """One standing settlement as words, with what this person may do."""

    id: UUID
    population: str
    purpose: str
    state: str
    whom: str
    starts_on: date
    ends_on: date
    rules: list[str]
    reasons: str
    people: list[str]
    is_outdated: bool
    may_confirm: bool
    may_end: bool


@require_GET
@staff(*SETTLERS)
def standing(request: StaffRequest) -> HttpResponse:
    """List what stands, what waits for a second person, and what has ended."""
    today = clock.today(request.membership.practice.time_zone)
    with practice(request.actor.practice):
        found = all_of()
        names = queries.names_of(one for each in found for one in _people(each))
        others = queries.others_settle(request.actor)
        shown = [(one, _shown(one, names, request, today)) for one in found]
    over = {"over", "ended"}
    context = {
        "here": "today",
        "live": [words for one, words in shown if one.state(today) not in over],
        "past": [words for one, words in shown if one.state(today) in over],
        "others": others,
    }
    return render(request, "desk/standing.html", context)


@require_http_methods(["GET", "POST"])
@staff(*SETTLERS)
def propose(request: StaffRequest) -> HttpResponse:
    """Choose a purpose, then say for whom, which points, and from when to when."""
    purpose = request.GET.get("purpose", "")
    points = rules_for(purpose, book())
    if not points:
        return _choose(request)
    with practice(request.actor.practice):
        clinicians = [
            (str(one.pk), one.name)
            for one in Clinician.objects.order_by("name")
            if one.left_on is None
        ]
    data = request.POST if request.method == "POST" else None
    today = clock.today(request.membership.practice.time_zone)
    form = StandingForm(
        data,
        clinicians=clinicians,
        rules=[(rule.id, rule.because) for rule in points],
        initial={"starts_on": today},
    )
    context = {"here": "today", "form": form, "purpose": question_words(purpose)}
    if data is None:
        return render(request, "desk/standing_propose.html", context)
    if form.is_valid():
        try:
            verbs.propose(
                proposal=_proposal(purpose, form.cleaned_data),
                by=request.actor,
                at=clock.now(),
            )
        except SettlingError as error:
            form.add_error(None, str(error.for_people))
        else:
            messages.success(request, _("Proposed. A second person confirms it."))
            return _back()
    return unprocessable(request, "desk/standing_propose.html", context)


@require_POST
@staff(*SETTLERS)
def confirm(request: StaffRequest, standing: UUID) -> HttpResponse:
    """Say the same as who proposed it."""
    _known(request, standing)
    try:
        verbs.confirm(standing=standing, by=request.actor, at=clock.now())
    except SettlingError as error:
        messages.error(request, str(error.for_people))
    else:
        messages.success(request, _("Confirmed. It stands between its days."))
    return _back()


@require_POST
@staff(*SETTLERS)
def end(request: StaffRequest, standing: UUID) -> HttpResponse:
    """End it at once."""
    _known(request, standing)
    verbs.end(standing=standing, by=request.actor, at=clock.now())
    messages.success(request, _("Ended. Nothing goes out under it any more."))
    return _back()


def _choose(request: StaffRequest) -> HttpResponse:
    known = book()
    purposes = [
        (name, question_words(name))
        for name in known.vocabulary.purposes
        if rules_for(name, known)
    ]
    form = PurposeForm(request.GET or None, purposes=purposes)
    context = {"here": "today", "choosing": form}
    if request.GET and not form.is_valid():
        return unprocessable(request, "desk/standing_propose.html", context)
    return render(request, "desk/standing_propose.html", context)


def _proposal(purpose: str, given: dict[str, Any]) -> Proposal:
    return Proposal(
        purpose=purpose,
        population=given["population"],
        rules=frozenset(given["rules"]),
        reasons=given["reasons"],
        starts_on=given["starts_on"],
        ends_on=given["ends_on"],
        clinician=UUID(given["clinician"]) if given["clinician"] else None,
        ended_from=given["ended_from"],
        ended_until=given["ended_until"],
    )


def _known(request: StaffRequest, standing: UUID) -> None:
    with practice(request.actor.practice):
        if not queries.stands_here(standing):
            raise Http404


def _people(one: Standing) -> list[UUID]:
    ended = [one.ended.by_id] if one.ended is not None else []
    return [*one.people, *ended]


def _shown(
    one: Standing, names: dict[UUID, str], request: StaffRequest, today: date
) -> Shown:
    row, known = one.row, book()
    state = one.state(today)
    now = {pack.id: pack.hash for pack in known.packs}
    is_open = state in {"proposed", "coming", "holds"}
    return Shown(
        id=row.pk,
        population=row.population,
        purpose=question_words(row.purpose),
        state=str(STATES[state]),
        whom=_whom(one),
        starts_on=row.starts_on,
        ends_on=one.until,
        rules=[
            known.rules[rule].because if rule in known.rules else rule
            for rule in row.rules
        ],
        reasons=row.reasons,
        people=_who(one, names),
        is_outdated=is_open and any(now.get(p) != h for p, h in row.editions.items()),
        may_confirm=state == "proposed" and row.proposed_by != request.actor.id,
        may_end=is_open,
    )


def _whom(one: Standing) -> str:
    row = one.row
    whose = (
        _("For the clients of %(name)s.") % {"name": row.clinician.name}
        if row.clinician is not None
        else _("For everybody's clients here.")
    )
    days = {"first": full_date(row.ended_from), "last": full_date(row.ended_until)}
    if row.ended_from and row.ended_until:
        ended = _("Their therapy ended from %(first)s until %(last)s.") % days
    elif row.ended_from:
        ended = _("Their therapy ended on %(first)s or later.") % days
    elif row.ended_until:
        ended = _("Their therapy ended on %(last)s or before.") % days
    else:
        ended = ""
    return f"{whose} {ended}".strip()


def _who(one: Standing, names: dict[UUID, str]) -> list[str]:
    def who(person: UUID) -> dict[str, str]:
        return {"name": names.get(person, _("Somebody who left"))}

    told = [_("Proposed by %(name)s.") % who(one.row.proposed_by)]
    if one.confirmed is not None:
        told.append(_("Confirmed by %(name)s.") % who(one.confirmed.by_id))
    if one.ended is not None:
        told.append(_("Ended by %(name)s.") % who(one.ended.by_id))
    return told


def _back() -> HttpResponse:
    return see_other(reverse("desk:standing") + "#done")


urlpatterns = [
    path("standing", standing, name="standing"),
    path("standing/propose", propose, name="standing_propose"),
    path("standing/<uuid:standing>/confirm", confirm, name="standing_confirm"),
    path("standing/<uuid:standing>/end", end, name="standing_end"),
]
