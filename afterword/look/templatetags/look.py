"""Filters and tags for every page: dates in full, grouped codes, shapes, places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField, CheckboxSelectMultiple, RadioSelect
from django.template import Context
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from afterword.look.icons import shape
from afterword.look.places import Link, places_for

register = template.Library()

OUTCOMES: Mapping[str, Promise] = {
    "require": gettext_lazy("You must"),
    "permit": gettext_lazy("Yes, like this"),
    "consult": gettext_lazy("Talk to someone first"),
    "hold": gettext_lazy("Cannot say yet"),
    "refuse": gettext_lazy("No"),
}

GRADES: Mapping[str, Promise] = {
    "primary": gettext_lazy("Read in the source"),
    "secondary": gettext_lazy("Read in a copy by others"),
    "memory": gettext_lazy("Not seen"),
    "unverified": gettext_lazy("Not seen"),
    "draft": gettext_lazy("Read as a draft"),
    "superseded": gettext_lazy("Read in an older edition"),
}

CODE_GROUP = 4


@register.filter
def full_date(day: date | None) -> str:
    """Write a day in full: Monday 1 March 2027. Nothing stays nothing."""
    return date_format(day, _("l j F Y")) if day else ""


@register.filter
def full_moment(moment: datetime | None) -> str:
    """Write a moment in full, in the zone that it carries."""
    if not moment:
        return ""
    at = date_format(moment, "H:i", use_l10n=False)
    return f"{full_date(moment)}, {at}"


@register.filter
def grouped(code: str) -> str:
    """Write a code in groups of four, so that it can be read aloud."""
    plain = "".join(code.split()).replace("-", "")
    groups = (plain[i : i + CODE_GROUP] for i in range(0, len(plain), CODE_GROUP))
    return " ".join(groups)


@register.filter
def numbers(given: Iterable[Any]) -> str:
    """Name several telephone numbers in a sentence: 112 and 911."""
    shown = [str(one.number) for one in given]
    if len(shown) < 2:  # noqa: PLR2004
        return "".join(shown)
    return _("%(first)s and %(last)s") % {
        "first": ", ".join(shown[:-1]),
        "last": shown[-1],
    }


@register.filter
def bare_web(address: str) -> str:
    """Show a web address without what nobody types."""
    return address.removeprefix("https://").removeprefix("http://").rstrip("/")


@register.simple_tag
def outcome_icon(outcome: str) -> SafeString:
    """Draw the shape of an outcome. The words stand beside it."""
    return mark_safe(shape(str(outcome)))  # noqa: S308  # a constant of our own


@register.simple_tag
def state_icon(state: str) -> SafeString:
    """Draw the shape of a duty: met, unmet or unknown."""
    return mark_safe(shape(str(state)))  # noqa: S308  # a constant of our own


@register.filter
def outcome_words(outcome: str) -> str:
    """Say an outcome in the words of the strip above a ruling."""
    return str(OUTCOMES[str(outcome)])


@register.filter
def grade_words(grade: str) -> str:
    """Say how a source was read."""
    return str(GRADES[str(grade)])


@register.simple_tag(takes_context=True)
def places(context: Context) -> tuple[Link, ...]:
    """Give the places of the desk for whoever is signed in.

    Reads ``roles`` and ``here`` from the page, or the roles from ``request.actor``.
    """
    actor = getattr(context.get("request"), "actor", None)
    roles = context.get("roles") or getattr(actor, "roles", None) or ()
    current = str(context.get("here", ""))
    return places_for([str(role) for role in roles], current=current)


@register.filter
def unlocal(value: float) -> str:
    """Write a number for a machine: a point, never a comma, no empty decimal."""
    return f"{float(value):.1f}".rstrip("0").rstrip(".")


@register.filter
def at(given: list[Any], index: int) -> Any:
    """Give one of a list by its place; nothing where the list is shorter."""
    return given[index] if index < len(given) else ""


@register.filter
def is_rows(field: BoundField) -> bool:
    """Say whether a field offers choices that become full rows."""
    return isinstance(field.field.widget, RadioSelect | CheckboxSelectMultiple)
