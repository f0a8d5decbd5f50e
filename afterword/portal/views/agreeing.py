"""Say yes or no: on the practice's tablet, or on one's own device with the card.

One screen for each choice, then a read-back, then it is saved. The tablet's pages
lead nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from afterword.audit.actors import Actor, the_client
from afterword.clinic.errors import ClinicError
from afterword.consent import doors, queries, wording
from afterword.consent.doors import Opened
from afterword.consent.errors import ConsentError
from afterword.consent.standing import GUARDIAN, DirectiveState
from afterword.look.pages import see_other
from afterword.portal import drafts, notes, person, saving
from afterword.portal.access import Home, home_of, visitor
from afterword.portal.drafts import Draft
from afterword.portal.forms.agreeing import GuardianForm, NotesForm
from afterword.portal.forms.reaching import (
    NEUTRAL,
    OWN,
    AddressForm,
    HoursForm,
    NameForm,
    SenderForm,
)
from afterword.portal.showing import page
from afterword.tenancy import practice

BOTH = require_http_methods(["GET", "HEAD", "POST"])
SCREENS: Final = ("notes", "guardian", "address", "sender", "name", "hours", "check")


@dataclass(frozen=True)
class Asked:
    """Who is asked what, through which door, and where its pages are."""

    by: Actor
    client: UUID
    home: Home
    found: DirectiveState
    sentences: tuple[str, ...]
    base: str
    token: str = ""

    @property
    def needs_both(self) -> bool:
        """Say whether a guardian's yes is needed beside the young person's."""
        return self.found.asks == GUARDIAN

    def url(self, screen: str) -> str:
        """Give the address of a screen."""
        return f"{self.base}/{screen}"


@BOTH
def tablet(request: HttpRequest, token: str, screen: str = "") -> HttpResponse:
    """Ask on the practice's tablet. The key opens these pages and no others."""
    opened = doors.find(token)
    if opened is None or opened.opens != "tablet" or opened.directive_id is None:
        return _given_back(request, doors.find_for_stop(token))
    by = the_client(opened.practice, opened.client, door="tablet")
    home = home_of(opened)
    base = reverse("portal:tablet", args=[token])
    if home is None:
        return _given_back(request, None)
    return _ask(
        request,
        screen,
        _asked(by, home, opened.directive_id, base, token=token),
    )


@BOTH
@visitor
def own(request: Any, screen: str = "") -> HttpResponse:
    """Ask on the client's own device, after the code of their card."""
    by = the_client(request.practice_id, request.client_id, door="card")
    with practice(request.practice_id):
        standing = queries.standing_of(request.client_id)
    waiting = [one for one in standing.directives.values() if one.state == "proposed"]
    if not waiting:
        return see_other("portal:choices")
    newest = max(waiting, key=lambda one: (one.asks != GUARDIAN, one.changed))
    base = reverse("portal:own")
    asked = _asked(by, request.home, newest.id, base)
    return _ask(request, screen, asked)


def _asked(
    by: Actor, home: Home, directive: UUID, base: str, *, token: str = ""
) -> Asked:
    assert by.id is not None  # noqa: S101 - a client always has an id
    with practice(by.practice):
        found = queries.standing_of(by.id).directives.get(directive)
        if found is None:
            raise Http404
        ended_on = found.ended_on or home.today
        sentences = wording.sentences_for(found.terms, ended_on=ended_on)
    return Asked(by, by.id, home, found, sentences, base, token)


def _ask(request: HttpRequest, screen: str, asked: Asked) -> HttpResponse:
    if asked.found.state != "proposed" or (asked.needs_both and not asked.token):
        state = asked.found.state.replace("proposed", "both")
        return _show(request, asked, "over", state=state)
    if wording.wording_hash(asked.sentences) != asked.found.terms.wording_hash:
        return _show(request, asked, "changed")
    draft = _draft(request, asked)
    if not screen:
        return _show(request, asked, "start", first=asked.url("notes"))
    if screen not in SCREENS or (screen == "guardian" and not asked.needs_both):
        raise Http404
    if screen == "check":
        return _check(request, asked, draft)
    form = _form(screen, request, asked, draft)
    if request.method == "POST" and form.is_valid():
        after = _with(draft, screen, form)
        response = see_other(asked.url(after.next_screen()))
        return drafts.keep(
            response, after, practice_id=asked.by.practice, place=asked.found.id
        )
    status = 422 if request.method == "POST" else 200
    rest: dict[str, Any] = {}
    if screen == "address":
        rest["address"] = _address(asked)
    return _show(request, asked, screen, status=status, form=form, **rest)


def _check(request: HttpRequest, asked: Asked, draft: Draft) -> HttpResponse:
    """Read everything back; save it when they say that it is right."""
    if (left := draft.next_screen()) != "check":
        return see_other(asked.url(left))
    if request.method != "POST":
        rest: dict[str, Any] = {}
        if not draft.is_over:
            rest["address"] = _address(asked)
        return _show(request, asked, "check", draft=draft, **rest)
    try:
        came = saving.save(
            draft,
            directive=asked.found.id,
            client=asked.client,
            terms=asked.found.terms,
            given_by=asked.found.asks or "client",
            by=asked.by,
        )
    except (ConsentError, ClinicError) as error:
        return _show(request, asked, "over", status=422, words=error.for_people)
    if not asked.token:
        told = {"yes": "agreed", "no": "declined", "unsafe": "unsafe"}[came]
        return notes.say(drafts.drop(see_other("portal:choices")), told)
    doors.end(asked.token)
    return drafts.keep(
        see_other(asked.base),
        Draft(saved=came),
        practice_id=asked.by.practice,
        place=asked.found.id,
    )


def _given_back(request: HttpRequest, opened: Opened | None) -> HttpResponse:
    """Say that the tablet goes back; once, to this browser, also what was saved."""
    came, name = "", ""
    if opened is not None and opened.opens == "tablet" and opened.directive_id:
        kept = drafts.read(
            request, practice_id=opened.practice, place=opened.directive_id
        )
        came = kept.saved
        home = home_of(opened) if came else None
        name = home.neutral_name if home else ""
    response = page(request, "agree_end", came=came, neutral_name=name)
    return drafts.drop(response) if drafts.COOKIE in request.COOKIES else response


def _form(screen: str, request: HttpRequest, asked: Asked, draft: Draft) -> forms.Form:
    data = request.POST if request.method == "POST" else None
    neutral = asked.home.neutral_name
    if screen == "notes":
        return NotesForm(data, initial={"notes": draft.notes})
    if screen == "guardian":
        return GuardianForm(data, initial={"guardian": draft.guardian})
    if screen == "address":
        return AddressForm(data, initial={"who": draft.address})
    if screen == "sender":
        chosen = {"": "", neutral: NEUTRAL}.get(draft.label, OWN)
        own = draft.label if chosen == OWN else ""
        initial = {"sender": chosen, "own_words": own}
        return SenderForm(data, initial=initial, neutral_name=neutral)
    if screen == "name":
        return NameForm(data, initial={"name_to_use": draft.name})
    hours = {"hours_from": draft.hours_from, "hours_until": draft.hours_until}
    return HoursForm(data, initial=hours)


def _with(draft: Draft, screen: str, form: forms.Form) -> Draft:
    given = form.cleaned_data
    if screen == "notes":
        return replace(draft, notes=given["notes"])
    if screen == "guardian":
        return replace(draft, guardian=given["guardian"])
    if screen == "address":
        return replace(draft, address=given["who"])
    if isinstance(form, SenderForm):
        return replace(draft, label=form.label)
    if screen == "name":
        return replace(draft, name=given["name_to_use"].strip(), named="yes")
    return replace(draft, **given)


def _draft(request: HttpRequest, asked: Asked) -> Draft:
    kept = drafts.read(request, practice_id=asked.by.practice, place=asked.found.id)
    return replace(kept, asks=asked.found.asks)


def _address(asked: Asked) -> str:
    return person.address(asked.found.terms.contact_point, asked.client, by=asked.by)


def _show(
    request: HttpRequest, asked: Asked, screen: str, *, status: int = 200, **rest: Any
) -> HttpResponse:
    screens = [one for one in SCREENS if asked.needs_both or one != "guardian"]
    number = screens.index(screen) if screen in screens else 0
    context = {
        "frame": "portal/tablet.html" if asked.token else "portal/base.html",
        "base": asked.base,
        "is_tablet": bool(asked.token),
        "home": asked.home,
        "neutral_name": asked.home.neutral_name,
        "title": wording.title(asked.found.terms),
        "sentences": asked.sentences,
        "before": asked.url(screens[number - 1]) if number else asked.base,
        "needs_both": asked.needs_both,
        "here": "choices",
        **rest,
    }
    return page(request, f"agree_{screen}", status=status, **context)


urlpatterns = [
    path("w/<str:token>", tablet, name="tablet"),
    path("w/<str:token>/<str:screen>", tablet, name="tablet_screen"),
    path("k", own, name="own"),
    path("k/<str:screen>", own, name="own_screen"),
]
