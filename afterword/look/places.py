"""The places of the desk, and who has them. A place that is not built is left out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Place:
    """One entry of the main navigation."""

    key: str
    label: Promise
    url_name: str
    roles: frozenset[str]


@dataclass(frozen=True)
class Link:
    """A place as it is shown to one person on one page."""

    label: Promise
    url: str
    current: bool


_CARE = frozenset({"clinician", "supervisor"})
_ALL = _CARE | {"administrator", "compliance"}

PLACES = (
    Place("today", _("Today"), "desk:today", _ALL),
    Place("ask", _("Ask"), "desk:ask", _CARE | {"compliance"}),
    Place("people", _("People"), "desk:people", _CARE | {"administrator"}),
    Place("followup", _("Follow-up"), "desk:followup", _CARE),
    Place("services", _("Services"), "desk:services", _ALL),
    Place("record", _("Record"), "desk:record", _CARE | {"compliance"}),
    Place("rules", _("Rules"), "desk:rules", _ALL),
    Place("executor", _("Executor"), "desk:wills", frozenset({"executor"})),
    Place("practice", _("Practice"), "desk:practice", frozenset({"administrator"})),
)


def places_for(roles: Collection[str], *, current: str = "") -> tuple[Link, ...]:
    """Give the places that somebody with these roles has, in their fixed order."""
    held = frozenset(roles)
    links = []
    for place in PLACES:
        if not place.roles & held:
            continue
        try:
            url = reverse(place.url_name)
        except NoReverseMatch:
            continue
        links.append(Link(place.label, url, current=place.key == current))
    return tuple(links)
