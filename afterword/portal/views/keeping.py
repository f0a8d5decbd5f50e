"""My plan: read, write, hide, undo, show somebody a copy, take along, delete."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from afterword.ending import keepsake, plan_words, plans, queries
from afterword.ending.errors import NoCopyError, PlanError
from afterword.ending.keepsake import Chapter, Keepsake
from afterword.ending.services import planning, sharing
from afterword.letters.errors import LetterError
from afterword.look.pages import see_other
from afterword.portal import notes, plan_live, plan_pages
from afterword.portal.access import visitor
from afterword.portal.forms.keeping import ShowForm, TakeForm
from afterword.portal.plan_pages import Place
from afterword.portal.showing import page
from afterword.support import lines as support
from afterword.support.lines import Country
from afterword.tenancy import practice

BOTH = require_http_methods(["GET", "HEAD", "POST"])
KINDS = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "large": "application/pdf",
    "txt": "text/plain; charset=utf-8",
}
NAMES = {"html": "plan.html", "pdf": "plan.pdf", "large": "plan-large.pdf"}


@require_safe
@visitor
def plan(request: Any) -> HttpResponse:
    """Show every part in its order, also those that are empty or hidden."""
    own = _place(request).read()
    with practice(request.practice_id):
        copies = queries.copies_of(request.client_id)
    live = plan_live.live(request)
    return page(
        request,
        "plan",
        here="plan",
        parts=plan_pages.shown(own, live),
        is_empty=own.is_empty,
        copies=copies,
        country=_country(request),
    )


@BOTH
@visitor
def part(request: Any, number: int) -> HttpResponse:
    """Write one part."""
    return plan_pages.edit(request, _place(request), number)


@require_POST
@visitor
def part_press(request: Any, number: int, press: str) -> HttpResponse:
    """Hide a part, show it again, or take its last change back."""
    key = plans.key_at(number)
    if key is None:
        raise Http404
    client, by = request.client_id, request.actor
    if press == "undo":
        planning.undo(client=client, key=key, by=by)
    else:
        planning.set_hidden(client=client, key=key, hidden=press == "hide", by=by)
    response = see_other(reverse("portal:plan") + f"#p{number}")
    return notes.say(response, f"plan_{press}")


@BOTH
@visitor
def plan_take(request: Any) -> HttpResponse:
    """Give the plan as a file with a dull name; the country is asked and not kept."""
    form = TakeForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return page(request, "plan_take", here="plan", form=form)
    if form.is_valid():
        live = plan_live.live(
            request, country=form.iso, with_answers=form.cleaned_data["answers"]
        )
        kept = keepsake.keepsake(_place(request).read(), live)
        try:
            return _file(form.cleaned_data["file"], kept)
        except LetterError:
            form.add_error(
                "file",
                _(
                    "There is a sign in your plan that cannot be printed this way. "
                    "Take the page for a browser and print that"
                ),
            )
    return page(request, "plan_take", here="plan", form=form, status=422)


@BOTH
@visitor
def plan_show(request: Any) -> HttpResponse:
    """Choose parts, see the copy exactly as it will be, then show it."""
    own = _place(request).read()
    name = _reader(request)
    if not name:
        return page(request, "plan_show", here="plan", nobody=True)
    form = ShowForm(
        request.POST if request.method == "POST" else None, plan=own, name=name
    )
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return page(request, "plan_show", here="plan", form=form, status=status)
    given = form.cleaned_data
    if "sure" not in request.POST:
        chosen = [one for one in own.written if one.key in given["parts"]]
        return page(
            request,
            "plan_show_check",
            here="plan",
            chapters=_chapters(chosen),
            given=given,
            name=name if given["who"] == "clinician" else "",
        )
    try:
        made = sharing.share(
            client=request.client_id,
            audience=given["who"],
            keys=given["parts"],
            by=request.actor,
        )
    except PlanError as error:
        form.add_error(None, str(error.for_people))
        return page(request, "plan_show", here="plan", form=form, status=422)
    return notes.say(see_other("portal:plan_copy", made), "plan_shown")


@BOTH
@visitor
def plan_copy(request: Any, copy: UUID) -> HttpResponse:
    """Show what somebody was shown; take it back."""
    client, by = request.client_id, request.actor
    try:
        if request.method == "POST":
            sharing.take_back(client=client, copy=copy, by=by)
            return notes.say(see_other("portal:plan"), "plan_taken_back")
        opened = sharing.read_copy(copy=copy, by=by)
    except NoCopyError:
        raise Http404 from None
    with practice(request.practice_id):
        (row,) = (one for one in queries.copies_of(client) if one.id == copy)
    chapters = _chapters(opened.parts)
    return page(request, "plan_copy", here="plan", chapters=chapters, row=row)


@BOTH
@visitor
def plan_delete(request: Any) -> HttpResponse:
    """Say what goes, once; then it is gone."""
    if request.method == "POST":
        planning.delete(client=request.client_id, by=request.actor)
        return notes.say(see_other("portal:plan"), "plan_deleted")
    with practice(request.practice_id):
        copies = queries.copies_of(request.client_id)
    return page(request, "plan_delete", here="plan", copies=copies)


def _place(request: Any) -> Place:
    return Place(
        by=request.actor,
        client=request.client_id,
        home=request.home,
        base=reverse("portal:plan"),
    )


def _country(request: Any) -> Country | None:
    """Give the practice's country, as a first guess that nobody keeps."""
    iso = request.home.country[:2]
    return support.country(iso) if iso in support.isos() else None


def _reader(request: Any) -> str:
    """Name who carries them and can be shown a copy; nobody, if nobody does."""
    with practice(request.practice_id):
        found = queries.reader_of(request.client_id)
    return found.client_facing_name if found else ""


def _chapters(parts: Any) -> list[Chapter]:
    return [
        Chapter(one.key, plan_words.heading(one.key), plan_words.blocks(one))
        for one in parts
    ]


def _file(kind: str, kept: Keepsake) -> HttpResponse:
    response: HttpResponse
    if kind == "json":
        indent = {"indent": 2, "ensure_ascii": False}
        response = JsonResponse(keepsake.as_data(kept), json_dumps_params=indent)
    elif kind in {"pdf", "large"}:
        language, large = get_language() or "en", kind == "large"
        response = HttpResponse(keepsake.as_pages(kept, language=language, large=large))
    elif kind == "html":
        response = HttpResponse(
            render_to_string("portal/plan_file.html", {"kept": kept})
        )
    else:
        response = HttpResponse(keepsake.as_text(kept))
    if kind in KINDS:
        response["Content-Type"] = KINDS[kind]
    name = NAMES.get(kind, f"plan.{kind}")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


urlpatterns = [
    path("p", plan, name="plan"),
    path("p/take", plan_take, name="plan_take"),
    path("p/show", plan_show, name="plan_show"),
    path("p/show/<uuid:copy>", plan_copy, name="plan_copy"),
    path("p/delete", plan_delete, name="plan_delete"),
    path("p/<int:number>", part, name="plan_part"),
    path("p/<int:number>/hide", part_press, {"press": "hide"}, name="plan_hide"),
    path("p/<int:number>/show", part_press, {"press": "show"}, name="plan_unhide"),
    path("p/<int:number>/undo", part_press, {"press": "undo"}, name="plan_undo"),
]
