"""The practice: how it is named, how that looks outside, and what leads to the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from afterword import clock
from afterword.accounts import mail
from afterword.accounts import services as accounts
from afterword.accounts.access import StaffRequest, staff
from afterword.audit.actors import Role
from afterword.clinic.models import Clinician
from afterword.clinic.services import practice as clinic
from afterword.desk.forms.places import place_options, zone_options
from afterword.desk.forms.practice import NamingForm, naming_initial
from afterword.look.pages import see_other, unprocessable
from afterword.messaging import wording
from afterword.tenancy import practice
from afterword.tenancy.models import Practice


@dataclass(frozen=True)
class ClinicianLine:
    """One clinician in a list, as words."""

    url: str
    name: str
    words: str
    away: str


@require_GET
@staff(Role.ADMINISTRATOR)
def overview(request: StaffRequest) -> HttpResponse:
    """Show what the practice is called outside, and lead to people and set-up."""
    home = request.membership.practice
    context = {
        "here": "practice",
        "home": home,
        "is_set_up": home.set_up_at is not None,
        "letter": _as_it_will_read(home),
        "clinicians": clinician_lines(request),
        "mail_configured": mail.configured(),
        "own_email": request.membership.user.email,
    }
    return render(request, "desk/practice.html", context)


@require_http_methods(["GET", "POST"])
@staff(Role.ADMINISTRATOR)
def naming(request: StaffRequest) -> HttpResponse:
    """Change what the practice is called, and where it is."""
    home = request.membership.practice
    data = request.POST if request.method == "POST" else None
    form = NamingForm(data, initial=naming_initial(home))
    context = {
        "here": "practice",
        "form": form,
        "places": place_options(),
        "zones": zone_options(),
        "first": home.set_up_at is None,
    }
    if data is None:
        return render(request, "desk/practice_naming.html", context)
    if not form.is_valid():
        return unprocessable(request, "desk/practice_naming.html", context)
    clinic.name_practice(naming=form.naming(), by=request.actor)
    messages.success(request, _("Saved. New messages carry the neutral name."))
    return see_other(after(request))


@require_POST
@staff(Role.ADMINISTRATOR)
def test_mail(request: StaffRequest) -> HttpResponse:
    """Send a test message to oneself, and say what came of it."""
    sent = accounts.mail_oneself(by=request.actor)
    messages.info(request, sent.words)
    return see_other(after(request))


def after(request: StaffRequest) -> str:
    """Lead back to the set-up while it lasts, afterwards to the practice."""
    done = request.membership.practice.set_up_at is not None
    return reverse("desk:practice" if done else "desk:setup") + "#done"


def clinician_lines(request: StaffRequest) -> list[ClinicianLine]:
    """Give the clinicians who work here, by name, as words."""
    today = clock.today(request.membership.practice.time_zone)
    with practice(request.actor.practice):
        rows = [
            row
            for row in Clinician.objects.order_by("name")
            if row.left_on is None or row.left_on >= today
        ]
    return [
        ClinicianLine(
            url=reverse("desk:clinician", args=[row.pk]),
            name=row.name,
            words=reading_words(row),
            away=_("Away") if is_away(row, today) else "",
        )
        for row in rows
    ]


def reading_words(row: Clinician) -> str:
    """Say when a clinician reads answers."""
    if not row.reads_answers:
        return _("Nobody has said yet when answers are read.")
    return _("Reads answers %(when)s.") % {"when": row.reads_answers}


def is_away(row: Clinician, today: Any) -> bool:
    """Say whether a clinician is away on a day."""
    begun = row.away_from is not None and row.away_from <= today
    return begun and (row.away_until is None or today <= row.away_until)


def _as_it_will_read(home: Practice) -> dict[str, str] | None:
    """Show a check-in with the neutral name, exactly as it will leave."""
    if not home.neutral_name:
        return None
    written = wording.write(
        template_id="check_in",
        sender_label=home.neutral_name,
        language="en",
        reads_replies=home.reads_replies,
    )
    return {
        "sender": written.sender_label,
        "to": _("the client's address"),
        "subject": written.subject,
        "body": written.text,
    }


urlpatterns = [
    path("practice", overview, name="practice"),
    path("practice/name", naming, name="practice_naming"),
    path("practice/test-mail", test_mail, name="practice_test_mail"),
]
