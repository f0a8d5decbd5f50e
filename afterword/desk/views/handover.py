"""Three ways to the client's own yes: the tablet, a card, a signed paper."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from afterword import clock
from afterword.accounts.access import StaffRequest, staff
from afterword.accounts.models import Membership
from afterword.attention import services as attention
from afterword.attention.models import Item
from afterword.audit.actors import Role
from afterword.clinic.models import Clinician
from afterword.consent import services as consenting
from afterword.consent import wording
from afterword.consent.errors import ConsentError
from afterword.consent.standing import CONFIRM_WITHIN, GUARDIAN, DirectiveState
from afterword.desk import paper, whose
from afterword.desk.forms.contact import ReachedForm, ScanForm, SecondForm, SignedForm
from afterword.desk.views.ending import held
from afterword.desk.views.tablet import sign_out
from afterword.desk.wording import PART_STATES, said
from afterword.ending import queries
from afterword.ending.errors import EndingError
from afterword.ending.models import Ending
from afterword.ending.services import handing
from afterword.letters import card as letters
from afterword.letters.errors import LetterError
from afterword.look.pages import see_other, unprocessable
from afterword.look.templatetags.look import full_date
from afterword.support import ways
from afterword.tenancy import practice

BOTH = require_http_methods(["GET", "POST"])


@require_GET
@staff(Role.CLINICIAN)
def agree(request: StaffRequest, ending: UUID) -> HttpResponse:
    """Show what waits for the client's own yes, and the three ways to it."""
    row = held(request, ending)
    with practice(request.actor.practice):
        directive = queries.directive_of(row)
        sentences = _sentences(row, directive)
        parts = [_part(one) for one in queries.directives_of(row)]
    context = {
        "here": "people",
        "id": row.pk,
        "client": row.client_id,
        "state": directive.state if directive else "",
        "sentences": sentences,
        "until": row.ended_on + CONFIRM_WITHIN if row.ended_on else None,
        "confirmed_on": directive.confirmed_on if directive else None,
        "is_solo": request.membership.practice.is_solo,
        "needs_both": directive is not None and directive.asks == GUARDIAN,
        "parts": parts if len(parts) > 1 else (),
    }
    return render(request, "desk/agree.html", context)


@require_POST
@staff(Role.CLINICIAN)
def tablet(request: StaffRequest, ending: UUID) -> HttpResponse:
    """Sign staff out of this browser and leave the client with one page."""
    row = held(request, ending)
    try:
        token = handing.hand_over(ending=row.pk, by=request.actor)
    except EndingError as error:
        messages.error(request, str(error.for_people))
        return see_other(reverse("desk:agree", args=[row.pk]) + "#done")
    sign_out(request)
    return see_other(f"/w/{token}")


@require_POST
@staff(Role.CLINICIAN, Role.SUPERVISOR, Role.ADMINISTRATOR)
def card(request: StaffRequest, client: UUID) -> HttpResponse:
    """Print a card with a new code. The code is shown here and nowhere else."""
    row = whose.client_of(request, client)
    code = handing.make_card(client=row.pk, by=request.actor)
    pdf = letters.stop_card(
        code=code,
        stop_address=f"{settings.PUBLIC_URL}/stop",
        help_address=ways.printed(request.actor.practice),
        language="en",
    )
    return _pdf(pdf, "card.pdf")


@BOTH
@staff(Role.CLINICIAN)
def on_paper(request: StaffRequest, ending: UUID) -> HttpResponse:
    """Write down how they are reached, and print the paper that they sign."""
    row = held(request, ending)
    directive = _waiting(request, row)
    data = request.POST if request.method == "POST" else None
    form = ReachedForm(data, initial=paper.reached_before(request, row))
    context = _paper_context(request, row, form)
    if data is None:
        return render(request, "desk/agree_paper.html", context)
    if not form.is_valid():
        return unprocessable(request, "desk/agree_paper.html", context)
    reach = paper.reach(request, row, form.cleaned_data)
    try:
        pdf = letters.paper_agreement(
            data=paper.agreement(request, row, directive, reach)
        )
    except LetterError as error:
        form.add_error(None, str(error.for_people))
        return unprocessable(request, "desk/agree_paper.html", context)
    consenting.set_safe_contact(
        client=row.client_id, reach=reach, by=request.actor, at=clock.now()
    )
    return _pdf(pdf, "form.pdf")


@require_POST
@staff(Role.CLINICIAN)
def second(request: StaffRequest, ending: UUID) -> HttpResponse:
    """Ask a second person to look at the signed paper."""
    row = held(request, ending)
    _waiting(request, row)
    form = SecondForm(request.POST, people=_colleagues(request))
    if not form.is_valid():
        context = _paper_context(request, row, None) | {"second": form, "form": form}
        return unprocessable(request, "desk/agree_paper.html", context)
    chosen = UUID(form.cleaned_data["second"])
    with practice(request.actor.practice):
        reader = Clinician.objects.filter(user_id=chosen, left_on__isnull=True).first()
    handing.ask_second_person(ending=row.pk, second=reader, by=request.actor)
    name = dict(_colleagues(request))[chosen]
    messages.success(
        request,
        _("It waits for %(name)s now. It counts when they have seen it.")
        % {"name": name},
    )
    return see_other(reverse("desk:agree", args=[row.pk]) + "#done")


@require_POST
@staff(Role.CLINICIAN)
def scan(request: StaffRequest, ending: UUID) -> HttpResponse:
    """Keep the scan of a signed paper, in a practice of one."""
    row = held(request, ending)
    directive = _waiting(request, row)
    if not request.membership.practice.is_solo:
        raise Http404
    today = clock.today(row.client.time_zone)
    both = directive.asks == GUARDIAN
    form = ScanForm(request.POST, request.FILES, today=today, needs_both=both)
    context = _paper_context(request, row, None) | {"scan": form, "form": form}
    if not form.is_valid():
        return unprocessable(request, "desk/agree_paper.html", context)
    try:
        consenting.confirm_directive(
            directive=directive.id,
            client=row.client_id,
            by=request.actor,
            at=clock.now(),
            door="paper",
            scan=form.cleaned_data["scan"],
            **_said(directive, form),
        )
    except ConsentError as error:
        form.add_error(None, str(error.for_people))
        return unprocessable(request, "desk/agree_paper.html", context)
    messages.success(request, _("Their yes is kept, with the scan."))
    return see_other(reverse("desk:agree", args=[row.pk]) + "#done")


@BOTH
@staff()
def attest(request: StaffRequest, item: UUID) -> HttpResponse:
    """Let a second person say that they saw the paper signed."""
    found, row, first = _shown_paper(request, item)
    directive = _waiting(request, row, _on_paper(found))
    with practice(request.actor.practice):
        sentences = _sentences(row, directive)
    data = request.POST if request.method == "POST" else None
    today = clock.today(row.client.time_zone)
    form = SignedForm(data, today=today, needs_both=directive.asks == GUARDIAN)
    context = {
        "here": "today",
        "form": form,
        "person": whose.person_of(request, row.client, purpose="attest"),
        "sentences": sentences,
        "first": dict(_everybody(request)).get(first, ""),
    }
    if data is None:
        return render(request, "desk/attest.html", context)
    if form.is_valid():
        try:
            consenting.confirm_directive(
                directive=directive.id,
                client=row.client_id,
                by=request.actor,
                at=clock.now(),
                door="paper",
                attested_by=first,
                **_said(directive, form),
            )
        except ConsentError as error:
            form.add_error(None, str(error.for_people))
        else:
            attention.finish(item=found.pk, by=request.actor, at=clock.now())
            messages.success(request, _("Their yes counts now."))
            return see_other(reverse("desk:today") + "#done")
    return unprocessable(request, "desk/attest.html", context)


def _shown_paper(request: StaffRequest, item: UUID) -> tuple[Item, Ending, UUID]:
    """Give a paper that waits for this very person, and who brought it."""
    with practice(request.actor.practice):
        own = whose.own_clinician(request.actor)
        found = Item.objects.filter(
            pk=item, kind=handing.PAPER, done_at__isnull=True
        ).first()
        rows = Ending.objects.select_related("client")
        row = rows.filter(pk__in=[found.about_id]).first() if found else None
    if found is None or row is None:
        raise Http404
    is_asked = (
        own is not None and found.owner_id == own.pk
        if found.owner_id
        else request.actor.has(Role.ADMINISTRATOR)
    )
    first = UUID(found.key.rpartition(":")[2])
    if not is_asked or first == request.actor.id:
        raise Http404
    return found, row, first


def _waiting(
    request: StaffRequest, row: Ending, wanted: UUID | None = None
) -> DirectiveState:
    """Give the proposal that waits for the client's yes; nothing waits: not found."""
    with practice(request.actor.practice):
        found = queries.directive_of(row)
        if wanted is not None:
            named = {one.id: one for one in queries.directives_of(row)}
            found = named.get(wanted)
    if found is None or found.state != "proposed":
        raise Http404
    return found


def _on_paper(item: Item) -> UUID:
    """Name what stands on the paper: of two that wait, the one that was signed."""
    return UUID(item.key.split(":")[1])


def _said(directive: DirectiveState, form: SignedForm) -> dict[str, Any]:
    """Give when it was signed, by whom, and that the young person said yes too."""
    given = form.cleaned_data
    return {
        "given_on": given["signed_on"],
        "given_by": directive.asks or "client",
        "assent": bool(given.get("assent")),
    }


def _part(one: DirectiveState) -> dict[str, Any]:
    """Say of one of two agreements whose yes it is and where it stands."""
    whose = _("With a guardian's yes") if one.asks == GUARDIAN else _("Their own yes")
    days = {
        "first": full_date(one.terms.starts_on),
        "last": full_date(one.terms.ends_on),
    }
    return {
        "words": whose,
        "days": _("%(first)s to %(last)s") % days,
        "state": said(PART_STATES, one.state),
    }


def _sentences(row: Ending, directive: DirectiveState | None) -> tuple[str, ...]:
    if directive is None or row.ended_on is None:
        return ()
    return wording.sentences_for(directive.terms, ended_on=row.ended_on)


def _paper_context(
    request: StaffRequest, row: Ending, form: ReachedForm | None
) -> dict[str, Any]:
    is_solo = request.membership.practice.is_solo
    needs_both = _waiting(request, row).asks == GUARDIAN
    today = clock.today(row.client.time_zone)
    reached = form or ReachedForm(initial=paper.reached_before(request, row))
    return {
        "here": "people",
        "id": row.pk,
        "form": reached,
        "reached": reached,
        "is_solo": is_solo,
        "scan": ScanForm(today=today, needs_both=needs_both) if is_solo else None,
        "second": None if is_solo else SecondForm(people=_colleagues(request)),
        "has_second": is_solo or bool(_colleagues(request)),
    }


def _colleagues(request: StaffRequest) -> list[tuple[UUID, str]]:
    """Name who else could look at a paper: clinicians and administrators here."""
    with practice(request.actor.practice):
        clinicians = set(
            Clinician.objects.filter(left_on__isnull=True).values_list(
                "user_id", flat=True
            )
        )
    members = Membership.objects.filter(
        practice_id=request.actor.practice, left_at__isnull=True
    ).select_related("user")
    return sorted(
        (
            (one.user_id, one.user.name)
            for one in members
            if one.user_id != request.actor.id
            and (one.user_id in clinicians or Role.ADMINISTRATOR in one.roles)
        ),
        key=lambda pair: pair[1].casefold(),
    )


def _everybody(request: StaffRequest) -> list[tuple[UUID, str]]:
    members = Membership.objects.filter(practice_id=request.actor.practice)
    return list(members.values_list("user_id", "user__name"))


def _pdf(data: bytes, name: str) -> HttpResponse:
    """Give a file under a name that tells nothing."""
    return HttpResponse(
        data,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


urlpatterns = [
    path("people/<uuid:client>/card", card, name="card"),
    path("endings/<uuid:ending>/agree", agree, name="agree"),
    path("endings/<uuid:ending>/agree/tablet", tablet, name="agree_tablet"),
    path("endings/<uuid:ending>/agree/paper", on_paper, name="agree_paper"),
    path("endings/<uuid:ending>/agree/second", second, name="agree_second"),
    path("endings/<uuid:ending>/agree/scan", scan, name="agree_scan"),
    path("papers/<uuid:item>", attest, name="attest"),
]
