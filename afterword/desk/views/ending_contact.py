"""Contact after an ending: staff propose, the client decides. Nothing is sent here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from afterword import clock
from afterword.accounts.access import StaffRequest
from afterword.audit.actors import Actor
from afterword.clinic.models import Clinician, ContactPoint
from afterword.clinic.services import reaching, reports
from afterword.consent import wording
from afterword.consent.errors import ConsentError, UnsafeAddressError
from afterword.consent.standing import CONFIRM_WITHIN
from afterword.consent.terms import Terms
from afterword.desk import whose, young
from afterword.desk.forms.contact import NEW, CheckInsForm, DecisionForm
from afterword.desk.forms.places import place_options
from afterword.desk.wording import BARRED, said
from afterword.ending import parts, queries
from afterword.ending.errors import EndingError
from afterword.ending.models import Ending
from afterword.ending.queries import is_minor
from afterword.ending.services import agreeing
from afterword.ending.templates import OFFERED
from afterword.followup.protocols import Protocol, protocol
from afterword.look.pages import see_other, unprocessable
from afterword.look.shown import KnownFact
from afterword.look.templatetags.look import full_date
from afterword.tenancy import practice
from afterword.vault import services as vault

PRESET = "light_check_in"


def contact(request: StaffRequest, row: Ending) -> HttpResponse:
    """Ask what was agreed; after a barred kind, say why and ask nothing."""
    if parts.bars_protocol(row.kind):
        context = {"here": "people", "id": row.pk, "why": said(BARRED, row.kind)}
        return render(request, "desk/ending_barred.html", context)
    data = request.POST if request.method == "POST" else None
    with practice(request.actor.practice):
        template = queries.template_of(row, on=clock.today(row.client.time_zone))
    is_shown = (
        template.follow_up == OFFERED
        or "all" in request.GET
        or row.contact_decision == PRESET
    )
    form = DecisionForm(
        data,
        in_short=protocol(PRESET).in_short,
        with_check_ins=is_shown,
        initial={"decision": row.contact_decision},
    )
    context = {
        "here": "people",
        "id": row.pk,
        "form": form,
        "template": template,
        "is_shown": is_shown,
    }
    if data is None:
        return render(request, "desk/ending_contact.html", context)
    if form.is_valid():
        decision = form.cleaned_data["decision"]
        if decision == PRESET:
            if row.ended_on and row.kind:
                return see_other(_address(row, "check-ins"))
            form.add_error("decision", _("Write the kind and the last day first"))
        else:
            try:
                agreeing.agree(ending=row.pk, decision=decision, by=request.actor)
            except (EndingError, ConsentError) as error:
                form.add_error(None, str(error.for_people))
            else:
                messages.success(request, _("Saved."))
                return see_other(reverse("desk:ending", args=[row.pk]) + "#done")
    return unprocessable(request, "desk/ending_contact.html", context)


def check_ins(request: StaffRequest, row: Ending) -> HttpResponse:
    """Agree on the check-ins: where they go, who reads them, what must be known."""
    if parts.bars_protocol(row.kind) or not row.ended_on or not row.kind:
        return see_other(_address(row, "contact"))
    with practice(request.actor.practice):
        own = whose.own_clinician(request.actor)
    if own is None or not own.reads_answers:
        context = {"here": "people", "id": row.pk}
        return render(request, "desk/ending_no_reader.html", context)
    data = request.POST if request.method == "POST" else None
    home = request.membership.practice
    today = clock.today(row.client.time_zone)
    form = CheckInsForm(
        data,
        points=_points(request, row),
        needs_birthday=row.client.majority_on is None,
        country=home.country,
        today=today,
        young=young.asked(row),
        initial={"place": row.client.places[0] if row.client.places else ""},
    )
    context = _context(row, form, own, row.ended_on) | {"young": young.shown(row)}
    if data is None:
        return render(request, "desk/ending_check_ins.html", context)
    if form.is_valid():
        try:
            if not _propose(request, row, own, form.cleaned_data, today):
                messages.info(
                    request, _("They are not of age. Say whose yes it needs.")
                )
                return see_other(_address(row, "check-ins") + "#done")
        except UnsafeAddressError:
            shared = _(
                "Somebody who came with them can read this address, or it is not safe"
            )
            form.add_error("point", shared)
        except (EndingError, ConsentError) as error:
            form.add_error(None, str(error.for_people))
        else:
            messages.success(
                request, _("Put before them. Now their own yes, or their no.")
            )
            return see_other(reverse("desk:agree", args=[row.pk]) + "#done")
    return unprocessable(request, "desk/ending_check_ins.html", context)


def terms_for(  # noqa: PLR0913 - an agreement has this many parts
    preset: Protocol,
    *,
    grantee: UUID,
    contact_point: UUID,
    channel: str,
    ended_on: date,
    language: str,
) -> Terms:
    """Give a preset as terms, with the hash of its words. Inside an open practice."""
    terms = Terms(
        protocol=preset.id,
        purposes=preset.purposes,
        grantee_kind="clinician",
        grantee=grantee,
        channel=channel,
        contact_point=contact_point,
        steps=preset.steps,
        count=preset.count,
        starts_on=ended_on,
        ends_on=max(step.window(ended_on)[1] for step in preset.steps),
        language=language,
        wording_hash="",
    )
    return replace(
        terms,
        wording_hash=wording.wording_hash(
            wording.sentences_for(terms, ended_on=ended_on)
        ),
    )


def _propose(
    request: StaffRequest,
    row: Ending,
    own: Clinician,
    given: dict[str, Any],
    today: date,
) -> bool:
    """Write what was told, then put the check-ins before the client.

    Of somebody who turns out not to be of age it is asked first whose yes it needs.
    """
    if row.ended_on is None:
        raise EndingError("no last day")
    client, by = row.client_id, request.actor
    point = (
        reaching.add_contact_point(
            client=client, channel="email", address=given["new_address"], by=by
        )
        if given["point"] == NEW
        else UUID(given["point"])
    )
    reaching.tell_where_they_live(
        client=client, place=given["place"], born=given.get("born"), on=today, by=by
    )
    person = young.now(client, by=by)
    if is_minor(person, on=today) and "decides" not in given:
        return False
    _report(client, given, today, by)
    with practice(by.practice):
        terms = terms_for(
            protocol(PRESET),
            grantee=own.pk,
            contact_point=point,
            channel="email",
            ended_on=row.ended_on,
            language="en",
        )
        offers = young.offers(terms, person, given, ended_on=row.ended_on)
    agreeing.agree(
        ending=row.pk,
        decision=PRESET,
        terms=offers.now,
        asks=offers.asks,
        later=offers.later,
        by=by,
    )
    return True


def _report(client: UUID, given: dict[str, Any], today: date, by: Actor) -> None:
    """Write down what the clinician said that the gate must know."""
    told = {name: given[name] for name in ("capacity", "risk_level")}
    for name, value in (told | young.told(given)).items():
        reports.report(
            client=client, name=name, value=value, as_of=today, by=by, at=clock.now()
        )


def _points(request: StaffRequest, row: Ending) -> list[tuple[UUID, str]]:
    with practice(request.actor.practice):
        points = list(
            ContactPoint.objects.filter(
                client_id=row.client_id,
                channel="email",
                retired_at__isnull=True,
                unsafe=False,
            ).order_by("added_at")
        )
    told = vault.open(
        by=request.actor, purpose="ending", rows=points, fields=["address"]
    )
    return [
        (point.pk, text["address"] or "")
        for point, text in zip(points, told, strict=True)
    ]


def _context(
    row: Ending, form: CheckInsForm, own: Clinician, ended_on: date
) -> dict[str, Any]:
    days = [full_date(step.due_on(ended_on)) for step in protocol(PRESET).steps]
    facts = [
        KnownFact(name=_("What"), value=_("Four questions, three times, by email")),
        KnownFact(name=_("When"), value=_("Around %(days)s") % {"days": _list(days)}),
        KnownFact(
            name=_("Who reads the answers"),
            value=_("%(name)s, %(when)s, within %(days)s days")
            % {
                "name": own.client_facing_name,
                "when": own.reads_answers,
                "days": own.reads_within_days,
            },
            change_url=reverse("desk:clinician_change", args=[own.pk]),
        ),
        KnownFact(
            name=_("Their own yes"),
            value=_("Not confirmed by %(day)s means no")
            % {"day": full_date(ended_on + CONFIRM_WITHIN)},
        ),
    ]
    return {
        "here": "people",
        "id": row.pk,
        "form": form,
        "facts": facts,
        "places": place_options(),
        "population": protocol(PRESET).population,
    }


def _list(days: list[str]) -> str:
    return _("%(most)s and %(last)s") % {
        "most": ", ".join(days[:-1]),
        "last": days[-1],
    }


def _address(row: Ending, task: str) -> str:
    return reverse("desk:ending_task", args=[row.pk, task])
