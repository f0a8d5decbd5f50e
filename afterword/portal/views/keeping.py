"""My plan: what the client wrote down to keep, to read, print and take along."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from afterword.portal import person
from afterword.portal.access import visitor
from afterword.portal.showing import page

HEADINGS = {
    "coping": gettext_lazy("What helps me"),
    "early_signs": gettext_lazy("How I notice a hard patch early"),
}


@require_safe
@visitor
def plan(request: Any) -> HttpResponse:
    """Show what was written down to keep."""
    return page(request, "plan", here="plan", parts=_parts(request))


@require_safe
@visitor
def plan_text(request: Any) -> HttpResponse:
    """Give the same as plain text, in a file with a dull name."""
    parts = _parts(request) or [("", _("Nothing here yet."))]
    text = "\n\n".join(f"{head}\n\n{words}".strip() for head, words in parts)
    response = HttpResponse(f"{text}\n", content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="plan.txt"'
    return response


def _parts(request: Any) -> list[tuple[str, str]]:
    found = person.plan(request.client_id, by=request.actor)
    return [(str(HEADINGS[name]), found[name]) for name in HEADINGS if name in found]


urlpatterns = [
    path("p", plan, name="plan"),
    path("p/text", plan_text, name="plan_text"),
]
