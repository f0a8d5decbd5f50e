"""How I am reached: under which name, when, and who else could read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods

from afterword import clock
from afterword.consent import queries
from afterword.consent import services as consent
from afterword.consent.queries import SafeContactView
from afterword.look.pages import see_other
from afterword.portal import notes, person
from afterword.portal.access import visitor
from afterword.portal.forms.reaching import (
    NEUTRAL,
    OWN,
    HoursForm,
    NameForm,
    SenderForm,
    SharedForm,
    as_time,
)
from afterword.portal.showing import page
from afterword.tenancy import practice


class ReachForm(SenderForm, NameForm, HoursForm, SharedForm):
    """Everything about how somebody is reached, on one page."""

    field_order = (
        "sender",
        "own_words",
        "name_to_use",
        "hours_from",
        "hours_until",
        "shared",
    )


@dataclass(frozen=True)
class Before:
    """How they are reached now."""

    safe: SafeContactView
    name: str

    def initial(self, neutral_name: str) -> dict[str, str]:
        """Give what the form shows at first."""
        label = self.safe.sender_label
        return {
            "sender": NEUTRAL if label == neutral_name else OWN,
            "own_words": "" if label == neutral_name else label,
            "name_to_use": self.name,
            "hours_from": self.safe.hours_from.strftime("%H:%M"),
            "hours_until": self.safe.hours_until.strftime("%H:%M"),
            "shared": "yes" if self.safe.address_shared else "no",
        }


@require_http_methods(["GET", "HEAD", "POST"])
@visitor
def reach(request: Any) -> HttpResponse:
    """Show and change how this client is reached. It starts no notes."""
    with practice(request.practice_id):
        safe = queries.safe_contact_of(request.client_id)
    if safe is None:
        return page(request, "reach", here="choices", form=None)
    name = person.name_to_use(request.client_id, by=request.actor)
    neutral = request.home.neutral_name
    form = ReachForm(
        request.POST if request.method == "POST" else None,
        initial=Before(safe, name).initial(neutral),
        neutral_name=neutral,
    )
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return page(request, "reach", here="choices", form=form, status=status)
    consent.set_safe_contact(
        client=request.client_id,
        reach=_reach(form, safe),
        by=request.actor,
        at=clock.now(),
    )
    response = see_other("portal:choices")
    response["Location"] += "#done"
    return notes.say(response, "reach")


def _reach(form: ReachForm, safe: SafeContactView) -> consent.Reach:
    given = form.cleaned_data
    return consent.Reach(
        sender_label=form.label,
        name_to_use=given["name_to_use"],
        hours_from=as_time(given["hours_from"]),
        hours_until=as_time(given["hours_until"]),
        time_zone=safe.time_zone,
        address_shared=given["shared"] == "yes",
        told_not_private=safe.told_not_private,
        told_who_reads=safe.told_who_reads,
    )


urlpatterns = [path("c/reach", reach, name="reach")]
