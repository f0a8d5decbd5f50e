"""House policies: what the practice adds to the texts, chosen by its administrator."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from afterword.accounts.access import StaffRequest, staff
from afterword.audit.actors import Role
from afterword.clinic.errors import ClinicError
from afterword.clinic.services.policies import adopt_policies
from afterword.contact.weighing import book
from afterword.look.pages import see_other, unprocessable
from afterword.rules.policies import offered


@dataclass(frozen=True)
class Policy:
    """One policy that can be adopted, and what it would add, rule by rule."""

    name: str
    title: str
    adds: tuple[str, ...]
    adopted: bool


@require_http_methods(["GET", "POST"])
@staff(Role.ADMINISTRATOR)
def policies(request: StaffRequest) -> HttpResponse:
    """Show what each policy adds, and take which of them hold from now on."""
    context = {
        "here": "practice",
        "policies": _policies(request.membership.practice.house_policies),
    }
    if request.method == "GET":
        return render(request, "desk/practice_policies.html", context)
    try:
        adopt_policies(names=request.POST.getlist("policy"), by=request.actor)
    except ClinicError as error:
        context["error"] = error.for_people
        return unprocessable(request, "desk/practice_policies.html", context)
    messages.success(request, _("Saved. Every answer from now on weighs them."))
    return see_other("desk:practice")


def _policies(adopted: list[str]) -> list[Policy]:
    return [
        Policy(
            name=name,
            title=rules[0].pack.title,
            adds=tuple(rule.because for rule in rules),
            adopted=name in adopted,
        )
        for name, rules in offered(book()).items()
    ]


urlpatterns = [path("practice/policies", policies, name="practice_policies")]
