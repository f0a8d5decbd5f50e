"""What others may be told: what holds, take it back by one press, allow something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from afterword import clock
from afterword.consent import releases
from afterword.consent.errors import ConsentError
from afterword.consent.models import InformationRelease
from afterword.consent.releases import ReleaseView
from afterword.consent.services import give_release, withdraw_release
from afterword.ending import recipients
from afterword.look.pages import see_other
from afterword.portal import notes, person
from afterword.portal.access import visitor
from afterword.portal.forms.telling import TellForm, in_words
from afterword.portal.showing import page
from afterword.tenancy import practice
from afterword.vault import services as vault


@dataclass(frozen=True)
class Line:
    """One release, as its client reads it."""

    id: UUID
    to: str
    things: tuple[str, ...]
    why: str
    given_on: date
    until: date
    holds: bool
    taken_back: bool


@require_safe
@visitor
def told(request: Any) -> HttpResponse:
    """Show what holds with a press that ends it, and what is over."""
    lines = lines_of(request.client_id, by=request.actor, today=request.home.today)
    return page(
        request,
        "told",
        here="choices",
        live=[one for one in lines if one.holds],
        past=[one for one in lines if not one.holds],
        anybody=bool(_recipients(request)),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@visitor
def tell(request: Any) -> HttpResponse:
    """Choose who may be told what; read it once more as a sentence; then allow it."""
    data = request.POST if request.method == "POST" else None
    today = request.home.today
    form = TellForm(data, today=today, recipients=_recipients(request))
    if data is None or not form.is_valid():
        status = 200 if data is None else 422
        return page(request, "tell", here="choices", form=form, status=status)
    if "sure" not in data:
        return page(request, "tell_check", here="choices", form=form)
    try:
        give_release(
            client=request.client_id,
            release=form.release,
            by=request.actor,
            at=clock.now(),
            door=request.actor.door,
        )
    except ConsentError as error:
        form.add_error(None, str(error.for_people))
        return page(request, "tell", here="choices", form=form, status=422)
    return notes.say(see_other("portal:told"), "told")


@require_POST
@visitor
def told_back(request: Any, release: UUID) -> HttpResponse:
    """Take one back. It counts from this moment; pressing twice is no mistake."""
    try:
        withdraw_release(
            release=release,
            client=request.client_id,
            by=request.actor,
            at=clock.now(),
        )
    except ConsentError:
        raise Http404 from None
    except (DatabaseError, InterfaceError):
        words = _("It could not be saved just now, so it still holds. Press it again.")
        if request.home.phone:
            words += " " + _("Or ring %(phone)s.") % {"phone": request.home.phone}
        return page(request, "not_changed", status=503, words=words, here="choices")
    response = see_other("portal:told")
    response["Location"] += "#done"
    return notes.say(response, "told_back")


def lines_of(client: UUID, *, by: Any, today: date) -> list[Line]:
    """Give every release of a client, the newest first."""
    with practice(by.practice):
        found = releases.releases_of(client)
        rows = {
            row.pk: row
            for row in InformationRelease.objects.filter(
                pk__in=[one.id for one in found]
            )
        }
    told = vault.open(
        by=by,
        purpose=person.OWN_PAGES,
        rows=[rows[one.id] for one in found],
        fields=["recipient", "other", "why"],
    )
    return [_line(one, words, today) for one, words in zip(found, told, strict=True)]


def _line(one: ReleaseView, words: dict[str, str | None], today: date) -> Line:
    return Line(
        id=one.id,
        to=words["recipient"] or _("A name that is gone"),
        things=tuple(in_words(one.shares, words["other"] or "")),
        why=words["why"] or "",
        given_on=one.given_on,
        until=one.until,
        holds=one.holds(today),
        taken_back=one.withdrawn_at is not None,
    )


def _recipients(request: Any) -> list[tuple[str, str]]:
    """Give whom they can choose: who is written down for them here, by name."""
    found = recipients.recipients_of(
        request.client_id, by=request.actor, purpose=person.OWN_PAGES
    )
    return [(str(one.id), one.name) for one in found]


urlpatterns = [
    path("c/told", told, name="told"),
    path("c/told/new", tell, name="tell"),
    path("c/told/<uuid:release>/back", told_back, name="told_back"),
]
