"""My choices: stop, let rest, start again, fewer notes, nobody first, no answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpResponse
from django.urls import path
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from afterword import clock
from afterword.consent import queries, wording
from afterword.consent import services as consent
from afterword.consent.errors import ConsentError, NotSavedError
from afterword.consent.scopes import Scope
from afterword.consent.services import OneMayBeOnItsWay, Withdrawal
from afterword.consent.standing import DirectiveState
from afterword.look.pages import see_other
from afterword.portal import notes, stopping
from afterword.portal.access import visit_of, visitor
from afterword.portal.agreed import agreed, full_day, notes_of
from afterword.portal.forms.choices import FewerForm
from afterword.portal.showing import page
from afterword.tenancy import practice


@require_safe
@visitor
def choices(request: Any) -> HttpResponse:
    """Show everything that was agreed, and a stop beside each."""
    with practice(request.practice_id):
        mine = agreed(request.client_id, today=request.home.today)
        safe = queries.safe_contact_of(request.client_id)
    return page(request, "choices", here="choices", mine=mine, safe=safe)


@require_safe
@visitor
def choice(request: Any, directive: UUID) -> HttpResponse:
    """Show one thing whole: its sentences, rest, fewer notes, stop."""
    return _one(request, directive, form=None, status=200)


@require_http_methods(["POST"])
@visitor
def stop_all(request: Any) -> HttpResponse:
    """Stop everything, with one press."""
    return _stop(request, Scope.everything(), "stopped")


@require_POST
@visitor
def stop_one(request: Any, directive: UUID) -> HttpResponse:
    """Stop one thing; the rest stays."""
    return _stop(request, Scope.directive(directive), "stopped_this")


@require_POST
@visitor
def no_contact(request: Any) -> HttpResponse:
    """Let nobody here write first."""
    return _stop(request, Scope.no_contact(), "no_contact")


@require_POST
@visitor
def no_replies(request: Any) -> HttpResponse:
    """Let nobody here write at all."""
    return _stop(request, Scope.no_replies(), "no_replies")


@require_POST
@visitor
def reopen(request: Any) -> HttpResponse:
    """Let the practice write again. It starts nothing by itself."""
    return _change(request, consent.reopen_contact, "opened")


@require_POST
@visitor
def pause(request: Any, directive: UUID) -> HttpResponse:
    """Let one thing rest."""
    return _change(request, consent.pause, "paused", directive=directive)


@require_POST
@visitor
def start_one(request: Any, directive: UUID) -> HttpResponse:
    """Start again what was agreed, inside its window."""
    return _change(request, consent.resume, "resumed", directive=directive)


@require_POST
@visitor
def fewer(request: Any, directive: UUID) -> HttpResponse:
    """Keep only some of the notes that are still to come."""
    found = _found(request, directive)
    form = FewerForm(request.POST, notes=_ahead(request, found))
    if not form.is_valid():
        return _one(request, directive, form=form, status=422)
    kept = set(form.cleaned_data["keep"])
    over = {step.key for step in found.terms.steps} - dict(
        _ahead(request, found)
    ).keys()
    steps = tuple(step for step in found.terms.steps if step.key in kept | over)
    gone = len(found.terms.steps) - len(steps)
    terms = replace(found.terms, steps=steps, count=max(1, found.terms.count - gone))
    return _change(request, consent.narrow, "fewer", directive=directive, terms=terms)


def _stop(request: Any, scope: Scope, code: str) -> HttpResponse:
    """Stop and tell the truth about it on the next page; if it failed, how else."""
    try:
        answer: Withdrawal = consent.withdraw(
            client=request.client_id, scope=scope, by=request.actor, at=clock.now()
        )
    except (NotSavedError, DatabaseError, InterfaceError):
        return stopping.not_saved(request, visit_of(request))
    except ConsentError:
        raise Http404 from None
    told = "stopped_one_left" if isinstance(answer, OneMayBeOnItsWay) else code
    return notes.say(_back(), told)


def _change(request: Any, verb: Any, code: str, **rest: Any) -> HttpResponse:
    if "directive" in rest:
        _found(request, rest["directive"])
    try:
        verb(client=request.client_id, by=request.actor, at=clock.now(), **rest)
    except ConsentError as error:
        return page(
            request, "not_changed", status=422, words=error.for_people, here="choices"
        )
    return notes.say(_back(), code)


def _back() -> HttpResponse:
    response = see_other("portal:choices")
    response["Location"] += "#done"
    return response


def _one(
    request: Any, directive: UUID, *, form: FewerForm | None, status: int
) -> HttpResponse:
    found = _found(request, directive)
    ahead = _ahead(request, found)
    with practice(request.practice_id):
        mine = agreed(request.client_id, today=request.home.today)
        ended_on = found.ended_on or request.home.today
        sentences = wording.sentences_for(found.terms, ended_on=ended_on)
    shown = next((one for one in mine.on if one.id == directive), None)
    if shown is None:
        raise Http404
    on = bool(shown.stop_url)
    can_fewer = on and len(ahead) > 1
    return page(
        request,
        "choice",
        status=status,
        here="choices",
        choice=shown,
        sentences=sentences,
        paused=on and found.state == "paused",
        can_pause=on and found.state == "confirmed",
        form=form or (FewerForm(notes=ahead) if can_fewer else None),
    )


def _found(request: Any, directive: UUID) -> DirectiveState:
    with practice(request.practice_id):
        found = queries.standing_of(request.client_id).directives.get(directive)
    if found is None:
        raise Http404
    return found


def _ahead(request: Any, found: DirectiveState) -> list[tuple[str, str]]:
    today = request.home.today
    with practice(request.practice_id):
        return [
            (note.key, full_day(note.due_on))
            for note in notes_of(found)
            if not note.came and note.last_on >= today
        ]


urlpatterns = [
    path("c", choices, name="choices"),
    path("c/stop", stop_all, name="stop_all"),
    path("c/first", no_contact, name="no_contact"),
    path("c/answer", no_replies, name="no_replies"),
    path("c/open", reopen, name="reopen"),
    path("c/<uuid:directive>", choice, name="choice"),
    path("c/<uuid:directive>/stop", stop_one, name="stop_one"),
    path("c/<uuid:directive>/pause", pause, name="pause"),
    path("c/<uuid:directive>/start", start_one, name="start_one"),
    path("c/<uuid:directive>/fewer", fewer, name="fewer"),
]
