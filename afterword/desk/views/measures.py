"""Questionnaires of a practice: what can be offered, terms to accept, who responds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from afterword import clock
from afterword.accounts.access import StaffRequest, staff
from afterword.accounts.models import Membership
from afterword.audit.actors import Role
from afterword.clinic import offering
from afterword.clinic.errors import ClinicError
from afterword.clinic.models import Clinician
from afterword.clinic.services import licences as accepting
from afterword.clinic.services.responding import state_response
from afterword.desk.forms.measures import ResponseForm
from afterword.look.pages import see_other, unprocessable
from afterword.measures.errors import MeasureError
from afterword.measures.instruments import Shell, shell
from afterword.measures.licences import Licence, licences
from afterword.tenancy import practice

OWN = (Role.CLINICIAN, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Pack:
    """One licence pack: its terms, and who accepted them when."""

    terms: Licence
    names: str
    is_accepted: bool
    changed: bool
    """Other terms were accepted here than are shipped now."""
    by: str
    on: date | None


@dataclass(frozen=True)
class Line:
    """One questionnaire, and whether it can be put before clients."""

    name: str
    state: str
    note: str


@dataclass(frozen=True)
class Responds:
    """One clinician, and when they look at answers about risk."""

    id: UUID
    name: str
    words: str


@require_GET
@staff(Role.ADMINISTRATOR)
def measures(request: StaffRequest) -> HttpResponse:
    """Show every questionnaire, the terms to read, and who looks at risk."""
    today = clock.today(request.membership.practice.time_zone)
    with practice(request.actor.practice):
        terms = offering.accepted()
        people = list(Clinician.objects.filter(left_on__isnull=True).order_by("name"))
        responds = [one for one in people if offering.states_response(one, on=today)]
    context = {
        "here": "practice",
        "lines": [
            _line(shell(name), terms, someone_responds=bool(responds))
            for name, _title in offering.by_name()
        ],
        "packs": _packs(request, terms),
        "clinicians": [Responds(one.pk, one.name, _words(one)) for one in people],
    }
    return render(request, "desk/practice_measures.html", context)


@require_POST
@staff(Role.ADMINISTRATOR)
def accept(request: StaffRequest) -> HttpResponse:
    """Accept terms as they were read, or take that back."""
    at, pack = clock.now(), request.POST.get("pack", "")
    try:
        if "back" in request.POST:
            accepting.take_back(pack=pack, by=request.actor, at=at)
            messages.success(request, _("Taken back. Nobody is shown these from now."))
        else:
            terms = request.POST.get("terms", "")
            accepting.accept_terms(pack=pack, terms=terms, by=request.actor, at=at)
            messages.success(request, _("Accepted. These can be offered now."))
    except ClinicError as error:
        messages.error(request, error.for_people)
    except MeasureError:
        raise Http404 from None
    return see_other(reverse("desk:practice_measures") + "#done")


@require_http_methods(["GET", "POST"])
@staff(*OWN)
def response(request: StaffRequest, clinician: UUID) -> HttpResponse:
    """State when a clinician looks at answers about risk, or take it back."""
    row = _clinician(request, clinician)
    data = request.POST if request.method == "POST" else None
    stated = {"hours": row.risk_hours, "within_hours": row.risk_within_hours}
    form = ResponseForm(data, initial=stated)
    context = {"here": "practice", "id": row.pk, "name": row.name, "form": form}
    if data is None:
        return render(request, "desk/practice_response.html", context)
    if form.is_valid():
        try:
            state_response(
                clinician=row.pk,
                hours=form.cleaned_data["hours"],
                within_hours=form.cleaned_data["within_hours"],
                by=request.actor,
            )
        except ClinicError as error:
            form.add_error(None, error.for_people)
        else:
            messages.success(request, _("Saved."))
            return see_other(reverse("desk:clinician", args=[row.pk]) + "#done")
    return unprocessable(request, "desk/practice_response.html", context)


def _clinician(request: StaffRequest, clinician: UUID) -> Clinician:
    """Give a clinician of this practice; to a colleague without the role: not found."""
    with practice(request.actor.practice):
        row = Clinician.objects.filter(pk=clinician, left_on__isnull=True).first()
    is_own = row is not None and row.user_id == request.actor.id
    if row is None or not (is_own or request.actor.has(Role.ADMINISTRATOR)):
        raise Http404
    return row


def _line(one: Shell, accepted: frozenset[str], *, someone_responds: bool) -> Line:
    state = _("Can be offered")
    if not one.has_words:
        state = _("Numbers only: use your own licensed form")
    elif one.needs_acceptance and not _is_accepted(one, accepted):
        state = _("Off until its terms are accepted")
    note = ""
    if one.risk_items and one.has_words:
        note = _("Asks about risk: only for clients whose clinician has said when.")
        if not someone_responds:
            note += " " + _("Nobody has.")
    return Line(f"{one.name}: {one.title}", state, note)


def _is_accepted(one: Shell, accepted: frozenset[str]) -> bool:
    return any(
        terms.id == one.licence_pack and terms.sha256 in accepted
        for terms in licences()
    )


def _packs(request: StaffRequest, accepted: frozenset[str]) -> list[Pack]:
    zone = ZoneInfo(request.membership.practice.time_zone)
    with practice(request.actor.practice):
        newest = offering.newest()
    members = Membership.objects.filter(practice_id=request.actor.practice)
    names = dict(members.values_list("user_id", "user__name"))
    found = []
    for terms in licences():
        last = newest.get(terms.id)
        stands = last is not None and last.says == accepting.ACCEPTED
        found.append(
            Pack(
                terms=terms,
                names=", ".join(shell(name).name for name in terms.instruments),
                is_accepted=terms.sha256 in accepted,
                changed=stands and terms.sha256 not in accepted,
                by=names.get(last.by_id, "") if last and last.by_id else "",
                on=last.at.astimezone(zone).date() if last else None,
            )
        )
    return found


def _words(one: Clinician) -> str:
    if not one.risk_hours or not one.risk_within_hours:
        return _("Has not said when. Nothing that asks about risk is offered.")
    return _("Looks at them: %(hours)s, within %(count)s hours.") % {
        "hours": one.risk_hours,
        "count": one.risk_within_hours,
    }


urlpatterns = [
    path("practice/measures", measures, name="practice_measures"),
    path("practice/measures/accept", accept, name="practice_measures_accept"),
    path(
        "practice/clinicians/<uuid:clinician>/response",
        response,
        name="clinician_response",
    ),
]
