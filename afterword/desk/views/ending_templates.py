"""What an ending holds in this practice, by approach: look, adapt, take it back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from afterword.accounts.access import StaffRequest, staff
from afterword.audit.actors import Role
from afterword.desk.part_words import TASKS
from afterword.desk.wording import Words, said
from afterword.ending.errors import EndingError
from afterword.ending.sections import ALWAYS, SECTIONS
from afterword.ending.services.adapting import adapt_template
from afterword.ending.templates import Template, changed, templates
from afterword.look.pages import see_other, unprocessable

FOLLOW_UP: Words = {
    "offered": gettext_lazy("Offered"),
    "when_asked": gettext_lazy("Only when the client asks"),
    "off": gettext_lazy("Not offered"),
}
MEASURES: Words = {
    "offered": gettext_lazy("Filled in, or left out on purpose"),
    "off": gettext_lazy("Not part of it"),
}


class TemplateForm(forms.Form):
    """Which tasks, whether measures, whether follow-up."""

    sections = forms.MultipleChoiceField(
        label=gettext_lazy("Tasks"),
        help_text=gettext_lazy(
            "The facts and the contact afterwards are always there."
        ),
        choices=[
            (one.key, TASKS[one.key]) for one in SECTIONS if one.key not in ALWAYS
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    measures = forms.ChoiceField(
        label=gettext_lazy("Questions at the end"),
        choices=list(MEASURES.items()),
        widget=forms.RadioSelect,
    )
    follow_up = forms.ChoiceField(
        label=gettext_lazy("Check-ins afterwards"),
        choices=list(FOLLOW_UP.items()),
        widget=forms.RadioSelect,
    )


@require_http_methods(["GET"])
@staff(Role.ADMINISTRATOR, Role.SUPERVISOR, Role.CLINICIAN)
def all_templates(request: StaffRequest) -> HttpResponse:
    """Show every approach, and which this practice has changed."""
    changes = request.membership.practice.ending_templates
    shown = [
        {
            "id": one.id,
            "title": one.title,
            "ending_is": one.ending_is,
            "tasks": [said(TASKS, key) for key in one.sections],
            "follow_up": said(FOLLOW_UP, one.follow_up),
            "is_changed": one.id in changes,
        }
        for one in _ours(changes)
    ]
    context = {"here": "practice", "templates": shown, "may": _may(request)}
    return render(request, "desk/practice_endings.html", context)


@require_http_methods(["GET", "POST"])
@staff(Role.ADMINISTRATOR, Role.SUPERVISOR)
def adapt(request: StaffRequest, approach: str) -> HttpResponse:
    """Change one template, or go back to the one that is shipped."""
    shipped = templates().get(approach)
    if shipped is None:
        raise Http404
    changes = request.membership.practice.ending_templates
    now = changed(shipped, changes.get(approach, {}))
    data = request.POST if request.method == "POST" else None
    form = TemplateForm(
        data,
        initial={
            "sections": list(now.sections),
            "measures": now.measures,
            "follow_up": now.follow_up,
        },
    )
    context = {
        "here": "practice",
        "form": form,
        "template": now,
        "is_changed": approach in changes,
    }
    if data is None:
        return render(request, "desk/practice_ending.html", context)
    back = "back" in data
    if not back and not form.is_valid():
        return unprocessable(request, "desk/practice_ending.html", context)
    change = {} if back else _change(shipped, form.cleaned_data)
    try:
        adapt_template(approach=approach, change=change, by=request.actor)
    except EndingError as error:
        form.add_error(None, str(error.for_people))
        return unprocessable(request, "desk/practice_ending.html", context)
    messages.success(request, _("Saved. Open endings follow it from now on."))
    return see_other(reverse("desk:practice_endings") + "#done")


def _change(shipped: Template, given: dict[str, Any]) -> dict[str, Any]:
    """Keep only what differs from what is shipped."""
    wanted = {
        "sections": list(given["sections"]),
        "measures": given["measures"],
        "follow_up": given["follow_up"],
    }
    made = changed(shipped, wanted)
    return {
        name: value
        for name, value in wanted.items()
        if getattr(made, name) != getattr(shipped, name)
    }


def _ours(changes: dict[str, Any]) -> list[Template]:
    return [changed(one, changes.get(one.id, {})) for one in templates().values()]


def _may(request: StaffRequest) -> bool:
    return request.actor.has(Role.ADMINISTRATOR, Role.SUPERVISOR)


urlpatterns = [
    path("practice/endings", all_templates, name="practice_endings"),
    path("practice/endings/<slug:approach>", adapt, name="practice_ending"),
]
