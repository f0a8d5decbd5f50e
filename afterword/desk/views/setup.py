"""What is left to set up in a new practice, as a list of tasks."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from afterword import clock
from afterword.accounts import mail
from afterword.accounts.access import StaffRequest, staff
from afterword.accounts.models import Membership
from afterword.audit.actors import Role
from afterword.audit.models import Event
from afterword.clinic.models import Clinician
from afterword.clinic.services import practice as clinic
from afterword.look.pages import see_other, unprocessable
from afterword.look.shown import Task
from afterword.tenancy import practice


@dataclass(frozen=True)
class Found:
    """What a practice has of what it needs."""

    named: bool
    clinicians: int
    without_reading: int
    unstated: int
    first_clinician: str
    colleagues: int
    mail_tried: bool

    @property
    def is_enough(self) -> bool:
        """Say whether a practice can begin: it has a name, and somebody reads."""
        return self.named and self.clinicians > 0 and not self.without_reading


@require_http_methods(["GET", "POST"])
@staff(Role.ADMINISTRATOR)
def setup(request: StaffRequest) -> HttpResponse:
    """Show what is done and what is left; finish when it is enough."""
    found = _look(request)
    context = {
        "here": "practice",
        "tasks": _tasks(found),
        "is_enough": found.is_enough,
        "mail_configured": mail.configured(),
        "is_set_up": request.membership.practice.set_up_at is not None,
    }
    if request.method == "GET":
        return render(request, "desk/setup.html", context)
    if not found.is_enough:
        context["notice"] = _("Not yet: the first two are needed.")
        return unprocessable(request, "desk/setup.html", context)
    clinic.finish_set_up(by=request.actor)
    messages.success(request, _("The practice is set up."))
    return see_other(reverse("desk:today") + "#done")


def _look(request: StaffRequest) -> Found:
    home = request.membership.practice
    today = clock.today(home.time_zone)
    with practice(home.pk):
        rows = list(Clinician.objects.filter(left_on=None).order_by("name"))
        unstated = sum(
            not one.is_good for row in rows for one in clinic.statements(row, on=today)
        )
        tried = Event.objects.filter(
            name="accounts.test_mailed", outcome="done"
        ).exists()
    colleagues = (
        Membership.objects.filter(practice_id=home.pk, left_at=None).count() - 1
    )
    return Found(
        named=bool(home.name and home.neutral_name),
        clinicians=len(rows),
        without_reading=sum(
            not row.reads_answers or row.user_id is None for row in rows
        ),
        unstated=unstated,
        first_clinician=str(rows[0].pk) if rows else "",
        colleagues=colleagues,
        mail_tried=tried,
    )


def _tasks(found: Found) -> list[Task]:
    done, left = _("Done"), _("Not started")
    one = (
        reverse("desk:clinician", args=[found.first_clinician])
        if found.first_clinician
        else ""
    )
    many = reverse("desk:practice") + "#clinicians" if found.clinicians > 1 else one
    return [
        Task(
            words=_("Name of the practice"),
            state=done if found.named else left,
            url=reverse("desk:practice_naming"),
            note=_(
                "Needed. Also the neutral name that clients see, and where you are."
            ),
            done=found.named,
        ),
        Task(
            words=_("Clinicians"),
            state=_clinicians_state(found),
            url=many or reverse("desk:clinician_add"),
            note=_(
                "Needed. Professions, licences, places, who reads answers and when."
            ),
            done=found.clinicians > 0 and not found.without_reading,
        ),
        Task(
            words=_("Statement about own rules"),
            state=_statement_state(found),
            url=many,
            note=_("Once a year and place. Only the clinician can make it."),
            done=found.clinicians > 0 and not found.unstated,
        ),
        Task(
            words=_("Colleagues"),
            state=_("%(number)s so far") % {"number": found.colleagues},
            url=reverse("desk:staff"),
            note=_(
                "By a link each. A second administrator helps when a passkey is lost."
            ),
            done=found.colleagues > 0,
        ),
    ]


def _clinicians_state(found: Found) -> str:
    if not found.clinicians:
        return _("Not started")
    return _("Reader missing") if found.without_reading else _("Done")


def _statement_state(found: Found) -> str:
    if not found.clinicians:
        return _("Cannot start yet")
    return _("Started") if found.unstated else _("Done")


urlpatterns = [path("set-up", setup, name="setup")]
