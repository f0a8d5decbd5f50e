"""One letter of an executor: weighed, opened for today, printed, told of."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from afterword import clock
from afterword.accounts.access import StaffRequest, staff
from afterword.audit.actors import Role
from afterword.clinic.models import Client
from afterword.contact.closures import SEEN_TO
from afterword.contact.errors import GateError
from afterword.contact.models import GoAhead
from afterword.contact.rulings import whole_answer
from afterword.contact.services.going_ahead import open_go_ahead
from afterword.contact.services.looking_again import look_again, record_go_ahead
from afterword.contact.weighing import weigh
from afterword.desk import executing, going_ahead
from afterword.desk.duty_words import duty_says
from afterword.desk.forms.going_ahead import ConfirmForm
from afterword.desk.views.closure import why_words
from afterword.ending.errors import EndingError
from afterword.ending.services import executing as verbs
from afterword.ending.unplanned import BreakGlass
from afterword.letters.errors import LetterError
from afterword.look.pages import see_other, unprocessable
from afterword.tenancy import practice

BOTH = require_http_methods(["GET", "POST"])


@BOTH
@staff(Role.EXECUTOR)
def person(request: StaffRequest, glass: UUID, client: UUID) -> HttpResponse:
    """Show one person's letter: weighed, opened for today, printed, told of."""
    row, reached = _one(request, glass, client)
    now = clock.now()
    held = _held(request, row, client)
    context = {
        "here": "executor",
        "glass": row.pk,
        "one": reached,
        "held": held,
        "may_open": False,
    }
    if held is not None:
        seen = look_again(go_ahead=held.pk, by=request.actor, at=now)
        context |= {
            "is_open": seen.state == "open",
            "address": seen.address,
            "shut": going_ahead.shut_words(seen),
        }
    else:
        ruling = _weighed(request, row, reached.client)
        left = executing.left(ruling) if ruling else ["no_address"]
        data = request.POST if request.method == "POST" else None
        ticks = executing.points(ruling) if ruling else []
        form = ConfirmForm(data, [(name, duty_says(name)) for name in ticks])
        context |= {
            "form": form,
            "why": [why_words(one) for one in left],
            "may_open": not left,
        }
        if data is not None and not left and form.is_valid():
            try:
                with practice(request.actor.practice):
                    wanted = executing.request_for(
                        row, reached.client, on=clock.today(reached.client.time_zone)
                    )
                open_go_ahead(
                    request=wanted,
                    confirmed=SEEN_TO.union(form.ticked),
                    said=executing.said_of(row),
                    by=request.actor,
                    at=now,
                )
            except GateError as error:
                messages.error(request, str(error.for_people))
            return _person(row, client)
        if data is not None:
            return unprocessable(request, "desk/glass_person.html", context)
    return render(request, "desk/glass_person.html", context)


@require_POST
@staff(Role.EXECUTOR)
def came(request: StaffRequest, glass: UUID, client: UUID) -> HttpResponse:
    """Write down what came of the letter."""
    row, _reached = _one(request, glass, client)
    held = _held(request, row, client)
    if held is None:
        raise Http404
    try:
        record_go_ahead(
            go_ahead=held.pk,
            came="done" if request.POST.get("came") == "posted" else "not_done",
            by=request.actor,
            at=clock.now(),
        )
    except GateError as error:
        messages.error(request, str(error.for_people))
    else:
        messages.success(request, _("Written down."))
    return see_other(reverse("desk:glass", args=[row.pk]) + "#done")


@require_POST
@staff(Role.EXECUTOR)
def letter(request: StaffRequest, glass: UUID, client: UUID) -> HttpResponse:
    """Give the letter as paper, decided again, to the address that was decided on."""
    row, reached = _one(request, glass, client)
    held = _held(request, row, client)
    if held is None:
        raise Http404
    seen = look_again(go_ahead=held.pk, by=request.actor, at=clock.now())
    if seen.state != "open" or not seen.address:
        messages.error(request, going_ahead.shut_words(seen))
        return _person(row, client)
    try:
        made = executing.pdf(
            row,
            reached,
            request.membership.practice,
            address=seen.address,
            by=request.actor,
        )
    except LetterError as error:
        messages.error(request, str(error.for_people))
        return _person(row, client)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="letter.pdf"'
    return answer


def _one(
    request: StaffRequest, glass: UUID, client: UUID
) -> tuple[BreakGlass, executing.Reached]:
    """Give one of the people whom an open way in is for."""
    try:
        row = verbs.opened(glass, by=request.actor)
    except EndingError:
        raise Http404 from None
    with practice(request.actor.practice):
        found = verbs.clients_of(row).filter(pk=client).first()
    if found is None:
        raise Http404
    (reached,) = executing.people(row, [found], by=request.actor)
    return row, reached


def _held(request: StaffRequest, row: BreakGlass, client: UUID) -> GoAhead | None:
    """Give what this executor opened and has not told the end of, open or closed."""
    with practice(request.actor.practice):
        rows = GoAhead.objects.filter(
            client_id=client,
            purpose=verbs.PURPOSES[row.what],
            opened_by__in=[request.actor.id],
            came="",
        )
        return rows.order_by("-opened_at").first()


def _weighed(request: StaffRequest, row: BreakGlass, client: Client) -> Any:
    """Look at the answer as of now, unkept; nothing where there is no address."""
    with practice(request.actor.practice):
        wanted = executing.request_for(row, client, on=clock.today(client.time_zone))
        if wanted.contact_point is None:
            return None
        found = weigh(wanted, at=clock.now(), extra=executing.said_of(row))
    return whole_answer(found.decision, unmet=found.unmet)


def _person(row: BreakGlass, client: UUID) -> HttpResponse:
    return see_other(reverse("desk:glass_person", args=[row.pk, client]) + "#done")


urlpatterns = [
    path("executor/in/<uuid:glass>/<uuid:client>", person, name="glass_person"),
    path("executor/in/<uuid:glass>/<uuid:client>/came", came, name="glass_came"),
    path("executor/in/<uuid:glass>/<uuid:client>/letter", letter, name="glass_letter"),
]
