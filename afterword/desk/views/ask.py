"""Put the question: in general, where nothing is stored, or about one client."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from afterword import clock
from afterword.accounts.access import StaffRequest, staff
from afterword.audit.actors import Role
from afterword.clinic.models import Client
from afterword.contact import services as gate
from afterword.desk import asking, released, whose
from afterword.desk.forms.ask import (
    ABOUT_YOU,
    FIRST,
    AskForm,
    GeneralForm,
    initial_for,
)
from afterword.desk.forms.places import place_options
from afterword.desk.questions import (
    NotAnAnswerError,
    confirmed,
    extras_from,
    read_answer,
)
from afterword.desk.rulings import About, asked_words
from afterword.desk.views.ruling import page
from afterword.desk.wording import address_of
from afterword.look.pages import see_other, unprocessable
from afterword.rules.asking import answer as as_plain
from afterword.rules.facts import Facts, Known, Members
from afterword.tenancy import practice

SALT: Final = "desk.ask"
OLDEST: Final = 24 * 60 * 60
MOST_ROUNDS: Final = 40
_ABOUT_CLIENTS = (Role.CLINICIAN, Role.SUPERVISOR)


@require_http_methods(["GET", "POST"])
@staff(Role.CLINICIAN, Role.SUPERVISOR, Role.COMPLIANCE)
def ask(request: StaffRequest) -> HttpResponse:
    """Take who starts and what for, and answer at once."""
    client = _client(request)
    if client is not None:
        return _about(request, client)
    if request.method == "POST" and "state" in request.POST:
        return _go_on(request)
    form = _general_form(request)
    if request.method == "GET":
        return render(request, "desk/ask.html", _context(form))
    if not form.is_valid():
        return unprocessable(request, "desk/ask.html", _context(form))
    today = _today(request)
    adopted = Members(request.membership.practice.house_policies)
    facts = form.facts(today) | {"house_policies": Known(adopted, "practice", today)}
    return _answered(request, Facts(facts), today, put_off=0)


def _about(request: StaffRequest, client: Client) -> HttpResponse:
    """Ask about one client; the answer has an address of its own."""
    data = request.POST if request.method == "POST" else None
    wanted: dict[str, Any] = {
        name: request.GET[name]
        for name in ("purpose", "channel", "initiator", "told_to")
        if name in request.GET
    }
    wanted["tells"] = request.GET.getlist("tells")
    form = AskForm(
        data,
        initial=wanted,
        released=released.recipients(
            client.pk,
            on=clock.today(client.time_zone),
            by=request.actor,
            purpose="ask_about",
        ),
    )
    if data is not None and form.is_valid():
        ruling = asking.ask(
            client,
            form.cleaned_data,
            by=request.actor,
            at=clock.now(),
            occasion=form.occasion,
        )
        return see_other("desk:ruling", ruling.id)
    person = whose.person_of(request, client, purpose="ask_about")
    context = _context(form) | {
        "client": {
            "id": client.pk,
            "called": person.called,
            "url": address_of("desk:person", client.pk),
        }
    }
    if data is not None:
        return unprocessable(request, "desk/ask.html", context)
    return render(request, "desk/ask.html", context)


def _go_on(request: StaffRequest) -> HttpResponse:
    """Take one more answer in general. All that was said came with the form."""
    try:
        state = signing.loads(request.POST["state"], salt=SALT, max_age=OLDEST)
        on = date.fromisoformat(state["on"])
        facts = extras_from(state["facts"], on=on)
    except (signing.BadSignature, KeyError, ValueError):
        form = _general_form(request, fresh=True)
        notice = _("What you had said is gone: this page was open too long. Ask again.")
        context = _context(form) | {"notice": notice}
        return unprocessable(request, "desk/ask.html", context)
    off = int(state["off"])
    fact = str(state["fact"])
    if "confirm" in request.POST:
        assumed = state["assuming"]
        more = extras_from(assumed, on=on)
        chosen = [one for one in request.POST.getlist("confirm") if one in more]
        values = {name: getattr(more[name], "value", None) for name in chosen}
        return _answered(
            request, facts.but(**confirmed(chosen, values, on=on)), on, put_off=off
        )
    try:
        given = read_answer(fact, request.POST, on=on)
    except NotAnAnswerError as error:
        return _answered(request, facts, on, put_off=off, error=error.for_people)
    if given is None:
        return _answered(request, facts, on, put_off=min(off + 1, MOST_ROUNDS))
    return _answered(request, facts.but(**{fact: given}), on, put_off=off)


def _answered(
    request: StaffRequest, facts: Facts, on: date, *, put_off: int, error: str = ""
) -> HttpResponse:
    """Show an answer in general. It is on this page and nowhere else."""
    answer = gate.ask_in_general(facts=facts, on=on)
    plain = as_plain(answer, general=True)
    about = About(
        asked=asked_words(facts),
        who=_("the client"),
        purpose=answer.purpose,
        on=on,
        facts=facts,
    )
    context = page(
        plain,
        about,
        answer=answer,
        general=True,
        roles=(),
        put_off=put_off,
        asks=answer,
    )
    asked = context["asking"]
    context["state"] = signing.dumps(
        {
            "facts": facts.to_plain(),
            "on": on.isoformat(),
            "off": put_off,
            "fact": asked.fact if asked else "",
            "assuming": plain.get("provisional", {}).get("assuming", {}),
        },
        salt=SALT,
        compress=True,
    )
    context |= {"here": "ask", "general": True, "error": error}
    status = 422 if error else 200
    return render(request, "desk/ruling.html", context, status=status)


def _general_form(request: StaffRequest, *, fresh: bool = False) -> GeneralForm:
    with practice(request.actor.practice):
        own = whose.own_clinician(request.actor)
    data = request.POST if request.method == "POST" and not fresh else None
    return GeneralForm(data, own=own, initial=initial_for(own))


def _context(form: AskForm) -> dict[str, Any]:
    context = {"here": "ask", "form": form, "places_known": place_options()}
    if not isinstance(form, GeneralForm):
        return context
    return context | {
        "first": [form[name] for name in FIRST],
        "about_you": [form[name] for name in ABOUT_YOU],
        "you": form.you(),
        "you_open": any(form[name].errors for name in ABOUT_YOU),
    }


def _client(request: StaffRequest) -> Client | None:
    given = request.GET.get("client", "")
    if not given:
        return None
    if not request.actor.has(*_ABOUT_CLIENTS):
        raise Http404
    try:
        return whose.client_of(request, UUID(given))
    except ValueError:
        raise Http404 from None


def _today(request: StaffRequest) -> date:
    return clock.today(request.membership.practice.time_zone)


urlpatterns = [path("ask", ask, name="ask")]
