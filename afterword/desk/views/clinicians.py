"""Clinicians: what binds them, who reads answers, who is away, what they state."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from afterword import clock
from afterword.accounts.access import StaffRequest, staff
from afterword.accounts.models import Membership
from afterword.audit.actors import Role
from afterword.clinic.errors import ClinicError
from afterword.clinic.models import Clinician
from afterword.clinic.services import practice as clinic
from afterword.clinic.services import reports
from afterword.desk.forms.clinicians import (
    LICENCES,
    AwayForm,
    ClinicianForm,
    LeavingForm,
    OwnRulesForm,
    clinician_initial,
    known,
    spoken,
)
from afterword.desk.forms.places import place_options, place_words
from afterword.desk.views.practice import after, is_away, reading_words
from afterword.look.pages import see_other, unprocessable
from afterword.look.shown import KnownFact
from afterword.tenancy import practice
from afterword.tenancy.models import Practice

BOTH = require_http_methods(["GET", "POST"])
OWN = (Role.ADMINISTRATOR, Role.CLINICIAN)
SHORT = 6
USUAL = 7
"""How many professions stand on the page; the others are folded below them."""


@require_GET
@staff(Role.CLINICIAN)
def mine(request: StaffRequest) -> HttpResponse:
    """Lead a clinician to their own page."""
    with practice(request.actor.practice):
        own = Clinician.objects.filter(user_id=request.actor.id).first()
    if own is None:
        raise Http404
    return see_other(reverse("desk:clinician", args=[own.pk]))


@BOTH
@staff(Role.ADMINISTRATOR)
def add(request: StaffRequest) -> HttpResponse:
    """Add a clinician."""
    data = request.POST if request.method == "POST" else None
    form = ClinicianForm(data, people=_people(request), initial=_guess(request))
    context = _form_context(form, request.membership.practice) | {"is_new": True}
    if data is None:
        return render(request, "desk/practice_clinician_form.html", context)
    if not form.is_valid():
        return unprocessable(request, "desk/practice_clinician_form.html", context)
    added = clinic.add_clinician(details=form.details(), by=request.actor)
    messages.success(request, _("Saved. Now the statement about own rules, by place."))
    return see_other(reverse("desk:clinician", args=[added]) + "#done")


@require_GET
@staff(*OWN)
def clinician(request: StaffRequest, clinician: UUID) -> HttpResponse:
    """Show one clinician: what binds them and what they still have to state."""
    row = _clinician(request, clinician)
    today = clock.today(request.membership.practice.time_zone)
    with practice(request.actor.practice):
        stated = clinic.statements(row, on=today)
        cover = row.covered_by.name if row.covered_by else ""
    context = {
        "here": "practice",
        "id": row.pk,
        "name": row.name,
        "facts": _facts(row),
        "reading": reading_words(row),
        "within_days": row.reads_within_days,
        "is_away": is_away(row, today),
        "away_from": row.away_from,
        "away_until": row.away_until,
        "cover": cover,
        "left_on": row.left_on,
        "statements": [
            {"place": one.place, "words": place_words(one.place), "said": one}
            for one in stated
        ],
        "is_own": row.user_id == request.actor.id,
        "form": OwnRulesForm(),
        "places": place_options(),
        "is_administrator": request.actor.has(Role.ADMINISTRATOR),
        "after": after(request),
    }
    return render(request, "desk/practice_clinician.html", context)


@BOTH
@staff(*OWN)
def change(request: StaffRequest, clinician: UUID) -> HttpResponse:
    """Change what is known about a clinician."""
    row = _clinician(request, clinician)
    data = request.POST if request.method == "POST" else None
    form = ClinicianForm(data, people=_people(request), initial=clinician_initial(row))
    if not request.actor.has(Role.ADMINISTRATOR):
        form.fields["user_id"].disabled = True
    context = _form_context(form, request.membership.practice) | {
        "id": row.pk,
        "name": row.name,
    }
    if data is None:
        return render(request, "desk/practice_clinician_form.html", context)
    if not form.is_valid():
        return unprocessable(request, "desk/practice_clinician_form.html", context)
    clinic.change_clinician(clinician=row.pk, details=form.details(), by=request.actor)
    messages.success(request, _("Saved."))
    return see_other(reverse("desk:clinician", args=[row.pk]) + "#done")


@require_http_methods(["POST"])
@staff(*OWN)
def state(request: StaffRequest, clinician: UUID) -> HttpResponse:
    """State that nothing else that binds in a place forbids a check-in."""
    row = _clinician(request, clinician)
    form = OwnRulesForm(request.POST)
    if form.is_valid():
        try:
            clinic.state_own_rules(
                clinician=row.pk,
                place=form.cleaned_data["place"],
                on=clock.today(request.membership.practice.time_zone),
                by=request.actor,
            )
        except ClinicError as error:
            messages.error(request, str(error.for_people))
        else:
            messages.success(request, _("Stated today. It holds for a year."))
    else:
        messages.error(request, " ".join(map(str, form.errors["place"])))
    return see_other(reverse("desk:clinician", args=[row.pk]) + "#done")


@BOTH
@staff(*OWN)
def away(request: StaffRequest, clinician: UUID) -> HttpResponse:
    """Say when a clinician is away and who reads answers, or that they are back."""
    row = _clinician(request, clinician)
    data = request.POST if request.method == "POST" else None
    if data is not None and "back" in data:
        reports.report_away(
            clinician=row.pk,
            away_from=None,
            away_until=None,
            covered_by=None,
            by=request.actor,
        )
        messages.success(request, _("Saved. Nobody is away here."))
        return see_other(reverse("desk:clinician", args=[row.pk]) + "#done")
    initial = {
        "away_from": row.away_from,
        "away_until": row.away_until,
        "covered_by": str(row.covered_by_id or ""),
    }
    form = AwayForm(data, colleagues=_colleagues(request, row), initial=initial)
    context = {"here": "practice", "form": form, "id": row.pk, "name": row.name}
    context["is_planned"] = row.away_from is not None
    if data is None:
        return render(request, "desk/practice_away.html", context)
    if not form.is_valid():
        return unprocessable(request, "desk/practice_away.html", context)
    given = form.cleaned_data
    reports.report_away(
        clinician=row.pk,
        away_from=given["away_from"],
        away_until=given["away_until"],
        covered_by=UUID(given["covered_by"]) if given["covered_by"] else None,
        by=request.actor,
    )
    messages.success(request, _("Saved. Each message is weighed with this in mind."))
    return see_other(reverse("desk:clinician", args=[row.pk]) + "#done")


@BOTH
@staff(Role.ADMINISTRATOR)
def leaving(request: StaffRequest, clinician: UUID) -> HttpResponse:
    """Say on which day a clinician leaves, or that they stay after all."""
    row = _clinician(request, clinician)
    today = clock.today(request.membership.practice.time_zone)
    data = request.POST if request.method == "POST" else None
    if data is not None and "stays" in data:
        reports.report_left(clinician=row.pk, on=None, by=request.actor)
        messages.success(request, _("Saved."))
        return see_other(reverse("desk:clinician", args=[row.pk]) + "#done")
    form = LeavingForm(data, today=row.left_on or today)
    context = {
        "here": "practice",
        "form": form,
        "id": row.pk,
        "name": row.name,
        "left_on": row.left_on,
    }
    if data is None:
        return render(request, "desk/practice_leaving.html", context)
    if not form.is_valid():
        return unprocessable(request, "desk/practice_leaving.html", context)
    reports.report_left(clinician=row.pk, on=form.cleaned_data["on"], by=request.actor)
    messages.success(request, _("Saved. What they agreed to send ends with that day."))
    return see_other(reverse("desk:clinician", args=[row.pk]) + "#done")


def _clinician(request: StaffRequest, clinician: UUID) -> Clinician:
    """Give a clinician of this practice; to a colleague without the role: not found."""
    with practice(request.actor.practice):
        row = (
            Clinician.objects.select_related("covered_by").filter(pk=clinician).first()
        )
    is_own = row is not None and row.user_id == request.actor.id
    if row is None or not (is_own or request.actor.has(Role.ADMINISTRATOR)):
        raise Http404
    return row


def _people(request: StaffRequest) -> list[tuple[UUID, str]]:
    rows = Membership.objects.filter(
        practice_id=request.actor.practice, left_at=None
    ).select_related("user")
    return sorted(
        ((row.user_id, f"{row.user.name}, {row.user.email}") for row in rows),
        key=lambda pair: pair[1].casefold(),
    )


def _colleagues(request: StaffRequest, row: Clinician) -> list[tuple[UUID, str]]:
    with practice(request.actor.practice):
        others = Clinician.objects.exclude(pk=row.pk).filter(
            left_on=None, user_id__isnull=False
        )
        return [(one.pk, one.name) for one in others.order_by("name")]


def _guess(request: StaffRequest) -> dict[str, Any]:
    """Offer the administrator's own name first, where they are a clinician too."""
    home = request.membership.practice
    guess: dict[str, Any] = {"licence_1_place": home.country, "reads_within_days": 7}
    if request.actor.has(Role.CLINICIAN) or home.is_solo:
        with practice(request.actor.practice):
            taken = Clinician.objects.filter(user_id=request.actor.id).exists()
        if not taken:
            name = request.membership.user.name
            guess |= {
                "name": name,
                "client_facing_name": name,
                "user_id": str(request.actor.id),
            }
    return guess


def _form_context(form: ClinicianForm, home: Practice) -> dict[str, Any]:
    """Give a long form in parts: what most people need first, the rest folded."""
    options = list(form["professions"])
    return {
        "here": "practice",
        "form": form,
        "places": place_options(),
        "registers": [title for _code, title in known("registers")],
        "about": form.fields_named("name", "client_facing", "user_id"),
        "usual": options[:USUAL],
        "unusual": options[USUAL:],
        "unusual_chosen": any(one.data["selected"] for one in options[USUAL:]),
        "licences": [
            {
                "words": _("Licence %(number)s") % {"number": number},
                "fields": form.fields_named(f"licence_{number}_"),
                "open": any(
                    one.value() for one in form.fields_named(f"licence_{number}_")
                ),
            }
            for number in range(1, LICENCES + 1)
        ],
        "other_places": form.fields_named("place_"),
        "bound": form.fields_named(
            "memberships", "other_", "sets_complete", "employer"
        ),
        "federal": form.fields_named("hipaa", "part2"),
        "in_the_states": home.country.partition("-")[0] == "US",
        "reading": form.fields_named("reads_"),
    }


def _facts(row: Clinician) -> list[KnownFact]:
    """Say what binds a clinician, as the gate will be told."""
    nothing = _("None")
    licences = [
        " ".join(part for part in (one["register"], one["number"]) if part)
        + f", {place_words(one['place'])}"
        for one in row.licences
    ]
    yes_no = {"yes": _("Yes"), "no": _("No")}
    unknown = _("Not known yet")
    policy = {"allows": _("Yes"), "none": _("No policy"), "forbids": _("No")}
    values = [
        (_("Name that clients see"), row.client_facing_name),
        (_("Professions"), ", ".join(map(spoken, row.professions))),
        (_("Licences"), "; ".join(one.lstrip(", ") for one in licences)),
        (_("Member of"), ", ".join(map(_upper, row.memberships))),
        (_("Works in"), ", ".join(map(place_words, row.places))),
        (
            _("Is this all?"),
            _("Yes") if row.sets_complete else _("Something may be missing"),
        ),
        (_("Covered by HIPAA"), yes_no.get(row.hipaa_covered, unknown)),
        (_("42 CFR Part 2 programme"), yes_no.get(row.part2_program, unknown)),
        (_("Agreed check-ins allowed"), policy.get(row.employer_policy, unknown)),
    ]
    return [KnownFact(name=str(name), value=value or nothing) for name, value in values]


def _upper(code: str) -> str:
    """Write a short name as associations write theirs, a longer one as a name."""
    return code.upper() if len(code) <= SHORT else code.capitalize()


urlpatterns = [
    path("practice/mine", mine, name="clinician_mine"),
    path("practice/clinicians/add", add, name="clinician_add"),
    path("practice/clinicians/<uuid:clinician>", clinician, name="clinician"),
    path(
        "practice/clinicians/<uuid:clinician>/change", change, name="clinician_change"
    ),
    path("practice/clinicians/<uuid:clinician>/state", state, name="clinician_state"),
    path("practice/clinicians/<uuid:clinician>/away", away, name="clinician_away"),
    path(
        "practice/clinicians/<uuid:clinician>/leaving",
        leaving,
        name="clinician_leaving",
    ),
]
